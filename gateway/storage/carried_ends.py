"""What has ended stays ended after a restore: keys, grants, instructions, users, sessions.

The store that is replaced knows what was revoked since the copy was made, and its rows
come in the place of the copy's. Where one of them has no end and the copy's has, the
copy's end stays: nothing that was ever ended comes back to life. Sessions and open
invitations end at every restore.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, delete, select, tuple_, update
from sqlalchemy.engine import Connection

from gateway.storage.schema import API_KEY, to_micros
from gateway.storage.schema_access import ACCESS_GRANT, INSTRUCTION, INTEGRATION, TERMINATION
from gateway.storage.schema_sign_in import ACCOUNT, SESSION

# Columns that say of a row that it has ended; the first one tells whether it has.
ENDS: Mapping[str, tuple[str, ...]] = {
    API_KEY.name: ("revoked_at", "expires_at"),
    ACCESS_GRANT.name: ("ended_at", "ended_by"),
    INSTRUCTION.name: ("revoked_at", "revoked_by"),
    ACCOUNT.name: ("disabled_at",),
    TERMINATION.name: ("begun_at", "ended_at", "approved_by", "package_sha256", "certificate_id"),
}
# Those of the copy that the replaced store does not know have to be seen to.
WATCHED = (ACCESS_GRANT, INSTRUCTION, INTEGRATION, TERMINATION)
BY = "restore"
Row = dict[str, Any]
# Of a table's name, the primary keys of rows.
Seen = Mapping[str, Collection[tuple[Any, ...]]]


def names(table: Table) -> list[str]:
    """The columns of its primary key."""
    return [column.name for column in table.primary_key.columns]


def with_ends(connection: Connection, table: Table, *, rows: Sequence[Row]) -> list[Row]:
    """The rows, each with the copy's end where it has none of its own."""
    ends = ENDS.get(table.name)
    if ends is None or not rows:
        return list(rows)
    held = _held(connection, table, rows=rows)
    found = []
    for row in rows:
        before = held.get(_key(table, row), {})
        kept = {name: before[name] for name in ends if before.get(name) and not row.get(name)}
        found.append({**row, **kept})
    return found


def newly_ended(connection: Connection, table: Table, *, rows: Sequence[Row]) -> int:
    """How many of the rows end what has not ended in the copy; asked before they are put."""
    held = _held(connection, table, rows=rows)
    if table is INTEGRATION:
        return sum(
            not row["is_on"] and bool(held.get(_key(table, row), {}).get("is_on")) for row in rows
        )
    if table.name not in ENDS:
        return 0
    end, count = ENDS[table.name][0], 0
    for row in rows:
        before = held.get(_key(table, row), {} if table is TERMINATION else None)
        count += before is not None and before.get(end) is None and row.get(end) is not None
    return count


def end_unknown(connection: Connection, seen: Seen, *, at: datetime) -> tuple[int, int, int]:
    """Ends grants, instructions and switches that only the copy knows; how many of each.

    An announced end of a tenant that only the copy knows was called off.

    Args:
        connection: inside the transaction.
        seen: rows of the replaced store, of the tables in WATCHED.
        at: now.
    """
    grants = _unknown(connection, ACCESS_GRANT, seen=seen, where=ACCESS_GRANT.c.ended_at.is_(None))
    orders = _unknown(connection, INSTRUCTION, seen=seen, where=INSTRUCTION.c.revoked_at.is_(None))
    switches = _unknown(connection, INTEGRATION, seen=seen, where=INTEGRATION.c.is_on == 1)
    announced = _unknown(connection, TERMINATION, seen=seen, where=TERMINATION.c.begun_at.is_(None))
    _end_grants(connection, _among(ACCESS_GRANT, grants), at=at)
    connection.execute(
        update(INSTRUCTION)
        .where(_among(INSTRUCTION, orders))
        .values(revoked_at=to_micros(at), revoked_by=BY)
    )
    _switch_off(connection, _among(INTEGRATION, switches), at=at)
    connection.execute(delete(TERMINATION).where(_among(TERMINATION, announced)))
    return len(grants), len(orders), len(switches)


def end_standing(connection: Connection, *, at: datetime) -> tuple[int, int]:
    """Ends every grant and switches every integration off, where nothing is known of them."""
    grants = _end_grants(connection, ACCESS_GRANT.c.ended_at.is_(None), at=at)
    return grants, _switch_off(connection, INTEGRATION.c.is_on == 1, at=at)


def end_sign_in(connection: Connection, *, at: datetime) -> tuple[int, int]:
    """Ends all sessions and open invitations; how many of each."""
    sessions = connection.execute(delete(SESSION)).rowcount
    open_ones = update(ACCOUNT).where(ACCOUNT.c.invitation != "")
    # Its time stays written: from it the account's own end is reckoned.
    invitations = connection.execute(
        open_ones.values(invitation="", invitation_until=to_micros(at))
    ).rowcount
    return sessions, invitations


def of_same_name(rows: Sequence[Row]) -> Any:
    """Accounts of the copy that have the login names of these."""
    pairs = [(row["tenant"], row["name_hash"]) for row in rows]
    return tuple_(ACCOUNT.c.tenant, ACCOUNT.c.name_hash).in_(pairs)


def _end_grants(connection: Connection, where: Any, *, at: datetime) -> int:
    ended = update(ACCESS_GRANT).where(where).values(ended_at=to_micros(at), ended_by=BY)
    return connection.execute(ended).rowcount


def _switch_off(connection: Connection, where: Any, *, at: datetime) -> int:
    version = INTEGRATION.c.version + 1
    values = {"is_on": 0, "version": version, "changed_by": BY, "changed_at": to_micros(at)}
    return connection.execute(update(INTEGRATION).where(where).values(**values)).rowcount


def _unknown(
    connection: Connection, table: Table, *, seen: Seen, where: Any
) -> list[tuple[Any, ...]]:
    query = select(*table.primary_key.columns).where(where)
    known = seen.get(table.name, ())
    return [key for row in connection.execute(query) if (key := tuple(row)) not in known]


def _among(table: Table, keys: Sequence[tuple[Any, ...]]) -> Any:
    return tuple_(*table.primary_key.columns).in_(keys)


def _held(
    connection: Connection, table: Table, *, rows: Sequence[Row]
) -> Mapping[tuple[Any, ...], Row]:
    """What the copy has under the keys of these rows: their ends and switches."""
    wanted = [*names(table), *ENDS.get(table.name, ()), *(["is_on"] if "is_on" in table.c else ())]
    columns: list[Column[Any]] = [table.c[name] for name in wanted]
    query = select(*columns).where(_among(table, [_key(table, row) for row in rows]))
    found = [dict(row._mapping) for row in connection.execute(query)]
    return {_key(table, row): row for row in found}


def _key(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names(table))
