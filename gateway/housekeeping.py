"""Jobs that the gateway does beside its requests, each by one process among all replicas.

A job is due so long after it was last done, wherever that was. Whoever takes it has a lease
in the database, and renews it while the job runs. A job that fails is logged and tried
again after a minute; nothing of it reaches a request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.logs import get_logger
from gateway.storage import lease_rows
from gateway.storage.transaction import Acting

# Seconds: until the first look, between two of them, until a lease is renewed.
FIRST = 5.0
LOOK = 30.0
RENEW = 60.0
RETRY = timedelta(minutes=1)
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do every so often.

    Attributes:
        name: of lower-case letters, digits and ``_``.
        every: from one time to the next.
        run: does it; it is given the time.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], Awaitable[object]]


class Housekeeping:
    """Does jobs until it is stopped."""

    def __init__(
        self, store: Acting, jobs: Sequence[Job], *, holder: str, now: Callable[[], datetime]
    ) -> None:
        """Starts nothing yet.

        Args:
            store: holds the leases; open as long as this runs.
            jobs: their names differ.
            holder: random id of this process.
            now: aware, UTC.
        """
        if len({job.name for job in jobs}) < len(jobs):
            raise ValueError("two jobs have one name")
        self._store = store
        self._jobs = jobs
        self._holder = holder
        self._now = now
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begins, on the running event loop."""
        self._tasks = [asyncio.create_task(self._watch(job), name=job.name) for job in self._jobs]

    async def stop(self) -> None:
        """Ends all jobs; what one had not finished is done the next time."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def do_now(self, name: str) -> None:
        """Does a job at once, due or not, without a lease.

        Raises:
            KeyError: there is no such job.
            Exception: as the job raises it.
        """
        job = {each.name: each for each in self._jobs}[name]
        await job.run(self._now())

    async def do(self, job: Job) -> bool:
        """Does a job now, if it is due and nobody else is at it; whether it was done.

        Raises:
            Exception: as the job raises it; it is due again after a minute.
        """
        now, name, holder = self._now(), job.name, self._holder
        taken = await self._store.act(
            lambda act: lease_rows.take(
                act.connection, name, holder=holder, every=job.every, now=now
            )
        )
        if not taken:
            return False
        last_at = now - job.every + RETRY
        try:
            await self._run(job, now)
            last_at = now
        finally:
            await asyncio.shield(
                self._store.act(
                    lambda act: lease_rows.finish(
                        act.connection, name, holder=holder, last_at=last_at
                    )
                )
            )
        return True

    async def _run(self, job: Job, now: datetime) -> None:
        running = asyncio.ensure_future(job.run(now))
        try:
            while not (await asyncio.wait({running}, timeout=RENEW))[0]:
                at = self._now()
                renewed = await self._store.act(
                    lambda act, at=at: lease_rows.renew(  # type: ignore[misc]
                        act.connection, job.name, holder=self._holder, now=at
                    )
                )
                if not renewed:
                    return  # another process went on in its place
            running.result()
        finally:
            running.cancel()
            await asyncio.wait({running})

    async def _watch(self, job: Job) -> None:
        await asyncio.sleep(FIRST)
        while True:
            try:
                await self.do(job)
            except Exception as error:  # noqa: BLE001 - tried again
                _log.error("job_failed", job=job.name, error=error)
            await asyncio.sleep(min(LOOK, job.every.total_seconds()))
