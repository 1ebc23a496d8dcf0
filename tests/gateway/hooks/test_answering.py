"""Between a run and its caller: pieces, errors and ends, each once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Generator
from typing import Any

import pytest

from detectors.errors import BudgetExhausted
from gateway.errors import GatewayError, Refused, UpstreamFailed
from gateway.hooks.answering import Answering, error_answer
from gateway.hooks.run import Run, at_once
from gateway.proxy.commands import CallerGone, Command, Emit, Read, Reply, Send
from gateway.proxy.wires import OPENAI_CHAT
from tests.gateway.hooks.test_run import ports

CONTACT = "privacy@example.com"
SEND = Send(url="http://127.0.0.1:9", headers={}, body=b"")
REPLY = Reply(status=200, content_type="text/event-stream", streaming=True)
HEAD = Emit(status=200, headers={"content-type": "text/event-stream; charset=utf-8"}, more=True)
SECRET = "secret words"


class Wire:
    """A line that gives what it is told to, or fails so."""

    def __init__(self, *pieces: bytes | Exception, reply: Reply | Exception = REPLY) -> None:
        self.pieces = list(pieces)
        self.reply = reply
        self.closed = 0

    async def send(self, command: Send) -> Reply:
        assert command == SEND
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    async def read(self) -> bytes:
        piece = self.pieces.pop(0) if self.pieces else b""
        if isinstance(piece, Exception):
            raise piece
        return piece

    async def close(self) -> None:
        self.closed += 1


Exchange = Callable[[list[Any]], Generator[Command, Any, None]]


def passing(told: list[Any]) -> Generator[Command, Any, None]:
    """Streams what it reads, and writes down how it ended."""
    try:
        told.append((yield SEND))
        yield HEAD
        while data := (yield Read()):
            yield Emit(body=data, more=True)
        yield Emit(body=b"end")
        told.append("whole")
    except (GatewayError, CallerGone) as error:
        told.append(type(error).__name__)
        raise


def answering(line: Wire, exchange: Exchange = passing) -> tuple[Answering, list[Any]]:
    told: list[Any] = []
    run = Run(exchange(told), ports())
    return Answering(run, line, wire=OPENAI_CHAT, contact=CONTACT), told


def rest(made: Answering) -> list[bytes]:
    found = []
    while (piece := at_once(made.more())) is not None:
        found.append(piece)
    return found


def test_a_stream_piece_by_piece() -> None:
    line = Wire(b"a", b"b")
    made, told = answering(line)
    assert at_once(made.begin()) == HEAD
    assert rest(made) == [b"a", b"b", b"end"]
    assert told == [REPLY, "whole"]
    assert line.closed == 1
    assert at_once(made.more()) is None


def test_a_whole_answer_is_over_at_once() -> None:
    def whole(told: list[Any]) -> Generator[Command, Any, None]:
        yield SEND
        yield Emit(status=200, body=b"{}")
        told.append("whole")

    line = Wire()
    made, told = answering(line, whole)
    assert at_once(made.begin()).body == b"{}"
    assert told == ["whole"]
    assert line.closed == 1
    assert rest(made) == []


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (UpstreamFailed("gone"), 502, "upstream_unreachable"),
        (Refused("recipient_refused", "no", status=403), 403, "recipient_refused"),
        (OSError(SECRET), 502, "upstream_error"),
    ],
)
def test_a_send_that_fails(error: Exception, status: int, code: str) -> None:
    line = Wire(reply=error)
    made, told = answering(line)
    piece = at_once(made.begin())
    assert (piece.status, piece.more) == (status, False)
    assert json.loads(piece.body)["error"]["code"] == code
    assert SECRET.encode() not in piece.body
    assert len(told) == 1
    assert line.closed == 1
    assert rest(made) == []


def test_a_read_that_fails_ends_the_stream_with_an_error() -> None:
    line = Wire(b"a", OSError(SECRET))
    made, told = answering(line)
    at_once(made.begin())
    first, last = rest(made)
    assert first == b"a"
    assert json.loads(last.removeprefix(b"data: "))["error"]["code"] == "upstream_error"
    assert SECRET.encode() not in last
    assert told[-1] == "UpstreamFailed"
    assert line.closed == 1


def test_an_error_that_nobody_foresaw() -> None:
    def broken(_: list[Any]) -> Generator[Command, Any, None]:
        yield HEAD
        raise ValueError(SECRET)

    made, _ = answering(Wire(), broken)
    at_once(made.begin())
    (last,) = rest(made)
    assert b"internal_error" in last
    assert SECRET.encode() not in last

    def broken_at_once(_: list[Any]) -> Generator[Command, Any, None]:
        if HEAD.more:
            raise ValueError(SECRET)
        yield HEAD

    made, _ = answering(Wire(), broken_at_once)
    piece = at_once(made.begin())
    assert (piece.status, SECRET.encode() in piece.body) == (500, False)


def test_an_exchange_without_an_answer_is_an_error() -> None:
    def nothing(_: list[Any]) -> Generator[Command, Any, None]:
        yield SEND

    made, _ = answering(Wire(), nothing)
    assert at_once(made.begin()).status == 500


def test_detection_errors_of_the_line_reach_the_exchange() -> None:
    seen: list[Any] = []

    def catching(_: list[Any]) -> Generator[Command, Any, None]:
        try:
            yield SEND
        except BudgetExhausted as error:
            seen.append(error)
        yield Emit(status=200)

    made, _ = answering(Wire(reply=BudgetExhausted(0.1)), catching)
    assert at_once(made.begin()).status == 200
    assert len(seen) == 1


def test_a_caller_who_leaves() -> None:
    line = Wire(b"a")
    made, told = answering(line)
    at_once(made.begin())
    at_once(made.leave())
    assert told[-1] == "CallerGone"
    assert rest(made) == []
    assert line.closed == 1


def test_leaving_never_raises() -> None:
    def stubborn(_: list[Any]) -> Generator[Command, Any, None]:
        try:
            yield HEAD
        except CallerGone:
            raise ValueError(SECRET) from None

    line = Wire()
    made, _ = answering(line, stubborn)
    at_once(made.begin())
    at_once(made.leave())
    assert line.closed == 1


def test_leaving_for_certain_outlives_its_task() -> None:
    class Slow(Wire):
        async def close(self) -> None:
            await asyncio.sleep(0.02)
            await super().close()

    async def main() -> int:
        line = Slow()
        made, _ = answering(line)
        await made.begin()
        task = asyncio.ensure_future(made.leave_for_certain())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        for _ in range(100):
            if line.closed:
                break
            await asyncio.sleep(0.01)
        return line.closed

    assert asyncio.run(main()) == 1


def test_an_error_as_an_answer() -> None:
    details = {"consent": {"subject": "anon_1"}, "retry_after": 7}
    error = Refused("consent_required", "No.", status=403, details=details)
    piece = error_answer(OPENAI_CHAT, error, contact=CONTACT)
    assert (piece.status, piece.more) == (403, False)
    assert piece.headers == {
        "content-type": "application/json", "x-should-retry": "false",
        "x-discreet-subject": "anon_1", "retry-after": "7",
    }  # fmt: skip
    assert json.loads(piece.body)["error"]["contact"] == CONTACT
