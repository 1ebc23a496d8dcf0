"""An act is kept whole or not at all, with its audit entries, and runs after no other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from gateway.audit.entry import Act, AuditEntry
from gateway.errors import GatewayError, Refused, StorageFailed
from gateway.storage.database import DatabaseStore
from gateway.storage.schema import META
from gateway.storage.schema_audit import AUDIT_ENTRY
from gateway.storage.transaction import ActingStore, Transaction
from tests.gateway.storage.conftest import SetClock, with_store
from tests.gateway.storage.samples import MASTER, START
from tests.postgres import new_databases, store_on

CANARY = "zanzibar-4711"


@pytest.fixture(params=["files", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ActingStore:
    if request.param == "postgres":
        return store_on(new_databases(), master_key=MASTER, tenants=("main",), clock=SetClock())
    return DatabaseStore.in_directory(tmp_path / "data", master_key=MASTER)


def put(transaction: Transaction, name: str) -> int:
    transaction.connection.execute(insert(META).values(name=name, value="1"))
    transaction.audit.append(AuditEntry(act=Act.STARTED, tenant="main", at=START))
    return counted(transaction)[0]


def counted(transaction: Transaction) -> tuple[int, int]:
    connection = transaction.connection
    marks = select(func.count()).select_from(META).where(META.c.name.like("mark-%"))
    entries = select(func.count()).select_from(AUDIT_ENTRY)
    return connection.execute(marks).scalar_one(), connection.execute(entries).scalar_one()


def test_what_an_act_returns_comes_back_and_stays(store: ActingStore) -> None:
    async def scenario(held: Any) -> None:
        before = await held.act(counted)
        assert await held.act(lambda act: put(act, "mark-1")) == 1
        assert await held.act(counted) == (before[0] + 1, before[1] + 1)

    asyncio.run(with_store(store, scenario))


def _refuses(_: Transaction) -> None:
    raise Refused("content_blocked", "No.", status=422)


def _fails(_: Transaction) -> None:
    raise RuntimeError(CANARY)


@pytest.mark.parametrize(("breaks", "raised"), [(_refuses, Refused), (_fails, StorageFailed)])
def test_of_an_act_that_raises_nothing_is_kept(
    store: ActingStore, breaks: Callable[[Transaction], None], raised: type[GatewayError]
) -> None:
    async def scenario(held: Any) -> None:
        before = await held.act(counted)

        def act(transaction: Transaction) -> None:
            put(transaction, "mark-1")
            breaks(transaction)

        with pytest.raises(raised) as caught:
            await held.act(act)
        assert CANARY not in str(caught.value)
        assert await held.act(counted) == before
        # The store goes on.
        assert await held.act(lambda each: put(each, "mark-2")) == 1

    asyncio.run(with_store(store, scenario))


def test_acts_at_once_come_one_after_another(store: ActingStore) -> None:
    async def scenario(held: Any) -> None:
        before = await held.act(counted)
        names = [f"mark-{number}" for number in range(20)]
        seen = await asyncio.gather(
            *(held.act(lambda act, name=name: put(act, name)) for name in names)
        )
        assert sorted(seen) == [before[0] + number for number in range(1, 21)]
        assert (await held.act(counted))[1] == before[1] + 20

    asyncio.run(with_store(store, scenario))


def test_a_closed_store_takes_no_act(store: ActingStore) -> None:
    with pytest.raises(StorageFailed):
        asyncio.run(store.act(counted))
