"""Consents, people and reports: what a change of them does, the same in every store.

A store gives the rows; every act here runs inside one transaction of it, so that no event
is ever seen without what it made hold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from gateway.consent.persons import (
    Person,
    PersonChange,
    Report,
    ReportState,
    Restriction,
    changed,
)
from gateway.consent.records import (
    PERMITTING,
    REPORT,
    Author,
    ConsentRecord,
    ConsentState,
    Signer,
    next_events,
)
from gateway.errors import StorageFailed
from gateway.policy_retention import Trigger
from gateway.retention.events import RetentionEvent
from gateway.storage.consent_ports import Refusal

# How a consent ends, by somebody's word or by time; that starts the clocks which wait for it.
_ENDED = frozenset(
    {ConsentState.WITHDRAWN, ConsentState.REVOKED, ConsentState.REFUSED, ConsentState.EXPIRED}
)


class PeopleRows(Protocol):
    """The rows of a store, inside a transaction that nobody else writes in."""

    def holding(self, like: ConsentRecord | Refusal) -> ConsentRecord | None:
        """What holds for the same subject, purpose and recipient."""
        ...

    def is_taken(self, record_id: str) -> bool:
        """Whether any tenant has a consent of this id."""
        ...

    def consent(self, tenant: str, record_id: str) -> ConsentRecord | None:
        """What holds under an id."""
        ...

    def consents(self, tenant: str, subject: str) -> list[ConsentRecord]:
        """What holds for one person, by purpose and recipient."""
        ...

    def consent_events(self, tenant: str, record_id: str) -> list[ConsentRecord]:
        """All events of a record, oldest first."""
        ...

    def given_consents(self, tenant: str, *, after: str, most: int) -> list[ConsentRecord]:
        """Given ones by record id, from the one after ``after`` on."""
        ...

    def append(self, event: ConsentRecord) -> int:
        """Adds an event; its number, larger than all before."""
        ...

    def hold(self, record: ConsentRecord) -> None:
        """Makes an event what holds now."""
        ...

    def shown_notice(self, tenant: str, sha256: str) -> str | None:
        """What was shown under a hash, as JSON."""
        ...

    def keep_shown_notice(self, tenant: str, sha256: str, *, document: str) -> None:
        """Adds what was shown under a hash that has nothing yet."""
        ...

    def holder(self, code: str) -> tuple[str, str] | None:
        """Tenant and subject of a withdrawal code."""
        ...

    def keep_code(self, code: str, holder: tuple[str, str]) -> None:
        """Adds a code that nobody has."""
        ...

    def person(self, tenant: str, subject: str) -> Person | None:
        """What is known of a person."""
        ...

    def hold_person(self, person: Person, *, at: datetime) -> None:
        """Keeps a version, and makes it what holds now."""
        ...

    def report(self, tenant: str, report_id: str) -> Report | None:
        """The report of an id."""
        ...

    def reports(
        self, tenant: str, *, state: ReportState | None, after: Report | None, most: int
    ) -> list[Report]:
        """Reports, newest first, then by id from the last one on; those after one."""
        ...

    def has_open_report(self, tenant: str, subject: str) -> bool:
        """Whether a report about a person is undecided."""
        ...

    def hold_report(self, report: Report) -> None:
        """Adds a report, or what has become of it."""
        ...

    def end_conversations(self, tenant: str, subject: str, *, at: datetime) -> None:
        """Hides all of a person's conversations and states, and makes them due."""
        ...

    def keep_event(self, event: RetentionEvent) -> None:
        """Adds an event, and starts the clocks that wait for it."""
        ...


class People:
    """What is done to consents and people; reads are the rows' own."""

    def __init__(self, rows: PeopleRows) -> None:
        """Args: rows, of one transaction."""
        self.rows = rows

    def put_consent(
        self,
        record: ConsentRecord,
        *,
        code: str | None = None,
        shown: Mapping[str, Any] | None = None,
    ) -> ConsentRecord:
        """See consent_ports.ConsentStore.

        Where nothing holds, and the indication cannot be the first (a withdrawal), nothing
        is kept and what holds is UNKNOWN.

        Raises:
            StorageFailed: the record's id or the code is somebody else's, or another notice
                was shown than the one it names.
        """
        rows, owner = self.rows, (record.tenant, record.subject)
        if shown is not None and shown.get("sha256") != record.notice:
            raise StorageFailed("a notice was shown that the consent does not name")
        if code is not None and rows.holder(code) not in (None, owner):
            raise StorageFailed("a withdrawal code is taken")
        held = rows.holding(record)
        was_given = held is not None and held.state in PERMITTING
        events = next_events(held, record)
        if held is None and events and rows.is_taken(record.record_id):
            raise StorageFailed("a consent record's id is taken")
        ended: ConsentRecord | None = None
        for event in events:
            held = replace(event, event_id=rows.append(event))
            if ended is None and held.state in _ENDED:
                ended = held
        if held is None:
            return replace(record, state=ConsentState.UNKNOWN, event_id=0)
        if events:
            rows.hold(held)
        if was_given and ended is not None and held.state not in PERMITTING:
            rows.keep_event(_withdrawal(ended))
        if shown is not None and any(each.notice == record.notice for each in events):
            self._keep_shown(record, shown)
        if code is not None and rows.holder(code) is None:
            rows.keep_code(code, owner)
        return held

    def shown_notice(self, tenant: str, sha256: str) -> Mapping[str, Any] | None:
        """See consent_ports.ConsentStore."""
        document = self.rows.shown_notice(tenant, sha256)
        kept: Mapping[str, Any] | None = None if document is None else json.loads(document)
        return kept

    def _keep_shown(self, record: ConsentRecord, shown: Mapping[str, Any]) -> None:
        if self.rows.shown_notice(record.tenant, record.notice) is None:
            # As it was then: what one says again under the same hash changes nothing.
            document = json.dumps(dict(shown), ensure_ascii=False)
            self.rows.keep_shown_notice(record.tenant, record.notice, document=document)

    def withdraw_consent(
        self, record: ConsentRecord | None, *, at: datetime, by: Author
    ) -> ConsentRecord | None:
        """Ends a consent that holds; one that is not given stays as it is."""
        if record is None or record.state not in PERMITTING:
            return record
        state, method = ConsentState.REVOKED, "revocation"
        if by.signer is Signer.SUBJECT:
            state, method = ConsentState.WITHDRAWN, "withdrawal"
        return self.put_consent(
            replace(
                record,
                state=state,
                event_time=at,
                signer=by.signer,
                method=method,
                recorded_at=at,
                recorded_by=by.recorded_by,
            )
        )

    def expire(self, refusal: Refusal) -> None:
        """Makes an event of an end that a request has come upon."""
        record = self.rows.holding(refusal)
        if record is not None and record.state in PERMITTING:
            at = refusal.at
            self.put_consent(
                replace(record, state=ConsentState.EXPIRED, event_time=at, recorded_at=at)
            )

    def withdraw_all(
        self, holder: tuple[str, str], *, purpose: str | None, at: datetime, by: Author
    ) -> Sequence[ConsentRecord]:
        """Ends every given consent of a person (tenant and subject), or those for a purpose."""
        given = [
            each
            for each in self.rows.consents(*holder)
            if each.state in PERMITTING and purpose in (None, each.purpose)
        ]
        ended = [self.withdraw_consent(each, at=at, by=by) for each in given]
        return [each for each in ended if each is not None]

    def change_person(
        self, tenant: str, subject: str, *, change: PersonChange, at: datetime
    ) -> Person:
        """See consent_ports.PersonStore."""
        known = self.rows.person(tenant, subject) or Person(tenant=tenant, subject=subject)
        after = changed(known, change, at=at)
        if after.version != known.version:
            self.rows.hold_person(after, at=at)
        return after

    def add_report(self, report: Report) -> None:
        """See consent_ports.PersonStore.

        Raises:
            StorageFailed: its id is taken, or it is decided already.
        """
        if report.state is not ReportState.OPEN:
            raise StorageFailed("a new report is open")
        if self.rows.report(report.tenant, report.report_id) is not None:
            raise StorageFailed("a report's id is taken")
        self.rows.hold_report(report)
        restrict = PersonChange(restrict=Restriction.REPORTED)
        self.change_person(report.tenant, report.subject, change=restrict, at=report.reported_at)

    def reports(
        self, tenant: str, *, state: ReportState | None, after: str | None, most: int
    ) -> Sequence[Report] | None:
        """See consent_ports.PersonStore."""
        last = self.rows.report(tenant, after) if after is not None else None
        if after is not None and last is None:
            return None
        return self.rows.reports(tenant, state=state, after=last, most=most)

    def decide_report(
        self, tenant: str, report_id: str, *, state: ReportState, at: datetime
    ) -> Report | None:
        """See consent_ports.PersonStore.

        Raises:
            StorageFailed: the state is no decision.
        """
        if state is ReportState.OPEN:
            raise StorageFailed("a report is confirmed or dismissed")
        report = self.rows.report(tenant, report_id)
        if report is None or report.state is not ReportState.OPEN:
            return report
        report = replace(report, state=state, decided_at=at)
        self.rows.hold_report(report)
        confirmed, subject = state is ReportState.CONFIRMED, report.subject
        still_open = self.rows.has_open_report(tenant, subject)
        change = PersonChange(
            restrict=Restriction.CONFIRMED if confirmed else None,
            lift=None if still_open else Restriction.REPORTED,
        )
        self.change_person(tenant, subject, change=change, at=at)
        if confirmed:
            holder = (tenant, subject)
            by = Author(signer=Signer.CONTROLLER, recorded_by=REPORT)
            self.withdraw_all(holder, purpose=None, at=at, by=by)
            self.rows.end_conversations(tenant, subject, at=at)
        return report


def _withdrawal(record: ConsentRecord) -> RetentionEvent:
    """The event of retention that a consent's end is."""
    return RetentionEvent(
        event_id=f"{record.record_id}.{record.event_id}",
        tenant=record.tenant,
        subject=record.subject,
        type=Trigger.CONSENT_WITHDRAWAL.value,
        purpose=record.purpose,
        at=record.event_time,
        recorded_at=record.recorded_at or record.event_time,
        recorded_by=record.recorded_by,
    )
