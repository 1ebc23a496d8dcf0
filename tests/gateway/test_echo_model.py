"""The built-in model answers in the shape of the API it stands for."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from gateway.echo_model import EchoModel


def ask(model: EchoModel, request: dict[str, Any], *, cut: int = 1 << 20) -> list[dict[str, Any]]:
    """Everything that the model sends on a request that arrives in pieces."""
    body = json.dumps(request).encode()
    pieces = [body[start : start + cut] for start in range(0, len(body), cut)]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(model({"type": "http"}, receive, send))
    return sent


def said(*contents: Any) -> dict[str, Any]:
    return {"model": "echo", "messages": [{"role": "user", "content": c} for c in contents]}


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        (said("hello"), "hello"),
        (said("first", "second"), "second"),
        (said([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]), "a b"),
        (said([]), ""),
        (said(None), ""),
        (said("é\U0001f600\n[PERSON_7KQ2M0XA]"), "é\U0001f600\n[PERSON_7KQ2M0XA]"),
        ({"messages": [{"role": "user", "content": "x"}, {"role": "tool", "content": "y"}]}, "x"),
        ({"messages": [{"role": "system", "content": "x"}]}, ""),
        ({}, ""),
    ],
)
@pytest.mark.parametrize("cut", [1, 7, 1 << 20])
def test_it_says_what_the_user_wrote_last(request_: dict[str, Any], answer: str, cut: int) -> None:
    for stream in (False, True):
        model = EchoModel()
        sent = ask(model, {**request_, "stream": stream}, cut=cut)
        assert sent[0]["status"] == 200
        assert not sent[-1].get("more_body", False)
        body = b"".join(message.get("body", b"") for message in sent)
        if stream:
            events = [event.removeprefix("data: ") for event in body.decode().split("\n\n")]
            assert events[-2:] == ["[DONE]", ""]
            choices = [json.loads(event)["choices"][0] for event in events[:-2]]
            assert "".join(each["delta"].get("content", "") for each in choices) == (
                f"You wrote: {answer}"
            )
            assert [each["finish_reason"] for each in choices[-2:]] == [None, "stop"]
        else:
            message = json.loads(body)["choices"][0]["message"]
            assert message == {"role": "assistant", "content": f"You wrote: {answer}"}


def test_it_remembers_the_last_body_byte_for_byte() -> None:
    model = EchoModel()
    assert model.messages() == []
    ask(model, said("first"))
    ask(model, said("second"))
    assert model.received == json.dumps(said("second")).encode()
    assert [message["content"] for message in model.messages()] == ["second"]


def test_it_starts_and_stops() -> None:
    incoming = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent: list[str] = []

    async def receive() -> dict[str, str]:
        return incoming.pop(0)

    async def send(message: dict[str, str]) -> None:
        sent.append(message["type"])

    asyncio.run(EchoModel()({"type": "lifespan"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
