"""What a restore takes over from the store that it replaces: what was decided since the copy.

A copy does not know which holds, objections, restrictions and directives came after it,
nor which requests were filed. Where the store that goes can be read, they are in the one
that comes, with the keys of what is written in them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Table, and_, delete, insert, inspect, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from gateway.errors import StorageFailed
from gateway.retention.holds import Hold
from gateway.storage import hold_rows
from gateway.storage.driver import Database, Tenants, reading
from gateway.storage.keys import DATA_KEY
from gateway.storage.schema import META, SUBJECT, SUBJECT_EVENT
from gateway.storage.schema_retention import HOLD
from gateway.storage.schema_rights import (
    DIRECTIVE,
    IDENTITY_PROOF,
    OBJECTION,
    RESTRICTION,
    RIGHTS_EVENT,
    RIGHTS_REQUEST,
    RIGHTS_RESULT,
    RIGHTS_TASK,
)
from gateway.storage.transaction import Acting, Transaction

_PAGE = 200
# Begins the names of tenants among the main database's facts about itself.
TENANT = "tenant "
CARRIED = (
    HOLD,
    SUBJECT_EVENT,
    SUBJECT,
    OBJECTION,
    RESTRICTION,
    DIRECTIVE,
    RIGHTS_REQUEST,
    RIGHTS_EVENT,
    RIGHTS_TASK,
    RIGHTS_RESULT,
    IDENTITY_PROOF,
)
# A row, its table's columns by name.
Row = dict[str, Any]
# A wrapped data key as it stands in the key store.
WrappedKeys = Sequence[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver:
    """What was taken over.

    Attributes:
        read: whether there was a store, and it could be read.
        holds: in force.
        objections: that stand.
        restrictions: of people.
        directives: for the time after a death.
        requests: that are open.
    """

    read: bool = False
    holds: int = 0
    objections: int = 0
    restrictions: int = 0
    directives: int = 0
    requests: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveStore:
    """The databases of a store that is about to be replaced."""

    main: Database
    keys: Database
    tenants: Tenants

    def check(self, store_id: str) -> None:
        """Proves that all of it can be read.

        Raises:
            StorageFailed: it cannot, or it is another store.
        """
        with _read_only(self.main, self._everyone()) as core:
            held = core.execute(select(META.c.value).where(META.c.name == "store_id")).scalar()
            if held != store_id:
                raise StorageFailed("another store than the back-up's is there")
            for table in _there(core):
                core.execute(select(*_columns(core, table)).limit(1)).all()
        with _read_only(self.keys, self.tenants) as core:
            core.execute(select(DATA_KEY.c.dek_id).limit(1)).all()

    def pages(self) -> Iterator[tuple[Table, list[Row], WrappedKeys]]:
        """All that is to be taken over, a page at a time, each with its keys."""
        tenants = self._everyone()
        with _read_only(self.main, tenants) as core, _read_only(self.keys, tenants) as keys:
            for table in _there(core):
                order = list(table.primary_key.columns)
                query = select(*_columns(core, table)).order_by(*order)
                rows = core.execute(query)
                while page := [dict(row._mapping) for row in rows.fetchmany(_PAGE)]:
                    names = [row["dek_id"] for row in page if row.get("dek_id")]
                    yield table, page, _wrapped(keys, names)

    def _everyone(self) -> Tenants:
        """All tenants that were ever served."""
        with _read_only(self.main, self.tenants) as core:
            names = core.execute(select(META.c.name)).scalars()
            known = [name.removeprefix(TENANT) for name in names if name.startswith(TENANT)]
        return self.tenants | frozenset(known)


async def carry_over(
    live: LiveStore, store: Acting, *, carries_keys: bool, now: datetime
) -> CarriedOver:
    """Takes over what was decided since the copy was made; may be run again.

    Args:
        live: the store that goes.
        store: over the copy, open.
        carries_keys: the copy has a key store of its own.
        now: aware, UTC.

    Raises:
        StorageFailed: one of them fails.
    """
    counts = dict.fromkeys((table.name for table in CARRIED), 0)
    for table, rows, keys in live.pages():
        put = partial(_put, table=table, rows=rows, keys=keys if carries_keys else ())
        await store.act(put)
        counts[table.name] += sum(_counts(table, row) for row in rows)
    for hold in await store.act(lambda act: hold_rows.in_force(act.connection)):
        after: int | None = 0
        while after is not None:
            after = await store.act(partial(_hold_page, hold=hold, after=after, at=now))
    return CarriedOver(
        read=True,
        holds=counts[HOLD.name],
        objections=counts[OBJECTION.name],
        restrictions=counts[SUBJECT.name],
        directives=counts[DIRECTIVE.name],
        requests=counts[RIGHTS_REQUEST.name],
    )


def _put(transaction: Transaction, *, table: Table, rows: Sequence[Row], keys: WrappedKeys) -> None:
    connection, order = transaction.connection, list(table.primary_key.columns)
    names = [row["dek_id"] for row in rows if row.get("dek_id")]
    # The ledger may list a key that the live store still had: it was about to go.
    listed = transaction.ledger.holds_keys(names)
    transaction.keys.put_wrapped([row for row in keys if row["dek_id"] not in listed])
    gone = listed | transaction.keys.missing(names)
    kept = [each for row in rows if (each := _readable(table, row, gone=gone)) is not None]
    if not kept:
        return
    same = or_(*(and_(*(key == row[key.name] for key in order)) for row in kept))
    connection.execute(delete(table).where(same))
    connection.execute(insert(table), kept)


def _readable(table: Table, row: Row, *, gone: Collection[str]) -> Row | None:
    """The row, without its text if the key of that is gone; None where it is only that."""
    if row.get("dek_id", "") not in gone:
        return row
    return {**row, "dek_id": "", "body": None} if table.c.body.nullable else None


def _hold_page(transaction: Transaction, *, hold: Hold, after: int, at: datetime) -> int | None:
    found = hold_rows.hold_page(transaction.connection, hold, after=after, limit=_PAGE, at=at)
    return None if found is None else found[1]


def _counts(table: Table, row: Mapping[str, Any]) -> bool:
    ended = {HOLD: "released_at", OBJECTION: "lifted_at", DIRECTIVE: "revoked_at",
             RIGHTS_REQUEST: "decided_at"}  # fmt: skip
    if table is SUBJECT:
        return bool(row["restrictions"])
    return row.get(ended.get(table, "")) is None


@contextmanager
def _read_only(database: Database, tenants: Tenants) -> Iterator[Connection]:
    try:
        driver = database.connect()
        try:
            with reading(driver, tenants):
                yield driver.core
        finally:
            driver.close()
    except SQLAlchemyError as error:
        raise StorageFailed(f"it cannot be read ({type(error).__name__})") from None


def _there(core: Connection) -> list[Table]:
    """An older version's store has not all tables."""
    names = set(inspect(core).get_table_names())
    return [table for table in CARRIED if table.name in names]


def _columns(core: Connection, table: Table) -> list[Any]:
    names = {each["name"] for each in inspect(core).get_columns(table.name)}
    return [column for column in table.columns if column.name in names]


def _wrapped(keys: Connection, names: Sequence[str]) -> WrappedKeys:
    if not names:
        return ()
    rows = keys.execute(select(DATA_KEY).where(DATA_KEY.c.dek_id.in_(names)))
    return [dict(row._mapping) for row in rows]
