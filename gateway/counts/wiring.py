"""What counts, put together: one tally, what fills it, and what shows it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gateway.counts.figures import EVERY, Figures
from gateway.counts.observer import Counting
from gateway.counts.recorder import CountRecorder
from gateway.counts.routes import MetricsDesk
from gateway.counts.settings import MetricsSettings
from gateway.counts.tally import Kind, Tally
from gateway.housekeeping import Job
from gateway.policy import Tenant
from gateway.storage.database import DatabaseStore
from gateway.storage.reading import ReadingThread
from gateway.storage.retention_ports import SweepResult

Run = Callable[[datetime], Awaitable[object]]
_SWEPT = ("erased", "anonymised", "moved", "in_review", "failed", "states", "tags", "kept_erased")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """All that counts in one process.

    Attributes:
        counting: is told of exchanges, refusals and consents.
        recorder: adds them to the rows of the days; started and closed with the gateway.
        figures: looks through the store.
        reading: of the store, for pages; closed before the store is.
        metrics: of ``/metrics``.
    """

    counting: Counting
    recorder: CountRecorder
    figures: Figures
    reading: ReadingThread
    metrics: MetricsDesk

    def over(self, jobs: Sequence[Job]) -> tuple[Job, ...]:
        """The jobs, counted where there is something to count, and one that makes figures."""
        watched = {"sweep": self._counted, "audit_verification": self.figures.noting}
        return (
            *(
                replace(job, run=watched[job.name](job.run)) if job.name in watched else job
                for job in jobs
            ),
            Job(name="figures", every=EVERY, run=self.figures.make),
        )

    def _counted(self, sweep: Run) -> Run:
        async def counted(now: datetime) -> object:
            result = await sweep(now)
            if isinstance(result, SweepResult):
                self._swept(result, now)
            return result

        return counted

    def _swept(self, result: SweepResult, now: datetime) -> None:
        for name in _SWEPT:
            count = getattr(result, name)
            if count:
                self.counting.tally.add("", Kind.SWEEP, key=name, at=now, count=count)

    def start(self) -> None:
        """Begins, on the running event loop."""
        self.recorder.start()

    async def close(self) -> None:
        """Writes what waits, and ends."""
        await self.recorder.close()
        await self.reading.close()


def new_counts(
    store: DatabaseStore,
    tenants: Mapping[str, Tenant],
    *,
    settings: MetricsSettings,
    now: Callable[[], datetime],
) -> Counts:
    """Puts it together; nothing runs yet.

    Args:
        store: not opened yet.
        tenants: by id.
        settings: who may read the metrics without a key.
        now: aware, UTC.
    """
    tally, reading = Tally(), ReadingThread(store)
    return Counts(
        counting=Counting(tally, tenants, now=now),
        recorder=CountRecorder(store, tally),
        figures=Figures(store, reading, tenants=tenants),
        reading=reading,
        metrics=MetricsDesk(
            tally=tally, reading=reading, settings=settings, queue=lambda: store.waiting
        ),
    )
