"""Erasing conversations, and what else a sweep does to the rows, a page a transaction.

The order of every erasure: the erasure ledger has it durably, then the keys are destroyed,
then the rows are deleted and counted in the certificate. A crash in between leaves rows
that nobody can read; they are still due.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select, tuple_, union_all, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from gateway.audit.entry import Act, AuditEntry
from gateway.retention.certificates import ERASED, KEYLESS, MOVED, STATES, TAGS
from gateway.storage.audit_checkpoints import check_remembered
from gateway.storage.certificate_rows import Counted, Run, count
from gateway.storage.hold_rows import ACTIVE, FAILED, HELD, in_force, matching
from gateway.storage.schema import (
    CONVERSATION,
    MESSAGE,
    META,
    PROVIDER_STATE,
    SOURCE_TAG,
    to_micros,
)
from gateway.storage.schema_retention import HOLD_ITEM
from gateway.storage.tables import METADATA
from gateway.storage.transaction import Transaction

# Conversations of a page whose keys are looked for even after a sweep that was killed.
_SAMPLED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A stored conversation, as far as its erasure must know it."""

    row_id: int
    tenant: str
    dek_id: str
    retention_class: str
    recipient: str

    @classmethod
    def of(cls, row: Any) -> Item:
        """From a row of the table."""
        return cls(
            row_id=row.id,
            tenant=row.tenant,
            dek_id=row.dek_id,
            retention_class=row.retention_class,
            recipient=row.recipient,
        )


_ITEM = (
    CONVERSATION.c.id,
    CONVERSATION.c.tenant,
    CONVERSATION.c.dek_id,
    CONVERSATION.c.retention_class,
    CONVERSATION.c.recipient,
)


def items_of(connection: Connection, row_ids: Sequence[int]) -> Sequence[Item]:
    """Conversations by row id; those that are not there are left out."""
    query = select(*_ITEM).where(CONVERSATION.c.id.in_(row_ids))
    return [Item.of(row) for row in connection.execute(query)]


def erase_items(
    transaction: Transaction, items: Sequence[Item], *, run: Run, outcome: str = ERASED
) -> None:
    """Erases conversations; whoever calls has asked whether they are held.

    Args:
        transaction: an act's.
        items: some thousand at most.
        run: whose certificates count them.
        outcome: what became of them, see gateway.retention.certificates.
    """
    if not items:
        return
    dek_ids = [each.dek_id for each in items]
    ledger = None
    if outcome == MOVED:
        # It lives on: the ledger hears of this key when the separate store erases it.
        transaction.keys.destroy_moved(dek_ids)
    else:
        ledger = transaction.ledger.note(keys=dek_ids, at=run.at).run
        transaction.keys.destroy(dek_ids)
    delete_rows(transaction.connection, [each.row_id for each in items])
    by_tenant: dict[str, list[Item]] = defaultdict(list)
    for each in items:
        by_tenant[each.tenant].append(each)
    for tenant, theirs in by_tenant.items():
        counted = Counted(
            tally=Counter((outcome, each.retention_class) for each in theirs),
            recipients=[each.recipient for each in theirs],
            samples=[each.dek_id for each in theirs[:_SAMPLED]],
            ledger=ledger,
        )
        count(transaction.connection, run, tenant=tenant, counted=counted)
        transaction.audit.append(
            AuditEntry(
                act=Act.ERASED,
                tenant=tenant,
                at=run.at,
                object_id=run.run_id,
                facts={"outcome": outcome, "count": len(theirs)},
            )
        )


def delete_rows(connection: Connection, row_ids: Sequence[int]) -> None:
    """Deletes conversations with all of theirs; disclosures stay, they hold no text."""
    for column in (PROVIDER_STATE.c.conversation, MESSAGE.c.conversation, HOLD_ITEM.c.conversation):
        connection.execute(delete(column.table).where(column.in_(row_ids)))
    connection.execute(delete(CONVERSATION).where(CONVERSATION.c.id.in_(row_ids)))


def due(connection: Connection, now: datetime, *, limit: int) -> Sequence[Any]:
    """Rows of conversations that a sweep has to act on, the longest due first."""
    row = CONVERSATION.c
    query = select(CONVERSATION).where(row.state == ACTIVE, row.due_at <= to_micros(now))
    return connection.execute(query.order_by(row.due_at).limit(limit)).all()


def set_state(connection: Connection, row_ids: Sequence[int], *, state: str) -> None:
    """Puts conversations into a state."""
    if row_ids:
        change = update(CONVERSATION).where(CONVERSATION.c.id.in_(row_ids))
        connection.execute(change.values(state=state))


def erase_keyless(
    transaction: Transaction, *, run: Run, after: int, limit: int
) -> tuple[int, int] | None:
    """Deletes conversations of the next page whose key is gone: nobody can read them.

    Returns:
        How many there were and the page's last row id, or None behind the last page.
    """
    query = select(*_ITEM).where(CONVERSATION.c.id > after).order_by(CONVERSATION.c.id)
    page = [Item.of(row) for row in transaction.connection.execute(query.limit(limit))]
    if not page:
        return None
    missing = transaction.keys.missing([each.dek_id for each in page])
    gone = [each for each in page if each.dek_id in missing]
    erase_items(transaction, gone, run=run, outcome=KEYLESS)
    return len(gone), page[-1].row_id


def destroy_orphans(
    transaction: Transaction, *, run: Run, made_before: datetime, after: str, limit: int
) -> tuple[str, int] | None:
    """Destroys keys of the next page that no row names.

    Returns:
        The page's last key and how many were destroyed, or None behind the last page.

    Raises:
        StorageFailed: the main database is not the one that the key store remembers.
    """
    page = transaction.keys.made_before(to_micros(made_before), after=after, limit=limit)
    if not page:
        return None
    orphans = without_row(transaction.connection, page)
    if orphans:
        check_remembered(transaction)
        transaction.ledger.note(keys=orphans, at=run.at)
        transaction.keys.destroy(orphans)
    return page[-1], len(orphans)


def without_row(connection: Connection, dek_ids: Sequence[str]) -> Sequence[str]:
    """Those keys' ids that no row of any table names."""
    columns = [table.c.dek_id for table in METADATA.sorted_tables if "dek_id" in table.columns]
    query = union_all(*(select(column).where(column.in_(dek_ids)) for column in columns))
    named = {row[0] for row in connection.execute(query)}
    return [dek_id for dek_id in dek_ids if dek_id not in named]


def place_of_walk(transaction: Transaction, name: str) -> str:
    """Where a walk of this name stopped; empty at the beginning."""
    query = select(META.c.value).where(META.c.name == f"walk {name}")
    return str(transaction.connection.execute(query).scalar() or "")


def set_place_of_walk(transaction: Transaction, name: str, *, place: str) -> None:
    """Remembers where a walk stopped."""
    connection, row = transaction.connection, META.c.name == f"walk {name}"
    if not connection.execute(update(META).where(row).values(value=place)).rowcount:
        connection.execute(insert(META).values(name=f"walk {name}", value=place))


def try_again(transaction: Transaction, now: datetime, *, every: bool) -> None:
    """Has what was set aside as damaged looked at again.

    Args:
        transaction: an act's.
        now: what no law keeps any more is erased, damaged or not.
        every: all of it: it may have been mended.
    """
    row = CONVERSATION.c
    aside = [row.state == FAILED]
    if not every:
        aside.append(or_(row.keep_until.is_(None), row.keep_until <= to_micros(now)))
    transaction.connection.execute(update(CONVERSATION).where(*aside).values(state=ACTIVE))


def delete_states(transaction: Transaction, *, run: Run, limit: int) -> int:
    """Deletes provider states that are hidden and whose conversation no hold keeps."""
    state = PROVIDER_STATE.c
    held = select(CONVERSATION.c.id).where(CONVERSATION.c.state == HELD)
    covered = [
        state.conversation.not_in(select(CONVERSATION.c.id).where(*matching(hold)))
        for hold in in_force(transaction.connection)
    ]
    query = (
        select(state.tenant, state.state, state.retention_class)
        .where(state.hide_at <= to_micros(run.at), state.conversation.not_in(held), *covered)
        .order_by(state.hide_at)
        .limit(limit)
    )
    return _delete(transaction, query, names=(state.tenant, state.state), run=run, outcome=STATES)


def delete_tags(transaction: Transaction, *, run: Run, limit: int) -> int:
    """Deletes source tags of texts that have ended."""
    tag = SOURCE_TAG.c
    names = (tag.tenant, tag.subject, tag.digest, tag.tag)
    query = select(*names).where(tag.until <= to_micros(run.at)).order_by(tag.until).limit(limit)
    return _delete(transaction, query, names=names, run=run, outcome=TAGS)


def _delete(
    transaction: Transaction,
    query: Any,
    *,
    names: tuple[ColumnElement[Any], ...],
    run: Run,
    outcome: str,
) -> int:
    connection = transaction.connection
    rows = connection.execute(query).all()
    if not rows:
        return 0
    keys = [tuple(row[: len(names)]) for row in rows]
    table = METADATA.tables[names[0].table.name]
    connection.execute(delete(table).where(tuple_(*names).in_(keys)))
    for tenant in {row.tenant for row in rows}:
        theirs = [row for row in rows if row.tenant == tenant]
        tally = Counter(
            (outcome, row.retention_class if outcome == STATES else "") for row in theirs
        )
        count(connection, run, tenant=tenant, counted=Counted(tally=tally))
    return len(rows)
