"""Storage that is full, locked, damaged, read-only or of somebody else: told, nothing lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.errors import StorageFailed
from gateway.storage import files
from gateway.storage.database import DatabaseStore
from gateway.storage.transaction import Transaction
from tests.gateway.storage.backups import texts, with_store
from tests.gateway.storage.samples import CANARY, DAY, START, disclosure, message, tag

BEFORE = {"conversation-1": ["first words"]}
NOBODY = 65534


def words(number: int, text: str) -> object:
    return disclosure(number, messages=(message(text),), tag=tag(START + 30 * DAY))


def fill(directory: Path) -> None:
    async def run(store: DatabaseStore) -> None:
        await store.record(words(1, "first words"))  # type: ignore[arg-type]

    with_store(directory, run)


def limit(pragma: str) -> Callable[[Transaction], None]:
    """Leaves no page more for the main database, or for the keys, or for all there may be."""

    def act(transaction: Transaction) -> None:
        transaction.connection.exec_driver_sql(pragma)

    return act


def test_a_full_disk_refuses_and_loses_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data)

    async def run(store: DatabaseStore) -> None:
        await store.act(limit("PRAGMA max_page_count = 1"))
        with pytest.raises(StorageFailed) as caught:
            await store.record(words(2, CANARY * 50_000))  # type: ignore[arg-type]
        assert caught.value.message == "there is no space left for the database"
        await store.act(limit("PRAGMA max_page_count = 1000000"))
        await store.record(words(3, "after"))  # type: ignore[arg-type]

    with_store(data, run)
    assert texts(data) == {**BEFORE, "conversation-3": ["after"]}


def _in_child(act: Callable[[], None], *, user: int | None = None, most: int = 0) -> None:
    """Runs an act in a child process, as another user or with files of bounded size."""
    pid = os.fork()
    if pid == 0:
        try:
            if most:
                import resource
                import signal

                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            if user is not None and os.geteuid() == 0:
                os.setuid(user)
            act()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_files_that_may_not_grow_refuse_and_lose_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data)
    most = max(path.stat().st_size for path in data.glob("*.db")) + 100_000

    def act() -> None:
        async def run(store: DatabaseStore) -> None:
            refused = 0
            for number in range(2, 12):
                try:
                    await store.record(words(number, "x" * 50_000))  # type: ignore[arg-type]
                except StorageFailed as error:
                    refused += 1
                    assert error.message in (
                        "there is no space left for the database",
                        "the database file cannot be read or written",
                    )
            assert 0 < refused < 10

        with_store(data, run)

    _in_child(act, most=most)
    held = texts(data)
    assert held["conversation-1"] == ["first words"]
    assert 1 < len(held) < 11
    assert set(map(tuple, held.values())) == {("first words",), ("x" * 50_000,)}


def test_nothing_is_erased_while_the_ledger_is_full(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data)

    def act() -> None:
        async def sweep(store: DatabaseStore) -> None:
            with pytest.raises(StorageFailed):
                await store.sweep(START + 40 * DAY)

        with_store(data, sweep)

    size = (data / "ledger" / "erasures.db").stat().st_size
    shutil.copytree(data, tmp_path / "kept")
    database = sqlite3.connect(data / "ledger" / "erasures.db")
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("CREATE TRIGGER full BEFORE INSERT ON ledger_entry BEGIN"
                     " SELECT RAISE(ABORT, 'full'); END")  # fmt: skip
    database.commit()
    database.close()
    assert size > 0
    _in_child(act)
    assert texts(data) == BEFORE
    database = sqlite3.connect(data / "ledger" / "erasures.db")
    database.execute("DROP TRIGGER full")
    database.commit()
    database.close()
    with_store(data, lambda store: store.sweep(START + 40 * DAY))
    assert texts(data) == {}


def test_a_directory_that_cannot_be_written_is_an_error_at_start() -> None:
    with tempfile.TemporaryDirectory() as outer:
        data = Path(outer) / "data"
        fill(data)
        Path(outer).chmod(0o755)
        data.chmod(0o555)

        def act() -> None:
            with pytest.raises(StorageFailed) as caught:
                fill(data)
            assert str(data) not in caught.value.message

        try:
            _in_child(act, user=NOBODY)
        finally:
            data.chmod(0o700)
        assert texts(data) == BEFORE


@pytest.mark.parametrize("name", ["discreet.db", "keys.db", "ledger/erasures.db"])
def test_a_locked_file_is_told(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    fill(data)
    quick = tuple(
        each.replace("busy_timeout = 5000", "busy_timeout = 50") for each in files._PRAGMAS
    )
    monkeypatch.setattr(files, "_PRAGMAS", quick)
    holding = sqlite3.connect(data / name, isolation_level=None)
    holding.execute("BEGIN IMMEDIATE")

    async def use(store: DatabaseStore) -> None:
        await store.record(words(2, "second"))  # type: ignore[arg-type]
        await store.sweep(START + 40 * DAY)

    with pytest.raises(StorageFailed, match="another process keeps the database locked"):
        with_store(data, use)
    holding.execute("ROLLBACK")
    holding.close()
    assert texts(data)["conversation-1"] == ["first words"]


DAMAGED = "damaged|no database"


@pytest.mark.parametrize("name", ["discreet.db", "keys.db", "ledger/erasures.db"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_damaged_file_is_told_and_never_written_over(
    tmp_path: Path, name: str, place: int
) -> None:
    """The header, the schema's page, and every page behind it."""
    data = tmp_path / "data"
    fill(data)
    path = data / name
    content = bytearray(path.read_bytes())
    start, end = ((0, 16), (100, 4096), (4096, len(content)))[place]
    for n in range(start, end):
        content[n] ^= 0x55
    path.write_bytes(content)

    async def use(store: DatabaseStore) -> None:
        found = await store.conversations("acme")
        assert [each.messages for each in found] != []
        await store.sweep(START + 40 * DAY)

    with pytest.raises(StorageFailed) as caught:
        with_store(data, use)
    assert "first words" not in caught.value.message
    assert str(tmp_path) not in caught.value.message
    (path.parent / "again").write_bytes(content)
    assert path.stat().st_size == len(content)


def test_single_flipped_bytes_never_show_another_text(tmp_path: Path) -> None:
    """Whatever becomes of a byte of either file, what is read is what was written, or an error."""
    data, copy, seen = tmp_path / "data", tmp_path / "copy", []
    fill(data)
    for name in ("discreet.db", "keys.db"):
        content = (data / name).read_bytes()
        used = [n for n, byte in enumerate(content) if byte]
        for n in used[:: len(used) // 40]:
            shutil.copytree(data, copy)
            changed = content[:n] + bytes([content[n] ^ 0x41]) + content[n + 1 :]
            (copy / name).write_bytes(changed)
            try:
                held = texts(copy)
            except StorageFailed:
                held = {}
            assert held in (BEFORE, {}), f"byte {n} of {name}"
            seen.append(held)
            shutil.rmtree(copy)
    assert BEFORE in seen


def test_a_database_of_another_store_or_of_none_is_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        fill(tmp_path / name)
    shutil.copy(tmp_path / "one" / "keys.db", tmp_path / "two" / "keys.db")
    with pytest.raises(StorageFailed, match="does not belong to this database"):
        texts(tmp_path / "two")
    shutil.rmtree(tmp_path / "one" / "ledger")
    shutil.copytree(tmp_path / "two" / "ledger", tmp_path / "one" / "ledger")
    with pytest.raises(StorageFailed, match="belongs to another store"):
        texts(tmp_path / "one")
    (tmp_path / "three").mkdir()
    shutil.copy(tmp_path / "two" / "keys.db", tmp_path / "three" / "keys.db")
    (tmp_path / "three" / "discreet.db").write_text(
        "no database at all, but long enough to be one" * 30
    )
    with pytest.raises(StorageFailed, match="no database"):
        texts(tmp_path / "three")
