"""What a chat request may not ask of the recipient, however it is spelled."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from gateway.errors import InvalidRequest, Refused
from gateway.proxy.wire.openai_chat import read_request
from gateway.proxy.wire.options import ReadOptions

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(60)).decode()
URL = f"data:image/png;base64,{PNG}"


def read(*parts: dict[str, Any], **members: Any) -> Any:
    said = {"role": "user", "content": list(parts) or "hello"}
    body = {"model": "m", "messages": [said], **members}
    return read_request(json.dumps(body).encode(), ReadOptions())


@pytest.mark.parametrize(
    "member",
    [
        {"web_search_options": {}},
        {"plugins": [{"id": "web"}]},
        {"search_parameters": {"mode": "on"}},
        {"models": ["another"]},
        {"field_of_tomorrow": {"deep": [URL]}},
        {"field_of_tomorrow": PNG},
        {"field_of_tomorrow": " data:text/plain,hello"},
    ],
    ids=lambda member: next(iter(member)),
)
def test_tools_and_files_elsewhere_are_refused(member: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        read(**member)
    assert refusal.value.code == "not_examinable"


@pytest.mark.parametrize("value", ["data: hello, world", "PNG", "a" * 100, "database:x,y", ""])
def test_words_in_an_unknown_field_are_text(value: str) -> None:
    assert read(field_of_tomorrow={"deep": [value]}).messages


def test_a_file_at_the_provider_beside_one_that_is_there_is_refused() -> None:
    file = {"file_data": "data:text/plain;base64,aGVsbG8=", "filename": "a.txt"}
    assert read({"type": "file", "file": file}).messages
    with pytest.raises(Refused):
        read({"type": "file", "file": {**file, "file_id": "file-1"}})


@pytest.mark.parametrize(
    ("part", "members"),
    [
        ({"type": "text", "text": "a"}, {"Messages": []}),
        ({"type": "text", "text": "a"}, {"me\u017f\u017fages": []}),
        ({"type": "text", "text": "a"}, {"Tools": [{"type": "web_search"}]}),
        ({"type": "text", "text": "a"}, {"data_Sources": []}),
        ({"type": "text", "text": "a", "Type": "image_url"}, {}),
        ({"type": "text", "text": "a", "TEXT": "b"}, {}),
        ({"type": "file", "file": {"file_data": "data:,a", "filename": "a", "File_ID": "b"}}, {}),
    ],
)
def test_a_member_in_another_case_is_refused(part: dict[str, Any], members: Any) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read(part, **members)
    assert (refusal.value.code, refusal.value.status) == ("invalid_request", 400)


def test_options_of_the_cache_are_words() -> None:
    part = {"type": "text", "text": "a", "prompt_cache_breakpoint": {"mode": "explicit"}}
    document = read(part, prompt_cache_options={"mode": "implicit", "ttl": "30m"})
    assert [slot.segment.text for slot in document.slots] == ["a"]
    assert not document.switched


@pytest.mark.parametrize(
    ("members", "allowed", "left_open"),
    [
        ({}, False, True),
        ({"store": None}, False, True),
        ({"store": False}, False, False),
        ({"store": True}, False, False),
        ({}, True, False),
        ({"store": True}, True, False),
    ],
)
def test_where_nothing_is_said_the_recipient_decides_what_it_keeps(
    members: dict[str, Any], allowed: bool, left_open: bool
) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "hello"}], **members}
    document = read_request(json.dumps(body).encode(), ReadOptions(provider_state=allowed))
    assert (document.unless_kept == (document.root, "store")) is left_open


def test_bounds_of_integers_in_a_schema_are_no_identifiers() -> None:
    figures = {"maximum": 9007199254740991, "minimum": -9007199254740991, "default": 12345678}
    function = {"name": "f", "parameters": {"properties": {"a": {"type": "integer", **figures}}}}
    document = read(tools=[{"type": "function", "function": function}])
    assert [slot.segment.text for slot in document.slots] == ["hello", "12345678"]
