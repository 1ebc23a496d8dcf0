"""The log over a real store: checkpoints, second places, proofs, tampering with the file."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from gateway.audit.entry import Act
from gateway.audit.merkle import EMPTY_ROOT
from gateway.audit.note import read_checkpoint
from gateway.audit.places import FilePlace
from gateway.audit.service import AuditLog
from gateway.audit.verify import Flaw, Kept
from gateway.errors import StorageFailed
from gateway.storage.audit_checkpoints import LogBroken
from gateway.storage.database import KEY_FILE, MAIN_FILE, DatabaseStore
from tests.gateway.audit.logs import START
from tests.gateway.audit.rooms import SECOND, Room, fill, grown


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def test_a_log_from_its_start_to_its_end(room: Room) -> None:
    async def scenario(store: DatabaseStore, log: AuditLog) -> Any:
        assert (await log.verify()).problems == ()
        assert await log.newest() is None
        await log.start(START, policies=["default@0123456789ab"])
        await fill(store, 1, 300)
        await log.close(START + SECOND)
        note = await log.newest()
        assert note is not None
        checkpoint = read_checkpoint(note, await log.public_key())
        return await log.verify(), checkpoint

    verdict, checkpoint = room.run(scenario)
    assert (verdict.problems, verdict.size, verdict.checkpoints) == ((), 300, 3)
    assert (checkpoint.size, checkpoint.root, checkpoint.origin) == (
        *(300, verdict.root),
        "log.example",
    )
    assert len(FilePlace(room.file).notes()) == 1


def test_checkpoints_are_due_after_entries_or_seconds(room: Room) -> None:
    async def scenario(store: DatabaseStore, log: AuditLog) -> list[int]:
        sizes = []

        async def job(seconds: int) -> None:
            await log.job(START + seconds * SECOND)
            sizes.append(len(FilePlace(room.file).notes()))

        await job(0)  # nothing to sign
        await fill(store, 0, 1)
        await job(1)  # the first
        await fill(store, 1, 100)
        await job(2)  # 99 new ones, too soon
        await fill(store, 100, 101)
        await job(3)  # 100 new ones
        await job(500)  # nothing new
        await fill(store, 101, 102)
        await job(501)
        return sizes

    assert room.run(scenario) == [0, 1, 1, 2, 2, 3]


def test_a_place_that_fails_gets_the_newest_later(room: Room) -> None:
    room.file.mkdir()

    async def scenario(store: DatabaseStore, log: AuditLog) -> Any:
        await fill(store, 0, 3)
        with pytest.raises(StorageFailed):
            await log.job(START)
        room.file.rmdir()
        await log.job(START + SECOND)
        return FilePlace(room.file).notes() == [await log.newest()]

    assert room.run(scenario)


TAMPERED = {
    "a byte of a body": "UPDATE audit_entry SET body = replace(body, 'main', 'mane') WHERE seq = 7",
    "a leaf": "UPDATE audit_entry SET leaf = zeroblob(32) WHERE seq = 7",
    "a number": "UPDATE audit_entry SET seq = 5000 WHERE seq = 999",
    "a dropped row": "DELETE FROM audit_entry WHERE seq = 400",
    "the tail": "DELETE FROM audit_entry WHERE seq >= 990",
    "everything": "DELETE FROM audit_entry",
    "another type": "UPDATE audit_entry SET leaf = 'text' WHERE seq = 12",
    "a tile": "UPDATE audit_tile SET root = zeroblob(32) WHERE number = 1",
    "a dropped tile": "DELETE FROM audit_tile WHERE number = 0",
    "an added tile": "INSERT INTO audit_tile VALUES (3, 0, zeroblob(32))",
    "a checkpoint": "UPDATE audit_checkpoint SET note = replace(note, '250', '251')",
    "a dropped checkpoint": "DELETE FROM audit_checkpoint WHERE size = 500",
    "a checkpoint's size": "UPDATE audit_checkpoint SET size = 499 WHERE size = 500",
}


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("ready")
    Room(directory).run(grown)
    return directory


@pytest.fixture
def filled(ready: Path, tmp_path: Path) -> Room:
    shutil.copytree(ready, tmp_path, dirs_exist_ok=True)
    return Room(tmp_path)


def test_an_untouched_file_is_clean(filled: Room) -> None:
    verdict = filled.verdict()
    assert (verdict.problems, verdict.size, verdict.checkpoints) == ((), 1_000, 9)


@pytest.mark.parametrize("what", TAMPERED)
def test_a_changed_file_is_found(filled: Room, what: str) -> None:
    filled.sql(TAMPERED[what])
    assert filled.verdict().problems


def test_bytes_of_the_stored_columns_are_found(filled: Room) -> None:
    picked = random.Random(3)
    for _ in range(12):
        seq, place, column = picked.randrange(1_000), picked.randrange(32), "leaf"
        if picked.random() < 0.7:
            column, place = "body", picked.randrange(200)
        select = f"SELECT {column} FROM audit_entry WHERE seq = {seq}"
        with sqlite3.connect(filled.data / MAIN_FILE) as driver:
            before: bytes = driver.execute(select).fetchone()[0]
        after = bytearray(before)
        after[place] ^= 1 << picked.randrange(8)
        filled.sql(f"UPDATE audit_entry SET {column} = x'{after.hex()}' WHERE seq = {seq}")
        verdict = filled.verdict()
        assert verdict.first_bad == seq
        filled.sql(f"UPDATE audit_entry SET {column} = x'{before.hex()}' WHERE seq = {seq}")
    assert filled.verdict().problems == ()


def test_an_older_copy_of_the_database_is_found_and_departed_from(filled: Room) -> None:
    async def more(store: DatabaseStore, log: AuditLog) -> None:
        await fill(store, 1_000, 1_100)
        await log.close(START)

    older = (filled.data / MAIN_FILE).read_bytes()
    filled.run(more)
    (filled.data / MAIN_FILE).write_bytes(older)
    assert Flaw.CUT in filled.flaws()

    async def refused(store: DatabaseStore, log: AuditLog) -> None:
        for act in (log.check(), log.start(START, policies=[]), log.checkpoint(START)):
            with pytest.raises(LogBroken):
                await act
        await fill(store, 1_000, 1_050)
        with pytest.raises(LogBroken):
            await log.checkpoint(START)

    filled.run(refused)

    async def depart(store: DatabaseStore, log: AuditLog) -> Any:
        left = await log.reanchor(START, actor="command")
        await fill(store, 1_051, 1_200)
        await log.close(START)
        await log.check()
        return left, await log.reanchor(START, actor="command"), await log.verify()

    left, again, verdict = filled.run(depart)
    assert [each.size for each in left] == [1_100]
    assert (again, verdict.problems) == ([], ())
    assert [each[:2] for each in verdict.departures] == [(1_050, 1_100)]


def test_a_log_that_was_changed_cannot_be_departed_from(filled: Room) -> None:
    filled.sql("DELETE FROM audit_entry WHERE seq >= 900")

    async def scenario(_: DatabaseStore, log: AuditLog) -> None:
        with pytest.raises(LogBroken):
            await log.reanchor(START, actor="command")

    filled.run(scenario)
    assert Flaw.CUT in filled.flaws()


def test_the_second_place_alone_finds_a_log_that_was_replaced(filled: Room) -> None:
    other = Room(filled.data.parent / "other")
    other.data.parent.mkdir()

    async def scenario(store: DatabaseStore, log: AuditLog) -> None:
        await fill(store, 5, 1_200)
        await log.checkpoint(START)

    other.run(scenario)
    for name in (MAIN_FILE, KEY_FILE):
        shutil.copy(other.data / name, filled.data / name)
    shutil.rmtree(filled.data / "ledger")
    shutil.copytree(other.data / "ledger", filled.data / "ledger")
    assert filled.flaws() == {Flaw.ROOT}

    async def send(_: DatabaseStore, log: AuditLog) -> None:
        with pytest.raises(LogBroken, match="second place"):
            await log.send()

    filled.run(send)


def test_another_master_key_fits_no_checkpoint(filled: Room) -> None:
    async def scenario(_: DatabaseStore, log: AuditLog) -> Any:
        with pytest.raises(LogBroken):
            await log.check()
        with pytest.raises(LogBroken):
            await log.prove(1)
        return await log.verify()

    verdict = filled.run(scenario, master=bytes(32))
    assert {each.flaw for each in verdict.problems} == {Flaw.NOTE}


def test_a_damaged_memory_of_the_key_store_is_told(filled: Room) -> None:
    filled.sql("UPDATE key_meta SET value = 'x' WHERE name = 'audit_head'", file=KEY_FILE)

    async def scenario(_: DatabaseStore, log: AuditLog) -> None:
        with pytest.raises(LogBroken):
            await log.check()

    filled.run(scenario)
    assert filled.file.exists()


def test_checkpoints_from_elsewhere_are_compared(filled: Room) -> None:
    async def scenario(_: DatabaseStore, log: AuditLog) -> Any:
        kept = Kept(where="paper", notes=[*FilePlace(filled.file).notes(), b"torn"])
        return await log.verify(kept=[kept])

    verdict = filled.run(scenario)
    assert [(each.flaw, each.where) for each in verdict.problems] == [(Flaw.NOTE, "paper")]


def test_the_job_of_verifying_tells(filled: Room) -> None:
    async def scenario(_: DatabaseStore, log: AuditLog) -> Any:
        await log.verify_job(START)

    filled.run(scenario)
    filled.sql(TAMPERED["a leaf"])
    with pytest.raises(LogBroken, match="entry_changed"):
        filled.run(scenario)


def test_an_empty_log_has_the_empty_root(room: Room) -> None:
    verdict = room.verdict()
    assert (verdict.size, verdict.root) == (0, EMPTY_ROOT)
    assert Act.REANCHORED.value == "audit.reanchored"


def test_a_log_written_anew_without_its_checkpoints_is_not_taken_for_a_new_one(room: Room) -> None:
    async def start(_: DatabaseStore, log: AuditLog) -> None:
        await log.start(START, policies=[])

    room.run(grown)
    room.sql(
        *("DELETE FROM audit_checkpoint", "DELETE FROM audit_entry WHERE seq >= 200"),
        "DELETE FROM audit_tile",
    )
    room.sql("DELETE FROM key_meta WHERE name = 'audit_head'", file=KEY_FILE)
    assert Flaw.DROPPED in room.flaws()
    with pytest.raises(LogBroken, match="not new"):
        room.run(start)
    room.file.unlink()
    with pytest.raises(LogBroken, match="not new"):
        room.run(start)
    # Nor is it if all of it is gone, and the second place is not.
    room.run(lambda _, log: log.public_key())
    room.sql("DELETE FROM audit_entry")
    room.file.write_bytes(b"a note")
    with pytest.raises(LogBroken, match="second place"):
        room.run(start)


def test_nothing_is_signed_that_a_second_place_contradicts(room: Room, tmp_path: Path) -> None:
    other = Room(tmp_path / "other")
    for each in (room, other):
        each.file.parent.mkdir(exist_ok=True)
        each.run(grown)
    other.file.replace(room.file)

    async def sign(store: DatabaseStore, log: AuditLog) -> None:
        await fill(store, 0, 10)
        await log.checkpoint(START)

    room.run(sign)  # the same entries: it fits
    other.run(sign)
    other.file.write_bytes(room.file.read_bytes())
    room.sql("UPDATE key_meta SET value = '' WHERE name = 'audit_new'", file=KEY_FILE)

    async def third(store: DatabaseStore, log: AuditLog) -> None:
        await fill(store, 1, 1_000)
        await log.checkpoint(START)

    last = Room(tmp_path / "last")
    last.data.parent.mkdir()
    last.file.write_bytes(room.file.read_bytes())
    with pytest.raises(LogBroken, match="second place"):
        last.run(third)
