"""An HTTP/1.1 connection of a benchmark's model: it hands on each request that is whole."""

from __future__ import annotations

import asyncio
import re
from typing import cast

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class WholeRequests(asyncio.Protocol):
    """One connection; what answers overrides ``answer``."""

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the transport."""
        # uvloop's transports are no subclasses of asyncio's.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Hands on every request that is whole."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._buffer, 0, end)
            size = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < size:
                return
            request, self._buffer = self._buffer[:size], self._buffer[size:]
            self.answer(request, request[end + 4 :])

    def answer(self, request: bytes, body: bytes) -> None:
        """Answers a request, head and body; ``body`` is its body alone."""
        raise NotImplementedError

    def write(self, data: bytes) -> None:
        """Writes a piece of the answer."""
        assert self._transport is not None
        self._transport.write(data)
