from __future__ import annotations

import asyncio
import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.errors import StorageFailed
from gateway.storage.backup import KeyBackups, back_up_data, prune_key_backups_of
from gateway.storage.database import DatabaseStore
from gateway.storage.kept_store import KEPT_FILE, KEPT_KEY_FILE, KeptStore
from gateway.storage.keys import KeyFile
from gateway.storage.manifest import Kind, read_manifest
from gateway.storage.schema import HEAD
from tests.gateway.storage.backups import KEY, copied, data_copy, key_copy, with_store
from tests.gateway.storage.samples import CANARY, DAY, MASTER, START, disclosure, message, tag


def fill(directory: Path, *numbers: int) -> None:
    async def run(store: DatabaseStore) -> None:
        for number in numbers:
            hide_at = START + number * DAY
            words = (message(f"{CANARY} {number}"),)
            await store.record(disclosure(number, messages=words, tag=tag(hide_at)))

    with_store(directory, run)


def held(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in directory.rglob("*") if path.is_file())


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(path)
    found = database.execute(sql).fetchall()
    database.close()
    return found


def test_a_copy_of_the_data_holds_no_key_and_no_ledger(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data, 1, 2)
    made = data_copy(data, tmp_path / "copies")
    assert made.place == tmp_path / "copies" / "data-20260131T120000Z"
    assert sorted(path.name for path in made.place.iterdir()) == ["discreet.db", "manifest.json"]
    modes = {path.stat().st_mode & 0o777 for path in (made.place, *made.place.iterdir())}
    assert modes == {0o700, 0o600}
    assert rows(made.place / "discreet.db", "SELECT count(*) FROM message") == [(2,)]
    keys = rows(data / "keys.db", "SELECT wrapped FROM data_key")
    content = held(tmp_path / "copies")
    assert keys
    assert not [key for key in keys if bytes(key[0]) in content]  # type: ignore[call-overload]
    assert CANARY.encode() not in content
    manifest = read_manifest(made.place, key=KEY, kind=Kind.DATA)
    assert manifest == made.manifest
    assert (manifest.schema, manifest.facts["audit_size"]) == (HEAD, 2)


def test_a_copy_holds_nothing_of_what_was_deleted_before(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data, 1, 9)
    with_store(data, lambda store: store.sweep(START + 5 * DAY))
    made = data_copy(data, tmp_path / "copies")
    assert b"dek-1" not in held(made.place)
    assert b"dek-9" in held(made.place)


def test_it_is_one_state_while_others_write(tmp_path: Path) -> None:
    data, stop = tmp_path / "data", threading.Event()

    async def write(store: DatabaseStore) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            await store.record(disclosure(number))

    fill(data, 9000)
    writing = threading.Thread(target=lambda: with_store(data, write))
    writing.start()
    try:
        counts = []
        for number in range(5):
            made = data_copy(data, tmp_path / "copies", now=START + number * DAY)
            (counted,) = rows(
                made.place / "discreet.db",
                "SELECT (SELECT count(*) FROM conversation), (SELECT count(*) FROM message),"
                " (SELECT count(*) FROM disclosure), (SELECT count(*) FROM audit_entry)",
            )
            counts.append(counted)
    finally:
        stop.set()
        writing.join()
    assert all(len(set(each)) == 1 for each in counts)
    assert counts == sorted(counts)


def test_what_a_law_keeps_is_in_it_and_its_keys_are_with_the_keys(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data, 1)
    (data / KEPT_FILE).touch()
    store = KeptStore.in_directory(data, KeyFile(data / "keys.db", MASTER))
    assert "KeptStore" in repr(store)
    made, keys = data_copy(data, tmp_path / "copies"), key_copy(data, tmp_path / "keys")
    assert set(made.manifest.files) == {"discreet.db", KEPT_FILE}
    assert set(keys.manifest.files) - {KEPT_KEY_FILE} == {"keys.db"}


def test_two_of_one_second_are_refused_and_a_broken_one_is_not_seen(tmp_path: Path) -> None:
    data, copies = tmp_path / "data", tmp_path / "copies"
    fill(data, 1)
    (copies / "data-20260131T120000Z.draft").mkdir(parents=True)
    (copies / "data-20260131T120000Z.draft" / "discreet.db").write_text("left by a crash")
    data_copy(data, copies)
    with pytest.raises(StorageFailed, match="of this second"):
        data_copy(data, copies)
    assert [path.name for path in copies.iterdir()] == ["data-20260131T120000Z"]


def test_a_place_that_cannot_be_written_is_an_error_without_its_name(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data, 1)
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed) as caught:
        back_up_data(copied(data), tmp_path / "file" / "deep", key=KEY, now=START)
    assert caught.value.message == "the back-up failed: NotADirectoryError"


def test_copies_of_keys_lose_what_is_erased_and_go_after_a_week(tmp_path: Path) -> None:
    data, copies = tmp_path / "data", tmp_path / "keys"
    fill(data, 1, 9)
    old, new = (key_copy(data, copies, now=START + n * DAY) for n in (0, 6))
    (copies / "something else").mkdir()
    with_store(data, lambda store: store.sweep(START + 5 * DAY))
    assert b"dek-1" in held(new.place)

    async def prune(store: DatabaseStore, days: int) -> KeyBackups:
        at = START + days * DAY + timedelta(minutes=1)
        return await asyncio.to_thread(prune_key_backups_of, store, copies, key=KEY, now=at)

    first = with_store(data, lambda store: prune(store, 7))
    assert (first.deleted, first.erased, first.oldest) == (1, 1, START + 6 * DAY)
    assert not old.place.exists()
    assert b"dek-1" not in held(copies)
    assert b"dek-9" in held(new.place)
    assert read_manifest(new.place, key=KEY, kind=Kind.KEYS).files != new.manifest.files
    again = with_store(data, lambda store: prune(store, 8))
    assert (again.deleted, again.erased) == (0, 0)
    last = with_store(data, lambda store: prune(store, 14))
    assert (last.deleted, last.oldest) == (1, None)
    assert [path.name for path in copies.iterdir()] == ["something else"]


@pytest.mark.parametrize("name", ["keys.db", "manifest.json"])
def test_a_damaged_copy_of_keys_does_not_keep_others_from_being_pruned(
    tmp_path: Path, name: str
) -> None:
    data, copies = tmp_path / "data", tmp_path / "keys"
    fill(data, 1, 9)
    damaged, whole = key_copy(data, copies), key_copy(data, copies, now=START + DAY)
    (damaged.place / name).write_bytes(b"changed")
    with_store(data, lambda store: store.sweep(START + 5 * DAY))

    async def prune(store: DatabaseStore, days: int) -> KeyBackups:
        at = START + days * DAY
        return await asyncio.to_thread(prune_key_backups_of, store, copies, key=KEY, now=at)

    first = with_store(data, lambda store: prune(store, 6))
    assert (first.deleted, first.erased, first.damaged) == (0, 1, 1)
    assert first.oldest is not None
    assert first.oldest.replace(microsecond=0) == START.replace(microsecond=0)
    assert b"dek-1" not in held(whole.place)
    last = with_store(data, lambda store: prune(store, 7))
    assert (last.deleted, last.damaged) == (1, 0)
    assert [path.name for path in copies.iterdir()] == [whole.place.name]
