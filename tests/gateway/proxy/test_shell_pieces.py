"""Long pieces of an answer, and long streams, are worked on in another thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator
from typing import Any

import pytest

from detectors import Engine
from detectors.budget import Budget
from detectors.cache import FindingsCache
from gateway.proxy import shell
from gateway.proxy.commands import Command, Emit, Read, Reply, Send
from gateway.proxy.examination import Examination
from gateway.proxy.shell import Ports as SharedPorts
from gateway.proxy.shell import Shell
from gateway.proxy.watch import Watcher
from tests.gateway.storage.samples import START

LONG, SHORT = b"a" * (shell._LONG_PIECE + 1), b"a" * 1_000


class Ports:
    """An upstream that answers with pieces."""

    def __init__(self, *, body: bytes = b"", pieces: list[bytes]) -> None:
        self.reply = Reply(status=200, content_type="", body=body, streaming=bool(pieces))
        self.pieces = pieces

    async def send(self, _: Send) -> tuple[Reply, Any]:
        return self.reply, self

    async def read(self) -> bytes:
        return self.pieces.pop(0)

    def release(self) -> None:
        self.pieces.clear()

    async def emit(self, _: Emit) -> None:
        await asyncio.sleep(0)


def threads(ports: Any) -> list[bool]:
    """Whether each piece was worked on in the loop's own thread."""
    found: list[bool] = []

    def exchange() -> Generator[Command, Any, None]:
        yield Send(url="", headers={}, body=b"", stream=True, api_key_env=None)
        for _ in range(max(1, len(ports.pieces))):
            if ports.pieces:
                yield Read()
            found.append(threading.current_thread().name == "MainThread")
            yield Emit()

    made = Shell(
        ports=SharedPorts(store=ports, upstream=ports, watcher=Watcher(ports, now=lambda: START)),
        examination=Examination(Engine(), FindingsCache(bytes(32)), scope="t", language="en"),
        budget=Budget(lambda: 0.0, 1.0),
        emit=ports.emit,
    )
    asyncio.run(made.run(exchange()))
    return found


@pytest.mark.parametrize(("body", "inside"), [(SHORT, True), (LONG, False)])
def test_a_whole_answer(body: bytes, inside: bool) -> None:
    assert threads(Ports(body=body, pieces=[])) == [inside]


def test_pieces_of_a_stream() -> None:
    assert threads(Ports(pieces=[SHORT, LONG, SHORT])) == [True, False, True]


def test_a_stream_that_has_become_long() -> None:
    count = shell._LONG_STREAM // len(SHORT)
    found = threads(Ports(pieces=[SHORT] * (count + 3)))
    assert found == [True] * count + [False] * 3
