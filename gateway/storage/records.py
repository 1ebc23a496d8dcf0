"""API keys and what administrators read: plain Core statements, one caller each.

Every function runs inside the writer's transaction.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import (
    Select,
    Table,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.engine import Connection

from gateway.model import Role
from gateway.storage.crypto import decrypt, place_of
from gateway.storage.keys import KeyFile
from gateway.storage.ports import (
    ApiKey,
    StoredConversation,
    StoredMessage,
)
from gateway.storage.retention_ports import ClassCount
from gateway.storage.rows import Held
from gateway.storage.schema import (
    API_KEY,
    CONVERSATION,
    FOREVER,
    MESSAGE,
    PROVIDER_STATE,
    SUBJECT,
    from_micros,
    to_micros,
)


def add_api_key(connection: Connection, key: ApiKey) -> None:
    """Adds a key; its id and its secret's digest must be new."""
    revoked_at = None if key.revoked_at is None else to_micros(key.revoked_at)
    connection.execute(
        insert(API_KEY).values(
            key_id=key.key_id,
            tenant=key.tenant,
            role=key.role.value,
            secret_sha256=key.secret_sha256,
            label=key.label,
            created_at=to_micros(key.created_at),
            revoked_at=revoked_at,
            expires_at=None if key.expires_at is None else to_micros(key.expires_at),
        )
    )


def api_keys(connection: Connection) -> list[ApiKey]:
    """All keys, revoked ones too, oldest first."""
    query = select(API_KEY).order_by(API_KEY.c.created_at, API_KEY.c.key_id)
    return [
        ApiKey(
            key_id=row.key_id,
            tenant=row.tenant,
            role=Role(row.role),
            secret_sha256=row.secret_sha256,
            label=row.label,
            created_at=from_micros(row.created_at),
            revoked_at=None if row.revoked_at is None else from_micros(row.revoked_at),
            expires_at=None if row.expires_at is None else from_micros(row.expires_at),
        )
        for row in connection.execute(query)
    ]


def revoke_api_key(connection: Connection, key_id: str, *, at: datetime) -> str | None:
    """Revokes a key: its tenant, or None if there is none that is in force."""
    change = (
        update(API_KEY)
        .where(API_KEY.c.key_id == key_id, API_KEY.c.revoked_at.is_(None))
        .values(revoked_at=to_micros(at))
        .returning(API_KEY.c.tenant)
    )
    tenant: str | None = connection.execute(change).scalar()
    return tenant


def class_counts(connection: Connection, now: datetime) -> list[ClassCount]:
    """What is held by tenant and class; due is what a sweep would act on now."""
    held = union_all(_counted(CONVERSATION), _counted(PROVIDER_STATE)).subquery()
    at, active = to_micros(now), held.c.state == "active"
    query = (
        select(
            held.c.tenant,
            held.c.retention_class,
            func.sum(held.c.is_conversation),
            func.sum(1 - held.c.is_conversation),
            func.sum(case((and_(active, held.c.due_at <= at), 1), else_=0)),
            func.min(held.c.erase_by),
            func.sum(case((held.c.state == "held", 1), else_=0)),
            func.sum(case((held.c.state == "review", 1), else_=0)),
            func.sum(case((and_(active, held.c.erase_by < at), 1), else_=0)),
            func.sum(case((held.c.state == "failed", 1), else_=0)),
        )
        .group_by(held.c.tenant, held.c.retention_class)
        .order_by(held.c.tenant, held.c.retention_class)
    )
    return [
        ClassCount(
            tenant=tenant,
            retention_class=key,
            conversations=int(conversations),
            provider_states=int(states),
            due=int(due),
            earliest_erase_by=_end(earliest),
            held=int(in_hold),
            review=int(in_review),
            overdue=int(overdue),
            failed=int(failed),
        )
        for (
            tenant,
            key,
            conversations,
            states,
            due,
            earliest,
            in_hold,
            in_review,
            overdue,
            failed,
        ) in connection.execute(query)
    ]


def _counted(table: Table) -> Select[Any]:
    """What the report must know of each row."""
    is_conversation = table is CONVERSATION
    return select(
        table.c.tenant,
        table.c.retention_class,
        literal(int(is_conversation)).label("is_conversation"),
        table.c.due_at if is_conversation else table.c.hide_at.label("due_at"),
        table.c.erase_by,
        table.c.state if is_conversation else literal("active").label("state"),
    )


def _end(micros: int) -> datetime | None:
    end = from_micros(micros)
    return None if end >= FOREVER else end


def conversations(
    connection: Connection,
    keys: KeyFile,
    *,
    tenant: str,
    now: datetime,
    only: tuple[str | None, str | None],
) -> list[StoredConversation]:
    """Conversations that are not hidden, with decrypted texts, oldest first.

    Those of people with a restriction are left out.

    Args:
        connection: inside a transaction.
        keys: the open key store; a conversation whose key is gone is left out.
        tenant: the tenant's key.
        now: decides what is hidden.
        only: subject and conversation id to keep to, or None for any.
    """
    held = CONVERSATION.c
    query = select(CONVERSATION).where(held.tenant == tenant, held.hide_at > to_micros(now))
    restricted = exists().where(
        SUBJECT.c.tenant == held.tenant,
        SUBJECT.c.subject == held.subject,
        SUBJECT.c.restrictions != "",
    )
    query = query.where(~restricted)
    subject, conversation_id = only
    if subject is not None:
        query = query.where(held.subject == subject)
    if conversation_id is not None:
        query = query.where(held.conversation_id == conversation_id)
    rows = connection.execute(query.order_by(held.created_at, held.id)).all()
    found = [Held.read(tuple(row)) for row in rows]
    data_keys = keys.find([each.dek_id for each in found])
    return [
        _conversation(connection, each, key=data_keys[each.dek_id])
        for each in found
        if each.dek_id in data_keys
    ]


def _conversation(connection: Connection, held: Held, *, key: bytes) -> StoredConversation:
    cipher, place = AESGCM(key), place_of(held.name)
    rows = connection.execute(
        select(MESSAGE.c.seq, MESSAGE.c.role, MESSAGE.c.chain, MESSAGE.c.body)
        .where(MESSAGE.c.conversation == held.row_id)
        .order_by(MESSAGE.c.seq)
    )
    messages = tuple(
        StoredMessage(role=role, text=decrypt(cipher, body, place=place, seq=seq), chain=chain)
        for seq, role, chain, body in rows
    )
    return StoredConversation(
        tenant=held.tenant,
        subject=held.subject,
        conversation_id=held.conversation_id,
        tag=held.tag(),
        created_at=from_micros(held.created_at),
        last_interaction_at=from_micros(held.last_at),
        messages=messages,
    )
