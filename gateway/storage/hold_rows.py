"""Holds as rows: what is in force, what it covers, and the conversations it holds.

A hold counts from the moment its row is committed: a sweep asks the scopes of all holds
in force about each conversation that is due, and an erasure about each that is asked for.
Items say which conversations are held at the moment, so that a sweep need not look at
them again and a release finds them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, insert, literal, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from gateway.retention.holds import Hold, Scope
from gateway.storage.schema import CONVERSATION, DISCLOSURE, from_micros, to_micros
from gateway.storage.schema_retention import HOLD, HOLD_ITEM, RETENTION_CLASS
from gateway.storage.transaction import Transaction

# ``failed``: a law keeps it, and it does not decrypt; set aside as it is.
ACTIVE, HELD, IN_REVIEW, FAILED = "active", "held", "review", "failed"
_KEY = re.compile(r'"key":"([^"\\]*)"')
_ITEMS = (
    select(func.count())
    .select_from(HOLD_ITEM)
    .where(HOLD_ITEM.c.tenant == HOLD.c.tenant, HOLD_ITEM.c.hold_id == HOLD.c.hold_id)
    .scalar_subquery()
)


def add(connection: Connection, hold: Hold) -> None:
    """Adds a hold; it is in force with the commit."""
    connection.execute(
        insert(HOLD).values(
            tenant=hold.tenant,
            hold_id=hold.hold_id,
            matter=hold.matter,
            authority=hold.authority,
            scope=hold.scope.document(),
            placed_by=hold.placed_by,
            placed_at=to_micros(hold.placed_at),
            review_at=to_micros(hold.review_at),
            released_at=None if hold.released_at is None else to_micros(hold.released_at),
            released_by=hold.released_by,
        )
    )


def find(connection: Connection, tenant: str, *, hold_id: str) -> Hold | None:
    """One hold."""
    asked = (HOLD.c.tenant == tenant, HOLD.c.hold_id == hold_id)
    return next(iter(_read(connection, *asked, counting=True)), None)


def holds(connection: Connection, tenant: str | None = None) -> Sequence[Hold]:
    """All holds of a tenant, or of all, released ones too; the oldest first."""
    asked = [] if tenant is None else [HOLD.c.tenant == tenant]
    return _read(connection, *asked, counting=True)


def in_force(connection: Connection, tenants: Sequence[str] | None = None) -> Sequence[Hold]:
    """Holds that are not released."""
    asked = [HOLD.c.released_at.is_(None)]
    if tenants is not None:
        asked.append(HOLD.c.tenant.in_(tenants))
    return _read(connection, *asked)


def overdue(connection: Connection, now: datetime) -> Sequence[Hold]:
    """Holds in force whose review date has passed."""
    return _read(connection, HOLD.c.released_at.is_(None), HOLD.c.review_at <= to_micros(now))


def set_review(connection: Connection, hold: Hold, *, review_at: datetime) -> None:
    """A new review date."""
    change = update(HOLD).where(HOLD.c.tenant == hold.tenant, HOLD.c.hold_id == hold.hold_id)
    connection.execute(change.values(review_at=to_micros(review_at)))


def set_released(connection: Connection, hold: Hold, *, at: datetime, by: str) -> None:
    """From now on it holds nothing; its conversations are let go by ``let_go``."""
    change = update(HOLD).where(HOLD.c.tenant == hold.tenant, HOLD.c.hold_id == hold.hold_id)
    connection.execute(change.values(released_at=to_micros(at), released_by=by))


def matching(hold: Hold) -> Sequence[ColumnElement[bool]]:
    """What a conversation's row must say to be covered; the same rule as Scope.covers."""
    row, scope = CONVERSATION.c, hold.scope
    asked: list[ColumnElement[bool]] = [row.tenant == hold.tenant]
    for column, values in (
        (row.subject, scope.subjects),
        (row.conversation_id, scope.conversations),
    ):
        if values:
            asked.append(column.in_(sorted(values)))
    if scope.classes:
        # As gateway.retention.terms writes them: what it ever was stays in the row.
        once = (f'"key":{json.dumps(each)}' for each in sorted(scope.classes))
        terms = (row.terms.contains(each, autoescape=True) for each in once)
        asked.append(or_(row.retention_class.in_(sorted(scope.classes)), *terms))
    if scope.created_from is not None:
        asked.append(row.created_at >= to_micros(scope.created_from))
    if scope.created_to is not None:
        asked.append(row.created_at < to_micros(scope.created_to))
    return asked


def covers_something(transaction: Transaction, hold: Hold) -> bool:
    """Whether there is a conversation that it covers, in the separate store or out of it."""
    query = select(CONVERSATION.c.id).where(*matching(hold)).limit(1)
    if transaction.connection.execute(query).first() is not None:
        return True
    kept = transaction.kept
    return kept is not None and kept.is_made and kept.covers_something(hold)


def unknown_names(transaction: Transaction, hold: Hold, *, classes: Collection[str]) -> str | None:
    """Which of a hold's fields names what nothing has ever had; None where none does.

    Args:
        transaction: an act's.
        hold: what is to be placed.
        classes: keys of the policy's classes.
    """
    scope, kept = hold.scope, transaction.kept
    apart = kept.listed(hold.tenant, limit=None) if kept is not None and kept.is_made else ()
    connection = transaction.connection
    if wanted := set(scope.conversations):
        wanted -= {
            each.conversation_id
            for each in apart
            if not scope.subjects or each.subject in scope.subjects
        }
        for row in (CONVERSATION.c, DISCLOSURE.c):
            asked = [row.tenant == hold.tenant, row.conversation_id.in_(sorted(wanted))]
            if scope.subjects:
                asked.append(row.subject.in_(sorted(scope.subjects)))
            if wanted:
                found = select(row.conversation_id).where(*asked).distinct()
                wanted -= set(connection.execute(found).scalars())
        if wanted:
            return "conversations"
    if wanted := set(scope.classes) - set(classes):
        wanted -= {name for each in apart for name in (each.retention_class, *each.classes)}
        known = RETENTION_CLASS.c
        for tenant, key in (
            (known.tenant, known.class_key),
            (CONVERSATION.c.tenant, CONVERSATION.c.retention_class),
        ):
            query = select(key).where(tenant == hold.tenant, key.in_(sorted(wanted))).distinct()
            wanted -= set(connection.execute(query).scalars())
        if wanted:
            return "classes"
    return None


def hold_page(
    connection: Connection, hold: Hold, *, after: int, limit: int, at: datetime
) -> tuple[int, int] | None:
    """Holds the next conversations that are covered, in order of row id.

    Returns:
        How many there were and the last one's row id, or None when none was left.
    """
    row = CONVERSATION.c
    query = select(row.id).where(*matching(hold), row.id > after).order_by(row.id).limit(limit)
    ids = [each[0] for each in connection.execute(query)]
    if not ids:
        return None
    hold_items(connection, [(hold, row_id) for row_id in ids], at=at)
    return len(ids), ids[-1]


def hold_items(connection: Connection, items: Sequence[tuple[Hold, int]], *, at: datetime) -> None:
    """Holds conversations, each by row id, under a hold; those held already stay so."""
    if not items:
        return
    row_ids = sorted({row_id for _, row_id in items})
    item = HOLD_ITEM.c
    query = select(item.tenant, item.hold_id, item.conversation)
    found = connection.execute(query.where(item.conversation.in_(row_ids)))
    there = {(row.tenant, row.hold_id, row.conversation) for row in found}
    new = [
        {"tenant": each.tenant, "hold_id": each.hold_id, "conversation": row_id,
         "since": to_micros(at)}
        for each, row_id in items
        if (each.tenant, each.hold_id, row_id) not in there
    ]  # fmt: skip
    if new:
        connection.execute(insert(HOLD_ITEM), new)
    connection.execute(
        update(CONVERSATION).where(CONVERSATION.c.id.in_(row_ids)).values(state=HELD)
    )


def let_go(connection: Connection, hold: Hold, *, limit: int) -> int:
    """Lets conversations of a released hold go that no other hold has; how many were looked at.

    They are ``active`` from then on: due ones at the next sweep, whatever was to come of
    them before.
    """
    item, row = HOLD_ITEM.c, CONVERSATION.c
    mine = [item.tenant == hold.tenant, item.hold_id == hold.hold_id]
    query = select(item.conversation).where(*mine).order_by(item.conversation).limit(limit)
    row_ids = [each[0] for each in connection.execute(query)]
    if not row_ids:
        return 0
    connection.execute(delete(HOLD_ITEM).where(*mine, item.conversation.in_(row_ids)))
    other = HOLD_ITEM.alias("other")
    kept = exists(
        select(literal(1))
        .select_from(
            other.join(
                HOLD, (HOLD.c.tenant == other.c.tenant) & (HOLD.c.hold_id == other.c.hold_id)
            )
        )
        .where(other.c.conversation == row.id, HOLD.c.released_at.is_(None))
    )
    connection.execute(
        update(CONVERSATION)
        .where(row.id.in_(row_ids), row.state == HELD, ~kept)
        .values(state=ACTIVE)
    )
    return len(row_ids)


def unfinished(connection: Connection) -> Sequence[Hold]:
    """Released holds that have not let all of their conversations go."""
    left = exists().where(
        HOLD_ITEM.c.tenant == HOLD.c.tenant, HOLD_ITEM.c.hold_id == HOLD.c.hold_id
    )
    return _read(connection, HOLD.c.released_at.is_not(None), left)


def covering(known: Sequence[Hold], rows: Sequence[Any]) -> Mapping[int, Sequence[Hold]]:
    """By row id, the holds that cover a conversation; rows that none covers are left out.

    Args:
        known: holds in force.
        rows: of the table ``conversation``, with id, tenant, subject, conversation_id,
            retention_class, terms and created_at.
    """
    found: dict[int, list[Hold]] = {}
    for row in rows if known else ():
        for hold in known:
            if hold.tenant == row.tenant and hold.scope.covers(
                row.subject,
                row.conversation_id,
                classes=classes_of(row),
                created_at=from_micros(row.created_at),
            ):
                found.setdefault(row.id, []).append(hold)
    return found


def classes_of(row: Any) -> frozenset[str]:
    """All classes that a conversation's row names, of before too, terms that are damaged or not."""
    return frozenset({row.retention_class, *_KEY.findall(row.terms)})


def held(connection: Connection, row_ids: Sequence[int]) -> Mapping[int, Sequence[Hold]]:
    """By row id, the holds that forbid to erase a conversation; the others are left out.

    Args:
        connection: inside the transaction in which they would be erased.
        row_ids: of the table ``conversation``, some hundreds at most.
    """
    row = CONVERSATION.c
    columns = (row.id, row.tenant, row.subject, row.conversation_id, row.retention_class,
               row.terms, row.created_at)  # fmt: skip
    rows = connection.execute(select(*columns).where(row.id.in_(row_ids))).all()
    return covering(in_force(connection, sorted({each.tenant for each in rows})), rows)


def _read(
    connection: Connection, *asked: ColumnElement[bool], counting: bool = False
) -> list[Hold]:
    items = _ITEMS if counting else literal(0)
    query = select(HOLD, items.label("items")).where(*asked)
    return [
        Hold(
            tenant=row.tenant,
            hold_id=row.hold_id,
            matter=row.matter,
            authority=row.authority,
            scope=Scope.read(row.scope),
            placed_by=row.placed_by,
            placed_at=from_micros(row.placed_at),
            review_at=from_micros(row.review_at),
            released_at=None if row.released_at is None else from_micros(row.released_at),
            released_by=row.released_by,
            items=row.items,
        )
        for row in connection.execute(query.order_by(HOLD.c.placed_at, HOLD.c.hold_id))
    ]
