"""Keys and ended tenants are read beside the writer."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from pathlib import Path

from gateway.access.terminations import Termination
from gateway.admin.auth import new_api_key
from gateway.model import Role
from gateway.storage import termination_rows
from gateway.storage.database import DatabaseStore
from gateway.storage.reading import ReadingThread
from gateway.storage.stored_keys import StoredKeys
from tests.gateway.storage.samples import MASTER, START


def test_keys_and_ends_are_seen_while_the_writer_is_busy(tmp_path: Path) -> None:
    record, _ = new_api_key("main", Role.CHAT, label="c", entropy=os.urandom, now=START)
    ended = Termination(
        tenant="gone",
        announced_by="admin",
        announced_at=START,
        due_at=START + timedelta(days=1),
        begun_at=START,
    )

    async def run() -> None:
        store = DatabaseStore.in_directory(tmp_path, master_key=MASTER, clock=lambda: START)
        await store.open()
        reading = ReadingThread(store)
        keys = StoredKeys(reading, ["main", "gone"])
        try:
            assert (await keys.api_keys(), await keys.ended()) == ([], frozenset())
            await store.add_api_key(record)
            await store.act(lambda act: termination_rows.put(act.connection, ended))
            loop = asyncio.get_running_loop()

            def busy(_: object) -> tuple[list[str], frozenset[str]]:
                asked = asyncio.run_coroutine_threadsafe(both(), loop)
                return asked.result(10)

            async def both() -> tuple[list[str], frozenset[str]]:
                return [each.key_id for each in await keys.api_keys()], await keys.ended()

            # The writer itself waits for the answer.
            assert await store.act(busy) == ([record.key_id], frozenset({"gone"}))
            await store.revoke_api_key(record.key_id, START)
            assert [each.revoked_at for each in await keys.api_keys()] == [START]
        finally:
            await reading.close()
            await store.close()

    asyncio.run(run())
