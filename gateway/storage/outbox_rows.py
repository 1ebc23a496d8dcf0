"""Messages to webhooks, kept sealed until they are taken; functions of one transaction.

``put`` belongs into the transaction of what the message tells, so that neither is there
without the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from gateway.storage.schema import from_micros, to_micros
from gateway.storage.schema_rights import OUTBOX
from gateway.storage.sealed import Sealed, place, seal, shred_row, unseal
from gateway.storage.transaction import Transaction

# Doubled with every attempt, up to the longest.
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
RIGHTS = "rights"
RECIPIENT = "recipient:"
INCIDENTS = "incidents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something that another party has to be told.

    Attributes:
        tenant: whose webhook.
        message_id: random; the same in every attempt, so that the receiver sees repeats.
        subject: keyed hash of the person it is about.
        kind: what it says, such as ``RightsForwarded`` or ``RightsRecipientsNotice``.
        target: ``rights``, or ``recipient:`` and the key of one.
        body: JSON.
        created_at: when it was put.
        request_id: of the request that it is about, or empty.
        attempts: so far.
    """

    tenant: str
    message_id: str
    subject: str
    kind: str
    target: str
    body: Mapping[str, Any] = field(repr=False)
    created_at: datetime
    request_id: str = ""
    attempts: int = 0


def put(transaction: Transaction, message: Message) -> None:
    """Keeps a message; it is tried from now on."""
    sealed = seal(
        transaction.keys,
        json.dumps(dict(message.body), ensure_ascii=False).encode("utf-8", "surrogatepass"),
        tenant=message.tenant,
        where=place("outbox", message.tenant, row_id=message.message_id),
        at=message.created_at,
    )
    transaction.connection.execute(
        insert(OUTBOX).values(
            tenant=message.tenant,
            message_id=message.message_id,
            subject=message.subject,
            kind=message.kind,
            target=message.target,
            dek_id=sealed.dek_id,
            body=sealed.body,
            created_at=to_micros(message.created_at),
            next_at=to_micros(message.created_at),
            request_id=message.request_id,
        )
    )


def waiting(transaction: Transaction, now: datetime, *, most: int = 20) -> Sequence[Message]:
    """Messages whose next attempt is due, the longest waiting first.

    One whose key is gone was erased, and its row goes now.
    """
    table = OUTBOX
    rows = transaction.connection.execute(
        select(table)
        .where(table.c.delivered_at.is_(None), table.c.next_at <= to_micros(now))
        .order_by(table.c.next_at)
        .limit(most)
    ).all()
    found = []
    for row in rows:
        where = place("outbox", row.tenant, row_id=row.message_id)
        sealed = Sealed(dek_id=row.dek_id, body=bytes(row.body))
        data = unseal(transaction.keys, sealed, where=where)
        if data is None:
            remove(transaction, row.tenant, message_id=row.message_id, at=now)
            continue
        found.append(
            Message(
                tenant=row.tenant,
                message_id=row.message_id,
                subject=row.subject,
                kind=row.kind,
                target=row.target,
                body=json.loads(data),
                created_at=from_micros(row.created_at),
                request_id=row.request_id,
                attempts=row.attempts,
            )
        )
    return found


def postpone(transaction: Transaction, message: Message, *, now: datetime) -> None:
    """Notes an attempt that failed, and when the next one is due."""
    table = OUTBOX
    transaction.connection.execute(
        update(table)
        .where(table.c.tenant == message.tenant, table.c.message_id == message.message_id)
        .values(
            attempts=message.attempts + 1, next_at=to_micros(now + wait_after(message.attempts))
        )
    )


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts before this one."""
    return min(LONGEST_WAIT, (1 << min(attempts, 16)) * FIRST_WAIT)


def remove(transaction: Transaction, tenant: str, *, message_id: str, at: datetime) -> bool:
    """Destroys a message, its key first: it was taken, or nobody wants it any more."""
    table = OUTBOX
    where = (table.c.tenant == tenant, table.c.message_id == message_id)
    return shred_row(transaction, table, where=where, at=at)


def untaken(transaction: Transaction, tenant: str) -> int:
    """How many messages of a tenant nobody has taken yet."""
    table = OUTBOX
    rows = transaction.connection.execute(
        select(table.c.message_id).where(table.c.tenant == tenant, table.c.delivered_at.is_(None))
    )
    return len(rows.all())


def is_waiting(transaction: Transaction, tenant: str, *, message_id: str) -> bool:
    """Whether a message is still there: nobody has taken it."""
    table = OUTBOX
    query = select(table.c.message_id).where(
        table.c.tenant == tenant, table.c.message_id == message_id
    )
    return transaction.connection.execute(query).first() is not None
