"""The steps of reading, in order: switches, table, model, rows."""

from __future__ import annotations

import json

import pytest

from gateway.errors import InvalidRequest
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.reader import read_by
from gateway.proxy.wire.rules import Model, Text
from gateway.proxy.wire.shapes import Items, Members
from gateway.proxy.wire.switches import take_out
from gateway.proxy.wire.turns import Turn

TABLE = Members({"model": Model(), "prompt": Turn("user", Items(Text(said=True)))})
BODY = json.dumps({"model": "m", "prompt": ["one", "two"], "user": "canary"}).encode()


def switches(document: Document) -> None:
    assert document.slots == []
    take_out(document, "user")


def test_what_a_switch_takes_out_is_never_a_leaf() -> None:
    document = read_by(TABLE, BODY, options=ReadOptions(), switches=switches)
    assert [slot.segment.text for slot in document.slots] == ["one", "two"]
    assert (document.model, document.switched, document.switches_set) == ("m", True, True)
    assert [group.slots for group in document.groups] == [(0, 1)]


def test_the_path_names_the_model_and_switches_may_be_rules() -> None:
    document = read_by(TABLE, BODY, options=ReadOptions(model="of-the-path"))
    assert (document.model, document.switches_set) == ("of-the-path", True)
    assert "canary" in [slot.segment.text for slot in document.slots]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"prompt": []}', b'{"model": "m", "prompt": 7}'])
def test_what_is_no_request_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidRequest):
        read_by(TABLE, body, options=ReadOptions())
