"""A short line in front of passwords, which take long to check.

Two are checked at a time. Only a few may wait; who comes then is sent away before any
work is done, so that however many knock, nobody waits long and no memory is taken.
People at networks where somebody signed in before have a line of their own, which goes
first: strangers do not fill it. What is known of networks says nothing of any account.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.errors import Refused

AT_ONCE, MOST_WAITING = 2, 8
# Networks that are remembered, and seconds until somebody who was sent away may come again.
_MOST_NETWORKS, _RETRY_AFTER = 4096, 5


class Line:
    """Serves one event loop at a time."""

    def __init__(self, *, at_once: int = AT_ONCE, most_waiting: int = MOST_WAITING) -> None:
        """Nobody waits yet.

        Args:
            at_once: how many are served at a time.
            most_waiting: of each of the two lines.
        """
        self._free = at_once
        self._most = most_waiting
        self._known: OrderedDict[str, None] = OrderedDict()
        # Of known networks, and of others; the first goes first.
        self._lines: tuple[deque[asyncio.Future[None]], deque[asyncio.Future[None]]]
        self._lines = deque(), deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(len(line) for line in self._lines)

    def remember(self, network: str) -> None:
        """Somebody has signed in there."""
        self._known[network] = None
        self._known.move_to_end(network)
        while len(self._known) > _MOST_NETWORKS:
            self._known.popitem(last=False)

    @asynccontextmanager
    async def place(self, network: str) -> AsyncIterator[None]:
        """A turn, after a short wait.

        Raises:
            Refused: 429, too many wait.
        """
        if self._free > 0:
            self._free -= 1
        else:
            await self._turn(self._lines[0 if network in self._known else 1])
        try:
            yield
        finally:
            self._go_on()

    async def _turn(self, line: deque[asyncio.Future[None]]) -> None:
        if len(line) >= self._most:
            raise _too_many()
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn in line:
                line.remove(turn)
            elif turn.done() and not turn.cancelled():
                self._go_on()
            raise

    def _go_on(self) -> None:
        """The next one's turn; a place is free where nobody waits."""
        for line in self._lines:
            while line:
                turn = line.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._free += 1


def _too_many() -> Refused:
    return Refused(
        "too_many_requests",
        "Too many people are signing in just now. Try again in a few seconds.",
        status=429,
        details={"retry_after": _RETRY_AFTER},
    )
