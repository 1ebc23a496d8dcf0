"""What both of Ollama's requests do: streams by default, no log probabilities, JSON answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.errors import InvalidRequest
from gateway.proxy.context import ReadRequest
from gateway.proxy.wire import ollama_chat, ollama_generate
from tests.gateway.proxy.wire.asking import read_by

BODIES: list[tuple[ReadRequest, dict[str, Any]]] = [
    (ollama_chat.read_request, {"model": "m", "messages": [{"role": "user", "content": "hi"}]}),
    (ollama_generate.read_request, {"model": "m", "prompt": "hi"}),
]
both = pytest.mark.parametrize(("read", "body"), BODIES, ids=["chat", "generate"])


@both
@pytest.mark.parametrize(
    ("member", "streams"),
    [({}, True), ({"stream": None}, True), ({"stream": True}, True), ({"stream": False}, False)],
)
def test_a_server_streams_unless_it_is_told_not_to(
    read: ReadRequest, body: Any, *, member: Any, streams: bool
) -> None:
    assert read_by(read, {**body, **member}).stream is streams


@both
@pytest.mark.parametrize(
    ("wanted", "is_json"),
    [("json", True), ({"type": "object"}, True), ({}, True), ("", False), (None, False),
     ("yaml", False)],
)  # fmt: skip
def test_whether_the_answer_is_to_be_json(
    read: ReadRequest, body: Any, *, wanted: Any, is_json: bool
) -> None:
    assert read_by(read, {**body, "format": wanted}).json_answer is is_json


@both
def test_log_probabilities_are_not_asked_for(read: ReadRequest, body: Any) -> None:
    document = read_by(read, {**body, "logprobs": True, "top_logprobs": 3})
    assert document.switched
    assert json.loads(document.body()) == body


@both
@pytest.mark.parametrize("members", [{}, {"logprobs": False}, {"logprobs": None}])
def test_nothing_is_switched_without_need(read: ReadRequest, body: Any, *, members: Any) -> None:
    document = read_by(read, {**body, **members})
    assert (document.switched, document.switches_set) == (False, True)


@both
@pytest.mark.parametrize("key", ["Logprobs", "TOP_logprobs", "Stream", "Format", "Think"])
def test_a_member_in_another_case_is_refused(read: ReadRequest, body: Any, *, key: str) -> None:
    with pytest.raises(InvalidRequest):
        read_by(read, {**body, key: True})


@both
def test_nobody_is_named(read: ReadRequest, body: Any) -> None:
    document = read_by(read, {**body, "options": {"num_ctx": 4096, "temperature": 0.5}})
    assert (document.user, document.pseudonym) == (None, None)
    assert [slot.segment.text for slot in document.slots] == ["hi"]


@both
@pytest.mark.parametrize("words", [b"", b"[]", b"{", b'{"model":"m","model":"n"}'])
def test_what_is_no_body_is_refused(read: ReadRequest, body: Any, *, words: bytes) -> None:
    assert body
    with pytest.raises(InvalidRequest):
        read(words, read_by(read, body).options)
