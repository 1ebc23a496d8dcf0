"""The calls of a store about consents and people: each is one act in one transaction."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from gateway.consent.persons import Person, PersonChange, Report, ReportState
from gateway.consent.records import Author, ConsentRecord
from gateway.storage.people import People

Result = TypeVar("Result")

_SOMEBODY = Author()


class PeopleCalls(ABC):
    """ConsentStore and PersonStore of gateway.storage.consent_ports, which see."""

    @abstractmethod
    async def _with_people(
        self, act: Callable[[People], Result], *, tenant: str | None = None
    ) -> Result:
        """Runs an act in a transaction of its own and commits it, or keeps nothing.

        It sees the rows of the tenant named, on PostgreSQL those alone; None names all.
        """

    async def put_consent(
        self,
        record: ConsentRecord,
        *,
        code: str | None = None,
        shown: Mapping[str, Any] | None = None,
    ) -> ConsentRecord:
        """See the port; a first indication that says nothing is answered with UNKNOWN."""
        return await self._with_people(
            lambda people: people.put_consent(record, code=code, shown=shown),
            tenant=record.tenant,
        )

    async def shown_notice(self, tenant: str, sha256: str) -> Mapping[str, Any] | None:
        """What was shown under a hash, or None where no event names it."""
        return await self._with_people(
            lambda people: people.shown_notice(tenant, sha256), tenant=tenant
        )

    async def consents(self, tenant: str, subject: str) -> Sequence[ConsentRecord]:
        """What holds now for one person, by purpose and recipient."""
        return await self._with_people(
            lambda people: people.rows.consents(tenant, subject), tenant=tenant
        )

    async def consent(self, tenant: str, record_id: str) -> ConsentRecord | None:
        """What holds now under an id."""
        return await self._with_people(
            lambda people: people.rows.consent(tenant, record_id), tenant=tenant
        )

    async def consent_events(self, tenant: str, record_id: str) -> Sequence[ConsentRecord]:
        """All events of a record, oldest first."""
        return await self._with_people(
            lambda people: people.rows.consent_events(tenant, record_id), tenant=tenant
        )

    async def withdraw_consent(
        self,
        tenant: str,
        record_id: str,
        *,
        subject: str | None,
        at: datetime,
        by: Author = _SOMEBODY,
    ) -> ConsentRecord | None:
        """See the port; a consent that is not given stays as it is."""

        def act(people: People) -> ConsentRecord | None:
            record = people.rows.consent(tenant, record_id)
            if record is None or subject not in (None, record.subject):
                return None
            return people.withdraw_consent(record, at=at, by=by)

        return await self._with_people(act, tenant=tenant)

    async def withdraw_all(
        self,
        tenant: str,
        subject: str,
        *,
        purpose: str | None,
        at: datetime,
        by: Author = _SOMEBODY,
    ) -> Sequence[ConsentRecord]:
        """See the port; one that has expired is returned as such."""
        return await self._with_people(
            lambda people: people.withdraw_all((tenant, subject), purpose=purpose, at=at, by=by),
            tenant=tenant,
        )

    async def holder(self, code: str) -> tuple[str, str] | None:
        """Tenant and subject of a withdrawal code's digest."""
        return await self._with_people(lambda people: people.rows.holder(code))

    async def given_consents(
        self, tenant: str, *, after: str = "", most: int = 1000
    ) -> Sequence[ConsentRecord]:
        """See the port."""
        return await self._with_people(
            lambda people: people.rows.given_consents(tenant, after=after, most=most), tenant=tenant
        )

    async def person(self, tenant: str, subject: str) -> Person | None:
        """What is known of a person."""
        return await self._with_people(
            lambda people: people.rows.person(tenant, subject), tenant=tenant
        )

    async def change_person(
        self, tenant: str, subject: str, *, change: PersonChange, at: datetime
    ) -> Person:
        """See the port."""
        return await self._with_people(
            lambda people: people.change_person(tenant, subject, change=change, at=at),
            tenant=tenant,
        )

    async def add_report(self, report: Report) -> None:
        """See the port."""
        await self._with_people(lambda people: people.add_report(report), tenant=report.tenant)

    async def reports(
        self, tenant: str, *, state: ReportState | None, after: str | None, most: int
    ) -> Sequence[Report] | None:
        """See the port."""
        return await self._with_people(
            lambda people: people.reports(tenant, state=state, after=after, most=most),
            tenant=tenant,
        )

    async def decide_report(
        self, tenant: str, report_id: str, *, state: ReportState, at: datetime
    ) -> Report | None:
        """See the port."""
        return await self._with_people(
            lambda people: people.decide_report(tenant, report_id, state=state, at=at),
            tenant=tenant,
        )
