"""After a sweep nothing is left: raw bytes, copies, crashes."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import StorageFailed
from gateway.storage import erasure
from gateway.storage.database import KEY_FILE, MAIN_FILE, DatabaseStore
from gateway.storage.ports import Recorded
from tests.gateway.storage.conftest import exchanges, opened, raw_bytes
from tests.gateway.storage.samples import (
    CANARY,
    DAY,
    START,
    disclosure,
    look_up,
    tag,
)


def test_after_a_sweep_nothing_of_a_conversation_is_left(tmp_path: Path) -> None:
    def key_rows() -> list[bytes]:
        with sqlite3.connect(tmp_path / KEY_FILE) as connection:
            query = "SELECT wrapped FROM data_key WHERE dek_id LIKE 'dek-%'"
            return [row[0] for row in connection.execute(query)]

    def bodies() -> list[bytes]:
        with sqlite3.connect(tmp_path / MAIN_FILE) as connection:
            return [row[0] for row in connection.execute("SELECT body FROM message")]

    async def scenario(store: DatabaseStore) -> None:
        await exchanges(store, range(1, 30))
        wrapped, texts = key_rows(), bodies()
        assert (len(wrapped), len(texts)) == (29, 58)
        before = raw_bytes(tmp_path)
        assert all(row in before for row in wrapped + texts)
        swept = await store.sweep(START + 30 * DAY, batch=7)
        assert (swept.erased, swept.checkpoint) == (29, (0, 0, 0))
        after = raw_bytes(tmp_path)
        assert not any(row in after for row in wrapped + texts)
        assert b"consent_event" in after

    opened(tmp_path, scenario)


def test_a_copy_from_before_the_sweep_cannot_be_read(tmp_path: Path) -> None:
    data = tmp_path / "data"

    async def fill(store: DatabaseStore) -> None:
        await exchanges(store, range(1, 4))
        await store.record(disclosure(9, tag=tag(START + 90 * DAY)))

    async def erase(store: DatabaseStore) -> None:
        assert (await store.sweep(START + 30 * DAY)).erased == 3

    async def look(store: DatabaseStore) -> None:
        shown = await store.conversations("acme")
        assert [each.conversation_id for each in shown] == ["conversation-9"]
        assert (await store.look_up(look_up("u1", "a1"))).conversation is None
        more = disclosure(1, new=False, disclosure_id="more")
        assert await store.record(more) is Recorded.CONVERSATION_CHANGED
        # Rows without a key are dead weight; the next sweep takes them, due or not.
        assert (await store.sweep(START, batch=2)).erased == 3
        assert len(await store.conversations("acme")) == 1

    opened(data, fill)
    shutil.copy(data / MAIN_FILE, tmp_path / "copy")
    opened(data, erase)
    for suffix in ("-wal", "-shm"):
        (data / f"{MAIN_FILE}{suffix}").unlink(missing_ok=True)
    shutil.copy(tmp_path / "copy", data / MAIN_FILE)
    opened(data, look)


def test_a_crash_between_key_and_rows_is_finished_by_the_next_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any) -> None:
        raise OSError("power is gone")

    async def scenario(store: DatabaseStore) -> None:
        await exchanges(store, range(1, 4))
        with monkeypatch.context() as patch:
            patch.setattr(erasure, "delete_rows", crash)
            with pytest.raises(StorageFailed):
                await store.sweep(START + 30 * DAY)
        [count] = await store.class_counts(START)
        assert count.conversations == 3
        # The rows are there, and nobody can read them or add to them.
        assert await store.conversations("acme") == []
        assert (await store.look_up(look_up("u1", "a1"))).conversation is None
        more = disclosure(1, new=False, disclosure_id="more")
        assert await store.record(more) is Recorded.CONVERSATION_CHANGED
        assert (await store.sweep(START + 30 * DAY)).erased == 3
        assert await store.class_counts(START) == []

    opened(tmp_path, scenario)


def test_a_key_without_conversation_goes_after_a_day(tmp_path: Path) -> None:
    def keys() -> int:
        with sqlite3.connect(tmp_path / KEY_FILE) as connection:
            query = "SELECT count(*) FROM data_key WHERE dek_id LIKE 'dek-%'"
            return int(connection.execute(query).fetchone()[0])

    async def scenario(store: DatabaseStore) -> None:
        await exchanges(store, range(1, 4))
        with pytest.raises(StorageFailed):
            await store.record(disclosure(5, disclosure_id="disclosure-1"))
        assert keys() == 4
        await store.sweep(START + DAY, batch=2)
        assert keys() == 4
        await store.sweep(START + DAY + (DAY / 86_400), batch=2)
        assert keys() == 3
        assert len(await store.conversations("acme")) == 3

    opened(tmp_path, scenario)


def test_a_reader_keeps_the_log_and_the_sweep_says_so(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await exchanges(store, range(1, 4))
        reader = sqlite3.connect(tmp_path / MAIN_FILE)
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM message").fetchone() == (6,)
        swept = await store.sweep(START + 30 * DAY)
        assert swept.erased == 3
        assert swept.checkpoint is not None
        assert swept.checkpoint[0] == 1
        reader.close()
        assert (await store.sweep(START + 30 * DAY)).checkpoint == (0, 0, 0)

    opened(tmp_path, scenario)


def test_disclosures_stay_and_hold_no_text(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await exchanges(store, range(1, 3))
        await store.sweep(START + 30 * DAY)

    opened(tmp_path, scenario)
    with sqlite3.connect(tmp_path / MAIN_FILE) as connection:
        rows = connection.execute("SELECT * FROM disclosure JOIN outcome USING (disclosure_id)")
        kept = rows.fetchall()
        assert connection.execute("SELECT count(*) FROM message").fetchone() == (0,)
    assert len(kept) == 2
    assert CANARY not in repr(kept)
