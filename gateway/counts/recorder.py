"""Adds what a process counted to the rows of the days, every so often and at its end.

No request waits for it. What cannot be written now is written the next time; what a
process had counted since is lost with it if it is killed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress

from gateway.counts.tally import DayCount, Tally
from gateway.logs import get_logger
from gateway.storage.count_rows import add_counts
from gateway.storage.transaction import Acting

INTERVAL = 30.0
# Rows a transaction: bounds how long the write lock is held.
_PAGE = 200
_log = get_logger(__name__)


class CountRecorder:
    """Serves one event loop."""

    def __init__(self, store: Acting, tally: Tally, *, interval: float = INTERVAL) -> None:
        """Starts nothing yet.

        Args:
            store: takes the counts; open as long as this runs.
            tally: of the process.
            interval: seconds.
        """
        self._store = store
        self._tally = tally
        self._interval = interval
        self._ending = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins, on the running event loop."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Writes what waits, and ends."""
        self._ending.set()
        if self._task is not None:
            await self._task
        await self.flush()

    async def flush(self) -> None:
        """Writes what waits now."""
        waiting = self._tally.take()
        for start in range(0, len(waiting), _PAGE):
            await self._write(waiting[start : start + _PAGE])

    async def _write(self, page: Collection[DayCount]) -> None:
        counts = list(page)
        try:
            await self._store.act(
                lambda act: add_counts(act.connection, counts),
                tenants={each.tenant for each in counts},
            )
        except Exception as error:  # noqa: BLE001 - tried again
            self._tally.give_back(counts)
            _log.error("counts_failed", error=error, count=len(counts))

    async def _run(self) -> None:
        while not self._ending.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._interval):
                    await self._ending.wait()
            await self.flush()
