"""The day that a certificate names as that of the last copy of the keys."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gateway.retention import sweep
from gateway.retention.certificates import COMPLETE
from gateway.storage import due_pages
from gateway.storage.backup import Copied, back_up_data, back_up_keys
from gateway.storage.certificate_rows import Run
from gateway.storage.database import DatabaseStore
from gateway.storage.last_key_copy import KEPT_KEYS, copies_gone_by, note_restored
from tests.gateway.retention.stored import END, certificates, stored
from tests.gateway.storage.conftest import SetClock, opened, with_store
from tests.gateway.storage.samples import DAY, MASTER
from tests.postgres import new_databases, store_on

KEY = bytes(32)
MADE = END - 2 * DAY


@pytest.mark.parametrize(
    ("keys", "gone_by"),
    [(True, MADE + KEPT_KEYS), (False, END), (None, END)],
    ids=["keys are copied", "only the data is", "nothing is"],
)
def test_it_is_a_week_after_the_last_copy(
    tmp_path: Path, keys: bool | None, gone_by: datetime
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        if keys is not None:
            take = back_up_keys if keys else back_up_data
            copied = Copied.of(store)
            await asyncio.to_thread(take, copied, tmp_path / "copies", key=KEY, now=MADE)
        await store.sweep(END)
        [one] = await certificates(store)
        assert one.proof is not None
        assert one.proof.keys_gone_by == gone_by

    opened(tmp_path / "data", scenario)


def test_a_copy_of_long_ago_is_gone_and_a_restore_may_have_left_one(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        copied = Copied.of(store)
        back_up_keys(copied, tmp_path / "copies", key=KEY, now=MADE - 9 * DAY)
        assert await store.act(lambda act: copies_gone_by(act.keys, MADE)) == MADE
        await store.act(lambda act: note_restored(act.keys, MADE))
        later = MADE + timedelta(hours=1)
        assert await store.act(lambda act: copies_gone_by(act.keys, later)) == MADE + KEPT_KEYS

    opened(tmp_path / "data", scenario)


def test_on_postgresql_a_certificate_names_its_proof(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        copied = Copied.of(store)
        await asyncio.to_thread(back_up_keys, copied, tmp_path, key=KEY, now=MADE)
        await store.sweep(END)
        [one] = await certificates(store)
        assert one.proof is not None
        table = one.proof.key_table
        assert table is not None
        assert (one.state, table.rewritten) == (COMPLETE, True)
        assert table.wal_until.startswith("0/")
        assert one.proof.keys_gone_by == MADE + KEPT_KEYS

    store = store_on(new_databases(), master_key=MASTER, tenants=["acme"], clock=SetClock())
    asyncio.run(with_store(store, scenario))


def test_what_a_process_that_was_killed_has_destroyed_is_proven_by_another() -> None:
    urls = new_databases()

    def store() -> DatabaseStore:
        return store_on(urls, master_key=MASTER, tenants=["acme"], clock=SetClock())

    async def killed(first: DatabaseStore) -> None:
        await stored(first, 1)
        run = Run(run_id="run-1", at=END)
        page = await first.act(lambda act: due_pages.due_page(act, run=run, limit=9))
        assert page.outcomes["erased"] == 1

    async def completes(second: DatabaseStore) -> None:
        assert await second.key_facts() == {}
        assert await sweep.complete(second, END) == (None, 0)
        [one] = await certificates(second)
        assert one.proof is not None
        assert one.proof.key_table is not None
        assert one.proof.key_table.rewritten

    asyncio.run(with_store(store(), killed))
    asyncio.run(with_store(store(), completes))
