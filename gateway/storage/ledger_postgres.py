"""The erasure ledger on PostgreSQL: beside the keys, never beside the conversations.

Whoever has the store open holds an advisory lock of the keys' database together with the
others, on a connection of its own, so that it is given back when the process ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, insert, inspect, select, text

from gateway.errors import StorageFailed
from gateway.storage.driver import NOBODY, Database, Driver, writing
from gateway.storage.ledger_rows import LEDGER_META
from gateway.storage.postgres import PostgresDatabase

_LOCK = int.from_bytes(b"occupied", "big") >> 1
_TABLE, _MARK = "ledger_meta", "restoring"


class LedgerInPostgres:
    """A LedgerPlace in the database of the keys."""

    def __init__(
        self, database: PostgresDatabase, *, owner: PostgresDatabase | None = None
    ) -> None:
        """Args: database, of the keys; the same as its tables' owner, for ``mark`` alone."""
        self._alone = False
        self._owner = owner
        self.database: Database = database

    def exists(self) -> bool:
        """Whether a ledger was begun there."""
        driver = self.database.connect()
        try:
            if not inspect(driver.core).has_table(_TABLE):
                return False
            return driver.execute(f"SELECT name FROM {_TABLE} LIMIT 1").fetchone() is not None  # noqa: S608
        finally:
            driver.close()

    def occupy(self) -> PostgresShare:
        """Says that this process has the store open.

        Raises:
            StorageFailed: it is being restored.
        """
        if self._alone:
            return PostgresShare(None)
        share = self._locked("pg_try_advisory_lock_shared", "this store is being restored")
        if self.exists() and self._is_marked():
            share.release()
            raise StorageFailed("a restore of this store was broken off; run it again")
        return share

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other process has the store open, or opens it, meanwhile.

        Raises:
            StorageFailed: one has it open.
        """
        share = self._locked("pg_try_advisory_lock", "a process has this store open; end it first")
        self._alone = True
        try:
            yield
        finally:
            self._alone = False
            share.release()

    def mark(self, *, restoring: bool) -> None:
        """Sets or takes away the mark of a restore that is not over.

        Raises:
            StorageFailed: this process may not, as it does not have the owner's URL.
        """
        if self._owner is None:
            raise StorageFailed("a restore needs the URL of the tables' owner")
        driver = self._owner.connect()
        try:
            with writing(driver, NOBODY):
                driver.core.execute(delete(LEDGER_META).where(LEDGER_META.c.name == _MARK))
                if restoring:
                    driver.core.execute(insert(LEDGER_META).values(name=_MARK, value="yes"))
        finally:
            driver.close()

    def _is_marked(self) -> bool:
        driver = self.database.connect()
        try:
            query = select(LEDGER_META.c.name).where(LEDGER_META.c.name == _MARK)
            return driver.core.execute(query).first() is not None
        finally:
            driver.close()

    def _locked(self, function: str, refusal: str) -> PostgresShare:
        driver = self.database.connect()
        if not driver.core.execute(text(f"SELECT {function}({_LOCK})")).scalar():
            driver.close()
            raise StorageFailed(refusal)
        return PostgresShare(driver)


class PostgresShare:
    """The connection that holds the lock; None holds nothing."""

    def __init__(self, driver: Driver | None) -> None:
        """Args: driver, whose session has the lock."""
        self._driver = driver

    @property
    def is_held(self) -> bool:
        """See Occupied."""
        return self._driver is not None

    def release(self) -> None:
        """Closes it."""
        if self._driver is not None:
            self._driver.close()
            self._driver = None
