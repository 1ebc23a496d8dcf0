"""Killed at random points of store, sweep, erasure and restore: what must hold then.

DISCREET_CRASHES is how many points are tried at work, and as many at restores; ``make crash``
tries 200 in all.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gateway.audit.service import AuditLog
from gateway.audit.settings import AuditSettings
from gateway.errors import StorageFailed
from gateway.storage.byte_scan import scan_files
from gateway.storage.database import DatabaseStore
from gateway.storage.ledger import remembered
from tests.gateway.storage.backups import data_copy, key_copy, texts, with_store
from tests.gateway.storage.crashing import (
    DAYS,
    STEPS,
    Order,
    children,
    erase,
    random_order,
    record,
    restore,
    subject_of,
    text_of,
)
from tests.gateway.storage.samples import DAY, MASTER, START

POINTS = int(os.environ.get("DISCREET_CRASHES", "12"))
KILLED = {0, -signal.SIGKILL, -signal.SIGALRM}
Run = Callable[[Order], int]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    with children() as running:
        yield running


@dataclass(slots=True)
class Said:
    """What a child began and what it was told is done."""

    records: dict[int, int] = field(default_factory=dict)
    ended: set[int] = field(default_factory=set)
    swept: dict[int, int] = field(default_factory=dict)
    erased: dict[int, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Said:
        said = cls()
        kinds = {"record": said.records, "sweep": said.swept, "erase": said.erased}
        for line in path.read_text().splitlines() if path.exists() else ():
            kind, *numbers = line.split()
            if kind == "done":
                said.ended.add(int(numbers[0]))
            elif kind != "end":
                kinds[kind][int(numbers[0])] = int(numbers[1])
        return said

    def ends(self, number: int, *, done: bool) -> bool:
        """Whether something that came later ends a conversation, done or only begun."""
        return any(
            later > number and (not done or later in self.ended) and ends
            for later, ends in (
                *((at, day >= self.records[number]) for at, day in self.swept.items()),
                *(
                    (at, subject_of(person) == subject_of(number))
                    for at, person in self.erased.items()
                ),
            )
        )


def check_whole(data: Path) -> None:
    """The files are sound, the audit tree and the ledger verify."""
    for path in data.rglob("*.db"):
        database = sqlite3.connect(path)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        database.close()

    async def verify(store: DatabaseStore) -> None:
        verdict = await AuditLog(store, MASTER, settings=AuditSettings()).verify()
        assert verdict.problems == ()
        ledger = store.session.ledger.again()
        known = await store.act(lambda transaction: remembered(transaction.connection))

        def whole() -> None:
            ledger.open(store.session.keys.store_id, known=known)
            ledger.verify()
            ledger.close()

        await asyncio.to_thread(whole)

    with_store(data, verify)


def check_work(directory: Path, said: Said) -> None:
    data = directory / "data"
    held = texts(data)
    for number in said.records:
        found = held.pop(f"conversation-{number}", None)
        if number in said.ended and not said.ends(number, done=False):
            assert found == text_of(number), f"{number} was acknowledged and is lost"
        if said.ends(number, done=True):
            assert found is None, f"{number} was erased and can be read"
        assert found in (None, text_of(number)[:1], text_of(number))
    assert held == {}
    check_whole(data)


def check_afterwards(directory: Path, said: Said) -> None:
    """After the next sweep, and what was broken off done once more, nothing due is left."""
    data, last = directory / "data", START + (max(said.swept.values(), default=0) + DAYS + 1) * DAY
    begun = {subject_of(each) for each in said.erased.values()}

    async def go_on(store: DatabaseStore) -> None:
        await record(store, STEPS + 1, 1000)
        for subject in begun:
            await erase(store, subject, last)
        await store.sweep(last)

    with_store(data, go_on)
    kept = {f"conversation-{STEPS + 1}"} if subject_of(STEPS + 1) not in begun else set()
    assert set(texts(data)) <= kept | {
        f"conversation-{n}" for n in said.records if not said.ends(n, done=False)
    }
    database = sqlite3.connect(data / "discreet.db")
    due = database.execute(
        "SELECT count(*) FROM conversation WHERE state = 'active' AND due_at <= ?",
        (int(last.timestamp() * 1e6),),
    ).fetchone()
    assert due == (0,)
    database.close()
    check_whole(data)


@pytest.mark.parametrize("seed", range(POINTS))
def test_killed_at_work(tmp_path: Path, run: Run, seed: int) -> None:
    assert run(random_order("work", tmp_path, seed)) in KILLED
    said = Said.read(tmp_path / "said")
    check_work(tmp_path, said)
    check_afterwards(tmp_path, said)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Conversations 1 to 6, copied; then 2 is swept, subject 3 erased, 9 recorded."""
    directory = tmp_path_factory.mktemp("template")
    data = directory / "data"

    async def fill(store: DatabaseStore) -> None:
        for number in range(1, 7):
            await record(store, number, 1 if number == 2 else 100)

    async def go_on(store: DatabaseStore) -> None:
        await store.sweep(START + 2 * DAY)
        await erase(store, subject_of(3), START + DAY)
        await record(store, 9, 100)

    with_store(data, fill)
    data_copy(data, directory / "copies")
    key_copy(data, directory / "copies")
    with_store(data, go_on)
    return directory


BEFORE = {1, 4, 5, 6, 9}
RESTORED = {1, 4, 5, 6}


@pytest.mark.parametrize("seed", range(POINTS))
def test_killed_at_a_restore(tmp_path: Path, run: Run, template: Path, seed: int) -> None:
    directory = tmp_path / "store"
    shutil.copytree(template, directory)
    data = directory / "data"
    ended = run(random_order("restore", directory, seed))
    assert ended in KILLED
    try:
        held = texts(data)
    except StorageFailed as refused:
        assert "broken off" in refused.message
        restore(directory)
        held = texts(data)
        assert set(held) == {f"conversation-{number}" for number in RESTORED}
    assert set(held) in (
        {f"conversation-{number}" for number in BEFORE},
        {f"conversation-{number}" for number in RESTORED},
    )
    assert all(held[f"conversation-{number}"] == text_of(number) for number in RESTORED)
    check_whole(data)
    restore(directory)
    assert set(texts(data)) == {f"conversation-{number}" for number in RESTORED}
    files = [path for path in data.rglob("*") if path.is_file()]
    assert scan_files(files, ["dek-2"]) == {}


def test_the_child_does_all_of_it_when_it_lives(tmp_path: Path, run: Run) -> None:
    order = Order(kind="work", directory=str(tmp_path), seed=1)
    assert run(order) == 0
    said = Said.read(tmp_path / "said")
    assert len(said.ended) == STEPS
    assert said.records
    assert said.swept
    assert said.erased
    check_work(tmp_path, said)
