"""Retention events, and the clocks of conversations that they start.

Every function runs inside a transaction that holds the write lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, insert, select, update
from sqlalchemy.engine import Connection

from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.policy_retention import Trigger
from gateway.retention.assign import Tagged
from gateway.retention.events import ACCOUNT_REOPENED, RetentionEvent, after_event
from gateway.storage.audit_rows import AuditRows
from gateway.storage.rows import TAG_COLUMNS, Held
from gateway.storage.schema import CONVERSATION, from_micros, to_micros
from gateway.storage.schema_retention import RETENTION_EVENT
from gateway.storage.transaction import Transaction

_RETAG = (
    update(CONVERSATION)
    .where(CONVERSATION.c.id == bindparam("row"))
    .values({name: bindparam(f"new_{name}") for name in TAG_COLUMNS})
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecorded:
    """What became of an event.

    Attributes:
        event: as it is kept: the one that was told before, where it was the same.
        new: it was not known before.
        conversations: whose end it changed.
    """

    event: RetentionEvent
    new: bool
    conversations: int


def record_event(transaction: Transaction, event: RetentionEvent) -> EventRecorded:
    """Keeps an event, and starts or stops the clocks that wait for it.

    The same event again (its type, purpose and time) changes nothing, whatever its id.
    """
    return keep_event(transaction.connection, event, audit=transaction.audit)


def keep_event(connection: Connection, event: RetentionEvent, *, audit: AuditRows) -> EventRecorded:
    """The same inside another act; the entry goes to that act's ``audit``."""
    known = _known(connection, event)
    if known is not None:
        return EventRecorded(event=known, new=False, conversations=0)
    connection.execute(
        insert(RETENTION_EVENT).values(
            tenant=event.tenant,
            event_id=event.event_id,
            subject=event.subject,
            type=event.type,
            purpose=event.purpose,
            at=to_micros(event.at),
            recorded_at=to_micros(event.recorded_at),
            recorded_by=event.recorded_by,
        )
    )
    changed = start_clocks(connection, event)
    audit.append(
        AuditEntry(
            act=Act.EVENT_RECORDED,
            tenant=event.tenant,
            at=event.recorded_at,
            subject=event.subject,
            object_id=as_code(event.event_id),
            actor=as_code(event.recorded_by or "gateway"),
            facts={
                "type": as_code(event.type),
                "purpose": as_code(event.purpose),
                "conversations": changed,
            },
        )
    )
    return EventRecorded(event=event, new=True, conversations=changed)


def start_clocks(connection: Connection, event: RetentionEvent) -> int:
    """Changes the tags of the subject's conversations that an event is for; how many."""
    trigger = event.type
    if trigger == ACCOUNT_REOPENED:
        trigger = Trigger.ACCOUNT_CLOSURE.value
    held = CONVERSATION.c
    query = select(CONVERSATION).where(
        held.tenant == event.tenant,
        held.subject == event.subject,
        held.terms.contains(f'"{trigger}"', autoescape=True),
    )
    found = [Held.read(tuple(row)) for row in connection.execute(query)]
    changed = []
    for each in found:
        before = each.tagged()
        after = after_event(before, event, first=each.created(), last=from_micros(each.last_at))
        if after != before:
            changed.append((each, after))
    return retag(connection, changed)


def retag(connection: Connection, changed: Iterable[tuple[Held, Tagged]]) -> int:
    """Writes tags of conversations; how many there are."""
    rows: list[dict[str, Any]] = []
    for held, tagged in changed:
        held.set_tag(tagged)
        row = {f"new_{name}": getattr(held, name) for name in TAG_COLUMNS}
        rows.append({"row": held.row_id, **row})
    if rows:
        connection.execute(_RETAG, rows)
    return len(rows)


def events_of(connection: Connection, tenant: str, *, subject: str) -> Sequence[RetentionEvent]:
    """Events of a person, the earliest first."""
    kept = RETENTION_EVENT.c
    query = select(RETENTION_EVENT).where(kept.tenant == tenant, kept.subject == subject)
    return [_read(row) for row in connection.execute(query.order_by(kept.at, kept.event_id))]


def start_missed(
    transaction: Transaction, *, after: tuple[str, str], now: datetime, limit: int
) -> tuple[int, tuple[str, str] | None]:
    """Starts the clocks of what closed accounts have said since; a page at a time.

    Args:
        transaction: an act's.
        after: tenant and event id that the page before ended with; both empty at first.
        now: aware, UTC.
        limit: events a page.

    Returns:
        How many conversations end otherwise now, and where the next page begins; None
        after the last.
    """
    connection, kept = transaction.connection, RETENTION_EVENT.c
    tenant, event_id = after
    beyond = and_(kept.tenant == tenant, kept.event_id > event_id)
    query = (
        select(RETENTION_EVENT)
        .where(kept.type == Trigger.ACCOUNT_CLOSURE.value, (kept.tenant > tenant) | beyond)
        .order_by(kept.tenant, kept.event_id)
        .limit(limit)
    )
    page = [_read(row) for row in connection.execute(query)]
    changed = sum(
        start_clocks(connection, each)
        for each in page
        if each.at <= now and not _is_reopened(connection, each)
    )
    return changed, (page[-1].tenant, page[-1].event_id) if len(page) == limit else None


def _is_reopened(connection: Connection, closure: RetentionEvent) -> bool:
    kept = RETENTION_EVENT.c
    query = select(kept.event_id).where(
        kept.tenant == closure.tenant,
        kept.subject == closure.subject,
        kept.type == ACCOUNT_REOPENED,
        kept.at >= to_micros(closure.at),
    )
    return connection.execute(query.limit(1)).first() is not None


def _known(connection: Connection, event: RetentionEvent) -> RetentionEvent | None:
    kept = RETENTION_EVENT.c
    same = and_(
        kept.subject == event.subject,
        kept.type == event.type,
        kept.purpose == event.purpose,
        kept.at == to_micros(event.at),
    )
    query = select(RETENTION_EVENT).where(
        kept.tenant == event.tenant, same | (kept.event_id == event.event_id)
    )
    row = connection.execute(query.order_by(kept.event_id).limit(1)).first()
    return None if row is None else _read(row)


def _read(row: Any) -> RetentionEvent:
    return RetentionEvent(
        event_id=row.event_id,
        tenant=row.tenant,
        subject=row.subject,
        type=row.type,
        purpose=row.purpose,
        at=from_micros(row.at),
        recorded_at=from_micros(row.recorded_at),
        recorded_by=row.recorded_by,
    )
