"""What the generator makes is what a store makes, and exactly so much of it is due."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from benchmarks.stored import Wanted, dek_id_of, make
from benchmarks.sweep import NOW
from gateway.storage.schema import to_micros
from tests.gateway.storage.conftest import opened


@pytest.mark.parametrize("scattered", [False, True])
def test_so_many_are_made_and_due(tmp_path: Path, scattered: bool) -> None:
    async def nothing(_store: object) -> None:
        return

    opened(tmp_path, nothing)
    wanted = Wanted(count=57, due=20, now=NOW, scattered=scattered)
    make(tmp_path, wanted)
    with sqlite3.connect(tmp_path / "discreet.db") as driver:
        due = "SELECT count(*) FROM conversation WHERE state = 'active' AND due_at <= ?"
        assert driver.execute(due, (to_micros(NOW),)).fetchone() == (20,)
        assert driver.execute("SELECT count(*) FROM message").fetchone() == (114,)
        indexes = driver.execute("SELECT count(*) FROM sqlite_master WHERE type = 'index'")
        assert indexes.fetchone()[0] > 10
    with sqlite3.connect(tmp_path / "keys.db") as driver:
        keys = {row[0] for row in driver.execute("SELECT dek_id FROM data_key")}
    assert keys == {dek_id_of(number) for number in range(57)}
