"""Objections of people to purposes: since when, on which request, and when one ended.

What a request looks at is in the person's own row, and changes in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from gateway.consent.persons import PersonChange
from gateway.storage.restriction_rows import people_of
from gateway.storage.schema import from_micros, to_micros
from gateway.storage.schema_rights import OBJECTION
from gateway.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """One objection; ``lifted_at`` is None while it stands."""

    tenant: str
    subject: str
    purpose: str
    since: datetime
    lifted_at: datetime | None = None
    request_id: str = ""


def objections(transaction: Transaction, tenant: str, *, subject: str) -> Sequence[Objection]:
    """All objections of a person, lifted ones too, by purpose."""
    row = OBJECTION.c
    query = select(OBJECTION).where(row.tenant == tenant, row.subject == subject)
    rows = transaction.connection.execute(query.order_by(row.purpose))
    return [_read(each) for each in rows]


def object_to(transaction: Transaction, objection: Objection) -> bool:
    """Records an objection that holds at once; False if it stands already."""
    standing = _standing(objection)
    connection = transaction.connection
    same = update(OBJECTION).where(*_same(objection), OBJECTION.c.lifted_at.is_(None))
    if connection.execute(same.values(request_id=OBJECTION.c.request_id)).rowcount:
        return False
    again = update(OBJECTION).where(*_same(objection)).values(standing)
    if not connection.execute(again).rowcount:
        connection.execute(
            insert(OBJECTION).values(
                tenant=objection.tenant,
                subject=objection.subject,
                purpose=objection.purpose,
                **standing,
            )
        )
    change = PersonChange(object_to=objection.purpose)
    people_of(transaction).change_person(
        objection.tenant, objection.subject, change=change, at=objection.since
    )
    return True


def lift_objection(transaction: Transaction, objection: Objection, *, at: datetime) -> bool:
    """Ends an objection that stands; False if there is none."""
    lifted = update(OBJECTION).where(*_same(objection), OBJECTION.c.lifted_at.is_(None))
    if not transaction.connection.execute(lifted.values(lifted_at=to_micros(at))).rowcount:
        return False
    change = PersonChange(no_objection_to=objection.purpose)
    people_of(transaction).change_person(objection.tenant, objection.subject, change=change, at=at)
    return True


def _standing(objection: Objection) -> dict[str, Any]:
    return {
        "since": to_micros(objection.since),
        "lifted_at": None,
        "request_id": objection.request_id,
    }


def _same(objection: Objection) -> tuple[Any, ...]:
    row = OBJECTION.c
    return (
        row.tenant == objection.tenant,
        row.subject == objection.subject,
        row.purpose == objection.purpose,
    )


def _read(row: Any) -> Objection:
    return Objection(
        tenant=row.tenant,
        subject=row.subject,
        purpose=row.purpose,
        since=from_micros(row.since),
        lifted_at=None if row.lifted_at is None else from_micros(row.lifted_at),
        request_id=row.request_id,
    )
