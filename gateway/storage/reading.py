"""A thread and a connection of its own for what only reads: no writer waits for it.

A transaction that reads keeps the log of an SQLite file from being truncated, so each is
to be short; what has many rows to look at takes a page a transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy.engine import Connection

from gateway.errors import GatewayError
from gateway.storage.database import DatabaseStore
from gateway.storage.driver import Driver, Tenants, reading
from gateway.storage.writer import Writer, failed

Result = TypeVar("Result")


class Reading(Protocol):
    """What the pages ask."""

    async def read(
        self, function: Callable[[Connection], Result], *, tenants: Collection[str]
    ) -> Result:
        """Runs a function in a short transaction that reads one state of these tenants' rows.

        Raises:
            StorageFailed: the database failed.
        """
        ...


class ReadingThread:
    """Reads from an opened store, until it is closed."""

    def __init__(self, store: DatabaseStore) -> None:
        """Args: store, opened before the first read and closed after ``close``."""
        self._store = store
        self._driver: Driver | None = None
        self._thread = Writer(self._run)
        self._started = False

    def __repr__(self) -> str:
        return "ReadingThread()"

    async def read(
        self, function: Callable[[Connection], Result], *, tenants: Collection[str]
    ) -> Result:
        """See Reading."""
        if not self._started:
            self._thread.start()
            self._started = True
        return cast("Result", await self._thread.submit((function, frozenset(tenants))))

    async def close(self) -> None:
        """Finishes what is asked, and closes the connection."""
        await self._thread.stop(last=self._disconnect)

    def _run(self, asked: Sequence[tuple[Callable[[Connection], Any], Tenants]]) -> Sequence[Any]:
        return [self._answer(function, tenants) for function, tenants in asked]

    def _answer(self, function: Callable[[Connection], Any], tenants: Tenants) -> Any:
        if self._driver is not None and self._driver.is_lost:
            self._disconnect()
        if self._driver is None:
            self._driver = self._store.session.database.connect()
            if self._driver.core.dialect.name == "sqlite":
                # PostgreSQL's transactions that read refuse to write by themselves.
                self._driver.execute("PRAGMA query_only = ON")
        try:
            with reading(self._driver, tenants):
                return function(self._driver.core)
        except GatewayError as error:
            return error
        except Exception as error:  # noqa: BLE001 - the one who asked is told
            return failed(error)

    def _disconnect(self) -> None:
        if self._driver is not None:
            self._driver.close()
            self._driver = None
