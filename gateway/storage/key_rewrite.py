"""After keys were destroyed on PostgreSQL: their table is written anew.

A deleted row stays in its page, and in the write-ahead log, for a while. The table is
written anew without it, by a function that belongs to the owner: the gateway's role may
call it, and may not change the table. Rows that a transaction from before the destruction
still sees would be copied, so there must be none. What the server's log still holds goes
when the server recycles it; up to which place is said, so that a certificate can name it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

TABLE = "data_key"
FUNCTION = "discreet_rewrite_keys"
# How often, and how long in seconds, transactions from before are waited for.
_TRIES, _PAUSE = 10, 0.02
_BODY = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS void
LANGUAGE sql SECURITY DEFINER SET statement_timeout = 0 AS $$
  CLUSTER {TABLE} USING {TABLE}_pkey
$$
"""
_CALLABLE = text(
    "SELECT coalesce(has_function_privilege(CAST(:role AS name),"
    f" to_regprocedure('{FUNCTION}()'), 'EXECUTE'), false)"
)
_NOW = text("SELECT clock_timestamp()")
# Of another role's transaction nobody else sees when it began: it counts as an older one.
_OLDER = text(
    "SELECT (SELECT count(*) FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid"
    " WHERE l.locktype = 'virtualxid' AND l.granted AND l.pid <> pg_backend_pid()"
    " AND a.datname = current_database()"
    " AND (a.xact_start IS NULL OR a.xact_start < :since))"
    " + (SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database())"
    " + (SELECT count(*) FROM pg_replication_slots WHERE xmin IS NOT NULL)"
)
_REWRITE = text(f"SELECT {FUNCTION}()")
_WAL = text("SELECT pg_current_wal_insert_lsn()::text")


def install(core: Connection, *, role: str) -> None:
    """Makes the function; the owner's connection, inside a transaction.

    Args:
        core: in the schema of the keys.
        role: the gateway's, which may call it.
    """
    quote = core.dialect.identifier_preparer.quote_identifier
    schema = quote(str(core.execute(text("SELECT current_schema()")).scalar_one()))
    core.exec_driver_sql(_BODY)
    for change in (
        f"ALTER FUNCTION {FUNCTION}() SET search_path = {schema}, pg_temp",
        f"REVOKE ALL ON FUNCTION {FUNCTION}() FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {FUNCTION}() TO {quote(role)}",
    ):
        core.exec_driver_sql(change)


def is_installed(core: Connection, *, role: str) -> bool:
    """Whether the function is there, for the role to call."""
    return bool(core.execute(_CALLABLE, {"role": role}).scalar_one())


def rewrite(core: Connection) -> Mapping[str, bool | str]:
    """Writes the table of keys anew, in a transaction of its own; facts for a certificate.

    ``rewritten`` says that the table holds no row that is not a key; a transaction from
    before, or a lock that was not had, makes it False. ``wal_until`` is the log sequence
    number up to which the server's write-ahead log may hold them, until that part is
    recycled, and gone from its archive.
    """
    try:
        alone = _is_alone(core)
        core.execute(_REWRITE)
    except DBAPIError:
        alone = False  # somebody has the table for longer: the next sweep tries again
    return {"rewritten": alone, "wal_until": str(core.execute(_WAL).scalar_one())}


def joined(facts: Sequence[Mapping[str, bool | str]]) -> Mapping[str, bool | str]:
    """What holds for several tables of keys at once; empty where none was written anew."""
    told = [each for each in facts if each]
    if not told:
        return {}
    return {
        "rewritten": all(each["rewritten"] for each in told),
        "wal_until": max((str(each["wal_until"]) for each in told), key=_place),
    }


def _place(number: str) -> tuple[int, ...]:
    """A log sequence number, to be compared."""
    return tuple(int(part, 16) for part in number.split("/"))


def _is_alone(core: Connection) -> bool:
    since = core.execute(_NOW).scalar_one()
    for _ in range(_TRIES):
        if not core.execute(_OLDER, {"since": since}).scalar_one():
            return True
        time.sleep(_PAUSE)
    return False
