"""Instructions as rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gateway.storage import instruction_rows
from gateway.storage.database import DatabaseStore
from tests.gateway.access.stored import HOUR, TENANT, instruction, on_store
from tests.gateway.storage.samples import START


def test_what_is_written_is_read_and_revoked_once(tmp_path: Path) -> None:
    first = instruction()
    second = instruction(instruction_id="i2", recorded_at=START + HOUR)

    async def scenario(store: DatabaseStore) -> None:
        def act(transaction: Any) -> None:
            core = transaction.connection
            for each in (first, second, instruction(tenant="other")):
                instruction_rows.add(core, each)
            assert instruction_rows.find(core, TENANT, instruction_id="i1") == first
            assert instruction_rows.find(core, "other", instruction_id="i2") is None
            assert list(instruction_rows.listed(core, TENANT)) == [second, first]
            for by in ("first", "second"):
                instruction_rows.revoke(core, first, at=START, by=by)
            revoked = instruction_rows.find(core, TENANT, instruction_id="i1")
            assert revoked is not None
            assert (revoked.revoked_at, revoked.revoked_by) == (START, "first")
            assert not revoked.stands(START)
            theirs = instruction_rows.find(core, "other", instruction_id="i1")
            assert theirs is not None
            assert theirs.stands(START)

        await store.act(act)

    on_store(tmp_path, scenario, count=0)
