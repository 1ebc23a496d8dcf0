"""A person's conversations and what a provider remembers of them, decrypted page by page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import func, select

from gateway.retention.terms import Terms, read_terms
from gateway.rights.data_stores import Exported, Holder, PageAsked
from gateway.rights.readable import readable
from gateway.rights.table_rows import (
    Fields,
    codes,
    cut,
    flag,
    mine,
    paged,
    plain,
    read_fields,
    text_time,
    time,
)
from gateway.storage.crypto import decrypt, place_of
from gateway.storage.schema import CONVERSATION, MESSAGE, PROVIDER_STATE, to_micros
from gateway.storage.states import HeldState
from gateway.storage.transaction import Transaction

_RETENTION: Fields = {
    "retention_class": plain,
    "class_version": plain,
    "trigger": plain,
    "hide_at": time,
    "erase_by": time,
    "keep_until": time,
    "action": plain,
}
_FACTS: Fields = {
    "conversation_id": plain,
    "created_at": time,
    "last_interaction_at": time,
    "purpose": plain,
    "recipient": plain,
    "policy": plain,
    "channel": plain,
    "bot": plain,
    "sources": codes,
    "state": plain,
    "review": flag,
}
_STATE_RETENTION: Fields = {
    name: reader
    for name, reader in _RETENTION.items()
    if name not in ("class_version", "keep_until", "action")
}


def facts_of(row: Any, *, asked: PageAsked) -> dict[str, Any]:
    """What a conversation's row says, without its texts."""
    return {
        **read_fields(row, _FACTS),
        "hidden": row.hide_at <= to_micros(asked.now),
        "retention": read_fields(row, _RETENTION),
    }


def kept_apart(transaction: Transaction, holder: Holder, *, messages: Any) -> list[dict[str, Any]]:
    """What a law keeps in the separate store, without its texts: they are for that law alone."""
    kept = transaction.kept
    if kept is None or not kept.is_made:
        return []
    return [
        {
            "conversation_id": each.conversation_id,
            "created_at": text_time(each.created_at),
            "last_interaction_at": text_time(each.last_interaction_at),
            "purpose": plain(each.purpose),
            "recipient": plain(each.recipient),
            "policy": plain(each.policy),
            "channel": None,
            "bot": None,
            "sources": [],
            "state": "kept",
            "review": False,
            "hidden": True,
            "retention": {
                "retention_class": each.retention_class,
                "class_version": plain(each.class_version),
                "trigger": None,
                "hide_at": text_time(each.moved_at),
                "erase_by": text_time(each.keep_until),
                "keep_until": text_time(each.keep_until),
                "action": "move_to_separate_store",
            },
            "messages": messages,
        }
        for each in kept.listed(holder.tenant, subject=holder.subject, limit=None)
    ]


def listed(transaction: Transaction, holder: Holder, asked: PageAsked) -> Exported:
    """A person's conversations with the number of messages, without texts.

    One that is retired has the id of another that took its place; it is told apart by its
    time. What a sweep has only to clear away, because its key is gone, is left out.
    """
    rows, after, present = _page(transaction, holder, asked)
    row_ids = [row.id for row in rows]
    query = (
        select(MESSAGE.c.conversation, func.count())
        .where(MESSAGE.c.conversation.in_(row_ids))
        .group_by(MESSAGE.c.conversation)
    )
    numbers = {row[0]: row[1] for row in transaction.connection.execute(query)}
    items = [
        {**facts_of(row, asked=asked), "messages": numbers.get(row.id, 0)}
        for row in rows
        if row.dek_id in present
    ]
    if after is None:
        items += kept_apart(transaction, holder, messages=0)
    return Exported(items=items, after=after)


def export_conversations(transaction: Transaction, holder: Holder, asked: PageAsked) -> Exported:
    """The same with all texts, those of hidden ones too: what is there is the person's.

    Raises:
        StorageFailed: a text does not decrypt in its place.
    """
    rows, after, present = _page(transaction, holder, asked)
    texts = _texts(transaction, [row for row in rows if row.dek_id in present], keys=present)
    items = [
        {**facts_of(row, asked=asked), "messages": texts[row.id]}
        for row in rows
        if row.dek_id in present
    ]
    if after is None:
        items += kept_apart(transaction, holder, messages=[])
    return Exported(items=items, after=after)


def terms_held(
    transaction: Transaction, holder: Holder, *, conversation_id: str
) -> tuple[str, Terms]:
    """The deciding class and all classes of the conversation that an id names now."""
    row = CONVERSATION.c
    query = select(row.retention_class, row.terms).where(
        mine(CONVERSATION, holder), row.conversation_id == conversation_id, row.retired == 0
    )
    found = transaction.connection.execute(query).first()
    return ("", ()) if found is None else (found.retention_class, read_terms(found.terms))


def read_conversation(
    transaction: Transaction, holder: Holder, *, conversation_id: str, asked: PageAsked
) -> dict[str, Any] | None:
    """One conversation with its texts to be read; None if there is none that may still be read."""
    query = select(CONVERSATION).where(
        mine(CONVERSATION, holder),
        CONVERSATION.c.conversation_id == conversation_id,
        CONVERSATION.c.retired == 0,
        CONVERSATION.c.hide_at > to_micros(asked.now),
    )
    row = transaction.connection.execute(query).first()
    keys = transaction.keys.find([row.dek_id]) if row is not None else {}
    if row is None or row.dek_id not in keys:
        return None
    messages = _texts(transaction, [row], keys=keys)[row.id]
    for each in messages:
        del each["stored"]
    return {**facts_of(row, asked=asked), "messages": messages}


def _page(
    transaction: Transaction, holder: Holder, asked: PageAsked
) -> tuple[Sequence[Any], Any, Mapping[str, bytes]]:
    query = select(CONVERSATION).where(mine(CONVERSATION, holder))
    query = paged(query, [CONVERSATION.c.id], asked=asked)
    rows, after = cut(transaction.connection.execute(query).all(), asked, key=["id"])
    return rows, after, transaction.keys.find([row.dek_id for row in rows])


def _texts(
    transaction: Transaction, rows: Sequence[Any], *, keys: Mapping[str, bytes]
) -> dict[int, list[dict[str, Any]]]:
    ciphers = {row.id: AESGCM(keys[row.dek_id]) for row in rows}
    places = {row.id: place_of((row.tenant, row.subject, row.conversation_id)) for row in rows}
    message = MESSAGE.c
    query = (
        select(message.conversation, message.seq, message.role, message.body)
        .where(message.conversation.in_(list(ciphers)))
        .order_by(message.conversation, message.seq)
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row_id, seq, role, body in transaction.connection.execute(query):
        stored = decrypt(ciphers[row_id], body, place=places[row_id], seq=seq)
        found[row_id].append(
            {"number": seq, "role": role, "text": readable(stored), "stored": stored}
        )
    return found


def export_states(transaction: Transaction, holder: Holder, asked: PageAsked) -> Exported:
    """What surrogates stand for that a provider remembers: the values themselves."""
    state = PROVIDER_STATE
    names = (CONVERSATION.c.subject, CONVERSATION.c.conversation_id, CONVERSATION.c.dek_id)
    query = (
        select(*state.columns, *names)
        .join(CONVERSATION, CONVERSATION.c.id == state.c.conversation)
        .where(mine(CONVERSATION, holder))
    )
    query = paged(query, [state.c.state], asked=asked)
    rows, after = cut(transaction.connection.execute(query).all(), asked, key=["state"])
    keys = transaction.keys.find(list({row.dek_id for row in rows}))
    items = []
    for row in rows:
        if row.dek_id in keys:
            held = HeldState.read(tuple(row)[: len(state.columns)])
            values = held.values(
                (row.tenant, row.subject, row.conversation_id), key=keys[row.dek_id]
            )
            items.append(
                {
                    "conversation_id": row.conversation_id,
                    "recipient": row.recipient,
                    "started_at": time(row.started_at),
                    "values": [{"type": kind, "value": value} for kind, value in values],
                    "retention": read_fields(row, _STATE_RETENTION),
                }
            )
    return Exported(items=items, after=after)
