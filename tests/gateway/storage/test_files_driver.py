"""The Database and Driver of a file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from gateway.storage.driver import NOBODY, writing
from gateway.storage.files import SqliteFile
from gateway.storage.keys import KEYS
from gateway.storage.migrate import MAIN


def test_it_says_nothing_of_its_place_and_knows_one_beside_it(tmp_path: Path) -> None:
    file = SqliteFile(tmp_path / "a.db")
    assert str(tmp_path) not in repr(file)
    assert file.beside("b").path == tmp_path / "b.db"


def test_row_ids_follow_the_largest(tmp_path: Path) -> None:
    driver = SqliteFile(tmp_path / "a.db").open(MAIN)
    with writing(driver, NOBODY):
        assert list(driver.row_ids(3)) == [1, 2, 3]
        assert list(driver.row_ids(0)) == []
    driver.close()


def test_its_log_can_be_emptied_and_nothing_is_rewritten(tmp_path: Path) -> None:
    driver = SqliteFile(tmp_path / "a.db").open(KEYS)
    assert driver.truncate_log() == (0, 0, 0)
    assert driver.rewrite_keys() == {}
    driver.close()


def test_which_errors_lie_in_the_values(tmp_path: Path) -> None:
    file = SqliteFile(tmp_path / "a.db")
    assert file.is_fault(sqlite3.IntegrityError())
    assert file.is_fault(UnicodeEncodeError("utf-8", "x", 0, 1, "surrogates"))
    assert not file.is_fault(sqlite3.OperationalError())
    assert not file.is_fault(sqlite3.DatabaseError())
