"""Many streams at once over raw sockets, each read to its end with the time of each byte."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass(slots=True)
class Streamed:
    """One stream: its bytes, and ``time.monotonic()`` of the last ones and of its end."""

    body: bytes = field(default=b"", repr=False)
    last_at: float = 0.0
    ended_at: float | None = None

    @property
    def events(self) -> list[Any]:
        """What stands in its data lines; JSON where it is that."""
        found: list[Any] = []
        for line in self.body.decode().split("\n"):
            if line.startswith("data: "):
                text = line.removeprefix("data: ").strip()
                found.append(text if text == "[DONE]" else json.loads(text))
        return found


class Streams:
    """Opens streams of one gateway and reads them in the background; runs in one loop."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._place = parts.hostname or "", parts.port or 0
        self.streams: list[Streamed] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self, headers: Mapping[str, str], *, content: str = "hello") -> Streamed:
        """Begins a stream."""
        message = {"role": "user", "content": content}
        body = json.dumps({"model": "m", "stream": True, "messages": [message]}).encode()
        reader, writer = await asyncio.open_connection(*self._place)
        lines = ["POST /v1/chat/completions HTTP/1.1", "host: test", "connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += ["content-type: application/json", f"content-length: {len(body)}", "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        streamed = Streamed()
        self.streams.append(streamed)
        self._tasks.append(asyncio.ensure_future(self._read(reader, writer, streamed=streamed)))
        return streamed

    async def _read(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, streamed: Streamed
    ) -> None:
        while data := await reader.read(65536):
            streamed.body += data
            streamed.last_at = time.monotonic()
        streamed.ended_at = time.monotonic()
        writer.close()

    async def ended(self, *, seconds: float) -> None:
        """Waits until all have ended; raises TimeoutError."""
        async with asyncio.timeout(seconds):
            await asyncio.gather(*self._tasks)


async def until(holds: Callable[[], bool], *, seconds: float = 20.0) -> None:
    """Waits until something holds; raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - what is waited for is no event
            await asyncio.sleep(0.01)
