"""How conversations are erased on a person's word: ledger, keys, rows; holds and laws stand.

What stays is hidden already and due: the sweep takes it as soon as nothing keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Table, and_, delete, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from gateway.rights.data_stores import Erased, Eraser, Holder, PageAsked
from gateway.rights.kinds import Ground
from gateway.storage import hold_rows
from gateway.storage.certificate_rows import Run
from gateway.storage.erasure import Item, erase_items
from gateway.storage.schema import CONVERSATION, PROVIDER_STATE, to_micros
from gateway.storage.schema_retention import HOLD_ITEM
from gateway.storage.transaction import Transaction


def conversation_eraser(run_id: str, *, cause: str) -> Eraser:
    """Erases a person's conversations with messages, states and keys; kept ones stay.

    Args:
        run_id: of the certificate that counts them.
        cause: of that certificate.
    """

    def run(transaction: Transaction, holder: Holder, asked: PageAsked) -> Erased:
        certificate = Run(run_id=run_id, at=asked.now, cause=cause)
        return _erase_page(transaction, holder, asked=asked, run=certificate)

    return run


def _erase_page(transaction: Transaction, holder: Holder, *, asked: PageAsked, run: Run) -> Erased:
    row = CONVERSATION.c
    kept_here = is_kept(transaction, holder.tenant, now=asked.now)
    query = select(CONVERSATION).where(of(CONVERSATION, holder), ~kept_here)
    rows = transaction.connection.execute(query.order_by(row.id).limit(asked.rows)).all()
    erase_items(transaction, [Item.of(each) for each in rows], run=run)
    done = len(rows) < asked.rows
    kept = kept_conversations(transaction, holder, asked=asked) if done else {}
    return erased(len(rows), kept=kept, done=done)


def erase_states(transaction: Transaction, holder: Holder, asked: PageAsked) -> Erased:
    """What a provider remembers; those of conversations that stay, stay with them."""
    state = PROVIDER_STATE.c
    mine = select(CONVERSATION.c.id).where(of(CONVERSATION, holder))
    free = state.conversation.in_(mine.where(~is_kept(transaction, holder.tenant, now=asked.now)))
    query = select(state.state).where(state.tenant == holder.tenant, free)
    names = transaction.connection.execute(query.limit(asked.rows)).scalars().all()
    gone = delete(PROVIDER_STATE).where(state.tenant == holder.tenant, state.state.in_(names))
    transaction.connection.execute(gone)
    done = len(names) < asked.rows
    kept: dict[Ground, int] = {}
    if done:
        for ground, where in grounds(transaction, holder.tenant, now=asked.now).items():
            held = state.conversation.in_(mine.where(where))
            kept[ground] = count(transaction, PROVIDER_STATE, where=held)
    return erased(len(names), kept=kept, done=done)


def erase_hold_items(transaction: Transaction, holder: Holder, _asked: PageAsked) -> Erased:
    """Items of holds go with their conversations, and stay with those that stay."""
    mine = select(CONVERSATION.c.id).where(of(CONVERSATION, holder))
    kept = count(transaction, HOLD_ITEM, where=HOLD_ITEM.c.conversation.in_(mine))
    return erased(0, kept={Ground.HELD: kept})


def erase_one(
    transaction: Transaction, holder: Holder, *, conversation_id: str, run: Run
) -> Erased | None:
    """Erases every row of one conversation, earlier ones of its id too; None if there is none.

    What is kept is hidden from now on, and due.

    Args:
        transaction: an act's.
        holder: whose.
        conversation_id: as it is stored.
        run: whose certificate counts it; the next sweep completes that.
    """
    named = and_(of(CONVERSATION, holder), CONVERSATION.c.conversation_id == conversation_id)
    if not count(transaction, CONVERSATION, where=named):
        return None
    by_ground = grounds(transaction, holder.tenant, now=run.at)
    query = select(CONVERSATION).where(named, ~or_(*by_ground.values()))
    rows = transaction.connection.execute(query).all()
    erase_items(transaction, [Item.of(each) for each in rows], run=run)
    hide(transaction, named, now=run.at)
    kept = {
        ground: count(transaction, CONVERSATION, where=and_(named, where))
        for ground, where in by_ground.items()
    }
    return erased(len(rows), kept=kept)


def hide(
    transaction: Transaction,
    where: ColumnElement[bool],
    *,
    now: datetime,
    due: datetime | None = None,
) -> None:
    """Ends the time in which conversations are read; they are due at once, or then."""
    micros, row = to_micros(now), CONVERSATION.c
    end = micros if due is None else to_micros(due)
    for column, at in ((row.hide_at, micros), (row.erase_by, end), (row.due_at, end)):
        ends = CONVERSATION.update().where(where, column > at).values({column.name: at})
        transaction.connection.execute(ends)
    later = or_(row.latest.is_(None), row.latest > micros)
    ends = CONVERSATION.update().where(where, later).values(latest=micros)
    transaction.connection.execute(ends)


def destroy_keys(transaction: Transaction, dek_ids: Sequence[str], *, asked: PageAsked) -> None:
    """Notes keys in the ledger, then destroys them; empty ids name none."""
    held = [each for each in dek_ids if each]
    if held:
        transaction.ledger.note(keys=held, at=asked.now)
        transaction.keys.destroy(held)


def kept_conversations(
    transaction: Transaction, holder: Holder, *, asked: PageAsked
) -> dict[Ground, int]:
    """How many of a person's conversations stay, by ground; the separate store's, too."""
    mine = of(CONVERSATION, holder)
    found = {
        ground: count(transaction, CONVERSATION, where=and_(mine, where))
        for ground, where in grounds(transaction, holder.tenant, now=asked.now).items()
    }
    found[Ground.STATUTE] += set_apart(transaction, holder)
    return found


def set_apart(transaction: Transaction, holder: Holder) -> int:
    """How many of a person's conversations a law keeps in the separate store."""
    store = transaction.kept
    if store is None or not store.is_made:
        return 0
    return len(store.listed(holder.tenant, subject=holder.subject, limit=None))


def is_kept(transaction: Transaction, tenant: str, *, now: datetime) -> ColumnElement[bool]:
    """Whether a hold or a law keeps a conversation of a tenant at a time."""
    return or_(*grounds(transaction, tenant, now=now).values())


def grounds(
    transaction: Transaction, tenant: str, *, now: datetime
) -> dict[Ground, ColumnElement[bool]]:
    """Which conversations of a tenant are kept on which ground, each on one.

    A hold counts from the moment it is placed, for conversations that came after it too.
    """
    row = CONVERSATION.c
    holds = hold_rows.in_force(transaction.connection, [tenant])
    held = or_(row.state == hold_rows.HELD, *(and_(*hold_rows.matching(each)) for each in holds))
    by_law = and_(~held, row.keep_until.is_not(None), row.keep_until > to_micros(now))
    return {Ground.HELD: held, Ground.STATUTE: by_law}


def of(table: Table, holder: Holder) -> ColumnElement[bool]:
    """Whether a row is the person's."""
    return and_(table.c.tenant == holder.tenant, table.c.subject == holder.subject)


def count(transaction: Transaction, table: Table, *, where: ColumnElement[bool]) -> int:
    """How many rows there are."""
    query = select(func.count()).select_from(table).where(where)
    return int(transaction.connection.execute(query).scalar_one())


def erased(removed: int, *, kept: Mapping[Ground, int] | None = None, done: bool = True) -> Erased:
    """One page's result; grounds that keep nothing are left out."""
    reasons = {ground.value: items for ground, items in (kept or {}).items() if items}
    retained = sum(reasons.values())
    return Erased(items_removed=removed, items_retained=retained, reasons=reasons, done=done)
