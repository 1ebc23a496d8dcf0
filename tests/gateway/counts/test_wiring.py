"""What counts, put together."""

from __future__ import annotations

import asyncio
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path

from gateway.counts.figures import VERIFICATION
from gateway.counts.settings import MetricsSettings
from gateway.counts.tally import Kind
from gateway.counts.wiring import _SWEPT, new_counts
from gateway.housekeeping import Job
from gateway.storage.count_rows import read_figures
from gateway.storage.database import DatabaseStore
from gateway.storage.retention_ports import SweepResult
from tests.gateway.storage.samples import MASTER, START
from tests.gateway.usage.tenants import tenant


def test_what_is_counted_of_sweeps_is_there() -> None:
    assert set(_SWEPT) <= {each.name for each in fields(SweepResult)}


def test_jobs_are_counted_and_figures_made(tmp_path: Path) -> None:
    async def sweep(_: datetime) -> SweepResult:
        return SweepResult(erased=3, tags=2, checkpoint=None)

    async def verify(_: datetime) -> None:
        return None

    async def run() -> None:
        store = DatabaseStore.in_directory(tmp_path, master_key=MASTER)
        counts = new_counts(
            store, {"main": tenant()}, settings=MetricsSettings(), now=lambda: START
        )
        await store.open()
        counts.start()
        day = timedelta(days=1)
        jobs = {
            each.name: each
            for each in counts.over(
                [
                    Job(name="sweep", every=day, run=sweep),
                    Job(name="audit_verification", every=day, run=verify),
                    Job(name="records", every=day, run=verify),
                ]
            )
        }
        assert list(jobs) == ["sweep", "audit_verification", "records", "figures"]
        assert jobs["records"].run is verify
        for name in ("sweep", "audit_verification", "figures"):
            await jobs[name].run(START)
        assert counts.counting.tally.totals == {
            ("", Kind.SWEEP, "erased"): 3,
            ("", Kind.SWEEP, "tags"): 2,
        }
        found = await counts.reading.read(lambda held: read_figures(held, "main"), tenants=["main"])
        assert found[VERIFICATION].document == {"fits": True}
        await counts.close()
        await store.close()

    asyncio.run(run())
    assert (tmp_path / "discreet.db").exists()
