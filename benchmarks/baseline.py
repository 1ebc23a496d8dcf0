"""What the gateway is measured against: a bare ASGI proxy that only parses and passes.

uvicorn with uvloop and httptools, aiohttp's client with kept connections, orjson. It
reads the request's JSON, as any proxy that routes by model must, and sends the original
bytes on; the answer, streamed or not, goes back as it comes, a whole one in one write.
Nothing is examined, changed, logged or stored.
"""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import aiohttp
import orjson
import uvicorn

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# Hop-by-hop (RFC 9110, 7.6.1) and what the client sets itself.
_DROPPED = frozenset(
    {
        b"connection",
        b"content-length",
        b"host",
        b"keep-alive",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)


class Baseline:
    """The ASGI application."""

    def __init__(self, upstream: str) -> None:
        """Takes the upstream's URL without a path."""
        self._upstream = upstream
        self._session: aiohttp.ClientSession | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serves one request, or the application's start and end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._pass_on(scope, receive, send=send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        connector = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(connector=connector, auto_decompress=False)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._session.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _pass_on(self, scope: Message, receive: Receive, *, send: Send) -> None:
        assert self._session is not None
        body = await read_body(receive)
        try:
            request = orjson.loads(body)
        except orjson.JSONDecodeError:
            await respond(send, 400, b'{"error":{"message":"no JSON"}}')
            return
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in scope["headers"]
            if name not in _DROPPED
        ]
        url = self._upstream + scope["path"]
        async with self._session.post(url, data=body, headers=headers) as answer:
            start = {"type": "http.response.start", "status": answer.status}
            kept = [
                (name.lower(), value)
                for name, value in answer.raw_headers
                if name.lower() not in _DROPPED
            ]
            if request.get("stream") is not True:
                whole = await answer.read()
                kept.append((b"content-length", b"%d" % len(whole)))
                await send({**start, "headers": kept})
                await send({"type": "http.response.body", "body": whole})
                return
            await send({**start, "headers": kept})
            async for part in answer.content.iter_any():
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b""})


async def read_body(receive: Receive) -> bytes:
    """The whole body of a request."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts = [body]
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
    return b"".join(parts)


async def respond(send: Send, status: int, body: bytes) -> None:
    """A whole JSON response."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--upstream", required=True)
    arguments = parser.parse_args()
    uvicorn.run(
        Baseline(arguments.upstream),
        host="127.0.0.1",
        port=arguments.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
    )


if __name__ == "__main__":
    main()
