"""Tells when a peer on this machine has taken what was sent to it.

Only so does a cut in a response arrive as a cut: written at once, two pieces would be
read as one.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Iterator

_POLLS = 2_000
_AFTER = 3

# Linux, include/uapi/linux: netlink.h, sock_diag.h, inet_diag.h (struct inet_diag_req_v2,
# struct inet_diag_msg).
_NETLINK_SOCK_DIAG = 4
_SOCK_DIAG_BY_FAMILY = 20
_REQUEST = 1
_ANY_COOKIE = 0xFFFFFFFF
_HEADER = struct.Struct("=IHHII")
_QUERY = struct.Struct("=BBBBI2s2s4s12x4s12xI2I")
_RECEIVED_AT = _HEADER.size + 4 + 48 + 4  # past family .. retransmits, id, expires


class Pace:
    """Waits for the peer of one IPv4 connection on loopback."""

    def __init__(self, connection: socket.socket) -> None:
        """Takes the addresses of a connected socket; raises OSError if it is not."""
        self._ours: tuple[str, int] = connection.getsockname()
        self._theirs: tuple[str, int] = connection.getpeername()

    async def taken(self) -> None:
        """Returns when the peer's receive queue is empty.

        Bounded by a count of looks; where the system does not tell, the loop turns a
        few times instead.
        """
        with _diagnosis() as asked:
            for _ in range(_POLLS):
                await asyncio.sleep(0)
                if not self._waiting(asked):
                    break
        for _ in range(_AFTER):
            await asyncio.sleep(0)

    def _waiting(self, asked: socket.socket | None) -> int:
        """Bytes that the peer has not read yet; 0 if unknown."""
        if asked is None:
            return 0
        query = _QUERY.pack(
            socket.AF_INET,
            socket.IPPROTO_TCP,
            0,
            0,
            0xFFFFFFFF,
            self._theirs[1].to_bytes(2, "big"),
            self._ours[1].to_bytes(2, "big"),
            socket.inet_aton(self._theirs[0]),
            socket.inet_aton(self._ours[0]),
            0,
            _ANY_COOKIE,
            _ANY_COOKIE,
        )
        size = _HEADER.size + len(query)
        asked.send(_HEADER.pack(size, _SOCK_DIAG_BY_FAMILY, _REQUEST, 0, 0) + query)
        answer = asked.recv(4096)
        kind = _HEADER.unpack_from(answer)[1]
        if kind != _SOCK_DIAG_BY_FAMILY:
            return 0
        return int(struct.unpack_from("=I", answer, _RECEIVED_AT)[0])


@contextlib.contextmanager
def _diagnosis() -> Iterator[socket.socket | None]:
    """A socket that the kernel answers on, or None where there is none."""
    try:
        asked = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _NETLINK_SOCK_DIAG)
        asked.settimeout(1.0)
    except (AttributeError, OSError):
        yield None
        return
    with asked:
        yield asked
