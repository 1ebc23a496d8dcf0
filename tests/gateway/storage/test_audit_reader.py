"""What is read of the log: pages, nodes of its tree, checkpoints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from gateway.audit.merkle import root_of, tree_root
from gateway.errors import StorageFailed
from gateway.storage.audit_reader import AuditReader
from gateway.storage.database import DatabaseStore
from gateway.storage.schema_audit import AUDIT_CHECKPOINT, AUDIT_ENTRY, AUDIT_TILE
from gateway.storage.transaction import Transaction
from tests.gateway.audit.logs import entry
from tests.gateway.storage.conftest import opened


async def fill(store: DatabaseStore, count: int) -> None:
    page = [entry(number) for number in range(count)]
    await store.act(lambda each: each.audit.append(*page))


def test_nodes_are_the_same_from_leaves_and_from_tiles(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> Any:
        await fill(store, 1_100)

        def read(transaction: Transaction) -> Any:
            reader = AuditReader(transaction.connection)
            leaves = [leaf for _, _, leaf in reader.entries(0, most=2_000)]
            assert reader.size() == len(leaves) == reader.count(AUDIT_ENTRY)
            for level, index in ((0, 5), (3, 7), (7, 3), (8, 0), (8, 3), (9, 1), (10, 0)):
                part = leaves[index << level : (index + 1) << level]
                assert reader.node(level, index) == root_of(part)
            for size in (0, 1, 255, 256, 257, 1_024, 1_100):
                assert tree_root(size, reader.node) == root_of(leaves[:size])
            return reader.tiles(first=1, most=2), reader.count(AUDIT_TILE)

        return await store.act(read)

    tiles, count = opened(tmp_path, scenario)
    assert ([each[:2] for each in tiles], count) == ([(1, 1), (1, 2)], 4)


def test_missing_and_damaged_rows_are_told(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store, 300)

        def step(transaction: Transaction) -> None:
            connection, reader = transaction.connection, AuditReader(transaction.connection)
            connection.execute(text("DROP TRIGGER audit_entry_update"))
            for value in ("'text'", "x'00'"):
                connection.execute(text(f"UPDATE audit_entry SET leaf = {value} WHERE seq = 290"))
                with pytest.raises(StorageFailed, match="damaged"):
                    reader.node(3, 36)
            with pytest.raises(StorageFailed, match="missing"):
                reader.node(8, 1)

        await store.act(step)

    opened(tmp_path, scenario)
    assert list(tmp_path.iterdir())


def test_checkpoints_are_read_in_order(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> Any:
        def step(transaction: Transaction) -> Any:
            reader = AuditReader(transaction.connection)
            assert (reader.size(), reader.last_checkpoint(), reader.body(0)) == (0, None, None)
            for size in (30, 10, 20):
                row = {"size": size, "note": b"%d" % size}
                transaction.connection.execute(insert(AUDIT_CHECKPOINT).values(row))
            return (
                reader.checkpoints(after=10),
                reader.newest_notes(2),
                (reader.last_checkpoint(), reader.checkpoint(10), reader.checkpoint(11)),
            )

        return await store.act(step)

    after, newest, single = opened(tmp_path, scenario)
    assert after == [(20, b"20"), (30, b"30")]
    assert newest == [b"20", b"30"]
    assert single == (b"30", b"10", None)
