from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import StorageFailed
from gateway.storage.files import SqliteFile
from gateway.storage.ledger_rows import LEDGER, METADATA, Position


@pytest.mark.parametrize("text", ["", "1", "1:2", "a:b:c", "1:2:xy", "1:2:00:3"])
def test_a_damaged_memory_of_the_ledger_is_refused(text: str) -> None:
    with pytest.raises(StorageFailed, match="damaged"):
        Position.read(text)


def test_a_position_reads_back() -> None:
    position = Position(run=3, entries=7, mac=b"\x01\xff")
    assert str(position) == "3:7:01ff"
    assert Position.read(str(position)) == position
    assert Position.read(None) == Position.read("0:0:") == Position()


def test_the_schema_is_made_once(tmp_path: Path) -> None:
    schema = LEDGER
    driver = SqliteFile(tmp_path / "erasures.db").open(schema)
    assert schema.is_current(driver.core)
    assert set(schema.tables.tables) == set(METADATA.tables)
    driver.close()
