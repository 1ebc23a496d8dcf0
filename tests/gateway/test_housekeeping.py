"""Jobs: done when due, by one process, tried again after a failure, stopped in the middle."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from gateway import housekeeping
from gateway.housekeeping import RETRY, Housekeeping, Job
from gateway.storage.database import DatabaseStore
from gateway.storage.schema_retention import LEASE
from tests.gateway.storage.conftest import SetClock, opened
from tests.gateway.storage.samples import START

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


class Seen:
    def __init__(self, error: Exception | None = None) -> None:
        self.at: list[datetime] = []
        self.error = error

    async def run(self, now: datetime) -> None:
        self.at.append(now)
        if self.error is not None:
            raise self.error

    @property
    def job(self) -> Job:
        return Job(name="sweep", every=HOUR, run=self.run)


def test_a_job_is_done_when_it_is_due_and_by_one_of_several(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        clock, seen = SetClock(), Seen()
        first = Housekeeping(store, [seen.job], holder="a", now=clock)
        second = Housekeeping(store, [seen.job], holder="b", now=clock)
        assert await first.do(seen.job)
        assert not await first.do(seen.job)
        assert not await second.do(seen.job)
        clock.now += HOUR - SECOND
        assert not await second.do(seen.job)
        clock.now += SECOND
        done = await asyncio.gather(*(each.do(seen.job) for each in (first, second)))
        assert sorted(done) == [False, True]
        assert seen.at == [START, START + HOUR]

    opened(tmp_path, scenario)


def test_a_job_is_done_at_once_when_somebody_says_so(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        clock, seen = SetClock(), Seen()
        keeping = Housekeeping(store, [seen.job], holder="a", now=clock)
        await keeping.do_now("sweep")
        await keeping.do_now("sweep")
        assert seen.at == [START, START]
        assert await keeping.do(seen.job)  # no lease was taken
        with pytest.raises(KeyError):
            await keeping.do_now("other")

    opened(tmp_path, scenario)


def test_a_job_that_fails_is_due_again_after_a_minute(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        clock, seen = SetClock(), Seen(OSError("disk full"))
        keeping = Housekeeping(store, [seen.job], holder="a", now=clock)
        with pytest.raises(OSError, match="full"):
            await keeping.do(seen.job)
        clock.now += RETRY - SECOND
        assert not await keeping.do(seen.job)
        clock.now += SECOND
        seen.error = None
        assert await keeping.do(seen.job)

    opened(tmp_path, scenario)


def test_a_long_job_keeps_its_lease_and_ends_when_it_was_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "RENEW", 0.005)

    async def scenario(store: DatabaseStore) -> None:
        clock, seen, cancelled = SetClock(), Seen(), asyncio.Event()

        async def long(now: datetime) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                cancelled.set()

        job = Job(name="sweep", every=HOUR, run=long)
        first = Housekeeping(store, [job], holder="a", now=clock)
        second = Housekeeping(store, [seen.job], holder="b", now=clock)
        running = asyncio.create_task(first.do(job))
        await asyncio.sleep(0.05)
        clock.now += timedelta(minutes=2)
        await asyncio.sleep(0.05)
        clock.now += timedelta(minutes=2)
        # Renewed meanwhile: it is still the first one's.
        assert not await second.do(seen.job)
        # Another process took it over, as if this one had stood still: it stops here.
        taken = update(LEASE).values(holder="b")
        await store.act(lambda act: act.connection.execute(taken))
        assert await running
        assert cancelled.is_set()

    opened(tmp_path, scenario)


def test_it_starts_and_stops_with_the_gateway(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "FIRST", 0.0)
    monkeypatch.setattr(housekeeping, "LOOK", 0.001)
    logged: list[Any] = []
    told = asyncio.Event()

    def log(event: str, **fields: Any) -> None:
        logged.append((event, fields["job"]))
        told.set()

    monkeypatch.setattr(housekeeping._log, "error", log)

    async def scenario(store: DatabaseStore) -> None:
        clock, good, bad = SetClock(), Seen(), Seen(OSError("disk full"))
        jobs = [good.job, Job(name="records", every=HOUR, run=bad.run)]
        keeping = Housekeeping(store, jobs, holder="a", now=clock)
        keeping.start()
        await told.wait()
        await keeping.stop()
        assert (good.at, bad.at) == ([START], [START])
        assert logged == [("job_failed", "records")]

    opened(tmp_path, scenario)


def test_two_jobs_of_one_name_are_a_mistake(tmp_path: Path) -> None:
    seen = Seen()
    store = DatabaseStore.in_directory(tmp_path, master_key=bytes(32))
    with pytest.raises(ValueError, match="one name"):
        Housekeeping(store, [seen.job, seen.job], holder="a", now=SetClock())
