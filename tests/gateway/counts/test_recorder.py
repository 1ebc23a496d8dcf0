"""What a process counted reaches the rows of the days, also at its end and after a failure."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any

from gateway.counts.recorder import CountRecorder
from gateway.counts.tally import Kind, Tally
from gateway.errors import StorageFailed
from tests.gateway.storage.samples import START


class Rows:
    """A store that keeps what its acts were given, or fails."""

    def __init__(self) -> None:
        self.failing = False
        self.tenants: list[set[str]] = []
        self.written = asyncio.Event()

    async def act(self, function: Any, *, tenants: Collection[str] | None = None) -> Any:
        if self.failing:
            raise StorageFailed("not now")
        self.tenants.append(set(tenants or ()))
        self.written.set()


def tally_of(*tenants: str) -> Tally:
    tally = Tally()
    for each in tenants:
        tally.add(each, Kind.REFUSAL, key="consent_required", at=START)
    return tally


def test_the_end_writes_what_waits() -> None:
    rows, tally = Rows(), tally_of("main", "other")

    async def run() -> None:
        recorder = CountRecorder(rows, tally, interval=60)
        recorder.start()
        await recorder.close()

    asyncio.run(run())
    assert rows.tenants == [{"main", "other"}]
    assert tally.take() == []


def test_it_writes_every_so_often() -> None:
    rows, tally = Rows(), tally_of("main")

    async def run() -> None:
        recorder = CountRecorder(rows, tally, interval=0.001)
        recorder.start()
        await rows.written.wait()
        await recorder.close()

    asyncio.run(run())
    assert rows.tenants == [{"main"}]


def test_what_could_not_be_written_is_written_the_next_time() -> None:
    rows, tally = Rows(), tally_of("main")
    rows.failing = True

    async def run() -> None:
        recorder = CountRecorder(rows, tally)
        await recorder.flush()
        assert rows.tenants == []
        rows.failing = False
        await recorder.flush()

    asyncio.run(run())
    assert rows.tenants == [{"main"}]
    assert tally.take() == []
