"""What an erasure would do: how many items of each store go, and which stay on what ground."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.sql.elements import ColumnElement

from gateway.rights.conversation_erasure import count, grounds, of, set_apart
from gateway.rights.data_stores import STORES, Holder
from gateway.rights.execution import PreviewLine
from gateway.rights.kinds import Ground
from gateway.storage.demand_rows import tellable
from gateway.storage.peppers import known_reference
from gateway.storage.schema import (
    CONSENT_EVENT,
    CONVERSATION,
    PROVIDER_STATE,
    REPORT,
    SUBJECT_EVENT,
)
from gateway.storage.schema_incidents import DEMAND
from gateway.storage.tables import METADATA
from gateway.storage.transaction import Transaction

# Come and go while a request waits for its approval, or go with something else.
_UNCOUNTED = frozenset({"outbox", "identity_proofs", "restrictions", "requests", "holds"})
_BY_CONVERSATION = frozenset({"conversations", "provider_states"})


def preview_lines(
    transaction: Transaction, holder: Holder, *, keeps: Collection[str], now: datetime
) -> tuple[PreviewLine, ...]:
    """The lines of every store in which there is something of a person.

    Args:
        transaction: nothing is changed in it.
        holder: whose data.
        keeps: stores whose records stay as evidence.
        now: aware, UTC.
    """
    lines = _conversations(transaction, holder, now=now)
    apart = set_apart(transaction, holder)
    lines.append(_protected("separate_store", apart, ground=Ground.STATUTE))
    for store in STORES:
        if store.name in _UNCOUNTED | _BY_CONVERSATION:
            continue
        table = METADATA.tables[store.tables[0]]
        if store.name == "consents":
            table = CONSENT_EVENT
        elif store.name == "person":
            table = SUBJECT_EVENT
        mine = of(table, holder)
        if store.name == "reports":
            is_open = REPORT.c.state == "open"
            protected = count(transaction, REPORT, where=and_(mine, is_open))
            lines.append(_protected(store.name, protected, ground=Ground.LEGALLY_REQUIRED))
            mine = and_(mine, ~is_open)
        elif store.name == "demands":
            told = count(transaction, DEMAND, where=and_(mine, tellable(now)))
            lines.append(_protected(store.name, told, ground=Ground.LEGALLY_REQUIRED))
            continue
        items = count(transaction, table, where=mine)
        if store.name in keeps:
            lines.append(_protected(store.name, items, ground=Ground.CLAIMS_EVIDENCE))
        else:
            lines.append(PreviewLine(store=store.name, fate="erasable", items=items))
    named = known_reference(transaction.keys, (holder.tenant, holder.subject)) is not None
    lines.append(PreviewLine(store="audit_references", fate="pseudonymised", items=int(named)))
    return tuple(each for each in lines if each.items)


def _conversations(transaction: Transaction, holder: Holder, *, now: datetime) -> list[PreviewLine]:
    mine = of(CONVERSATION, holder)
    kept = grounds(transaction, holder.tenant, now=now)
    lines = []
    free = mine
    for where in kept.values():
        free = and_(free, ~where)
    for store, table in (("conversations", CONVERSATION), ("provider_states", PROVIDER_STATE)):
        for ground, where in kept.items():
            items = count(transaction, table, where=_in(store, and_(mine, where)))
            lines.append(_protected(store, items, ground=ground))
        items = count(transaction, table, where=_in(store, free))
        lines.append(PreviewLine(store=store, fate="erasable", items=items))
    return lines


def _in(store: str, conversations: ColumnElement[bool]) -> ColumnElement[bool]:
    if store == "conversations":
        return conversations
    return PROVIDER_STATE.c.conversation.in_(select(CONVERSATION.c.id).where(conversations))


def _protected(store: str, items: int, *, ground: Ground) -> PreviewLine:
    return PreviewLine(store=store, fate="protected", items=items, ground=ground)
