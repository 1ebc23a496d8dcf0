"""Everything of a tenant goes from every table, and nothing of another one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from gateway.errors import StorageFailed
from gateway.storage import tenant_rows
from gateway.storage.certificate_rows import Run
from gateway.storage.database import DatabaseStore
from gateway.storage.schema import MESSAGE, OUTCOME
from gateway.storage.tables import METADATA
from gateway.storage.tenant_erasure import erase
from tests.gateway.access.stored import TENANT, on_store
from tests.gateway.storage.any_row import row_of
from tests.gateway.storage.conftest import exchanges
from tests.gateway.storage.samples import START, disclosure

RUN = Run(run_id="run-1", at=START, cause="termination")
WITH_TENANT = [each for each in METADATA.sorted_tables if "tenant" in each.c]


def counts(transaction: Any, tenant: str) -> dict[str, int]:
    core = transaction.connection
    return {
        table.name: len(core.execute(select(table.c.tenant).where(table.c.tenant == tenant)).all())
        for table in WITH_TENANT
    }


def fill_tables(transaction: Any) -> None:
    """A row of two tenants in every table that has none of theirs yet."""
    for table in WITH_TENANT:
        for number, tenant in enumerate((TENANT, "other")):
            if not counts(transaction, tenant)[table.name]:
                core = transaction.connection
                row = row_of(core, table, tenant=tenant, number=number)
                transaction.connection.execute(insert(table).values(**row))


def test_every_table_is_emptied_of_one_tenant_alone(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.record(disclosure(50, tenant="other"))
        await store.act(fill_tables)
        before = await store.act(lambda act: counts(act, "other"))
        assert all(before.values())
        people = await store.act(lambda act: tenant_rows.people(act, TENANT, after="", limit=1000))
        assert len(people) >= 2
        rows, keys = await erase(store, TENANT, run=RUN)
        assert rows >= len(tenant_rows.tables())
        assert keys >= 1
        left = await store.act(lambda act: counts(act, TENANT))
        assert {name for name, count in left.items() if count} == tenant_rows.KEPT
        assert await store.act(lambda act: counts(act, "other")) == before
        assert await store.act(lambda act: tenant_rows.remaining(act, TENANT)) == 0

        def hanging(transaction: Any) -> tuple[int, int]:
            core = transaction.connection
            return len(core.execute(select(MESSAGE)).all()), len(
                core.execute(select(OUTCOME)).all()
            )

        messages, outcomes = await store.act(hanging)
        assert (messages, outcomes) == (1, 0)
        assert await erase(store, TENANT, run=RUN) == (0, 0)

    on_store(tmp_path, scenario)


def test_pages_are_small_and_together_all(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        taken = []
        while count := await store.act(
            lambda act: tenant_rows.erase_conversations(act, TENANT, run=RUN, limit=2)
        ):
            taken.append(count)
        assert taken == [2, 2, 1]
        keys = []
        while count := await store.act(
            lambda act: tenant_rows.destroy_keys(act, TENANT, run=RUN, limit=2)
        ):
            keys.append(count)
        assert sum(keys) >= 1
        assert max(keys) <= 2
        assert await store.act(lambda act: tenant_rows.kept_people(act, TENANT)) == []

    on_store(tmp_path, scenario, count=5)


def test_nothing_of_a_tenant_that_has_ended_can_be_stored(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.act(lambda act: act.keys.end_tenant(TENANT))
        with pytest.raises(StorageFailed):
            await exchanges(store, range(60, 61))
        await store.record(disclosure(61, tenant="other"))
        assert await store.conversations(TENANT) == []
        assert len(await store.conversations("other")) == 1

    on_store(tmp_path, scenario, count=0)
