"""PostgreSQL as a Database of gateway.storage.driver, through psycopg.

Writers of all processes take one advisory lock first, so that what one decides on rows it
read is still so when it writes. A read sees one snapshot. Values that statements get are
never told: an error's message may quote them, its class does not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import pq
from psycopg.sql import Identifier, Literal
from psycopg.types.numeric import Int8Dumper
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema

from gateway.errors import StorageFailed
from gateway.storage.driver import NOBODY, Checkpoint, Driver, Rows, Schema, Tenants, writing
from gateway.storage.key_rewrite import rewrite
from gateway.storage.postgres_url import PostgresUrl
from gateway.storage.row_security import (
    ROW_IDS,
    SEPARATOR,
    SETTING,
    check_role,
    check_walls,
    lower_walls,
    raise_walls,
    wrong_tables,
)

# Milliseconds: for a statement, for a lock that another holds, for a transaction in which
# nothing happens. An owner's migration may take its time.
_TIMEOUTS = {
    "statement_timeout": 30_000,
    "lock_timeout": 5_000,
    "idle_in_transaction_session_timeout": 60_000,
}
_OWNER_TIMEOUTS = {"statement_timeout": 0, "lock_timeout": 60_000}
# How many statements a connection keeps prepared.
_PREPARED = 512
_C_LOCALES = frozenset({"C", "POSIX", "C.UTF-8", "C.utf8"})
# What the driver raises for one operation's values.
_FAULTS = (
    psycopg.IntegrityError,
    psycopg.DataError,
    psycopg.ProgrammingError,
    psycopg.NotSupportedError,
)


class PostgresDatabase:
    """One PostgreSQL database. The repr names the variable that holds its URL."""

    def __init__(
        self,
        url: PostgresUrl,
        *,
        owner: PostgresUrl | None = None,
        apart_from: PostgresDatabase | None = None,
        schema: str = "",
    ) -> None:
        """Connects to nothing yet.

        Args:
            url: of the gateway's own role.
            owner: of the role that owns the tables; with it ``open`` makes what is missing.
            apart_from: a database, opened before, that this one must not be.
            schema: where its tables are; empty is where the server puts them.
        """
        self._name = schema
        self._url = url
        self._owner = owner
        self._apart_from = apart_from
        self._identity: tuple[int, int] | None = None

    def __repr__(self) -> str:
        return f"PostgresDatabase({self._url.place})"

    def open(self, schema: Schema) -> Driver:
        """Connects; with the owner's URL it also brings schema, walls and rights up to date.

        Raises:
            StorageFailed: it cannot be reached, its schema is not this version's and nobody
                may change it, or it would not be safe.
        """
        driver = self.connect()
        try:
            self._ready(driver, schema)
        except (DBAPIError, psycopg.Error) as error:
            driver.close()
            raise StorageFailed(f"the database refused to be opened: {_code(error)}") from None
        except BaseException:
            driver.close()
            raise
        return driver

    def connect(self) -> PostgresDriver:
        """One more connection.

        Raises:
            StorageFailed: the server cannot be reached, or not as the URL demands it.
        """
        return _connect(self._url, _TIMEOUTS, schema=self._name)

    def beside(self, name: str) -> PostgresDatabase:
        """A schema of its own in the same database."""
        return PostgresDatabase(self._url, owner=self._owner, schema=name)

    def is_fault(self, error: BaseException) -> bool:
        """Whether the error can lie in one operation's values."""
        return isinstance(error, _FAULTS) or not isinstance(error, psycopg.Error)

    def _ready(self, driver: PostgresDriver, schema: Schema) -> None:
        self._identify(driver)
        role = str(driver.core.execute(text("SELECT current_user")).scalar_one())
        if self._owner is not None:
            self._bring_up(schema, role=role)
        check_role(driver.core)
        if not schema.is_current(driver.core):
            raise StorageFailed(
                "the database's schema is not this version's: start once with the owner's URL"
                " (owner_url_env, keys_owner_url_env)"
            )
        check_walls(driver.core, schema.tables, role=role)

    def _bring_up(self, schema: Schema, *, role: str) -> None:
        assert self._owner is not None
        owner = _connect(self._owner, _OWNER_TIMEOUTS, schema=self._name)
        try:
            if _identity(owner) != self._identity:
                raise StorageFailed("the owner's URL names another database than the gateway's")
            if schema.is_current(owner.core) and not wrong_tables(
                owner.core, schema.tables, role=role
            ):
                return
            with writing(owner, NOBODY):
                if self._name:
                    owner.core.execute(CreateSchema(self._name, if_not_exists=True))
                lower_walls(owner.core, schema.tables)
                if not schema.is_current(owner.core):
                    schema.make(owner.core)
                raise_walls(owner.core, schema.tables, role=role)
        finally:
            owner.close()

    def _identify(self, driver: PostgresDriver) -> None:
        self._identity = _identity(driver)
        row = driver.core.execute(_LOCALE).one()
        if row.encoding != "UTF8" or row.locale not in _C_LOCALES:
            raise StorageFailed(
                "the database must have encoding UTF8 and locale C: make it with"
                " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
            )
        if self._apart_from is not None and self._apart_from._identity == self._identity:
            raise StorageFailed("keys and conversations must be in two databases, not in one")


class PostgresDriver:
    """The Driver over a psycopg connection."""

    def __init__(self, core: Connection, *, lock: int) -> None:
        """Takes a connection.

        Args:
            core: over psycopg in autocommit mode: transactions are begun in words.
            lock: number of the advisory lock that writers take.
        """
        self.core = core
        self._lock = lock
        connection = core.connection.driver_connection
        if not isinstance(connection, psycopg.Connection):
            raise StorageFailed("the database is not PostgreSQL")
        self._connection: psycopg.Connection[Any] = connection
        self._begin: dict[Tenants, tuple[str, str, str]] = {}
        self._seen: Tenants = NOBODY

    @property
    def is_lost(self) -> bool:
        """Whether the connection is of no use any more."""
        return self._connection.closed

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Rows:
        """Runs one statement."""
        try:
            return psycopg.RawCursor(self._connection).execute(_numbered(sql), parameters)
        except psycopg.OperationalError:
            if self._connection.pgconn.transaction_status == pq.TransactionStatus.IDLE:
                self.rollback()  # outside of a transaction nobody else would notice the loss
            raise

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]], /) -> object:
        """Runs one statement for each row of parameters, without waiting in between."""
        psycopg.RawCursor(self._connection).executemany(_numbered(sql), rows)
        return None

    def begin_write(self, tenants: Tenants) -> None:
        """Waits for all other writers."""
        self._run(self._words(tenants)[0])

    def begin_read(self, tenants: Tenants) -> None:
        """One snapshot."""
        self._run(self._words(tenants)[1])

    def see(self, tenants: Tenants) -> None:
        """Sets the session's tenants, where they are others than before."""
        if tenants != self._seen:
            self._run(f"SET {self._words(tenants)[2]}")
            self._seen = tenants

    def commit(self) -> None:
        """Makes it durable.

        Raises:
            StorageFailed: a statement of it had failed: the server would keep nothing, and
                say nothing of that.
        """
        if self._connection.pgconn.transaction_status != pq.TransactionStatus.INTRANS:
            raise StorageFailed("the transaction had failed before its end")
        self._run("COMMIT")

    def rollback(self) -> None:
        """Keeps nothing of it; a connection that cannot even do that is closed.

        The server is asked whatever the state: only so is it known whether it is there.
        """
        try:
            self._connection.execute(b"ROLLBACK")
        except psycopg.Error:
            self._connection.close()

    def row_ids(self, count: int) -> Sequence[int]:
        """The next ones of a sequence: gaps are no matter."""
        rows = self.execute(_NEXT_IDS, (count,)).fetchall()
        return [row[0] for row in rows]

    def truncate_log(self) -> Checkpoint | None:
        """The server recycles its log by itself."""
        return None

    def rewrite_keys(self) -> Mapping[str, bool | str]:
        """See key_rewrite.rewrite."""
        return rewrite(self.core)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()
        if not self.core.closed:
            self.core.invalidate()
            self.core.close()

    def _run(self, words: str) -> None:
        try:
            self._connection.execute(words.encode())
        except psycopg.Error:
            self.rollback()
            raise

    def _words(self, tenants: Tenants) -> tuple[str, str, str]:
        words = self._begin.get(tenants)
        if words is None:
            if any(SEPARATOR in tenant for tenant in tenants):
                raise StorageFailed("a tenant's key has a character that none may have")
            named = Literal(SEPARATOR.join(sorted(tenants))).as_string(self._connection)
            seen = f"{SETTING} = {named}"
            lock = f"SELECT pg_advisory_xact_lock({self._lock})"
            words = (
                f"BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL {seen}; {lock}",
                f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL {seen}",
                seen,
            )
            if len(self._begin) >= _PREPARED:
                self._begin.clear()
            self._begin[tenants] = words
        return words


def _connect(url: PostgresUrl, timeouts: dict[str, int], *, schema: str) -> PostgresDriver:
    def creator() -> psycopg.Connection[Any]:
        connection = psycopg.connect(url.conninfo, autocommit=True)
        if not (url.is_local or connection.pgconn.ssl_in_use):
            connection.close()
            raise StorageFailed("the database was reached without TLS")
        connection.prepared_max = _PREPARED
        # All whole numbers are of one type, so that a statement has one shape.
        connection.adapters.register_dumper(int, Int8Dumper)
        settings = [f"SET {name} = {value}" for name, value in timeouts.items()]
        if schema:
            named = Identifier(schema).as_string(connection)
            settings.append(f"SET search_path = {named}")
        connection.execute("; ".join([*settings, *_SETTINGS]).encode())
        return connection

    engine = create_engine(
        "postgresql+psycopg://",
        creator=creator,
        poolclass=NullPool,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",
        use_native_hstore=False,
    )
    try:
        return PostgresDriver(engine.connect(), lock=write_lock(schema))
    except (DBAPIError, psycopg.Error) as error:
        raise StorageFailed(f"the database cannot be reached: {_code(error)}") from None


def write_lock(schema: str) -> int:
    """Number of the advisory lock of a schema: one writer at a time among all processes."""
    digest = hashlib.sha256(f"discreet {schema}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


# What was acknowledged must be durable, whatever the server's default; no quoting surprises.
_DURABLE = (
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') = 'off'"
)
_SETTINGS = (
    _DURABLE,
    "SET client_encoding = 'UTF8'",
    "SET standard_conforming_strings = on",
    "SET row_security = on",
)
_NEXT_IDS = f"SELECT nextval('{ROW_IDS}') FROM generate_series(1, ?)"  # noqa: S608 - no value in it
_LOCALE = text(
    "SELECT pg_encoding_to_char(encoding) AS encoding, datcollate AS locale"
    " FROM pg_database WHERE datname = current_database()"
)
_IDENTITY = text(
    "SELECT (SELECT system_identifier FROM pg_control_system()) AS system, oid"
    " FROM pg_database WHERE datname = current_database()"
)


def _identity(driver: PostgresDriver) -> tuple[int, int]:
    row = driver.core.execute(_IDENTITY).one()
    return row.system, row.oid


def _code(error: BaseException) -> str:
    """An error's class and SQLSTATE: its message may quote values."""
    original = error.orig if isinstance(error, DBAPIError) and error.orig else error
    state = getattr(original, "sqlstate", None)
    return type(original).__name__ + (f" ({state})" if state else "")


@lru_cache(maxsize=4096)
def _numbered(sql: str) -> str:
    """The statement with ``$1``, ``$2``, ... for its question marks."""
    first, *rest = sql.split("?")
    return first + "".join(f"${n}{each}" for n, each in enumerate(rest, start=1))
