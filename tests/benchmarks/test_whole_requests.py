"""Requests are handed on whole, however their bytes arrive."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.whole_requests import WholeRequests

FIRST = b"POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"
SECOND = b"GET /b HTTP/1.1\r\nhost: x\r\n\r\n"


class Kept(WholeRequests):
    def __init__(self) -> None:
        super().__init__()
        self.kept: list[tuple[bytes, bytes]] = []

    def answer(self, request: bytes, body: bytes) -> None:
        self.kept.append((request, body))
        self.write(body)


class Transport:
    def __init__(self) -> None:
        self.written = b""

    def write(self, data: bytes) -> None:
        self.written += data


@pytest.mark.parametrize("width", [1, 2, 7, 1000])
def test_every_cut_gives_the_same_requests(width: int) -> None:
    made, transport = Kept(), Transport()
    opened: Any = transport
    made.connection_made(opened)
    data = FIRST + SECOND + FIRST
    for start in range(0, len(data), width):
        made.data_received(data[start : start + width])
    assert made.kept == [(FIRST, b"hello"), (SECOND, b""), (FIRST, b"hello")]
    assert transport.written == b"hellohello"
