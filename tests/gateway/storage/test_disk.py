"""Files are searched to the last one, and written anew where something is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.retention.certificates import Found
from gateway.storage.database import KEY_FILE, MAIN_FILE, DatabaseStore
from gateway.storage.disk import (
    clear_staged,
    kept_beside,
    rewrite,
    search_files,
    staged,
    truncate_logs,
)
from gateway.storage.files import SqliteFile
from gateway.storage.kept_store import KEPT_FILE, KEPT_KEY_FILE
from gateway.storage.keys import KEYS, KeyFile, NewKey
from tests.gateway.retention.stored import dek_id, stored
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import MASTER

NAMES = [dek_id(1), dek_id(2)]


def test_every_file_is_searched_and_those_without_keys_count_apart(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)

    opened(tmp_path, scenario)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "copy").write_bytes(b"x" * 5000 + NAMES[1].encode())
    places = [SqliteFile(tmp_path / MAIN_FILE)], [SqliteFile(tmp_path / KEY_FILE)]
    found, files = search_files(*places, names=NAMES)
    assert (found.found, found.remains, found.samples) == (2, 1, 2)
    assert {file.name for file in files} == {MAIN_FILE, KEY_FILE, "copy"}
    assert found.files >= 5
    none = Found(files=found.files, samples=0, found=0)
    assert search_files(*places, names=[]) == (none, frozenset())
    missing = [SqliteFile(tmp_path / "nowhere" / MAIN_FILE)]
    none = Found(files=0, samples=2, found=0)
    assert search_files(missing, [], names=NAMES) == (none, frozenset())


@pytest.mark.parametrize("name", [MAIN_FILE, KEPT_FILE])
def test_a_copy_of_the_keys_counts_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    main, keys = SqliteFile(tmp_path / MAIN_FILE), SqliteFile(tmp_path / KEY_FILE)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / name).write_bytes(NAMES[0].encode())
    found, _ = search_files([main], [keys], names=NAMES)
    assert (found.found, found.remains) == (1, 0)


def test_logs_are_truncated_and_files_written_anew(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / KEY_FILE, MASTER)
    keys.open()
    main = SqliteFile(tmp_path / MAIN_FILE)
    driver = main.open(KEYS)
    kept = kept_beside(main, keys)
    keys.add([NewKey(dek_id=dek_id(1), tenant="acme", key=bytes(32), created_at=0)])
    assert truncate_logs(keys, driver, kept=kept) == (0, 0, 0)
    assert (tmp_path / f"{KEY_FILE}-wal").stat().st_size == 0
    assert not rewrite([keys], (main, driver), files=frozenset({tmp_path / "other"}))
    both = frozenset({main.path, tmp_path / KEY_FILE})
    assert rewrite([keys], (main, driver), files=both)
    assert truncate_logs(keys, driver, kept=kept) == (0, 0, 0)
    assert keys.missing(NAMES) == {dek_id(2)}
    driver.close()
    keys.close()


def test_the_keys_of_the_separate_store_are_written_anew_too(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / KEY_FILE, MASTER)
    keys.open()
    main = SqliteFile(tmp_path / MAIN_FILE)
    driver = main.open(KEYS)
    kept = kept_beside(main, keys)
    assert kept is not None
    kept.make()
    name = tmp_path / KEPT_KEY_FILE
    kept.keys.add([NewKey(dek_id=dek_id(1), tenant="acme", key=bytes(32), created_at=0)])
    kept.keys.destroy([dek_id(1)])
    kept.keys.truncate()
    with name.open("r+b") as file:  # a remainder in a gap that SQLite does not see
        file.seek(-100, 2)
        file.write(dek_id(1).encode())
    both = (keys, kept.keys)
    assert dek_id(1).encode() in name.read_bytes()
    assert rewrite(both, (main, driver), files=frozenset({name}))
    assert truncate_logs(keys, driver, kept=kept) == (0, 0, 0)
    assert dek_id(1).encode() not in name.read_bytes()
    kept.close()
    driver.close()
    keys.close()


def test_a_large_main_file_is_left_as_it_is(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / KEY_FILE, MASTER)
    keys.open()
    main = SqliteFile(tmp_path / MAIN_FILE)
    driver = main.open(KEYS)
    with main.path.open("r+b") as file:
        file.truncate(1 << 27)
    assert not rewrite([keys], (main, driver), files=frozenset({main.path}))
    driver.close()
    keys.close()


def test_what_a_killed_restore_prepared_goes_when_the_store_is_opened(tmp_path: Path) -> None:
    main, keys = SqliteFile(tmp_path / MAIN_FILE), SqliteFile(tmp_path / KEY_FILE)
    clear_staged(main, keys)  # there may be nothing

    async def scenario(store: DatabaseStore) -> None:
        assert not staged(main.path).parent.exists()

    for _ in range(2):
        staged(keys.path).parent.mkdir()
        staged(keys.path).write_bytes(b"half a copy")
        opened(tmp_path, scenario)
    assert main.path.exists()
    assert keys.path.exists()
