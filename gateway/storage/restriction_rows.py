"""Restrictions of people that have a beginning, and may have an end.

What a request looks at is in the person's own row (gateway.consent.persons), so that a
restriction holds at once and everywhere; the rows here say since when, until when, and
on which request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from gateway.consent.persons import Person, PersonChange, Restriction
from gateway.storage.people import People
from gateway.storage.people_database import DatabasePeople
from gateway.storage.people_rows import write_time
from gateway.storage.schema import SUBJECT, SUBJECT_EVENT, from_micros, to_micros
from gateway.storage.schema_rights import RESTRICTION
from gateway.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRestriction:
    """One restriction; ``until`` is None while nobody knows its end."""

    tenant: str
    subject: str
    kind: Restriction
    since: datetime
    until: datetime | None = None
    request_id: str = ""


def people_of(transaction: Transaction) -> People:
    """Consents and people inside a transaction."""
    return People(DatabasePeople(transaction.connection, audit=transaction.audit))


def restrict(transaction: Transaction, held: HeldRestriction, *, at: datetime) -> Person:
    """Restricts a person from now on; a restriction of the same kind gets the new end."""
    values = {
        "tenant": held.tenant,
        "subject": held.subject,
        "kind": held.kind.value,
        "since": to_micros(held.since),
        "until": write_time(held.until),
        "request_id": held.request_id,
    }
    again = {name: values[name] for name in ("until", "request_id")}
    same = _same(held.tenant, held.subject, kind=held.kind)
    connection = transaction.connection
    if not connection.execute(update(RESTRICTION).where(*same).values(again)).rowcount:
        connection.execute(insert(RESTRICTION).values(values))
    change = PersonChange(restrict=held.kind)
    return people_of(transaction).change_person(held.tenant, held.subject, change=change, at=at)


def restriction(
    transaction: Transaction, tenant: str, *, subject: str, kind: Restriction
) -> HeldRestriction | None:
    """The restriction of a kind, or None."""
    row = transaction.connection.execute(
        select(RESTRICTION).where(*_same(tenant, subject, kind=kind))
    ).first()
    return None if row is None else _read(row)


def is_deceased(transaction: Transaction, tenant: str, *, subject: str) -> bool:
    """Whether the person's death was recorded."""
    person = people_of(transaction).rows.person(tenant, subject)
    return person is not None and Restriction.DECEASED in person.restrictions


def ended(transaction: Transaction, now: datetime, *, most: int) -> Sequence[HeldRestriction]:
    """Restrictions whose end has come, the earliest first."""
    until = RESTRICTION.c.until
    query = select(RESTRICTION).where(until.is_not(None), until <= to_micros(now))
    rows = transaction.connection.execute(query.order_by(until).limit(most))
    return [_read(row) for row in rows]


def lift(transaction: Transaction, held: HeldRestriction, *, at: datetime) -> Person:
    """Ends a restriction; what else restricts the person goes on."""
    same = _same(held.tenant, held.subject, kind=held.kind)
    transaction.connection.execute(delete(RESTRICTION).where(*same))
    change = PersonChange(lift=held.kind)
    return people_of(transaction).change_person(held.tenant, held.subject, change=change, at=at)


def forget(transaction: Transaction, held: HeldRestriction, *, at: datetime) -> None:
    """Lifts the restriction of somebody erased, with all that is left of the person.

    Whom another restriction protects keeps that one, and what they have objected to since
    the erasure, and nothing else.
    """
    left = lift(transaction, held, at=at)
    events = SUBJECT_EVENT.c
    mine = (events.tenant == held.tenant, events.subject == held.subject)
    transaction.connection.execute(delete(SUBJECT_EVENT).where(*mine))
    if not (left.restrictions or left.objections or left.reviews):
        row = SUBJECT.c
        gone = delete(SUBJECT).where(row.tenant == held.tenant, row.subject == held.subject)
        transaction.connection.execute(gone)


def _same(tenant: str, subject: str, *, kind: Restriction) -> tuple[Any, ...]:
    row = RESTRICTION.c
    return row.tenant == tenant, row.subject == subject, row.kind == kind.value


def _read(row: Any) -> HeldRestriction:
    return HeldRestriction(
        tenant=row.tenant,
        subject=row.subject,
        kind=Restriction(row.kind),
        since=from_micros(row.since),
        until=None if row.until is None else from_micros(row.until),
        request_id=row.request_id,
    )
