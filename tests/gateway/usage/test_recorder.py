"""Usage is gathered, written together, and never in anybody's way."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.errors import StorageFailed
from gateway.policy import LegalBasis
from gateway.storage.database import DatabaseStore
from gateway.storage.schema_usage import USAGE
from gateway.usage import recorder as module
from gateway.usage.recorder import UsageRecorder
from gateway.usage.records import Seen
from gateway.wiring import new_id
from tests.gateway.storage.samples import MASTER, START
from tests.gateway.usage.tenants import tenant

SEEN = Seen(
    tenant="main",
    subject="s",
    at=START,
    endpoint="/v1/chat/completions",
    purpose="answering",
    outcome="answered",
)
INTEREST = tenant(basis=LegalBasis.LEGITIMATE_INTEREST)


def recorder(store: Any, **tenants: Any) -> UsageRecorder:
    known = tenants or {"main": INTEREST}
    return UsageRecorder(store, tenants=known, now=lambda: START, new_id=new_id)


def rows(store: DatabaseStore) -> Any:
    return store.act(lambda transaction: transaction.connection.execute(select(USAGE)).all())


def test_what_waits_is_written_at_the_end(tmp_path: Path) -> None:
    async def scenario() -> list[Any]:
        store = DatabaseStore.in_directory(tmp_path / "data", master_key=MASTER)
        await store.open()
        made = recorder(store)
        for number in range(3):
            made.take(replace(SEEN, subject=f"s{number}"))
        made.take(replace(SEEN, tenant="stranger"))
        await made.close()
        found = await rows(store)
        await store.close()
        return list(found)

    found = asyncio.run(scenario())
    assert sorted(row.subject for row in found) == ["s0", "s1", "s2"]
    assert {row.retention_class for row in found} == {INTEREST.policy.record_class("usage").key}
    assert all(row.erase_by > row.at for row in found)


def test_it_is_written_within_a_moment_without_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "INTERVAL", 0.01)

    async def scenario() -> int:
        store = DatabaseStore.in_directory(tmp_path / "data", master_key=MASTER)
        await store.open()
        made = recorder(store)
        found = 0
        for _ in range(2):
            made.take(SEEN)
            await asyncio.sleep(0.5)
            found += len(await rows(store))
        await made.close()
        await store.close()
        return found

    assert asyncio.run(scenario()) == 1 + 2


class Failing:
    def __init__(self) -> None:
        self.asked = 0

    async def act(self, _function: Any, **_: Any) -> Any:
        self.asked += 1
        raise StorageFailed("the store is not open")


def test_a_store_that_fails_stops_nobody() -> None:
    async def scenario() -> int:
        store = Failing()
        made = recorder(store)
        made.take(SEEN)
        await made.close()
        return store.asked

    assert asyncio.run(scenario()) == 1


def test_what_is_too_much_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 2)

    async def scenario() -> int:
        store = Failing()
        made = recorder(store)
        for _ in range(5):
            made.take(SEEN)
        waiting = len(made._waiting)
        await made.close()
        return waiting

    assert asyncio.run(scenario()) == 2


def test_a_policy_without_usage_has_none_recorded() -> None:
    silent = replace(INTEREST, policy=replace(INTEREST.policy, usage=None))
    made = recorder(Failing(), main=silent)
    assert not made.records("main")
    assert made.network("main", "192.0.2.1") == ""
    made.take(SEEN)
    assert made._waiting == []
    assert recorder(Failing()).network("main", "192.0.2.1") == "192.0.2.0/24"
