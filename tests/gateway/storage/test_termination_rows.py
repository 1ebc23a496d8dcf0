"""Terminations as rows, and what stands against one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from gateway.access.terminations import Keeping, Termination
from gateway.storage import termination_rows
from gateway.storage.database import DatabaseStore
from tests.gateway.access.stored import TENANT, on_store
from tests.gateway.storage.samples import START, api_key

HELD = Termination(
    tenant=TENANT, announced_by="key", announced_at=START, due_at=START + timedelta(days=1)
)


def test_one_is_kept_changed_and_removed(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        def act(transaction: Any) -> None:
            core = transaction.connection
            assert termination_rows.find(core, TENANT) is None
            termination_rows.put(core, HELD)
            assert termination_rows.find(core, TENANT) == HELD
            assert termination_rows.begun(core) == frozenset()
            begun = replace(HELD, begun_at=START, package_sha256="ab", certificate_id="c")
            termination_rows.put(core, begun)
            assert termination_rows.find(core, TENANT) == begun
            assert termination_rows.begun(core) == {TENANT}
            termination_rows.remove(core, TENANT)
            assert termination_rows.find(core, TENANT) is None
            assert termination_rows.keeping(transaction, TENANT, now=START) == Keeping()

        await store.act(act)

    on_store(tmp_path, scenario)


def test_keys_are_revoked_and_lose_their_labels(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.add_api_key(api_key(key_id="aaaaaaaa", tenant=TENANT, label="Ada's"))
        other = api_key(key_id="bbbbbbbb", tenant="other", label="kept", secret_sha256="2" * 64)
        await store.add_api_key(other)
        count = await store.act(
            lambda act: termination_rows.revoke_keys(act.connection, TENANT, at=START)
        )
        assert count == 1
        mine, theirs = await store.api_keys()
        assert (mine.revoked_at, mine.label) == (START, "")
        assert theirs == other

    on_store(tmp_path, scenario, count=0)
