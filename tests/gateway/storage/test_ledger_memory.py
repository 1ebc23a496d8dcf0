from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from gateway.errors import StorageFailed
from gateway.storage.database import DatabaseStore
from gateway.storage.files import SqliteFile
from gateway.storage.keys import NewKey
from gateway.storage.ledger_memory import begin_anew, has_erased, is_there, positions_of
from gateway.storage.ledger_rows import Position
from gateway.storage.restore import Wanted
from gateway.storage.transaction import Transaction
from tests.gateway.storage.backups import data_copy, key_copy, put_back, texts, with_store
from tests.gateway.storage.samples import DAY, START, disclosure, message, tag


def fill(directory: Path, *numbers: int) -> None:
    async def run(store: DatabaseStore) -> None:
        for number in numbers:
            await store.record(
                disclosure(number, messages=(message("text"),), tag=tag(START + number * DAY))
            )

    with_store(directory, run)


def sweep(directory: Path, days: int) -> None:
    with_store(directory, lambda store: store.sweep(START + days * DAY))


def change(path: Path, sql: str) -> int:
    database = sqlite3.connect(path)
    with database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            database.execute(f"DROP TRIGGER {name}")
        count = database.execute(sql).rowcount
    database.close()
    return count


def fails(directory: Path, *, match: str) -> None:
    with pytest.raises(StorageFailed, match=match):
        fill(directory, 7)


def test_a_ledger_that_is_gone_does_not_begin_again(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    sweep(tmp_path, 5)
    shutil.rmtree(tmp_path / "ledger")
    assert change(tmp_path / "discreet.db", "DELETE FROM meta WHERE name = 'ledger'") == 1
    fails(tmp_path, match="ledger of this store is missing")
    assert change(tmp_path / "keys.db", "DELETE FROM key_meta WHERE name = 'ledger'") == 1
    fails(tmp_path, match="ledger of this store is missing")
    # The audit log alone says that something was erased.
    assert change(tmp_path / "discreet.db", "DELETE FROM certificate") == 1
    fails(tmp_path, match="ledger of this store is missing")


def test_a_store_that_never_erased_anything_keeps_its_ledger_too(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    shutil.rmtree(tmp_path / "ledger")
    fails(tmp_path, match="ledger of this store is missing")
    change(tmp_path / "keys.db", "DELETE FROM key_meta WHERE name = 'ledger'")
    fill(tmp_path, 2)  # as a store of before there were ledgers
    assert (tmp_path / "ledger" / "erasures.db").exists()


def test_an_old_ledger_does_not_fit_what_the_key_store_knows(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    shutil.copytree(tmp_path / "ledger", tmp_path / "old")
    sweep(tmp_path, 5)
    shutil.rmtree(tmp_path / "ledger")
    shutil.move(tmp_path / "old", tmp_path / "ledger")
    change(tmp_path / "discreet.db", "DELETE FROM meta WHERE name = 'ledger'")
    fails(tmp_path, match="has lost entries")


def test_a_changed_entry_is_noticed_at_start(tmp_path: Path) -> None:
    fill(tmp_path, 1, 2)
    sweep(tmp_path, 5)
    file = tmp_path / "ledger" / "erasures.db"
    assert change(file, "UPDATE ledger_entry SET kind = 'person' WHERE run = 1") >= 1
    fails(tmp_path, match="ledger was changed")


def test_a_start_without_the_key_store_leaves_none_behind(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    (tmp_path / "keys.db").rename(tmp_path / "kept")
    fails(tmp_path, match="key store of this database is missing")
    assert not (tmp_path / "keys.db").exists()
    (tmp_path / "kept").rename(tmp_path / "keys.db")
    assert texts(tmp_path) == {"conversation-1": ["text"]}


def test_a_restore_refuses_a_ledger_older_than_the_store_that_it_replaces(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data, 1)
    made, keys = data_copy(data, tmp_path / "copies"), key_copy(data, tmp_path / "keys")
    shutil.copytree(data / "ledger", tmp_path / "old")
    sweep(data, 5)
    shutil.rmtree(data / "ledger")
    shutil.copytree(tmp_path / "old", data / "ledger")
    wanted = Wanted(data=made.place, keys=keys.place, replaces=True)
    with pytest.raises(StorageFailed, match="has lost entries"):
        put_back(data, wanted)
    for file in data.glob("discreet.db*"):
        file.unlink()
    with pytest.raises(StorageFailed, match="has lost entries"):
        put_back(data, wanted)


def test_what_both_databases_remember(tmp_path: Path) -> None:
    main, keys = SqliteFile(tmp_path / "discreet.db"), SqliteFile(tmp_path / "keys.db")
    assert positions_of(main, keys) == []
    fill(tmp_path, 1)
    assert positions_of(main, keys) == [Position(), Position()]
    assert not with_store(tmp_path, lambda store: store.act(erased))
    sweep(tmp_path, 5)
    assert with_store(tmp_path, lambda store: store.act(erased))
    one, other = positions_of(main, keys)
    assert one == other
    assert one.run > 0
    begin_anew(keys)
    assert positions_of(main, keys) == [one, Position()]
    main.path.write_bytes(b"no database" * 100)
    with pytest.raises(StorageFailed, match="cannot be read"):
        positions_of(main, keys)
    assert is_there(keys)
    assert not is_there(SqliteFile(tmp_path / "none.db"))


def erased(transaction: Transaction) -> bool:
    return has_erased(transaction.connection)


def test_a_key_that_is_destroyed_is_remembered_in_its_own_transaction(tmp_path: Path) -> None:
    new = NewKey(dek_id="dek-x", tenant="acme", key=bytes(32), created_at=0)

    def add_and_destroy(transaction: Transaction) -> None:
        transaction.keys.add([new])
        transaction.keys.destroy(["dek-x"])
        raise StorageFailed("planned")

    with pytest.raises(StorageFailed, match="planned"):
        with_store(tmp_path, lambda store: store.act(add_and_destroy))
    main, keys = SqliteFile(tmp_path / "discreet.db"), SqliteFile(tmp_path / "keys.db")
    assert [each.run for each in positions_of(main, keys)] == [0, 1]
