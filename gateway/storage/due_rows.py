"""What waits for somebody's decision, and what is past its promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.errors import InvalidRequest
from gateway.retention.disposal import Disposal
from gateway.storage.hold_rows import ACTIVE, FAILED, IN_REVIEW
from gateway.storage.schema import CONVERSATION, from_micros, to_micros
from gateway.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaiting:
    """A conversation that waits for somebody's decision; its text is not shown."""

    row_id: int
    tenant: str
    conversation_id: str
    retention_class: str
    created_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is to become of a conversation in review.

    Attributes:
        tenant: whose.
        row_id: of the conversation.
        keep_until: it stays hidden, and comes up again then; None erases it.
        by: id of a key, or ``command``.
    """

    tenant: str
    row_id: int
    keep_until: datetime | None
    by: str


def overdue(connection: Connection, now: datetime) -> int:
    """Conversations that should be gone by now, and that nothing keeps."""
    query = select(func.count()).select_from(CONVERSATION).where(_is_overdue(now))
    return int(connection.execute(query).scalar_one())


def failed(connection: Connection) -> int:
    """Conversations that a law keeps and that do not decrypt: somebody must look."""
    query = select(func.count()).select_from(CONVERSATION).where(CONVERSATION.c.state == FAILED)
    return int(connection.execute(query).scalar_one())


def awaiting(connection: Connection, tenant: str | None, *, limit: int) -> Sequence[Awaiting]:
    """Conversations in review, the longest first."""
    row = CONVERSATION.c
    query = select(CONVERSATION).where(row.state == IN_REVIEW).order_by(row.due_at, row.id)
    if tenant is not None:
        query = query.where(row.tenant == tenant)
    return [
        Awaiting(
            row_id=each.id,
            tenant=each.tenant,
            conversation_id=each.conversation_id,
            retention_class=each.retention_class,
            created_at=from_micros(each.created_at),
            due_at=from_micros(each.due_at),
        )
        for each in connection.execute(query.limit(limit))
    ]


def decide(transaction: Transaction, decision: Decision, *, now: datetime) -> bool:
    """Decides on a conversation in review; False if there is none.

    Args:
        transaction: an act's.
        decision: what is to become of it.
        now: it is due from now on, if it is erased.

    Raises:
        InvalidRequest: it is to be kept until a time that has passed.
    """
    until = decision.keep_until
    if until is not None and until <= now:
        raise InvalidRequest("The day to keep it until must lie in the future.", status=422)
    row, end = CONVERSATION.c, to_micros(until or now)
    values: dict[str, object] = {"state": ACTIVE, "due_at": end, "erase_by": end + _DAY}
    if until is None:
        values["action"] = Disposal.ERASE.value
    change = update(CONVERSATION).where(
        row.tenant == decision.tenant, row.id == decision.row_id, row.state == IN_REVIEW
    )
    if transaction.connection.execute(change.values(values)).rowcount != 1:
        return False
    transaction.audit.append(
        AuditEntry(
            act=Act.REVIEWED,
            tenant=decision.tenant,
            at=now,
            actor=as_code(decision.by),
            facts={"step": "erase" if until is None else "keep"},
        )
    )
    return True


_DAY = 86_400_000_000


def _is_overdue(now: datetime) -> ColumnElement[bool]:
    row = CONVERSATION.c
    return (row.state == ACTIVE) & (row.due_at <= to_micros(now)) & (row.erase_by <= to_micros(now))
