"""What a restore takes over from the store that it replaces: what was decided since the copy.

A copy does not know which holds, objections, restrictions and directives came after it,
which requests and incidents were filed, nor what was revoked (gateway.storage.carried_ends).
Where the store that goes can be read, they are in the one that comes, with the keys of
what is written in them.
"""

from __future__ import annotations

from collections import Counter
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
from gateway.storage import carried_ends, hold_rows
from gateway.storage.driver import Database, Tenants, reading
from gateway.storage.keys import DATA_KEY
from gateway.storage.schema import API_KEY, META, SUBJECT, SUBJECT_EVENT
from gateway.storage.schema_access import (
    ACCESS_GRANT,
    ACCESS_READ,
    INSTRUCTION,
    INTEGRATION,
    TERMINATION,
)
from gateway.storage.schema_incidents import DEMAND, INCIDENT, INCIDENT_EVENT, INCIDENT_NOTICE
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
from gateway.storage.schema_sign_in import ACCOUNT
from gateway.storage.session import TENANT
from gateway.storage.transaction import Acting, Transaction

_PAGE = 200
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
    INCIDENT,
    INCIDENT_EVENT,
    INCIDENT_NOTICE,
    DEMAND,
    API_KEY,
    ACCESS_GRANT,
    ACCESS_READ,
    INSTRUCTION,
    INTEGRATION,
    ACCOUNT,
    TERMINATION,
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
        incidents: that are open.
        demands: all.
        api_keys: that the copy held in force, and that were revoked since.
        grants, instructions: that the copy held standing, and that have ended.
        integrations: that the copy held on, and that are off.
        users: that the copy let in, and that are disabled.
        sessions, invitations: of the copy; all end.
        tenants: that have ended, by what was taken over, the key store or the ledger.
        tenant_rows: of theirs that were erased again.
    """

    read: bool = False
    holds: int = 0
    objections: int = 0
    restrictions: int = 0
    directives: int = 0
    requests: int = 0
    incidents: int = 0
    demands: int = 0
    api_keys: int = 0
    grants: int = 0
    instructions: int = 0
    integrations: int = 0
    users: int = 0
    sessions: int = 0
    invitations: int = 0
    tenants: int = 0
    tenant_rows: int = 0


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
    counts, ended = Counter[str](), Counter[str]()
    seen: dict[str, set[tuple[Any, ...]]] = {each.name: set() for each in carried_ends.WATCHED}
    for table, rows, keys in live.pages():
        put = partial(_put, table=table, rows=rows, keys=keys if carries_keys else ())
        ended[table.name] += await store.act(put)
        counts[table.name] += sum(_counts(table, row) for row in rows)
        if table.name in seen:
            names = carried_ends.names(table)
            seen[table.name].update(tuple(row[name] for name in names) for row in rows)
    for hold in await store.act(lambda act: hold_rows.in_force(act.connection)):
        after: int | None = 0
        while after is not None:
            after = await store.act(partial(_hold_page, hold=hold, after=after, at=now))
    unknown = await store.act(lambda act: carried_ends.end_unknown(act.connection, seen, at=now))
    return CarriedOver(
        read=True,
        holds=counts[HOLD.name],
        objections=counts[OBJECTION.name],
        restrictions=counts[SUBJECT.name],
        directives=counts[DIRECTIVE.name],
        requests=counts[RIGHTS_REQUEST.name],
        incidents=counts[INCIDENT.name],
        demands=counts[DEMAND.name],
        api_keys=ended[API_KEY.name],
        grants=ended[ACCESS_GRANT.name] + unknown[0],
        instructions=ended[INSTRUCTION.name] + unknown[1],
        integrations=ended[INTEGRATION.name] + unknown[2],
        users=ended[ACCOUNT.name],
    )


async def carry_nothing(store: Acting, *, now: datetime) -> CarriedOver:
    """What is done where there is nothing to take over: what may have been revoked ends."""
    grants, integrations = await store.act(
        lambda act: carried_ends.end_standing(act.connection, at=now)
    )
    return CarriedOver(grants=grants, integrations=integrations)


def _put(transaction: Transaction, *, table: Table, rows: Sequence[Row], keys: WrappedKeys) -> int:
    """Puts rows in the place of the copy's; how many end what has not ended there."""
    connection, order = transaction.connection, list(table.primary_key.columns)
    names = [row["dek_id"] for row in rows if row.get("dek_id")]
    # The ledger may list a key that the live store still had: it was about to go.
    listed = transaction.ledger.holds_keys(names)
    transaction.keys.put_wrapped([row for row in keys if row["dek_id"] not in listed])
    gone = listed | transaction.keys.missing(names)
    kept = [each for row in rows if (each := _readable(table, row, gone=gone)) is not None]
    if not kept:
        return 0
    ended = carried_ends.newly_ended(connection, table, rows=kept)
    kept = carried_ends.with_ends(connection, table, rows=kept)
    if table is ACCOUNT:
        connection.execute(delete(table).where(carried_ends.of_same_name(kept)))
    same = or_(*(and_(*(key == row[key.name] for key in order)) for row in kept))
    connection.execute(delete(table).where(same))
    connection.execute(insert(table), kept)
    return ended


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
             RIGHTS_REQUEST: "decided_at", INCIDENT: "closed_at"}  # fmt: skip
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
