"""A pace holds the writer back for as long as its peer has not read."""

from __future__ import annotations

import asyncio
import socket
import sys

import pytest

from tests.simulators.pace import Pace


async def _watch(server: socket.socket, client: socket.socket) -> list[str]:
    seen: list[str] = []

    async def write() -> None:
        server.sendall(b"x")
        await Pace(server).taken()
        seen.append("taken")

    task = asyncio.ensure_future(write())
    for _ in range(50):
        await asyncio.sleep(0)
    seen.append("read")
    client.recv(1)
    await task
    return seen


def _pair() -> tuple[socket.socket, socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = socket.create_connection(listening.getsockname(), timeout=5)
        server, _ = listening.accept()
    return server, client


@pytest.mark.parametrize("told", [True, False])
def test_waits_where_the_system_tells_and_goes_on_where_not(
    monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    if not told:
        monkeypatch.delattr(socket, "AF_NETLINK", raising=False)
    server, client = _pair()
    with server, client:
        seen = asyncio.run(_watch(server, client))
    waits = told and sys.platform == "linux"
    assert seen == (["read", "taken"] if waits else ["taken", "read"])


def test_a_peer_that_left_holds_nobody_back() -> None:
    server, client = _pair()
    paced = Pace(server)
    client.close()
    with server:
        asyncio.run(asyncio.wait_for(paced.taken(), timeout=5))
        assert server.recv(1) == b""


def test_a_socket_without_peer_has_no_pace() -> None:
    with socket.socket() as alone, pytest.raises(OSError, match="not connected"):
        Pace(alone)
