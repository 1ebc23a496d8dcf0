"""Every leaf of a request to Ollama's chat is examined, and can be replaced."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from gateway.errors import InvalidRequest, Refused
from gateway.policy import Attachments, Images
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.ollama_chat import TABLE, read_request
from tests.coverage.driven import Driver
from tests.coverage.files import PNG as PICTURE
from tests.gateway.proxy.wire.asking import (
    check_golden,
    driver,
    leaves,
    planted,
    read_by,
    refusals,
)
from tests.golden.requests import Request
from tests.golden.requests_ollama_chat import REQUESTS

CALL = {"function": {"name": "look_up", "arguments": {"order": "seventeen", "count": 300000017}}}
RESULT = '{"state": "lost", "parcels": 20260101}'
REQUEST: dict[str, Any] = {
    "model": "llama3.2",
    "messages": [
        {"role": "system", "content": "You help."},
        {"role": "user", "content": "Where is it?"},
        {"role": "assistant", "content": "", "thinking": "Look it up.", "tool_calls": [CALL]},
        {"role": "tool", "tool_name": "look_up", "content": RESULT},
        {"role": "user", "content": "Thanks.", "new_field": {"inner": "unknown words"}},
    ],
    "tools": [
        {
            "type": "function",
            "function": {
                "name": "look_up",
                "description": "Looks it up.",
                "parameters": {"type": "object", "properties": {"order": {"type": "string"}}},
            },
        }
    ],
    "options": {"temperature": 0.7, "seed": 123456789, "stop": ["END now"], "new_option": "words"},
    "keep_alive": "10m",
    "think": "low",
}  # fmt: skip


def chat(*messages: Any, **members: Any) -> Document:
    return read_by(read_request, {"model": "m", "messages": list(messages), **members})


def user(content: Any = "hello", **more: Any) -> dict[str, Any]:
    return {"role": "user", "content": content, **more}


def test_each_leaf_is_read_as_what_it_is() -> None:
    assert leaves(read_by(read_request, REQUEST)) == [
        ("/model", "fixed", "fixed", "llama3.2"),
        ("/messages/0/content", "text", "talk", "You help."),
        ("/messages/1/content", "text", "talk", "Where is it?"),
        ("/messages/2/content", "text", "talk", ""),
        ("/messages/2/thinking", "text", "talk", "Look it up."),
        ("/messages/2/tool_calls/0/function/name", "name", "fixed", "look_up"),
        ("/messages/2/tool_calls/0/function/arguments", "key", "key", "order"),
        ("/messages/2/tool_calls/0/function/arguments/*", "text", "value", "seventeen"),
        ("/messages/2/tool_calls/0/function/arguments", "key", "key", "count"),
        ("/messages/2/tool_calls/0/function/arguments/*", "number", "value", "300000017"),
        ("/messages/3/tool_name", "name", "fixed", "look_up"),
        ("/messages/3/content#", "key", "key", "state"),
        ("/messages/3/content#/*", "text", "talk", "lost"),
        ("/messages/3/content#", "key", "key", "parcels"),
        ("/messages/3/content#/*", "number", "value", "20260101"),
        ("/messages/4/content", "text", "talk", "Thanks."),
        ("/messages/4", "fixed", "fixed", "new_field"),
        ("/messages/4/*", "fixed", "fixed", "inner"),
        ("/messages/4/*/*", "text", "talk", "unknown words"),
        ("/tools/0/function/name", "name", "fixed", "look_up"),
        ("/tools/0/function/description", "text", "talk", "Looks it up."),
        ("/tools/0/function/parameters/*", "fixed", "fixed", "order"),
        ("/options/seed", "fixed", "fixed", "123456789"),
        ("/options/stop/0", "text", "talk", "END now"),
        ("/options", "fixed", "fixed", "new_option"),
        ("/options/*", "text", "value", "words"),
        ("/keep_alive", "text", "value", "10m"),
    ]


def test_what_identifies_each_message() -> None:
    read = read_by(read_request, REQUEST)
    assert [(message.role, message.texts) for message in read.messages] == [
        ("system", ("You help.",)),
        ("user", ("Where is it?",)),
        ("assistant", ("", 'look_up({"count":300000017,"order":"seventeen"})')),
        ("tool", (RESULT,)),
        ("user", ("Thanks.",)),
    ]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Driver:
    return driver(tmp_path_factory.mktemp("ollama"), "/api/chat")


def test_no_canary_leaves_from_any_place(running: Driver) -> None:
    found = planted(running, REQUEST)
    assert found.leaks == []
    assert found.plants > 300
    assert found.words["sent"] > 150


def test_what_the_table_refuses_is_refused(running: Driver) -> None:
    found = refusals(running)
    assert found
    assert set(found) == {"not_examinable"}


@pytest.mark.parametrize(
    "request_", [each for each in REQUESTS if each.path == "/api/chat"], ids=lambda each: each.name
)
def test_golden_requests(running: Driver, request_: Request) -> None:
    outcome = check_golden(running, request_)
    assert outcome.sent is None or outcome.sent.url.endswith("/api/chat")


@pytest.mark.parametrize(
    "change",
    [
        {"messages": []},
        {"messages": None},
        {"messages": "hello"},
        {"messages": [{"content": "hello"}]},
        {"messages": [{"role": "king", "content": "hello"}]},
        {"messages": [user(7)]},
        {"messages": [user([{"type": "text", "text": "x"}])]},
        {"messages": [user(images="x")]},
        {"messages": [user(images=[7])]},
        {"messages": [user(tool_calls={})]},
        {"messages": [user(tool_calls=[{"function": "x"}])]},
        {"messages": [user(tool_name=7)]},
        {"model": None},
        {"stream": "yes"},
        {"format": 7},
        {"think": 7},
        {"options": "x"},
        {"tools": {}},
    ],
)
def test_wrong_types_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_by(read_request, {**REQUEST, **change})
    assert refusal.value.status in (400, 413)


def test_a_tool_of_another_type_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        chat(user(), tools=[{"type": "web_search"}])
    assert refusal.value.code == "not_examinable"


@pytest.mark.parametrize(
    ("of", "key"),
    [
        ("root", "Messages"), ("root", "FORMAT"), ("root", "TOOL\u017f"),
        ("root", "thin\u212a"), ("message", "Images"), ("message", "\u0131mages"),
        ("message", "Content"), ("message", "tool_CALLS"), ("call", "Function"),
        ("function", "Arguments"), ("tool", "Function"), ("definition", "Name"),
    ],
)  # fmt: skip
def test_members_in_another_case_go_past_no_table(of: str, key: str) -> None:
    image = base64.b64encode(b"\x89PNG").decode()
    call: dict[str, Any] = {"function": {"name": "x", "arguments": {}}}
    tool: dict[str, Any] = {"type": "function", "function": {"name": "x"}}
    body: dict[str, Any] = {"model": "m", "messages": [user(tool_calls=[call])], "tools": [tool]}
    holder = {
        "root": body,
        "message": body["messages"][0],
        "call": call,
        "function": call["function"],
        "tool": tool,
        "definition": tool["function"],
    }[of]
    holder[key] = [image]
    with pytest.raises(InvalidRequest) as refusal:
        read_by(read_request, body)
    assert key not in f"{refusal.value} {refusal.value.details}"


PNG = base64.b64encode(PICTURE).decode()


@pytest.mark.parametrize(
    "image",
    [
        PNG,
        "https://images.example/1.png",
        "/var/data/image.png",
        base64.b64encode(b"plain text, 4111 1111 1111 1111").decode(),
        base64.b64encode(b"%PDF-1.7").decode(),
        "not base64!",
        "",
    ],
)
def test_images_are_refused(image: str) -> None:
    with pytest.raises(Refused) as refusal:
        chat(user(images=[image]))
    assert refusal.value.code == "not_examinable"
    assert "4111" not in str(refusal.value)


def test_images_pass_where_policy_lets_them_and_nothing_else_does() -> None:
    allowed = Attachments(images=Images.UNSAFE_ALLOW)
    body = {"model": "m", "messages": [user(images=[PNG])]}
    read = read_by(read_request, body, attachments=allowed)
    assert json.loads(read.body()) == body
    assert [picture.media_type for picture in read.pictures] == ["image/png"]
    assert "not stored" in read.stored(read.messages[0].parts, role="user")
    assert len(read.messages[0].texts) == 2
    other = base64.b64encode(b"plain text").decode()
    with pytest.raises(Refused):
        read_by(read_request, {"model": "m", "messages": [user(images=[other])]},
                attachments=allowed)  # fmt: skip


def test_strict_fields_refuse_what_the_table_does_not_know() -> None:
    with pytest.raises(Refused) as refusal:
        read_by(read_request, REQUEST, strict=True)
    assert refusal.value.code == "unmapped_field"


def test_the_table_says_what_is_refused() -> None:
    rows = {row.pointer: row.treatment for row in TABLE.rows("")}
    assert rows["/messages/*/images/*"] == "file"
    assert rows["/messages/*/content"] == "text"
    assert rows["/messages/*/tool_calls/*/function/arguments"] == "data"
