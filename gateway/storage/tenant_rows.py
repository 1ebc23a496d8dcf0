"""Erases all that there is of one tenant, a page a transaction; functions of one transaction.

Every table with a tenant is emptied but those in KEPT, and with it whatever hangs on its
rows: a table that is added later needs no line here. The order is that of every erasure:
people and keys are noted in the erasure ledger, keys are destroyed, rows deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, delete, func, select, tuple_, union

from gateway.retention.certificates import KEPT_ERASED
from gateway.storage.certificate_rows import Counted, Run, count
from gateway.storage.erasure import erase_items, items_of
from gateway.storage.ledger import ErasedPerson
from gateway.storage.schema import CONVERSATION
from gateway.storage.tables import METADATA
from gateway.storage.transaction import Transaction

# What stays: the record of the end, its certificates, and the ids of keys, revoked and
# without their labels, so that who still holds one is told why it is refused.
KEPT = frozenset({"termination", "certificate", "api_key"})
# Outcomes in certificates.
TENANT_ROWS, TENANT_KEYS = "tenant_rows", "tenant_keys"
_SAMPLED = 2
# In the erasure ledger, whom an entry names that is of a whole tenant; no person is called so.
_EVERYBODY = "\0all"


def people(transaction: Transaction, tenant: str, *, after: str, limit: int) -> Sequence[str]:
    """The next people of a tenant, whatever table names them; in order, those up to one left out.

    Args:
        transaction: an act's.
        tenant: whose.
        after: keyed hash of a person, or empty.
        limit: how many.
    """
    queries = []
    for table in METADATA.sorted_tables:
        if "tenant" in table.c and "subject" in table.c:
            own = (table.c.tenant == tenant, table.c.subject > after)
            queries.append(select(table.c.subject).where(*own))
    every = union(*queries).subquery()
    query = select(every.c.subject).order_by(every.c.subject).limit(limit)
    return [str(each) for each in transaction.connection.execute(query).scalars()]


def kept_people(transaction: Transaction, tenant: str) -> Sequence[str]:
    """Those who are in the separate store."""
    kept = transaction.kept
    if kept is None or not kept.is_made:
        return []
    return sorted({each.subject for each in kept.listed(tenant, limit=None)})


def note_people(
    transaction: Transaction, tenant: str, *, subjects: Sequence[str], run: Run
) -> None:
    """Has the ledger know them: no back-up that is put back brings their records again."""
    noted = [ErasedPerson(tenant=tenant, subject=each, request_id=run.run_id) for each in subjects]
    if noted:
        transaction.ledger.note(people=noted, at=run.at)


def note_end(transaction: Transaction, *, tenant: str, run: Run) -> None:
    """Has the ledger know that a tenant was handed over and is erased as a whole."""
    noted = ErasedPerson(tenant=tenant, subject=_EVERYBODY, request_id=run.run_id)
    transaction.ledger.note(people=[noted], at=run.at)


def is_end_noted(transaction: Transaction, tenant: str) -> bool:
    """Whether the ledger knows of it."""
    return bool(transaction.ledger.erased_people([(tenant, _EVERYBODY)], after=0))


def erase_conversations(transaction: Transaction, tenant: str, *, run: Run, limit: int) -> int:
    """Erases the next conversations with all of theirs; how many there were."""
    row = CONVERSATION.c
    query = select(row.id).where(row.tenant == tenant).order_by(row.id).limit(limit)
    row_ids = list(transaction.connection.execute(query).scalars())
    erase_items(transaction, items_of(transaction.connection, row_ids), run=run)
    return len(row_ids)


def erase_kept(transaction: Transaction, tenant: str, *, run: Run, limit: int) -> int:
    """Erases the next conversations of the separate store; how many there were."""
    kept = transaction.kept
    if kept is None or not kept.is_made:
        return 0
    rows = kept.listed(tenant, limit=limit)
    if not rows:
        return 0
    dek_ids = kept.key_ids(rows)
    ledger = transaction.ledger.note(keys=[*dek_ids, *kept.origins(rows)], at=run.at)
    kept.erase(rows)
    counted = Counted(
        tally=Counter((KEPT_ERASED, each.retention_class) for each in rows),
        samples=dek_ids[:_SAMPLED],
        ledger=ledger.run,
    )
    count(transaction.connection, run, tenant=tenant, counted=counted)
    return len(rows)


def destroy_keys(transaction: Transaction, tenant: str, *, run: Run, limit: int) -> int:
    """Destroys the next keys of a tenant, whatever they are for; how many there were."""
    dek_ids = transaction.keys.of_tenant(tenant, limit=limit)
    if not dek_ids:
        return 0
    ledger = transaction.ledger.note(keys=dek_ids, at=run.at)
    transaction.keys.destroy(dek_ids)
    counted = Counted(
        tally={(TENANT_KEYS, ""): len(dek_ids)}, samples=dek_ids[:_SAMPLED], ledger=ledger.run
    )
    count(transaction.connection, run, tenant=tenant, counted=counted)
    return len(dek_ids)


def tables() -> Sequence[Table]:
    """The tables to be emptied, those that hang on others first."""
    return [
        each
        for each in reversed(METADATA.sorted_tables)
        if "tenant" in each.c and each.name not in KEPT
    ]


def delete_rows(
    transaction: Transaction, tenant: str, *, table: Table, run: Run, limit: int
) -> int:
    """Deletes the next rows of a table with all that hangs on them; how many there were."""
    connection = transaction.connection
    names = tuple(table.primary_key.columns)
    query = select(*names).where(table.c.tenant == tenant).limit(limit)
    rows: list[Any] = [tuple(row) for row in connection.execute(query)]
    if not rows:
        return 0
    for child in METADATA.sorted_tables:
        for key in child.foreign_keys:
            if key.column.table is table:
                # All foreign keys name a primary key of one column.
                connection.execute(delete(child).where(key.parent.in_([row[0] for row in rows])))
    connection.execute(delete(table).where(tuple_(*names).in_(rows)))
    counted = Counted(tally={(TENANT_ROWS, ""): len(rows)})
    count(connection, run, tenant=tenant, counted=counted)
    return len(rows)


def remaining(transaction: Transaction, tenant: str) -> int:
    """How much is left: rows of all these tables, and keys."""
    left = len(transaction.keys.of_tenant(tenant, limit=1))
    for table in tables():
        query = select(func.count()).select_from(table).where(table.c.tenant == tenant)
        left += transaction.connection.execute(query).scalar_one()
    kept = transaction.kept
    if kept is not None and kept.is_made:
        left += len(kept.listed(tenant, limit=1))
    return left
