"""A model on loopback that keeps every byte it was sent, and takes webhooks, too."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from gateway.echo_model import EchoModel

# Webhooks of a sandbox lead here; everything else is a model's.
HOOKS = "/hook/"
_LONGEST_HEAD = 1 << 18
_BEFORE_HOLD = 3  # pieces of a stream that come before it is held up


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One request, byte for byte."""

    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def is_hook(self) -> bool:
        """Whether it is a webhook."""
        return self.path.startswith(HOOKS)

    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


class Simulator:
    """Answers like a model that echoes; serves one event loop."""

    def __init__(self) -> None:
        """Does not listen yet."""
        self.received: list[Received] = []
        self.url = ""
        self.cut = 0
        self.hook_status = 200
        self._server: asyncio.Server | None = None
        self._held: asyncio.Event | None = None
        self._arrived = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listens on a free port of loopback."""
        self._server = await asyncio.start_server(
            self._connected, "127.0.0.1", 0, limit=_LONGEST_HEAD
        )
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Hangs up on everybody."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def hold(self) -> None:
        """From now on a stream stops after its first pieces, until ``release``."""
        self._held = asyncio.Event()

    def release(self) -> None:
        """Lets streams go on."""
        if self._held is not None:
            self._held.set()
            self._held = None

    async def next_request(self) -> None:
        """Waits until one more request has come."""
        self._arrived.clear()
        await self._arrived.wait()

    def of_model(self, first: int = 0) -> list[Received]:
        """What the model was sent, from that request on."""
        return [each for each in self.received[first:] if not each.is_hook]

    def hooks(self, first: int = 0) -> list[Received]:
        """The webhooks that came, from that request on."""
        return [each for each in self.received[first:] if each.is_hook]

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            with suppress(asyncio.IncompleteReadError):  # the other side has nothing more to say
                while True:
                    await self._answer(await self._read(reader), writer)
        except OSError:
            self.cut += 1  # it hung up in the middle of an answer
        finally:
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> Received:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = (line.partition(":") for line in head[1:] if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in fields}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        found = Received(path=head[0].split(" ")[1], headers=headers, body=body)
        self.received.append(found)
        self._arrived.set()
        return found

    async def _answer(self, request: Received, writer: asyncio.StreamWriter) -> None:
        if request.is_hook:
            writer.write(_head(self.hook_status, "application/json") + _piece(b"{}") + _END)
            await writer.drain()
            return
        given = iter([{"type": "http.request", "body": request.body, "more_body": False}])
        pieces: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return next(given)

        async def send(message: dict[str, Any]) -> None:
            pieces.append(message)

        await EchoModel()({"type": "http"}, receive, send)
        kind = dict(pieces[0]["headers"])[b"content-type"].decode()
        writer.write(_head(200, kind))
        for number, piece in enumerate(pieces[1:]):
            if kind == "text/event-stream" and number == _BEFORE_HOLD and self._held is not None:
                await writer.drain()
                await self._held.wait()
            if piece["body"]:
                writer.write(_piece(piece["body"]))
                await writer.drain()
        writer.write(_END)
        await writer.drain()


_END = b"0\r\n\r\n"


def _head(status: int, kind: str) -> bytes:
    return (
        f"HTTP/1.1 {status} Answered\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n"
    ).encode()


def _piece(body: bytes) -> bytes:
    return f"{len(body):x}\r\n".encode() + body + b"\r\n"
