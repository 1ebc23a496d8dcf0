"""The jobs of retention: the sweep, and an alarm where a promise or a review date passed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from gateway.housekeeping import Job
from gateway.logs import get_logger
from gateway.policy import Tenant
from gateway.retention import hold_desk
from gateway.retention.change import catch_up
from gateway.retention.record_sweep import sweep_records
from gateway.retention.schedule import Schedule
from gateway.storage import due_rows
from gateway.storage.consent_expiry import end_run_out
from gateway.storage.retention_ports import SweepResult
from gateway.storage.transaction import ActingStore

_DAY = timedelta(days=1)
_log = get_logger(__name__)


class RetentionJobs:
    """What the gateway does for retention every so often."""

    def __init__(
        self, store: ActingStore, tenants: Mapping[str, Tenant], *, schedule: Schedule
    ) -> None:
        """Args: the store, the configured tenants, and how often to sweep."""
        self._store = store
        self._tenants = tenants
        self._every = schedule.sweep_every

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All of them."""
        return (
            Job(name="consents", every=self._every, run=self.consents),
            Job(name="sweep", every=self._every, run=self.sweep),
            Job(name="records", every=_DAY, run=self.records),
            Job(name="hold_reviews", every=_DAY, run=self.reviews),
            Job(name="closed_accounts", every=_DAY, run=self.closed_accounts),
        )

    async def consents(self, now: datetime) -> None:
        """Consents that have run out end, and the clocks that wait for that begin."""
        ended = await end_run_out(self._store, now)
        if ended:
            _log.info("consents_ended", count=ended)

    async def sweep(self, now: datetime) -> SweepResult:
        """One sweep; what is past its promise is an alarm, also where the sweep fails."""
        try:
            return await self._sweep(now)
        finally:
            await self._alarm(now)

    async def _alarm(self, now: datetime) -> None:
        overdue, failed = await self._store.act(
            lambda act: (due_rows.overdue(act.connection, now), due_rows.failed(act.connection))
        )
        if overdue:
            _log.error("erasure_overdue", overdue=overdue)
        if failed:
            _log.error("conversations_unreadable", failed=failed)

    async def _sweep(self, now: datetime) -> SweepResult:
        result = await self._store.sweep(now)
        _log.info(
            "swept",
            erased=result.erased,
            held=result.held,
            in_review=result.in_review,
            pending=result.pending,
        )
        if result.pending:
            _log.warning("certificates_pending", pending=result.pending)
        return result

    async def closed_accounts(self, now: datetime) -> None:
        """What people of closed accounts have said since gets its end, too."""
        await catch_up(self._store, now)

    async def records(self, now: datetime) -> None:
        """Records that are no conversations, each kind by its class."""
        deleted = await sweep_records(self._store, self._tenants, now=now)
        _log.info("records_swept", erased=sum(deleted.values()))

    async def reviews(self, now: datetime) -> None:
        """Holds that somebody should have looked at."""
        overdue = await hold_desk.overdue(self._store, now)
        if overdue:
            _log.warning("hold_reviews_overdue", overdue=len(overdue))
