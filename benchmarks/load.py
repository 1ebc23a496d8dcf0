"""Drives a server with chat requests, each of them different, and says how it went.

One process with raw asyncio connections. It reads one command a line from stdin, as
JSON, and answers each with one line on stdout:

    {"do": "run", ...}     requests for some seconds over kept connections
    {"do": "count", ...}   a number of requests, for checks
    {"do": "turn", ...}    the next turn of every conversation, the history resent

Latencies are seconds from the first byte written to the last byte read; the first token
is the first delta with content.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
import uvloop

from benchmarks.instant import ANSWER
from benchmarks.planted import planted

PATH = "/v1/chat/completions"
SYSTEM = (
    "You are the assistant of a parcel service. Answer in two sentences, be polite, and "
    "never promise what the tracking does not say."
)

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_FIRST_TOKEN = re.compile(rb'"content":\s*"[^"]')

# What the openai package sends with each request, beside host, key and length.
_SDK_HEADERS = "".join(
    f"{name}: {value}\r\n"
    for name, value in {
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "connection": "keep-alive",
        "content-type": "application/json",
        "user-agent": "OpenAI/Python 3.54.0",
        "x-stainless-arch": "x64",
        "x-stainless-async": "false",
        "x-stainless-lang": "python",
        "x-stainless-os": "Linux",
        "x-stainless-package-version": "3.54.0",
        "x-stainless-read-timeout": "600",
        "x-stainless-retry-count": "0",
        "x-stainless-runtime": "CPython",
        "x-stainless-runtime-version": "3.11.0",
    }.items()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The server to drive: its port on loopback, and the API key that it takes."""

    port: int
    key: str = field(repr=False)

    def request(self, body: bytes, *, subject: str) -> bytes:
        """The bytes of one request."""
        return (
            f"POST {PATH} HTTP/1.1\r\nhost: 127.0.0.1:{self.port}\r\n{_SDK_HEADERS}"
            f"authorization: Bearer {self.key}\r\nx-discreet-subject: {subject}\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        ).encode() + body


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One response: its body unframed, and seconds to its first token and its end."""

    status: int
    body: bytes = field(repr=False)
    first_token: float
    seconds: float

    def text(self) -> str:
        """The answer's text, whole or streamed; raises ValueError if it has none."""
        if self.body.startswith(b"{"):
            content: str = orjson.loads(self.body)["choices"][0]["message"]["content"]
            return content
        parts: list[str] = []
        for event in self.body.split(b"\n\n"):
            data = event.removeprefix(b"data: ")
            if event.startswith(b"data: {"):
                choices = orjson.loads(data)["choices"]
                parts += [choice["delta"].get("content") or "" for choice in choices]
        return "".join(parts)


class Connection(asyncio.Protocol):
    """A kept HTTP/1.1 connection, one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._done: asyncio.Future[Answered] | None = None
        self._data = bytearray()
        self._needed = -1
        self._started = 0.0
        self._first = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the transport."""
        # uvloop's transports are no subclasses of asyncio's.
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fails the request that waits."""
        if self._done is not None and not self._done.done():
            self._done.set_exception(ConnectionError("the server closed the connection"))

    async def ask(self, request: bytes) -> Answered:
        """Sends a request and waits for the whole answer; raises ConnectionError."""
        assert self._transport is not None
        if self._transport.is_closing():
            raise ConnectionError("the server closed the connection")
        self._done = asyncio.get_running_loop().create_future()
        self._data.clear()
        self._needed, self._first = -1, 0.0
        self._started = time.perf_counter()
        self._transport.write(request)
        return await self._done

    def close(self) -> None:
        """Closes it."""
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Gathers the answer; a chunked one ends with its last frame."""
        self._data += data
        if self._needed < 0 and not self._read_head():
            return
        if self._first == 0.0 and _FIRST_TOKEN.search(self._data):
            self._first = time.perf_counter() - self._started
        if self._needed:
            whole = len(self._data) >= self._needed
        else:
            whole = self._data.endswith(b"\r\n0\r\n\r\n")
        if whole and self._done is not None and not self._done.done():
            self._finish(self._done)

    def _read_head(self) -> bool:
        end = self._data.find(b"\r\n\r\n")
        if end < 0:
            return False
        length = _LENGTH.search(self._data, 0, end)
        self._needed = end + 4 + int(length[1]) if length else 0
        return True

    def _finish(self, done: asyncio.Future[Answered]) -> None:
        seconds = time.perf_counter() - self._started
        head, _, body = bytes(self._data).partition(b"\r\n\r\n")
        done.set_result(
            Answered(
                status=int(head[9:12]),
                body=body if self._needed else _unframed(body),
                first_token=self._first,
                seconds=seconds,
            )
        )


def _unframed(body: bytes) -> bytes:
    parts: list[bytes] = []
    place = 0
    while True:
        end = body.index(b"\r\n", place)
        size = int(body[place:end], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + size])
        place = end + 4 + size


def chat_body(model: str, messages: list[dict[str, str]], *, stream: bool) -> bytes:
    """A request body as the openai package spells it."""
    body: dict[str, Any] = {"messages": messages, "model": model}
    if stream:
        body["stream"] = True
    return orjson.dumps(body)


class Load:
    """The state of one load process: request numbers, and conversations by server."""

    def __init__(self, first: int) -> None:
        """Starts numbering requests with ``first``."""
        self._numbers = itertools.count(first)
        self._conversations: dict[int, list[list[dict[str, str]]]] = {}

    async def do(self, command: dict[str, Any]) -> dict[str, Any]:
        """Carries out one command.

        Args:
            command: ``do``, ``port``, ``key``, ``connections``; and for run ``seconds``,
                for count ``count``, both with ``model`` and ``stream``; for turn
                ``conversations``.

        Raises:
            ValueError: an answer is not what it must be.
            ConnectionError: the server closed a connection.
        """
        target = Target(port=command["port"], key=command["key"])
        size = command["connections"]
        connections = [await _connect(target.port) for _ in range(size)]
        try:
            if command["do"] == "turn":
                return await self._turn(target, connections, count=command["conversations"])
            return await self._run(target, connections, command=command)
        finally:
            for connection in connections:
                connection.close()

    async def _run(
        self, target: Target, connections: list[Connection], *, command: dict[str, Any]
    ) -> dict[str, Any]:
        model, stream = command["model"], command["stream"]
        ends = time.perf_counter() + command.get("seconds", 3600.0)
        left = iter(range(command.get("count", 1_000_000_000)))
        answers: list[Answered] = []

        async def drive(connection: Connection, subject: str) -> None:
            while time.perf_counter() < ends and next(left, None) is not None:
                text = planted(next(self._numbers)).text
                messages = [
                    {"role": "system", "content": SYSTEM},
                    {"role": "user", "content": text},
                ]
                body = chat_body(model, messages, stream=stream)
                answer = await connection.ask(target.request(body, subject=subject))
                check(answer, text if model == "bench-echo" else ANSWER)
                answers.append(answer)

        started = time.perf_counter()
        await _together(connections, drive)
        return {
            "requests": len(answers),
            "seconds": time.perf_counter() - started,
            "latencies": sorted(one.seconds for one in answers),
            "first_tokens": sorted(one.first_token for one in answers),
        }

    async def _turn(
        self, target: Target, connections: list[Connection], *, count: int
    ) -> dict[str, Any]:
        all_of_them = self._conversations.setdefault(target.port, [])
        while len(all_of_them) < count:
            all_of_them.append([{"role": "system", "content": SYSTEM}])
        waiting = iter(all_of_them)

        async def drive(connection: Connection, subject: str) -> None:
            for messages in waiting:
                text = planted(next(self._numbers)).text
                messages.append({"role": "user", "content": text})
                body = chat_body("bench", messages, stream=False)
                answer = await connection.ask(target.request(body, subject=subject))
                check(answer, ANSWER)
                messages.append({"role": "assistant", "content": answer.text()})

        started = time.perf_counter()
        await _together(connections, drive)
        return {"requests": count, "seconds": time.perf_counter() - started}


async def _together(
    connections: list[Connection], drive: Callable[[Connection, str], Awaitable[None]]
) -> None:
    async with asyncio.TaskGroup() as group:
        for place, connection in enumerate(connections):
            group.create_task(_awaited(drive(connection, subject_name(place))))


async def _awaited(work: Awaitable[None]) -> None:
    await work


def subject_name(place: int) -> str:
    """The subject who speaks over the connection with this place."""
    return f"bench-person-{place}"


def check(answer: Answered, expected: str) -> None:
    """Raises ValueError unless the answer is whole and right; its message holds no text."""
    if answer.status != 200:
        raise ValueError(f"status {answer.status} instead of 200: {_code(answer.body)}")
    if answer.text() != expected:
        raise ValueError("an answer has not the text that it must have")


def _code(body: bytes) -> str:
    try:
        return str(orjson.loads(body)["error"]["code"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return "no error code"


async def _connect(port: int) -> Connection:
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
    return connection


async def _serve_commands() -> None:
    load = Load(int(sys.argv[1]))
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        try:
            result = await load.do(json.loads(line))
        except* (ValueError, OSError) as group:
            first: BaseException = group
            while isinstance(first, BaseExceptionGroup):
                first = first.exceptions[0]
            result = {"error": str(first)}
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    uvloop.run(_serve_commands())
