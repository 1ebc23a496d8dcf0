"""Consent, API keys and what administrators read: plain Core statements, one caller each.

Every function runs inside the writer's transaction.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import case, func, insert, literal, select, union_all, update
from sqlalchemy.engine import Connection

from gateway.model import Role
from gateway.storage.crypto import decrypt, place_of
from gateway.storage.keys import KeyFile
from gateway.storage.ports import (
    ApiKey,
    ClassCount,
    ConsentRecord,
    ConsentState,
    StoredConversation,
    StoredMessage,
)
from gateway.storage.rows import CONSENT_COLUMNS, Held, read_consent
from gateway.storage.schema import (
    API_KEY,
    CONSENT_CURRENT,
    CONSENT_EVENT,
    CONVERSATION,
    MESSAGE,
    PROVIDER_STATE,
    from_micros,
    to_micros,
)

_CONSENT = [CONSENT_CURRENT.c[name] for name in CONSENT_COLUMNS.split(", ")]


def put_consent(connection: Connection, record: ConsentRecord) -> ConsentRecord:
    """Appends an event and makes it what holds now; an existing record keeps its id."""
    current = CONSENT_CURRENT.c
    same = (
        (current.tenant == record.tenant)
        & (current.subject == record.subject)
        & (current.purpose == record.purpose)
        & (current.recipient == record.recipient)
    )
    held = connection.execute(select(current.record_id).where(same)).scalar()
    now = record if held is None else replace(record, record_id=held)
    values = {
        "record_id": now.record_id,
        "tenant": now.tenant,
        "subject": now.subject,
        "purpose": now.purpose,
        "recipient": now.recipient,
        "state": now.state.value,
        "notice": now.notice,
        "language": now.language,
        "event_time": to_micros(now.event_time),
    }
    connection.execute(insert(CONSENT_EVENT).values(values))
    if held is None:
        connection.execute(insert(CONSENT_CURRENT).values(values))
    else:
        connection.execute(update(CONSENT_CURRENT).where(same).values(values))
    return now


def consents(connection: Connection, tenant: str, *, subject: str) -> list[ConsentRecord]:
    """What holds now for one person, by purpose and recipient."""
    current = CONSENT_CURRENT.c
    query = (
        select(*_CONSENT)
        .where(current.tenant == tenant, current.subject == subject)
        .order_by(current.purpose, current.recipient)
    )
    return [read_consent(tuple(row)) for row in connection.execute(query)]


def withdraw_consent(
    connection: Connection, tenant: str, *, record_id: str, subject: str | None, at: datetime
) -> ConsentRecord | None:
    """Ends a given consent; one that is not given stays as it is."""
    current = CONSENT_CURRENT.c
    query = select(*_CONSENT).where(current.tenant == tenant, current.record_id == record_id)
    if subject is not None:
        query = query.where(current.subject == subject)
    row = connection.execute(query).first()
    if row is None:
        return None
    record = read_consent(tuple(row))
    if record.state is not ConsentState.GIVEN:
        return record
    return put_consent(connection, replace(record, state=ConsentState.WITHDRAWN, event_time=at))


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
        )
        for row in connection.execute(query)
    ]


def revoke_api_key(connection: Connection, key_id: str, *, at: datetime) -> bool:
    """Revokes a key; False if there is none that is in force."""
    change = (
        update(API_KEY)
        .where(API_KEY.c.key_id == key_id, API_KEY.c.revoked_at.is_(None))
        .values(revoked_at=to_micros(at))
    )
    return connection.execute(change).rowcount == 1


def class_counts(connection: Connection, now: datetime) -> list[ClassCount]:
    """What is held by tenant and class; due is what a sweep would erase now."""
    held = union_all(
        *(
            select(
                table.c.tenant,
                table.c.retention_class,
                literal(int(table is CONVERSATION)).label("is_conversation"),
                table.c.hide_at,
                table.c.erase_by,
            )
            for table in (CONVERSATION, PROVIDER_STATE)
        )
    ).subquery()
    query = (
        select(
            held.c.tenant,
            held.c.retention_class,
            func.sum(held.c.is_conversation),
            func.sum(1 - held.c.is_conversation),
            func.sum(case((held.c.hide_at <= to_micros(now), 1), else_=0)),
            func.min(held.c.erase_by),
        )
        .group_by(held.c.tenant, held.c.retention_class)
        .order_by(held.c.tenant, held.c.retention_class)
    )
    return [
        ClassCount(
            tenant=tenant,
            retention_class=key,
            conversations=conversations,
            provider_states=states,
            due=due,
            earliest_erase_by=from_micros(earliest),
        )
        for tenant, key, conversations, states, due, earliest in connection.execute(query)
    ]


def conversations(
    connection: Connection,
    keys: KeyFile,
    *,
    tenant: str,
    now: datetime,
    only: tuple[str | None, str | None],
) -> list[StoredConversation]:
    """Conversations that are not hidden, with decrypted texts, oldest first.

    Args:
        connection: inside a transaction.
        keys: the open key store; a conversation whose key is gone is left out.
        tenant: the tenant's key.
        now: decides what is hidden.
        only: subject and conversation id to keep to, or None for any.
    """
    held = CONVERSATION.c
    query = select(CONVERSATION).where(held.tenant == tenant, held.hide_at > to_micros(now))
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
