"""Random bytes of the system, drawn in blocks.

Each draw is a system call that lets other threads in between; on the hot path of a
request that costs more than what the bytes are for. No byte is given out twice: what was
taken leaves the block, and a forked process starts with an empty one.
"""

from __future__ import annotations

import os
import threading

BLOCK_BYTES = 4096


class Entropy:
    """A source of random bytes. Safe to use from many threads; its repr shows nothing."""

    __slots__ = ("_block", "_lock", "_place")

    def __init__(self) -> None:
        """Starts empty; forgets its block in a child process."""
        self._lock = threading.Lock()
        self._block = b""
        self._place = 0
        os.register_at_fork(after_in_child=self._forget)

    def __repr__(self) -> str:
        return "Entropy()"

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._block = b""
        self._place = 0

    def take(self, count: int) -> bytes:
        """So many random bytes."""
        with self._lock:
            if len(self._block) - self._place < count:
                self._block = os.urandom(max(BLOCK_BYTES, count))
                self._place = 0
            taken = self._block[self._place : self._place + count]
            self._place += count
        return taken


random_bytes = Entropy().take
