"""Stores to test: the database in a fresh directory, and memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from gateway.storage.database import DatabaseStore
from gateway.storage.memory import MemoryStore
from gateway.storage.ports import Known, NewState, Recorded, Store
from tests.gateway.storage.samples import (
    CANARY,
    MASTER,
    START,
    answer,
    disclosure,
    message,
    outcome,
)
from tests.postgres import new_databases, store_on

Result = TypeVar("Result")
# Runs a scenario on an open store and returns what it returns.
Run = Callable[[Callable[[Any], Awaitable[Any]]], Any]
NOTHING = Known(consent=None, conversation=None, state=None)


class SetClock:
    """A clock that stands where a test puts it."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


async def with_store(store: Store, scenario: Callable[[Any], Awaitable[Result]]) -> Result:
    await store.open()
    try:
        return await scenario(store)
    finally:
        await store.close()


TENANTS = ("acme", "other", "elsewhere", "main", "t")


@pytest.fixture(params=["database", "postgres", "memory"])
def run(request: pytest.FixtureRequest, tmp_path: Path, clock: SetClock) -> Run:
    urls = new_databases() if request.param == "postgres" else None

    def on_store(scenario: Callable[[Any], Awaitable[Any]]) -> Any:
        store: Store
        if urls is not None:
            store = store_on(urls, master_key=MASTER, tenants=TENANTS, clock=clock)
        elif request.param == "database":
            store = DatabaseStore.in_directory(tmp_path / "data", master_key=MASTER, clock=clock)
        else:
            store = MemoryStore(clock=clock)
        return asyncio.run(with_store(store, scenario))

    return on_store


def opened(
    directory: Path, scenario: Callable[[DatabaseStore], Awaitable[Any]], **changes: Any
) -> Any:
    fields: dict[str, Any] = {"master_key": MASTER, "clock": SetClock()}
    store = DatabaseStore.in_directory(directory, **(fields | changes))
    return asyncio.run(with_store(store, scenario))


def raw_bytes(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file())


async def exchanges(store: DatabaseStore, numbers: range) -> None:
    for number in numbers:
        text = f"{CANARY}-{number}"
        asked = disclosure(number, messages=(message(text),))
        assert await store.record(asked) is Recorded.RECORDED
        await store.finish(outcome(number, answers=(answer(text),)))


async def exchange(store: Store, number: int, state: NewState | None, **changes: Any) -> None:
    """The first exchange of a conversation, and the state that its answer leaves."""
    same = {name: changes[name] for name in ("tenant", "subject", "at") if name in changes}
    assert await store.record(disclosure(number, **changes)) is Recorded.RECORDED
    await store.finish(outcome(number, state=state, **same))
