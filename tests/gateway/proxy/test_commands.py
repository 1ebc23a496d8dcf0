"""Commands carry bodies and keys, and their reprs show neither."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gateway.model import Kind, Segment
from gateway.proxy.commands import Ask, Emit, Examine, Finish, Record, Reply, Send
from gateway.storage.ports import DataKey
from tests.gateway.storage import samples

CANARY = "canary-4111"
BODY = CANARY.encode()
SEGMENT = Segment(pointer="/a", kind=Kind.TEXT, role="user", text=CANARY, before=CANARY)


@pytest.mark.parametrize(
    "command",
    [
        Ask(wanted=samples.look_up("c1")),
        Examine(segments=(SEGMENT,)),
        Record(
            disclosure=replace(
                samples.disclosure(),
                messages=(samples.message(CANARY),),
                new_key=DataKey(dek_id="dek-1", key=BODY),
            )
        ),
        Send(url="https://m.example.com/", headers={}, api_key_env="KEY", body=BODY),
        Reply(status=200, content_type="application/json", body=BODY),
        Finish(outcome=samples.outcome(answers=(samples.answer(CANARY),))),
        Emit(status=200, headers={}, body=BODY),
    ],
    ids=lambda command: type(command).__name__,
)
def test_the_repr_hides_what_is_carried(command: Any) -> None:
    shown = repr(command)
    assert type(command).__name__ in shown
    assert CANARY not in shown


def test_a_piece_that_is_only_a_body_starts_no_answer() -> None:
    piece = Emit(body=b"x", more=True)
    assert (piece.status, dict(piece.headers)) == (0, {})
