from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import StorageFailed
from gateway.storage.database import DatabaseStore
from gateway.storage.keys import NewKey
from gateway.storage.ledger import ErasedPerson, LedgerFile, ledger_in
from gateway.storage.ledger_rows import Position
from gateway.storage.transaction import Transaction
from tests.gateway.storage.samples import MASTER, START

STORE, KEY = "store-1", b"k" * 32


@contextmanager
def opened(
    directory: Path, *, store: str = STORE, key: bytes | None = KEY, known: Position | None = None
) -> Iterator[LedgerFile]:
    ledger = ledger_in(directory, key=key)
    ledger.open(store, known=known or Position())
    try:
        yield ledger
    finally:
        ledger.close()


def change(directory: Path, sql: str) -> None:
    database = sqlite3.connect(directory / "erasures.db")
    with database:
        database.execute(sql)
    database.close()


def test_keys_and_people_are_found_by_name_alone(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        reached = ledger.note(
            keys=["key-1", "key-2"],
            people=[ErasedPerson(tenant="acme", subject="subject-1", request_id="request-1")],
            at=START,
        )
        assert (reached.run, reached.entries) == (1, 3)
        assert ledger.holds_keys(["key-1", "key-3", "key-2", "acme"]) == {"key-1", "key-2"}
        holders = [("acme", "subject-1"), ("acmes", "ubject-1"), ("other", "subject-1")]
        assert ledger.erased_people(holders, after=0) == {("acme", "subject-1")}
        assert ledger.erased_people(holders, after=1) == frozenset()
        assert ledger.erased_people(holders, after=1, requests=["request-1"]) == {
            ("acme", "subject-1")
        }
        assert ledger.verify() == reached
        assert repr(ledger) == "LedgerFile(open)"


def test_no_file_holds_a_name(tmp_path: Path) -> None:
    with opened(tmp_path, key=None) as ledger:
        person = ErasedPerson(tenant="tenant-canary", subject="subject-canary")
        ledger.note(keys=["key-canary"], people=[person], at=START)
        held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"canary" not in held


def test_what_is_there_is_not_written_again(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        first = ledger.note(keys=["a", "b", "a"], at=START)
        assert ledger.note(keys=["b", "a"], at=START) == first
        assert ledger.note(at=START) == first
        assert ledger.note(keys=["b", "c"], at=START).entries == 3
        assert ledger.verify() == ledger.position()


def test_people_and_their_peppers_can_be_erased_again(tmp_path: Path) -> None:
    person, pepper = ErasedPerson(tenant="t", subject="s"), "pepper:0123"
    with opened(tmp_path) as ledger:
        ledger.note(keys=[pepper, "key"], people=[person], at=START)
        assert ledger.holds_keys([pepper, "key"], after=1) == {"key"}
        assert ledger.erased_people([("t", "s")], after=1) == frozenset()
        ledger.note(keys=[pepper, "key"], people=[person], at=START)
        assert ledger.holds_keys([pepper, "key"], after=1) == {pepper, "key"}
        assert ledger.erased_people([("t", "s")], after=1) == {("t", "s")}
        assert ledger.verify().entries == 5


def test_it_stays_when_it_is_opened_again(tmp_path: Path) -> None:
    with opened(tmp_path, key=None) as ledger:
        known = ledger.note(keys=["a"], at=START)
    with opened(tmp_path, key=None, known=known) as ledger:
        assert ledger.holds_keys(["a", "b"]) == {"a"}
        assert ledger.note(keys=["b"], at=START).run == 2
    with opened(tmp_path, key=None, known=known) as ledger:  # longer than is known
        assert ledger.position().entries == 2


DAMAGE = {
    "the newest run cut": "DELETE FROM ledger_run WHERE run = 3",
    "the tail cut": "DELETE FROM ledger_entry WHERE run = 3",
    "an entry gone": "DELETE FROM ledger_entry WHERE run = 1",
    "all entries gone": "DELETE FROM ledger_entry",
    "all gone": "DELETE FROM ledger_run",
    "a run's MAC": "UPDATE ledger_run SET mac = zeroblob(32) WHERE run = 3",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_ledger_that_lost_entries_is_refused(tmp_path: Path, damage: str) -> None:
    with opened(tmp_path) as ledger:
        for number in range(3):
            known = ledger.note(keys=[f"key-{number}"], at=START)
    change(tmp_path, DAMAGE[damage])
    with pytest.raises(StorageFailed, match="has lost entries"), opened(tmp_path, known=known):
        pass


def test_an_emptied_ledger_is_refused_as_missing(tmp_path: Path) -> None:
    with opened(tmp_path, key=None) as ledger:
        known = ledger.note(keys=["a"], at=START)
    for path in tmp_path.iterdir():
        path.unlink()
    with pytest.raises(StorageFailed, match="is missing"), opened(tmp_path, key=None, known=known):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["erasures.lock"]


CHANGES = {
    "an entry": "UPDATE ledger_entry SET digest = zeroblob(32) WHERE run = 1",
    "an entry's request": "UPDATE ledger_entry SET request_id = 'other' WHERE run = 1",
    "an entry's kind": "UPDATE ledger_entry SET kind = 'subject' WHERE run = 1",
    "an entry moved": "UPDATE ledger_entry SET run = 2 WHERE run = 1",
    "an entry of no run": "UPDATE ledger_entry SET run = 9 WHERE run = 1",
    "a run's time": "UPDATE ledger_run SET at = at + 1 WHERE run = 1",
    "a run's count": "UPDATE ledger_run SET entries = entries + 1 WHERE run = 1",
    "a run gone": "DELETE FROM ledger_run WHERE run = 1",
    "an entry added": "INSERT INTO ledger_entry VALUES (x'00', '', 2, 'key')",
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_whole_check_finds_every_change(tmp_path: Path, name: str) -> None:
    with opened(tmp_path) as ledger:
        for number in range(3):
            ledger.note(keys=[f"key-{number}"], at=START)
        change(tmp_path, CHANGES[name])
        with pytest.raises(StorageFailed, match="was changed"):
            ledger.verify()


def test_another_key_and_another_store_are_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        ledger.note(keys=["a"], at=START)
    with (
        pytest.raises(StorageFailed, match="the ledger key is not"),
        opened(tmp_path, key=b"x" * 32),
    ):
        pass
    with pytest.raises(StorageFailed, match="another store"), opened(tmp_path, store="store-2"):
        pass
    with pytest.raises(StorageFailed, match="the key of the erasure ledger is missing"):
        ledger_in(tmp_path).open(STORE, known=Position())
    closed = ledger_in(tmp_path, key=KEY)
    with pytest.raises(StorageFailed, match="is not open"):
        closed.position()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.lists(st.text(max_size=6), max_size=5), max_size=6),
    st.lists(st.text(max_size=6), max_size=5),
)
def test_it_always_holds_what_was_noted_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, noted: list[list[str]], others: list[str]
) -> None:
    every = {each for keys in noted for each in keys}
    with opened(tmp_path_factory.mktemp("ledger")) as ledger:
        for keys in noted:
            ledger.note(keys=keys, at=START)
        assert ledger.holds_keys([*every, *others]) == every
        assert ledger.verify().entries == len(every)


def acted(directory: Path, *acts: Callable[[Transaction], Any]) -> list[Any]:
    async def run() -> list[Any]:
        store = DatabaseStore.in_directory(directory, master_key=MASTER)
        await store.open()
        try:
            return [await store.act(act) for act in acts]
        finally:
            await store.close()

    return asyncio.run(run())


def test_an_act_notes_and_the_store_remembers(tmp_path: Path) -> None:
    def fail(transaction: Transaction) -> None:
        transaction.ledger.note(keys=["noted"], at=START)
        raise StorageFailed("planned")

    def note(transaction: Transaction) -> frozenset[str]:
        transaction.ledger.note(keys=["later"], at=START)
        return transaction.ledger.holds_keys(["noted", "later", "never"])

    with pytest.raises(StorageFailed, match="planned"):
        acted(tmp_path / "data", fail)
    assert acted(tmp_path / "data", note) == [{"noted", "later"}]
    change(tmp_path / "data" / "ledger", "DELETE FROM ledger_run WHERE run = 2")
    change(tmp_path / "data" / "ledger", "DELETE FROM ledger_entry WHERE run = 2")
    with pytest.raises(StorageFailed, match="has lost entries"):
        acted(tmp_path / "data")


def test_a_store_without_its_ledger_does_not_open(tmp_path: Path) -> None:
    acted(tmp_path / "data", lambda transaction: transaction.ledger.note(keys=["a"], at=START))
    (tmp_path / "data" / "ledger").rename(tmp_path / "elsewhere")
    with pytest.raises(StorageFailed, match="ledger of this store is missing"):
        acted(tmp_path / "data")
    shutil.rmtree(tmp_path / "data" / "ledger")
    (tmp_path / "elsewhere").rename(tmp_path / "data" / "ledger")
    (tmp_path / "data" / "ledger" / "erasures.key").unlink()
    with pytest.raises(StorageFailed, match="key of the erasure ledger is missing"):
        acted(tmp_path / "data")


def test_no_key_is_destroyed_without_the_ledger(tmp_path: Path) -> None:
    """Even where an act does not think of it."""

    def destroy(transaction: Transaction) -> None:
        transaction.keys.destroy(["forgotten"])

    def listed(transaction: Transaction) -> frozenset[str]:
        return transaction.ledger.holds_keys(["forgotten", "other"])

    assert acted(tmp_path / "data", destroy, listed)[1] == {"forgotten"}


def test_no_key_is_destroyed_while_the_ledger_fails(tmp_path: Path) -> None:
    at = 1_000_000
    key = NewKey(dek_id="kept", tenant="acme", key=bytes(32), created_at=at)
    acted(tmp_path / "data", lambda transaction: transaction.keys.add([key]))
    broken = "CREATE TRIGGER full BEFORE INSERT ON ledger_entry BEGIN SELECT RAISE(ABORT, ''); END"
    change(tmp_path / "data" / "ledger", broken)
    with pytest.raises(StorageFailed):
        acted(tmp_path / "data", lambda transaction: transaction.keys.destroy(["kept"]))
    missing = acted(tmp_path / "data", lambda transaction: transaction.keys.missing(["kept"]))
    assert missing == [frozenset()]
