"""What is read of the log: entries, proofs of them and of growth, references."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.audit.merkle import leaf_hash, verify_consistency, verify_inclusion
from gateway.audit.note import read_checkpoint
from gateway.audit.places import FilePlace
from gateway.audit.service import AuditLog
from gateway.errors import InvalidRequest
from gateway.storage.audit_checkpoints import LogBroken
from gateway.storage.database import DatabaseStore
from gateway.storage.peppers import forget
from tests.gateway.audit.logs import START
from tests.gateway.audit.rooms import Room, fill, grown
from tests.gateway.storage.samples import disclosure


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def test_proofs_of_entries_and_of_growth(room: Room) -> None:
    async def scenario(store: DatabaseStore, log: AuditLog) -> None:
        await grown(store, log)
        await fill(store, 1_000, 1_003)
        key = await log.public_key()
        for seq in (0, 255, 256, 511, 998, 999):
            proved = await log.prove(seq)
            assert proved is not None
            at = read_checkpoint(proved.checkpoint, key)
            verify_inclusion(
                leaf_hash(proved.body), seq, size=at.size, proof=proved.proof, root=at.root
            )
        assert [await log.prove(seq) for seq in (1_000, 5_000, -1)] == [None] * 3
        first, *_, last = (read_checkpoint(note, key) for note in FilePlace(room.file).notes())
        proof = await log.consistency(first.size, last.size)
        verify_consistency((first.size, first.root), (last.size, last.root), proof=proof)
        for sizes in ((0, 3), (5, 4), (1, 1_004)):
            with pytest.raises(InvalidRequest):
                await log.consistency(*sizes)
        assert [each async for each in log.find(lambda fields: fields["seq"] in (1, 700))]

    room.run(scenario)


def test_an_old_checkpoint_still_proves(room: Room) -> None:
    async def scenario(store: DatabaseStore, log: AuditLog) -> Any:
        await grown(store, log)
        old = FilePlace(room.file).notes()[0]
        return await log.prove_all([3, 249, 250], under=old)

    assert [each.seq for each in room.run(scenario)] == [3, 249]


def test_an_entry_of_no_form_stops_a_search(room: Room) -> None:
    room.run(grown)
    room.sql("UPDATE audit_entry SET body = replace(body, 'main', 'm n') WHERE seq = 7")

    async def scenario(_: DatabaseStore, log: AuditLog) -> Any:
        return [each async for each in log.find(lambda _: True)]

    with pytest.raises(LogBroken):
        room.run(scenario)


def test_old_entries_cannot_be_linked_to_a_forgotten_person(room: Room) -> None:
    async def scenario(store: DatabaseStore, log: AuditLog) -> Any:
        await store.record(disclosure(1))
        before = await log.reference("acme", "subject-1")
        await store.act(lambda each: forget(each.keys, ("acme", "subject-1")))
        await log.checkpoint(START)
        return before, await log.reference("acme", "subject-1"), await log.verify()

    before, after, verdict = room.run(scenario)
    assert before is not None
    assert (after, verdict.problems) == (None, ())
