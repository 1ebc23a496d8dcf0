"""What is asked of a store about consents and people; a part of gateway.storage.ports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from gateway.consent.persons import AgeBand, Person, PersonChange, Report, ReportState
from gateway.consent.records import Author, ConsentRecord

_SOMEBODY = Author()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """An exchange under way: whose, what for, to whom, and whether that needs a switch."""

    tenant: str
    subject: str
    purpose: str
    recipient: str
    switched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What holds for one exchange under way; None where nothing is recorded.

    ``switch`` is as in gateway.storage.ports.Known.
    """

    consent: ConsentRecord | None
    person: Person | None
    switch: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A request that was refused, and why; the record of a decision that says no.

    Attributes:
        refusal_id: id of the row.
        tenant, subject, purpose, recipient, policy, endpoint: as in a disclosure.
        code: of the error.
        check: name of the check that said no.
        reasons: its reasons, codes all of them.
        signals, age_band, sources: as the request and the person had them.
        expired: the person's consent was found to have run out; the store makes an event
            of it, so that a clock which steps back does not bring it back.
        at: now.
    """

    refusal_id: str
    tenant: str
    subject: str
    purpose: str
    recipient: str
    policy: str
    endpoint: str
    code: str
    check: str
    reasons: tuple[str, ...]
    signals: frozenset[str]
    age_band: AgeBand
    sources: frozenset[str]
    at: datetime
    expired: bool = False


class ConsentStore(Protocol):
    """Consent: append-only events and what holds now."""

    async def put_consent(
        self,
        record: ConsentRecord,
        *,
        code: str | None = None,
        shown: Mapping[str, Any] | None = None,
    ) -> ConsentRecord:
        """Appends what ``next_events`` makes of an indication; returns what holds now.

        Args:
            record: the indication; an existing record of the same subject, purpose and
                recipient keeps its record_id.
            code: digest of the subject's withdrawal code, kept with the first consent.
            shown: the notice that the record names, as JSON with its ``sha256``; kept with
                the first event that names it, in the same transaction.
        """
        ...

    async def shown_notice(self, tenant: str, sha256: str) -> Mapping[str, Any] | None:
        """What was shown under a hash, as it was handed to put_consent first."""
        ...

    async def consents(self, tenant: str, subject: str) -> Sequence[ConsentRecord]:
        """What holds now for one person, by purpose and recipient."""
        ...

    async def consent(self, tenant: str, record_id: str) -> ConsentRecord | None:
        """What holds now for one record."""
        ...

    async def consent_events(self, tenant: str, record_id: str) -> Sequence[ConsentRecord]:
        """All events of a record, oldest first."""
        ...

    async def withdraw_consent(
        self,
        tenant: str,
        record_id: str,
        *,
        subject: str | None,
        at: datetime,
        by: Author = _SOMEBODY,
    ) -> ConsentRecord | None:
        """Ends a consent; None if tenant (and subject, where given) has no such record.

        ``at`` is the time of recording, too. It ends even where the clock stands before
        the time it was given.
        """
        ...

    async def withdraw_all(
        self,
        tenant: str,
        subject: str,
        *,
        purpose: str | None,
        at: datetime,
        by: Author = _SOMEBODY,
    ) -> Sequence[ConsentRecord]:
        """Ends every given consent of a person, or those for one purpose; returns them."""
        ...

    async def holder(self, code: str) -> tuple[str, str] | None:
        """Tenant and subject whose withdrawal code has this digest."""
        ...

    async def given_consents(
        self, tenant: str, *, after: str = "", most: int = 1000
    ) -> Sequence[ConsentRecord]:
        """Given consents by record_id, from the one after ``after`` on."""
        ...


class PersonStore(Protocol):
    """What is known of people, and reports about them."""

    async def person(self, tenant: str, subject: str) -> Person | None:
        """What is known of a subject; None where nothing is."""
        ...

    async def change_person(
        self, tenant: str, subject: str, *, change: PersonChange, at: datetime
    ) -> Person:
        """Applies ``changed``; returns what is known now."""
        ...

    async def add_report(self, report: Report) -> None:
        """Keeps a report and restricts its subject, in one transaction."""
        ...

    async def reports(
        self, tenant: str, *, state: ReportState | None, after: str | None, most: int
    ) -> Sequence[Report] | None:
        """Reports, newest first; None if ``after`` is no report of the tenant.

        Args:
            tenant: whose.
            state: only those in it, or None for all.
            after: id of the report that the ones wanted come after, whatever has become of
                it; None begins with the newest.
            most: how many at most.
        """
        ...

    async def decide_report(
        self, tenant: str, report_id: str, *, state: ReportState, at: datetime
    ) -> Report | None:
        """Confirms or dismisses a report that is open; None if there is no such report.

        Dismissed: the restriction ends with the subject's last open report. Confirmed:
        it becomes CONFIRMED, every given consent is revoked by the controller, and all
        conversations of the subject are hidden and due for erasure. A report that is
        decided already is returned as it is.
        """
        ...
