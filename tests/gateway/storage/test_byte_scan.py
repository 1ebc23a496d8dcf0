from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import StorageFailed
from gateway.storage.byte_scan import Needles, files_under, scan_apart, scan_files
from gateway.storage.database import MAIN_FILE, DatabaseStore
from tests.gateway.storage.conftest import exchanges, opened

IDS = [f"0019a0b1c2d{n:x}" + f"{n:02x}" * 7 for n in range(16)]


def test_each_file_says_how_many_names_it_holds(tmp_path: Path) -> None:
    files = {
        "none": os.urandom(5000),
        "one": b"\0\xff" + IDS[0].encode() + b"\0",
        "twice": IDS[1].encode() * 2,
        "three": "".join(IDS[:3]).encode(),
        "almost": IDS[4][:-1].encode() + b"g",
        "upper": IDS[5].upper().encode() + IDS[5][1:].encode(),
        "empty": b"",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "journal").write_bytes(IDS[15].encode())
    found = scan_files(files_under(tmp_path), IDS)
    assert {path.name: count for path, count in found.items()} == {
        "one": 1,
        "twice": 1,
        "three": 3,
        "journal": 1,
    }


@pytest.mark.parametrize("chunk_bytes", [1, 2, 7, 25, 26, 27, 64])
@pytest.mark.parametrize("before", [0, 1, 24, 25, 26, 38, 64])
def test_a_name_across_chunks_is_found(tmp_path: Path, chunk_bytes: int, before: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * before + IDS[0].encode() + b"y" * 5)
    assert Needles(IDS).found_in(path, chunk_bytes=chunk_bytes) == {IDS[0]}


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.text(min_size=1, max_size=6), max_size=6),
    st.binary(max_size=60),
    st.text(max_size=30),
    st.integers(1, 70),
)
def test_it_finds_what_a_search_of_the_whole_finds(
    tmp_path_factory: pytest.TempPathFactory, names: set[str], head: bytes, tail: str, cut: int
) -> None:
    content = head + tail.encode() + "".join(sorted(names)[::2]).encode()
    path = tmp_path_factory.mktemp("scan") / "file"
    path.write_bytes(content)
    expected = {name for name in names if name.encode() in content}
    assert Needles(names).found_in(path, chunk_bytes=cut) == expected


def test_many_names_without_a_common_beginning(tmp_path: Path) -> None:
    names = [os.urandom(13).hex() for _ in range(20_000)]
    path = tmp_path / "file"
    path.write_bytes(os.urandom(100) + names[7].encode() + os.urandom(100) + names[-1].encode())
    assert Needles(names).found_in(path) == {names[7], names[-1]}


def test_no_names_and_no_file_are_no_finding(tmp_path: Path) -> None:
    assert scan_files([tmp_path / "gone"], IDS) == {}
    (tmp_path / "file").write_bytes(b"text")
    assert scan_files([tmp_path / "file"], []) == {}
    with pytest.raises(ValueError, match="everywhere"):
        Needles(["", "a"])


def test_what_a_write_ahead_log_still_holds_is_found(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "data.db", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA secure_delete = ON")
    database.execute("CREATE TABLE t (id TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID")
    rows = [(name, os.urandom(300)) for name in IDS]
    database.executemany("INSERT INTO t VALUES (?, ?)", rows)
    database.execute("DELETE FROM t")
    found = scan_files(files_under(tmp_path), IDS)
    assert {path.name: count for path, count in found.items()}["data.db-wal"] == len(IDS)
    assert database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)
    assert scan_files(files_under(tmp_path), IDS) == {}
    database.close()


def test_another_process_finds_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"..." + IDS[0].encode() + b"..." + IDS[1].encode())
    (tmp_path / "other").write_bytes(b"nothing")
    places = [tmp_path / "file", tmp_path / "other", tmp_path / "gone"]
    assert scan_apart(places, IDS) == scan_files(places, IDS) == {tmp_path / "file": 2}
    assert scan_apart(places, []) == {}


def test_nobody_who_cannot_look_says_that_nothing_is_there(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match="could not be searched"):
        scan_apart([tmp_path], IDS)


def test_looking_at_open_databases_leaves_their_locks(tmp_path: Path) -> None:
    """Else the next process that closes the store takes the log in use away from it."""
    directory = tmp_path / "data"

    async def scenario(store: DatabaseStore) -> tuple[int, int, list[str]]:
        await exchanges(store, range(1, 2))
        before = (directory / MAIN_FILE).with_name(f"{MAIN_FILE}-wal").stat().st_ino
        await store.search([IDS[0]])
        command = "import sys; from tests.gateway.storage.test_byte_scan import visit; visit()"
        await asyncio.to_thread(
            subprocess.run, [sys.executable, "-c", command, str(directory)], check=True
        )
        await exchanges(store, range(2, 3))
        after = (directory / MAIN_FILE).with_name(f"{MAIN_FILE}-wal").stat().st_ino
        seen = sqlite3.connect(directory / MAIN_FILE)
        names = [row[0] for row in seen.execute("SELECT conversation_id FROM conversation")]
        seen.close()
        return before, after, names

    before, after, names = opened(directory, scenario)
    assert before == after
    assert len(names) == 2


def visit() -> None:
    """What the test above runs in a process of its own: opens a store and closes it."""
    opened(Path(sys.argv[1]), lambda store: store.api_keys())
