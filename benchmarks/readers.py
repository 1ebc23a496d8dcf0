"""Reads many streams at once, and says when each word of them came.

One process with raw asyncio connections. It reads one command a line from stdin, as JSON,
and answers each with one line on stdout. What arrives is only kept until the last stream
has ended: reading costs next to nothing.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate
from time import monotonic_ns
from typing import Any, cast

import uvloop

from benchmarks.inside import events
from benchmarks.paced import script
from benchmarks.speakers import SPEAKERS, Speaker, piece

_SECONDS = 60.0
_END = b"\r\n0\r\n\r\n"
_SIZE = re.compile(rb"([0-9a-fA-F]+)\r\n")
_NAME = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """One stream: its name, and when each word came, in nanoseconds, monotonic.

    Attributes:
        name: its first word.
        came: of each word but those that a lane may hold back.
    """

    name: str
    came: list[int] = field(repr=False)


class Reader(asyncio.Protocol):
    """One connection and its one stream."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.arrived: list[tuple[int, bytes]] = []
        self._tail = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the transport."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Keeps what came, with its time."""
        self.arrived.append((monotonic_ns(), data))
        self._tail = (self._tail + data)[-len(_END) :]
        if self._tail == _END and not self.done.done():
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fails the stream if it has not ended."""
        if not self.done.done():
            self.done.set_exception(ConnectionError("the server closed the connection"))


def address(place: int) -> str:
    """What the person with this place writes."""
    return f"jane.doe{place}@example.com"


def request(speaker: Speaker, place: int, *, port: int, key: str) -> bytes:
    """The bytes of one request for a stream."""
    says = f"please write to {address(place)} about my parcel"
    body = json.dumps(speaker.body([speaker.says("user", says)], streamed=True)).encode()
    return (
        f"POST {speaker.target(streamed=True)} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n"
        f"authorization: Bearer {key}\r\nx-discreet-subject: {subject_of(place)}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    ).encode() + body


def subject_of(place: int) -> str:
    """Who asks for the stream with this place."""
    return f"stream-person-{place}"


def read(arrived: list[tuple[int, bytes]], value: str) -> Streamed:
    """When each word came.

    Args:
        arrived: times and bytes, head included.
        value: what stands for the surrogate once it is restored.

    Raises:
        ValueError: the stream is not the one that was to come; the message has no text.
    """
    raw = b"".join(data for _, data in arrived)
    ends = list(accumulate(len(data) for _, data in arrived))
    if not raw.startswith(b"HTTP/1.1 200"):
        raise ValueError(f"status {raw[9:12].decode('latin-1')} instead of 200")
    place = raw.index(b"\r\n\r\n") + 4
    text = ""
    lengths: list[int] = []
    times: list[int] = []
    body, frames = _unframed(raw, place)
    at = 0
    for event in events(body):
        at += len(event)
        text += piece(event)
        lengths.append(len(text))
        frame = bisect_left(frames, (at, 0))
        times.append(arrived[bisect_left(ends, frames[frame][1])][0])
    name = text[:_NAME]
    said = script(name, value, whole=True)
    if text != "".join(word.text for word in said):
        raise ValueError("a stream has not the text that it must have")
    return Streamed(name=name, came=_came(name, value, lengths, times))


def _came(name: str, value: str, lengths: list[int], times: list[int]) -> list[int]:
    """When each plain word was there."""
    came: list[int] = []
    reached = 0
    for word in script(name, value, whole=True):
        reached += len(word.text)
        if not word.fragment:
            came.append(times[bisect_left(lengths, reached)])
    return came


def _unframed(raw: bytes, place: int) -> tuple[bytes, list[tuple[int, int]]]:
    """A chunked body, and for each chunk where it ends there and in the raw bytes."""
    parts: list[bytes] = []
    frames: list[tuple[int, int]] = []
    length = 0
    while (size := _SIZE.match(raw, place)) is not None and int(size[1], 16):
        start = size.end()
        end = start + int(size[1], 16)
        parts.append(raw[start:end])
        length += end - start
        frames.append((length, end))
        place = end + 2
    return b"".join(parts), frames


async def read_all(command: dict[str, Any]) -> dict[str, Any]:
    """So many streams at once.

    Args:
        command: ``port``, ``key``, ``count``, the name of a speaker, and ``spread``: in so
            many seconds all of them begin, one after the other.

    Raises:
        ValueError: a stream is not right.
        OSError: a connection broke.
    """
    port, key, count = command["port"], command["key"], command["count"]
    speaker = next(each for each in SPEAKERS if each.name == command["speaker"])
    loop = asyncio.get_running_loop()
    readers = [(await loop.create_connection(Reader, "127.0.0.1", port))[1] for _ in range(count)]
    try:
        for place, reader in enumerate(readers):
            assert reader.transport is not None
            asked = request(speaker, place, port=port, key=key)
            loop.call_later(command["spread"] * place / count, reader.transport.write, asked)
        await asyncio.wait_for(asyncio.gather(*(each.done for each in readers)), _SECONDS)
    finally:
        for reader in readers:
            if reader.transport is not None:
                reader.transport.close()
    streams = [read(each.arrived, address(place)) for place, each in enumerate(readers)]
    return {"streams": {stream.name: stream.came for stream in streams}}


async def _serve_commands() -> None:
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        try:
            result = await read_all(json.loads(line))
        except (ValueError, OSError, TimeoutError) as error:
            result = {"error": str(error) or type(error).__name__}
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    uvloop.run(_serve_commands())
