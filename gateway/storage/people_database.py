"""The rows of gateway.storage.people in the database: plain Core statements.

Every function runs inside the writer's transaction.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from gateway.audit.entries import consent_entry, person_entry, report_entry
from gateway.consent.persons import Person, Report, ReportState
from gateway.consent.records import PERMITTING, ConsentRecord
from gateway.retention.events import RetentionEvent
from gateway.storage.audit_rows import AuditRows
from gateway.storage.event_rows import keep_event
from gateway.storage.facts import Concerned
from gateway.storage.people_rows import (
    CONSENT_COLUMNS,
    PERSON_COLUMNS,
    REPORT_COLUMNS,
    consent_values,
    person_values,
    read_consent,
    read_person,
    read_report,
    report_values,
)
from gateway.storage.schema import (
    CONSENT_CURRENT,
    CONSENT_EVENT,
    CONVERSATION,
    PROVIDER_STATE,
    REPORT,
    SHOWN_NOTICE,
    SOURCE_TAG,
    SUBJECT,
    SUBJECT_EVENT,
    WITHDRAWAL_CODE,
    to_micros,
)

_GIVEN = [state.value for state in PERMITTING]
_CURRENT = select(*(CONSENT_CURRENT.c[name] for name in CONSENT_COLUMNS))
_EVENTS = select(*(CONSENT_EVENT.c[name] for name in CONSENT_COLUMNS))
_HOLDER = ("tenant", "subject", "purpose", "recipient")


class DatabasePeople:
    """PeopleRows over one connection."""

    def __init__(self, connection: Connection, *, audit: AuditRows) -> None:
        """Starts inside a transaction that holds the write lock.

        Args:
            connection: of the transaction.
            audit: of the same one; takes an entry for every change.
        """
        self._connection = connection
        self._audit = audit

    def holding(self, like: Concerned) -> ConsentRecord | None:
        """What holds for the same subject, purpose and recipient."""
        found = self._consents(_CURRENT.where(*_of(like)))
        return found[0] if found else None

    def is_taken(self, record_id: str) -> bool:
        """Whether any tenant has a consent of this id."""
        query = select(CONSENT_CURRENT.c.record_id).where(CONSENT_CURRENT.c.record_id == record_id)
        return self._connection.execute(query).first() is not None

    def consent(self, tenant: str, record_id: str) -> ConsentRecord | None:
        """What holds under an id."""
        current = CONSENT_CURRENT.c
        query = _CURRENT.where(current.tenant == tenant, current.record_id == record_id)
        found = self._consents(query)
        return found[0] if found else None

    def consents(self, tenant: str, subject: str) -> list[ConsentRecord]:
        """What holds for one person, by purpose and recipient."""
        current = CONSENT_CURRENT.c
        query = _CURRENT.where(current.tenant == tenant, current.subject == subject)
        return self._consents(query.order_by(current.purpose, current.recipient))

    def consent_events(self, tenant: str, record_id: str) -> list[ConsentRecord]:
        """All events of a record, oldest first."""
        event = CONSENT_EVENT.c
        query = _EVENTS.where(event.tenant == tenant, event.record_id == record_id)
        return self._consents(query.order_by(event.event_id))

    def given_consents(self, tenant: str, *, after: str, most: int) -> list[ConsentRecord]:
        """Given ones by record id."""
        current = CONSENT_CURRENT.c
        # The tenant as an expression: by its index every page would read and sort them all.
        query = _CURRENT.where(
            current.record_id > after, current.tenant + "" == tenant, current.state.in_(_GIVEN)
        )
        return self._consents(query.order_by(current.record_id).limit(most))

    def run_out(self, now: datetime, *, most: int) -> list[ConsentRecord]:
        """Consents of all tenants that hold as given, and whose time is over."""
        current = CONSENT_CURRENT.c
        query = _CURRENT.where(current.valid_until <= to_micros(now), current.state.in_(_GIVEN))
        return self._consents(query.order_by(current.valid_until).limit(most))

    def append(self, event: ConsentRecord) -> int:
        """Adds an event; its number."""
        added = insert(CONSENT_EVENT).values(consent_values(event))
        query = added.returning(CONSENT_EVENT.c.event_id)
        number = int(self._connection.execute(query).scalar_one())
        self._audit.append(consent_entry(replace(event, event_id=number)))
        return number

    def hold(self, record: ConsentRecord) -> None:
        """Makes an event what holds now."""
        values = consent_values(record) | {"event_id": record.event_id}
        change = update(CONSENT_CURRENT).where(*_of(record)).values(values)
        if not self._connection.execute(change).rowcount:
            self._connection.execute(insert(CONSENT_CURRENT).values(values))

    def shown_notice(self, tenant: str, sha256: str) -> str | None:
        """What was shown under a hash."""
        kept = SHOWN_NOTICE.c
        query = select(kept.document).where(kept.tenant == tenant, kept.sha256 == sha256)
        found: str | None = self._connection.execute(query).scalar()
        return found

    def keep_shown_notice(self, tenant: str, sha256: str, *, document: str) -> None:
        """Adds what was shown."""
        values = {"tenant": tenant, "sha256": sha256, "document": document}
        self._connection.execute(insert(SHOWN_NOTICE).values(values))

    def holder(self, code: str) -> tuple[str, str] | None:
        """Tenant and subject of a code."""
        kept = WITHDRAWAL_CODE.c
        row = self._connection.execute(
            select(kept.tenant, kept.subject).where(kept.code == code)
        ).first()
        return None if row is None else (row.tenant, row.subject)

    def keep_code(self, code: str, holder: tuple[str, str]) -> None:
        """Adds a code."""
        tenant, subject = holder
        self._connection.execute(
            insert(WITHDRAWAL_CODE).values(code=code, tenant=tenant, subject=subject)
        )

    def person(self, tenant: str, subject: str) -> Person | None:
        """What is known of a person."""
        query = select(*(SUBJECT.c[name] for name in PERSON_COLUMNS)).where(
            SUBJECT.c.tenant == tenant, SUBJECT.c.subject == subject
        )
        row = self._connection.execute(query).first()
        return None if row is None else read_person(tuple(row))

    def hold_person(self, person: Person, *, at: datetime) -> None:
        """Keeps a version, and makes it what holds now."""
        values = person_values(person)
        self._connection.execute(insert(SUBJECT_EVENT).values(values | {"at": to_micros(at)}))
        same = (SUBJECT.c.tenant == person.tenant, SUBJECT.c.subject == person.subject)
        if not self._connection.execute(update(SUBJECT).where(*same).values(values)).rowcount:
            self._connection.execute(insert(SUBJECT).values(values))
        self._audit.append(person_entry(person, at))

    def report(self, tenant: str, report_id: str) -> Report | None:
        """The report of an id."""
        query = select(*(REPORT.c[name] for name in REPORT_COLUMNS)).where(
            REPORT.c.tenant == tenant, REPORT.c.report_id == report_id
        )
        row = self._connection.execute(query).first()
        return None if row is None else read_report(tuple(row))

    def reports(
        self, tenant: str, *, state: ReportState | None, after: Report | None, most: int
    ) -> list[Report]:
        """Reports, newest first."""
        held = REPORT.c
        query = select(*(held[name] for name in REPORT_COLUMNS)).where(held.tenant == tenant)
        if state is not None:
            query = query.where(held.state == state.value)
        if after is not None:
            at = to_micros(after.reported_at)
            same = and_(held.reported_at == at, held.report_id < after.report_id)
            query = query.where(or_(held.reported_at < at, same))
        query = query.order_by(held.reported_at.desc(), held.report_id.desc()).limit(most)
        return [read_report(tuple(row)) for row in self._connection.execute(query)]

    def has_open_report(self, tenant: str, subject: str) -> bool:
        """Whether a report about a person is undecided."""
        query = select(REPORT.c.report_id).where(
            REPORT.c.tenant == tenant,
            REPORT.c.subject == subject,
            REPORT.c.state == ReportState.OPEN.value,
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def hold_report(self, report: Report) -> None:
        """Adds a report, or what has become of it."""
        values = report_values(report)
        same = (REPORT.c.tenant == report.tenant, REPORT.c.report_id == report.report_id)
        if not self._connection.execute(update(REPORT).where(*same).values(values)).rowcount:
            self._connection.execute(insert(REPORT).values(values))
        self._audit.append(report_entry(report))

    def end_conversations(self, tenant: str, subject: str, *, at: datetime) -> None:
        """Hides all of a person's conversations and states, and makes them due.

        The tags of their texts are deleted.
        """
        tags = SOURCE_TAG.c
        self._connection.execute(
            delete(SOURCE_TAG).where(tags.tenant == tenant, tags.subject == subject)
        )
        mine = (CONVERSATION.c.tenant == tenant, CONVERSATION.c.subject == subject)
        ids = select(CONVERSATION.c.id).where(*mine)
        now = to_micros(at)
        for table, where in (
            (CONVERSATION, mine),
            (PROVIDER_STATE, (PROVIDER_STATE.c.conversation.in_(ids),)),
        ):
            # ``latest`` too, so that no later tag can carry the end further.
            ends = {name: _earlier(table.c[name], now) for name in ("hide_at", "erase_by")}
            ends["latest"] = _earlier(func.coalesce(table.c.latest, now), now)
            if table is CONVERSATION:
                ends["due_at"] = _earlier(CONVERSATION.c.due_at, now)
            self._connection.execute(update(table).where(*where).values(ends))

    def keep_event(self, event: RetentionEvent) -> None:
        """Adds an event, and starts the clocks that wait for it."""
        keep_event(self._connection, event, audit=self._audit)

    def _consents(self, query: Any) -> list[ConsentRecord]:
        return [read_consent(tuple(row)) for row in self._connection.execute(query)]


def _of(record: Concerned) -> tuple[Any, ...]:
    return tuple(CONSENT_CURRENT.c[name] == getattr(record, name) for name in _HOLDER)


def _earlier(held: Any, now: int) -> Any:
    return case((held > now, now), else_=held)
