"""A built-in model that only echoes, so that the gateway can be tried without an account.

It speaks OpenAI's chat completions on loopback and remembers the last body it was sent,
which is how the demo shows what a model receives.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

MODEL = "echo"


class EchoModel:
    """An ASGI application."""

    def __init__(self) -> None:
        """Has received nothing."""
        self.received: bytes = b""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers one request."""
        if scope["type"] == "lifespan":
            while (message := await receive())["type"] != "lifespan.shutdown":
                await send({"type": f"{message['type']}.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.received = body
        request = json.loads(body)
        answer = f"You wrote: {_last_user_text(request)}"
        streamed = bool(request.get("stream"))
        content_type = b"text/event-stream" if streamed else b"application/json"
        headers = [(b"content-type", content_type)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for piece in _stream(answer) if streamed else _whole(answer):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    def messages(self) -> list[dict[str, Any]]:
        """The messages of the last request."""
        messages = json.loads(self.received or b"{}").get("messages", [])
        return list(messages)


def _last_user_text(request: dict[str, Any]) -> str:
    for message in reversed(request.get("messages", [])):
        if message.get("role") == "user":
            content = message.get("content")
            if isinstance(content, str):
                return content
            return " ".join(str(part.get("text", "")) for part in content or [])
    return ""


def _whole(answer: str) -> Iterator[bytes]:
    message = {"role": "assistant", "content": answer}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    yield json.dumps(_envelope("chat.completion", choice)).encode()


def _stream(answer: str) -> Iterator[bytes]:
    # Cut without regard to words, as a model's tokens are.
    pieces = [answer[start : start + 5] for start in range(0, len(answer), 5)]
    deltas: list[dict[str, str]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": piece} for piece in pieces]
    for delta in deltas:
        yield _event({"index": 0, "delta": delta, "finish_reason": None})
    yield _event({"index": 0, "delta": {}, "finish_reason": "stop"})
    yield b"data: [DONE]\n\n"


def _event(choice: dict[str, Any]) -> bytes:
    envelope = _envelope("chat.completion.chunk", choice)
    return b"data: " + json.dumps(envelope).encode() + b"\n\n"


def _envelope(kind: str, choice: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "chatcmpl-echo",
        "object": kind,
        "created": 0,
        "model": MODEL,
        "choices": [choice],
    }
