"""The files: for their owner only, without a word of plaintext."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from gateway.errors import StorageFailed
from gateway.storage.database import KEY_FILE, MAIN_FILE, DatabaseStore
from tests.gateway.storage.conftest import exchanges, opened, raw_bytes
from tests.gateway.storage.samples import (
    CANARY,
    MASTER,
    data_key,
)


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    directory = tmp_path / "new" / "data"
    previous = os.umask(0)
    try:

        async def scenario(store: DatabaseStore) -> dict[str, int]:
            await exchanges(store, range(1, 3))
            return {
                str(path.relative_to(directory)): stat.S_IMODE(path.stat().st_mode)
                for path in directory.rglob("*")
            }

        modes = opened(directory, scenario)
    finally:
        os.umask(previous)
    assert {MAIN_FILE, KEY_FILE, f"{MAIN_FILE}-wal", f"{KEY_FILE}-wal"} <= set(modes)
    directories = {name for name in modes if (directory / name).is_dir()}
    assert {modes.pop(name) for name in directories} == {0o700}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_an_open_directory_is_closed_to_others(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    directory.mkdir(mode=0o755)
    (directory / MAIN_FILE).touch(mode=0o644)

    async def scenario(store: DatabaseStore) -> None:
        assert await store.api_keys() == []

    opened(directory, scenario)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert stat.S_IMODE((directory / MAIN_FILE).stat().st_mode) == 0o600


def test_a_path_that_cannot_be_used_refuses(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")

    async def scenario(_store: DatabaseStore) -> None:
        raise AssertionError("it opened")

    with pytest.raises(StorageFailed):
        opened(tmp_path / "file", scenario)


def test_neither_file_ever_holds_a_text_or_a_key(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await exchanges(store, range(1, 40))
        # The log still holds every page that was written.
        seen = raw_bytes(tmp_path)
        assert b"conversation-39" in seen
        assert CANARY.encode() not in seen
        assert MASTER not in seen
        assert not any(data_key(f"dek-{number}").key in seen for number in range(1, 40))

    opened(tmp_path, scenario)
    assert CANARY.encode() not in raw_bytes(tmp_path)
