"""Versions of retention classes, and conversations whose classes have changed.

Every function runs inside a transaction that holds the write lock, and does little of a
long work: pages of conversations, in order of their rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.errors import StorageFailed
from gateway.policy import RetentionClass
from gateway.retention.classes import document_of, read_document, version_of
from gateway.retention.preview import Carried, Plan, retagged
from gateway.storage.event_rows import retag
from gateway.storage.rows import Held
from gateway.storage.schema import CONVERSATION, META, from_micros, to_micros
from gateway.storage.schema_retention import RETENTION_CLASS
from gateway.storage.transaction import Transaction

_APPROVED = "retention_change:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A change that was approved and is being carried out.

    Attributes:
        preview_id: what was approved.
        moves: see Plan.
        versions: of the policy's classes then, by key.
    """

    preview_id: str
    moves: Mapping[str, str]
    versions: Mapping[str, str]


def declare_classes(
    transaction: Transaction, tenant: str, *, classes: Iterable[RetentionClass], at: datetime
) -> int:
    """Keeps the form that classes have now; how many of the forms are new."""
    connection, table = transaction.connection, RETENTION_CLASS
    query = select(table.c.class_key, table.c.version).where(table.c.tenant == tenant)
    known = {tuple(row) for row in connection.execute(query)}
    new = [each for each in classes if (each.key, version_of(each)) not in known]
    for each in new:
        connection.execute(
            insert(table).values(
                tenant=tenant,
                class_key=each.key,
                version=version_of(each),
                document=document_of(each),
                seen_at=to_micros(at),
            )
        )
        transaction.audit.append(
            AuditEntry(
                act=Act.CLASSES_CHANGED,
                tenant=tenant,
                at=at,
                object_id=as_code(f"{each.key}@{version_of(each)}"),
                facts={"trigger": as_code(each.started_by), "duration": as_code(each.duration)},
            )
        )
    return len(new)


def known_classes(connection: Connection, tenant: str) -> Mapping[tuple[str, str], RetentionClass]:
    """Every form that a tenant's classes have had, by key and version.

    Raises:
        StorageFailed: one of them cannot be read.
    """
    table = RETENTION_CLASS
    query = select(table.c.class_key, table.c.version, table.c.document)
    found = {}
    for key, version, document in connection.execute(query.where(table.c.tenant == tenant)):
        try:
            found[key, version] = read_document(document)
        except ValueError:
            raise StorageFailed("a retention class in the store cannot be read") from None
    return found


def carried_page(
    connection: Connection, tenant: str, *, after: int, limit: int
) -> Sequence[tuple[int, Carried]]:
    """Conversations of a tenant by row id, from the one after ``after``."""
    return [
        (held.row_id, _carried(held))
        for held in _page(connection, tenant, after=after, limit=limit)
    ]


def apply_page(
    transaction: Transaction, approval: Approval, *, page: ApplyPage, now: datetime
) -> tuple[int, int | None]:
    """Changes the tags of a page of conversations.

    Args:
        transaction: an act's.
        approval: whose change it is.
        page: which conversations.
        now: aware, UTC.

    Returns:
        How many tags changed, and the row id to go on from; None after the last page.
    """
    connection = transaction.connection
    rows = _page(connection, page.tenant, after=page.after, limit=page.limit)
    changed = []
    for held in rows:
        carried = _carried(held)
        after = retagged(page.plan, carried, now=now)
        if after != carried.tagged:
            changed.append((held, after))
    count = retag(connection, changed)
    if count:
        transaction.audit.append(
            AuditEntry(
                act=Act.CLASSES_APPLIED,
                tenant=page.tenant,
                at=now,
                object_id=as_code(f"preview@{approval.preview_id}"),
                actor="command",
                facts={"conversations": count},
            )
        )
    return count, rows[-1].row_id if len(rows) == page.limit else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyPage:
    """Conversations of a tenant, and what becomes of them."""

    tenant: str
    plan: Plan
    after: int
    limit: int


def approve(connection: Connection, tenant: str, *, approval: Approval) -> None:
    """Remembers what was approved, until it is carried out."""
    value = json.dumps([approval.preview_id, dict(approval.moves), dict(approval.versions)])
    _remember(connection, tenant, value=value)


def approved(connection: Connection, tenant: str) -> Approval | None:
    """What was approved and not carried out to its end, or None."""
    query = select(META.c.value).where(META.c.name == _APPROVED + tenant)
    value = connection.execute(query).scalar()
    if not value:
        return None
    preview_id, moves, versions = json.loads(value)
    return Approval(preview_id=preview_id, moves=moves, versions=versions)


def settle(connection: Connection, tenant: str) -> None:
    """Forgets what was approved."""
    _remember(connection, tenant, value="")


def _remember(connection: Connection, tenant: str, *, value: str) -> None:
    name = _APPROVED + tenant
    change = update(META).where(META.c.name == name).values(value=value)
    if not connection.execute(change).rowcount:
        connection.execute(insert(META).values(name=name, value=value))


def _page(connection: Connection, tenant: str, *, after: int, limit: int) -> list[Held]:
    held = CONVERSATION.c
    query = select(CONVERSATION).where(held.tenant == tenant, held.id > after)
    rows = connection.execute(query.order_by(held.id).limit(limit))
    return [Held.read(tuple(row)) for row in rows]


def _carried(held: Held) -> Carried:
    return Carried(
        tagged=held.tagged(),
        first=held.created(),
        last=from_micros(held.last_at),
        held=held.state != "active",
    )
