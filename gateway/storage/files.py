"""SQLite files of the store: how they are made, opened and truncated.

Both files of a store are opened the same way: write-ahead log, every commit synced to
disk before it is acknowledged, freed pages overwritten with zeros. The directory is for
its owner only, and so are the files; SQLite gives its -wal and -shm files the mode of
the file they belong to.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from gateway.errors import StorageFailed
from gateway.storage.driver import NOBODY, Checkpoint, Driver, Rows, Schema, Tenants, writing

# How long a process waits for another one's write (a sweep beside the gateway).
BUSY_TIMEOUT_MS = 5_000
# How long a sweep waits for readers, while exchanges wait for the sweep.
CHECKPOINT_TIMEOUT_MS = 1_000
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -8000",  # KiB a connection: upper pages of large tables stay
    "PRAGMA wal_autocheckpoint = 4000",  # pages: hot ones are copied once for many commits
)
# What the driver raises for one operation's values, not for the file or the disk.
_FAULTS = (
    sqlite3.IntegrityError,
    sqlite3.DataError,
    sqlite3.ProgrammingError,
    sqlite3.InterfaceError,
)


class SqliteFile:
    """A Database of gateway.storage.driver in one file. The repr names no path."""

    def __init__(self, path: Path) -> None:
        """Args: path, of the file; its directory is made, and kept from other users."""
        self.path = path

    def __repr__(self) -> str:
        return "SqliteFile()"

    def open(self, schema: Schema) -> Driver:
        """Connects, and brings the schema up to date, whoever is first."""
        driver = self.connect()
        if not schema.is_current(driver.core):
            with writing(driver, NOBODY):
                # Another process may have been quicker to the lock.
                if not schema.is_current(driver.core):
                    schema.make(driver.core)
        return driver

    def connect(self) -> Driver:
        """One more connection."""
        return SqliteDriver(sqlite_engine(self.path).connect())

    def beside(self, name: str) -> SqliteFile:
        """Another file in the same directory."""
        return SqliteFile(self.path.with_name(f"{name}.db"))

    def is_fault(self, error: BaseException) -> bool:
        """Whether the error can lie in one operation's values."""
        return isinstance(error, _FAULTS) or not isinstance(error, sqlite3.Error)


class SqliteDriver:
    """The Driver over an SQLite connection."""

    def __init__(self, core: Connection) -> None:
        """Args: core, over sqlite3 in autocommit mode."""
        self.core = core
        self._connection = driver_of(core)

    @property
    def is_lost(self) -> bool:
        """Never: a file stays where it is."""
        return False

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Rows:
        """Runs one statement."""
        return self._connection.execute(sql, parameters)

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]], /) -> object:
        """Runs one statement for each row of parameters."""
        return self._connection.executemany(sql, rows)

    def begin_write(self, tenants: Tenants) -> None:
        """Takes the write lock at once."""
        self._connection.execute("BEGIN IMMEDIATE")

    def begin_read(self, tenants: Tenants) -> None:
        """Reads what was committed by now."""
        self._connection.execute("BEGIN")

    def see(self, tenants: Tenants) -> None:
        """A file shows all its rows."""

    def commit(self) -> None:
        """Makes it durable."""
        self._connection.execute("COMMIT")

    def rollback(self) -> None:
        """Keeps nothing of it."""
        self._connection.rollback()

    def row_ids(self, count: int) -> Sequence[int]:
        """The ids after the largest that there is."""
        last = self._connection.execute("SELECT max(id) FROM conversation").fetchone()[0] or 0
        return range(last + 1, last + 1 + count)

    def truncate_log(self) -> Checkpoint | None:
        """See the function."""
        return truncate_log(self._connection)

    def rewrite_keys(self) -> Mapping[str, bool | str]:
        """Freed pages are overwritten, and the log is truncated: nothing is left."""
        return {}

    def close(self) -> None:
        """Closes the connection."""
        self.core.close()


def sqlite_engine(path: Path) -> Engine:
    """An engine whose connections have the settings above; transactions are explicit.

    Raises:
        StorageFailed: the directory or the file cannot be made, or cannot be kept from
            other users.
    """
    try:
        _own(path)
    except OSError as error:
        raise StorageFailed(f"the storage directory is not usable: {error.strerror}") from None
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=NullPool,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",
        connect_args={"isolation_level": None, "cached_statements": 512},
    )
    event.listen(engine, "connect", _prepare)
    return engine


def truncate_log(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """Empties the write-ahead log, so that no old page is left in it.

    Deleted text stays in the log until then, whatever secure_delete says.

    Returns:
        busy, frames in the log, frames checkpointed; (0, 0, 0) when it is empty. Busy is
        1 when another connection was reading or writing all the time it waited.
    """
    connection.execute(f"PRAGMA busy_timeout = {CHECKPOINT_TIMEOUT_MS}")
    try:
        row = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return int(row[0]), int(row[1]), int(row[2])


def driver_of(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection under SQLAlchemy's."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise StorageFailed("the database is not an SQLite file")
    return driver


def _own(path: Path) -> None:
    directory = path.parent
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        directory.chmod(0o700)
    except PermissionError:
        # A mounted volume may belong to another user; others must be kept out all the same.
        if directory.stat().st_mode & 0o007:
            raise
    # A file that is there is not opened: closing it would drop the locks that SQLite holds
    # on it in this process (fcntl's are the process's), and another process would take the
    # log that is in use for one that nobody needs.
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        path.chmod(0o600)


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)
