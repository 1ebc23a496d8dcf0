"""No checkpoint is signed that an earlier one contradicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from gateway.audit.merkle import EMPTY_ROOT
from gateway.audit.note import Checkpoint, read_checkpoint
from gateway.audit.verify import chain_of
from gateway.storage.audit_checkpoints import (
    LogBroken,
    check_log,
    fits,
    read_head,
    reanchor,
    remember_head,
    signing_key,
    was_left,
    write_checkpoint,
)
from gateway.storage.audit_reader import AuditReader
from gateway.storage.database import DatabaseStore
from gateway.storage.transaction import Transaction
from tests.gateway.audit.logs import START, entry
from tests.gateway.retention.stored import dek_id, stored
from tests.gateway.storage import samples
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import DAY, MASTER

KEY = signing_key(MASTER, "log.example")


async def grow(store: DatabaseStore, first: int, end: int) -> bytes | None:
    page = [entry(number) for number in range(first, end)]
    await store.act(lambda each: each.audit.append(*page))
    note = await store.act(lambda each: write_checkpoint(each, KEY))
    await store.act(remember_head)
    return note


def test_keys_differ_by_master_key_and_name() -> None:
    keys = [(MASTER, "a"), (MASTER, "b"), (bytes(32), "a")]
    assert len({signing_key(*each).public.public for each in keys}) == 3
    assert signing_key(MASTER, "a").public == signing_key(MASTER, "a").public


def test_checkpoints_are_counted_in_the_key_store(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> Any:
        assert await store.act(lambda each: write_checkpoint(each, KEY)) is None
        await store.act(remember_head)
        notes = [await grow(store, 0, 3), await grow(store, 3, 5)]
        assert await store.act(lambda each: write_checkpoint(each, KEY)) is None
        await store.act(remember_head)
        return notes, await store.act(lambda each: read_head(each.keys))

    notes, head = opened(tmp_path, scenario)
    assert [read_checkpoint(note, KEY.public).size for note in notes] == [3, 5]
    assert (head.note, head.counted) == (notes[1], chain_of(notes))


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM audit_entry WHERE seq = 4",
        "DELETE FROM audit_entry",
        "UPDATE audit_entry SET leaf = zeroblob(32) WHERE seq = 2",
    ],
)
def test_nothing_is_signed_for_a_log_that_was_changed(tmp_path: Path, change: str) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await grow(store, 0, 5)

        def tamper(transaction: Transaction) -> None:
            for verb in ("update", "delete"):
                transaction.connection.execute(text(f"DROP TRIGGER audit_entry_{verb}"))
            transaction.connection.execute(text(change))

        await store.act(tamper)
        for act in (
            lambda each: write_checkpoint(each, KEY),
            lambda each: check_log(each, KEY.public),
        ):
            with pytest.raises(LogBroken):
                await store.act(act)
        made = Checkpoint(origin="log.example", size=9, root=EMPTY_ROOT)
        with pytest.raises(LogBroken):
            await store.act(
                lambda each: reanchor(each, KEY, left=[made], at=START, actor="command")
            )

    opened(tmp_path, scenario)
    assert list(tmp_path.iterdir())


def test_a_log_that_another_key_signed_is_not_signed_again(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await grow(store, 0, 5)
        other = signing_key(bytes(32), "log.example")
        with pytest.raises(LogBroken, match="not signed"):
            await store.act(lambda each: write_checkpoint(each, other))

    opened(tmp_path, scenario)
    assert KEY.public.name == "log.example"


def test_departing_is_remembered(tmp_path: Path) -> None:
    made = Checkpoint(origin="log.example", size=9, root=bytes(32))

    async def scenario(store: DatabaseStore) -> Any:
        await grow(store, 0, 5)

        def step(transaction: Transaction) -> Any:
            reader = AuditReader(transaction.connection)
            assert not fits(reader, made)
            assert not was_left(transaction.keys, made)
            assert reanchor(transaction, KEY, left=[], at=START, actor="command") is None
            note = reanchor(transaction, KEY, left=[made], at=START, actor="command")
            return note, reader.size(), was_left(transaction.keys, made)

        return await store.act(step)

    note, size, left = opened(tmp_path, scenario)
    assert read_checkpoint(note, KEY.public).size == size == 6
    assert left


def test_a_sweep_asks_the_key_store_for_the_newest_checkpoint(tmp_path: Path) -> None:
    async def fill(store: DatabaseStore) -> None:
        await stored(store, 1)

    async def more(store: DatabaseStore) -> None:
        await stored(store, 2)
        await store.act(lambda act: write_checkpoint(act, signing_key(MASTER, "log.example")))
        await store.act(remember_head)
        assert (await store.sweep(samples.START + 2 * DAY)).erased == 0

    async def swept(store: DatabaseStore) -> None:
        for whole in (False, True):
            with pytest.raises(LogBroken, match="nothing was erased"):
                await store.sweep(samples.START + 2 * DAY, whole_walk=whole)
        ids = [dek_id(1), dek_id(2)]
        assert await store.act(lambda act: act.keys.missing(ids)) == frozenset()
        assert await store.act(lambda act: act.ledger.holds_keys(ids)) == frozenset()

    opened(tmp_path, fill)
    old = (tmp_path / "discreet.db").read_bytes()
    opened(tmp_path, more)
    (tmp_path / "discreet.db").write_bytes(old)
    opened(tmp_path, swept)
