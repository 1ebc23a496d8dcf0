"""An open store of each kind for a whole module, in which acts are done one after another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest
from sqlalchemy import Executable

from gateway.storage.database import DatabaseStore
from gateway.storage.transaction import Transaction
from tests.gateway.storage.conftest import SetClock
from tests.gateway.storage.samples import MASTER
from tests.postgres import new_databases, store_on

Result = TypeVar("Result")
Given = ParamSpec("Given")
_TENANTS = tuple(f"tenant-{number}" for number in range(40))


class Acts:
    """A store; each test takes tenants of its own."""

    def __init__(self, store: DatabaseStore, runner: asyncio.Runner) -> None:
        self.store, self._runner = store, runner
        self._free = iter(_TENANTS)
        self._ids = count(1)

    def tenant(self) -> str:
        """One that no test has taken."""
        return next(self._free)

    def new_id(self) -> str:
        return f"{next(self._ids):032x}"

    def __call__(self, act: Callable[[Transaction], Result], *tenants: str) -> Result:
        """Does an act, seeing all tenants' rows, or on PostgreSQL only those of some."""
        return self._runner.run(self.store.act(act, tenants=list(tenants) or None))

    def do(
        self,
        act: Callable[Concatenate[Transaction, Given], Result],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Does an act with arguments."""
        return self(lambda transaction: act(transaction, *given, **named))

    def rows(self, statement: Executable, *tenants: str) -> list[Any]:
        """What a query finds, seeing what ``__call__`` says."""
        return self(lambda each: list(each.connection.execute(statement)), *tenants)

    def changed(self, statement: Executable, *tenants: str) -> int:
        """How many rows a statement changes."""
        return self(lambda each: each.connection.execute(statement).rowcount, *tenants)

    def run(self, work: Awaitable[Result]) -> Result:
        async def waiting() -> Result:
            return await work

        return self._runner.run(waiting())


@pytest.fixture(scope="module", params=["database", "postgres"])
def acts(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Acts]:
    if request.param == "postgres":
        yield from _opened(_on_postgres())
    else:
        directory = tmp_path_factory.mktemp("acts") / "data"
        yield from _opened(
            DatabaseStore.in_directory(directory, master_key=MASTER, clock=SetClock())
        )


@pytest.fixture(scope="module")
def walled() -> Iterator[Acts]:
    """On PostgreSQL only, where rows stand behind walls."""
    yield from _opened(_on_postgres())


def _on_postgres() -> DatabaseStore:
    return store_on(new_databases(), master_key=MASTER, tenants=_TENANTS, clock=SetClock())


def _opened(store: DatabaseStore) -> Iterator[Acts]:
    with asyncio.Runner() as runner:
        runner.run(store.open())
        yield Acts(store, runner)
        runner.run(store.close())
