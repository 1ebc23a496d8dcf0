"""Brings back a conversation that is hidden and not yet due, in one act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from gateway.admin.reasons import ReadReason
from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.errors import InvalidRequest
from gateway.retention.undo import undone
from gateway.storage.event_rows import retag
from gateway.storage.hold_rows import ACTIVE, HELD
from gateway.storage.ports import Tag
from gateway.storage.rows import Held
from gateway.storage.schema import CONVERSATION, from_micros, to_micros
from gateway.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What is brought back, and by whom.

    Attributes:
        tenant: whose.
        conversation_id: as it is stored.
        subject: keyed hash of the person, or None for whose it is.
        at: aware, UTC.
        actor: id of a key, or ``command``.
        reason: why, or None for a command.
    """

    tenant: str
    conversation_id: str
    subject: str | None = None
    at: datetime
    actor: str
    reason: ReadReason | None = None


def bring_back(transaction: Transaction, undo: Undo) -> Tag:
    """Shows a conversation again, until its class ends anew; its tag from now on.

    Raises:
        InvalidRequest: 404 ``not_found``; 409 ``subject_needed`` where several people have
            one of this id; 409 ``not_undone`` where it is not hidden, is due, or was not
            ended by its class alone.
    """
    row, connection = CONVERSATION.c, transaction.connection
    asked = [
        row.tenant == undo.tenant,
        row.conversation_id == undo.conversation_id,
        row.retired == 0,
    ]
    if undo.subject is not None:
        asked.append(row.subject == undo.subject)
    rows = connection.execute(select(CONVERSATION).where(*asked).limit(2)).all()
    if not rows:
        raise InvalidRequest("There is no such conversation.", code="not_found", status=404)
    if len(rows) > 1:
        raise InvalidRequest(
            "Several people have a conversation of this id: name the person.",
            code="subject_needed",
            status=409,
        )
    held = Held.read(tuple(rows[0]))
    usable = held.state in (ACTIVE, HELD) and transaction.keys.find([held.dek_id])
    last = from_micros(held.last_at)
    made = undone(held.tagged(), first=held.created(), last=last, now=undo.at) if usable else None
    if made is None:
        raise InvalidRequest(
            "It is not hidden, its time to undo is over, or it was not ended by its class alone.",
            code="not_undone",
            status=409,
        )
    retag(connection, [(held, made)])
    anew = update(CONVERSATION).where(row.id == held.row_id)
    connection.execute(anew.values(last_interaction_at=to_micros(undo.at)))
    facts: dict[str, str | int] = {"class": as_code(made.tag.retention_class)}
    if undo.reason is not None:
        facts |= undo.reason.facts()
    transaction.audit.append(
        AuditEntry(
            act=Act.UNDONE,
            tenant=undo.tenant,
            at=undo.at,
            subject=held.subject,
            object_id=as_code(undo.conversation_id),
            actor=as_code(undo.actor),
            facts=facts,
        )
    )
    return made.tag
