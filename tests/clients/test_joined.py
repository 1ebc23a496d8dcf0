"""An answer that comes back as history joins its conversation, whatever the answer was.

Each golden answer is given, taken as the client has it, and resent with a next message.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.clients.places import Place
from tests.clients.test_golden_served import issued
from tests.golden import anthropic, gemini, ollama, openai_responses
from tests.golden.answers import golden_answers
from tests.simulators.completions import Json, completion
from tests.simulators.replies import Asked, Reply

TOLD = "Write to {0}@example.com and to {0}.sam@example.net."
Resend = Callable[[Json, Json], Json]


def _chats(person: str, email: str) -> Mapping[str, Json]:
    return {one.name: completion([one.said]) for one in golden_answers(person, email)}


def _with(asked: Json, member: str, *more: Any) -> Json:
    return {**asked, member: [*asked[member], *more]}


def _chat(asked: Json, answer: Json) -> Json:
    message = answer["choices"][0]["message"]
    results = [
        {"role": "tool", "tool_call_id": call["id"], "content": "Done."}
        for call in message.get("tool_calls") or ()
    ]
    said = {key: value for key, value in message.items() if value is not None}
    return _with(asked, "messages", said, *results, {"role": "user", "content": "Go on."})


def _response(asked: Json, answer: Json) -> Json:
    results = [
        {"type": "function_call_output", "call_id": item["call_id"], "output": "Done."}
        for item in answer["output"]
        if item["type"] == "function_call"
    ]
    return _with(asked, "input", *answer["output"], *results, {"role": "user", "content": "Go on."})


def _message(asked: Json, answer: Json) -> Json:
    results: list[Json] = [
        {"type": "tool_result", "tool_use_id": block["id"], "content": "Done."}
        for block in answer["content"]
        if block["type"] == "tool_use"
    ]
    said = {"role": "assistant", "content": answer["content"]}
    next_one = {"role": "user", "content": [*results, {"type": "text", "text": "Go on."}]}
    return _with(asked, "messages", said, next_one)


def _content(asked: Json, answer: Json) -> Json:
    content = answer["candidates"][0]["content"]
    parts: list[Json] = [
        {"functionResponse": {"name": part["functionCall"]["name"], "response": {"a": "Done."}}}
        for part in content["parts"]
        if "functionCall" in part
    ]
    next_one = {"role": "user", "parts": [*parts, {"text": "Go on."}]}
    return _with(asked, "contents", content, next_one)


def _line(asked: Json, answer: Json) -> Json:
    message = answer["message"]
    results = [
        {"role": "tool", "content": "Done.", "tool_name": call["function"]["name"]}
        for call in message.get("tool_calls") or ()
    ]
    return _with(asked, "messages", message, *results, {"role": "user", "content": "Go on."})


Wholes = Callable[[str, str], Mapping[str, Json]]
WIRES: Mapping[str, tuple[str, Wholes, Resend]] = {
    "chat": ("/v1/chat/completions", _chats, _chat),
    "responses": ("/v1/responses", openai_responses.golden_wholes, _response),
    "anthropic": ("/v1/messages", anthropic.golden_wholes, _message),
    "gemini": ("/v1beta/models/m:generateContent", gemini.golden_wholes, _content),
    "ollama": ("/api/chat", ollama.golden_chat_wholes, _line),
}
CASES = [
    pytest.param(wire, name, "gateway", id=f"{wire}-{name}")
    for wire, (_, wholes, _) in WIRES.items()
    for name, body in wholes("[P_00000000]", "[E_00000000]").items()
    if "promptFeedback" not in body  # a refused prompt has no answer
]


def ask(wire: str, told: str) -> Json:
    said = {"role": "user", "content": told}
    if wire == "responses":
        return {"model": "m", "input": [said]}
    if wire == "gemini":
        return {"contents": [{"role": "user", "parts": [{"text": told}]}]}
    if wire == "anthropic":
        return {"model": "m", "max_tokens": 99, "messages": [said]}
    return {"model": "m", "stream": False, "messages": [said]}


def post(place: Place, path: str, body: Json) -> tuple[int, str, Json]:
    """Status, the conversation's id, and the answer."""
    connection = http.client.HTTPConnection(place.url.removeprefix("http://"), timeout=20)
    headers = {**place.headers, "Authorization": f"Bearer {place.key}"}
    try:
        connection.request("POST", path, body=json.dumps(body), headers=headers)
        response = connection.getresponse()
        found = json.loads(response.read())
        return response.status, response.headers.get("x-discreet-conversation", ""), found
    finally:
        connection.close()


@pytest.mark.parametrize(("wire", "name", "place"), CASES, indirect=["place"])
def test_an_answer_that_is_resent_joins_its_conversation(
    wire: str, name: str, *, place: Place
) -> None:
    path, wholes, resend = WIRES[wire]

    def reply(asked: Asked) -> Reply:
        return Reply(body=json.dumps(wholes(*issued(asked))[name]).encode())

    place.upstream.script(reply)
    asked = ask(wire, TOLD.format(f"{wire}.{name}".replace(" ", ".").replace(",", "")))
    status, conversation, answer = post(place, path, asked)
    assert status == 200
    assert conversation
    place.upstream.clear()
    status, joined, said = post(place, path, resend(asked, answer))
    assert status == 200, said
    assert joined == conversation
