"""The border between the store's statements and a database's driver.

A statement of the hot path is text with ``?`` for each parameter, the same for every
database; what differs between them stands behind ``Driver``. SQLAlchemy's connection is
over the driver's own, so that Core statements and those of the hot path are always in one
transaction.

``Tenants`` are those whose rows a transaction may see and write. PostgreSQL holds every
statement to that by row-level security, as a second wall behind the statements' own
conditions; an SQLite file has no such wall.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy import MetaData, inspect
from sqlalchemy.engine import Connection

Tenants = frozenset[str]
Checkpoint = tuple[int, int, int]

NOBODY: Tenants = frozenset()


class Rows(Protocol):
    """What a statement found or changed."""

    @property
    def rowcount(self) -> int:
        """Rows that were changed."""
        ...

    def fetchone(self) -> Any:
        """The next row, a tuple, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Statements(Protocol):
    """Runs statements in whatever transaction is open."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Rows:
        """Runs one statement."""
        ...


class Driver(Statements, Protocol):
    """One connection; all calls from one thread."""

    @property
    def core(self) -> Connection:
        """SQLAlchemy's connection over the same one of the driver."""
        ...

    @property
    def is_lost(self) -> bool:
        """Whether only a new connection can help."""
        ...

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]], /) -> object:
        """Runs one statement for each row of parameters."""
        ...

    def begin_write(self, tenants: Tenants) -> None:
        """Begins a transaction that holds the write lock: one at a time in all processes.

        What it reads is what the last one left.
        """
        ...

    def begin_read(self, tenants: Tenants) -> None:
        """Begins a transaction that sees one state of everything and writes nothing."""
        ...

    def see(self, tenants: Tenants) -> None:
        """From now on what is read outside of transactions sees the rows of these."""
        ...

    def commit(self) -> None:
        """Makes it durable; raises if anything in it had failed."""
        ...

    def rollback(self) -> None:
        """Keeps nothing of it; does not raise where there is nothing to undo."""
        ...

    def row_ids(self, count: int) -> Sequence[int]:
        """So many ids for new conversations, larger than all before; under the write lock."""
        ...

    def truncate_log(self) -> Checkpoint | None:
        """See files.truncate_log; None where the database keeps its log to itself."""
        ...

    def rewrite_keys(self) -> Mapping[str, bool | str]:
        """See key_rewrite.rewrite; nothing where a truncated log is all it takes."""
        ...

    def close(self) -> None:
        """Closes the connection."""
        ...


class Schema(Protocol):
    """The tables that a database is to have."""

    @property
    def tables(self) -> MetaData:
        """All of them."""
        ...

    def is_current(self, core: Connection) -> bool:
        """Whether nothing is left to be made."""
        ...

    def make(self, core: Connection) -> None:
        """Makes what is missing, inside a transaction that holds the write lock."""
        ...


class CreatedSchema:
    """A Schema that has no migrations: tables are made as they are, and stay so."""

    def __init__(self, tables: MetaData) -> None:
        """Args: tables, all of them."""
        self.tables = tables

    def is_current(self, core: Connection) -> bool:
        """Whether all tables are there."""
        return set(self.tables.tables) <= set(inspect(core).get_table_names())

    def make(self, core: Connection) -> None:
        """Makes the tables that are missing."""
        self.tables.create_all(core)


class Database(Protocol):
    """Where tables are kept. The repr holds neither path nor URL."""

    def open(self, schema: Schema) -> Driver:
        """Connects, and brings the schema up to date where this process may.

        Raises:
            StorageFailed: the database cannot be used, or not safely.
        """
        ...

    def connect(self) -> Driver:
        """One more connection to a database that was opened before."""
        ...

    def beside(self, name: str) -> Database:
        """Another place for tables, next to it and apart from it."""
        ...

    def is_fault(self, error: BaseException) -> bool:
        """Whether the driver's error can lie in one operation's values."""
        ...


@contextmanager
def writing(driver: Driver, tenants: Tenants) -> Iterator[None]:
    """A transaction with the write lock, kept whole or not at all."""
    driver.begin_write(tenants)
    with _kept_whole(driver):
        yield


@contextmanager
def reading(driver: Driver, tenants: Tenants) -> Iterator[None]:
    """A transaction that reads one state of everything."""
    driver.begin_read(tenants)
    with _kept_whole(driver):
        yield


@contextmanager
def _kept_whole(driver: Driver) -> Iterator[None]:
    try:
        yield
        driver.commit()
    except BaseException:
        driver.rollback()
        raise
