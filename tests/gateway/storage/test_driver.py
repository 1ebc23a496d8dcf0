"""Transactions over a driver: whole or not at all, on every database."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.storage.driver import NOBODY, Database, Driver, reading, writing
from gateway.storage.files import SqliteFile
from gateway.storage.keys import KEYS
from tests.postgres import new_databases, postgres

INSERT = "INSERT INTO key_meta (name, value) VALUES (?, ?)"
COUNT = "SELECT count(*) FROM key_meta"


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return SqliteFile(tmp_path / "keys.db")
    return postgres(new_databases().keys)


def count(driver: Driver) -> int:
    with reading(driver, NOBODY):
        return int(driver.execute(COUNT).fetchone()[0])


def test_what_was_written_is_kept_and_what_raised_is_not(database: Database) -> None:
    driver = database.open(KEYS)
    with writing(driver, NOBODY):
        driver.execute(INSERT, ("a", "1"))
        driver.executemany(INSERT, [("b", "2"), ("c", "3")])

    def write(*names: str) -> None:
        with writing(driver, NOBODY):
            for name in names:
                driver.execute(INSERT, (name, str(1 / len(name))))

    with pytest.raises(ZeroDivisionError):
        write("d", "")
    with pytest.raises(Exception, match="key_meta"):
        write("e", "a")
    assert count(driver) == 3
    other = database.connect()
    assert count(other) == 3
    other.close()
    driver.close()


def test_rows_come_as_tuples_and_changes_are_counted(database: Database) -> None:
    driver = database.open(KEYS)
    with writing(driver, NOBODY):
        driver.executemany(INSERT, [(f"n{n}", str(n)) for n in range(5)])
        change = "UPDATE key_meta SET value = '' WHERE value < ?"
        assert driver.execute(change, ("2",)).rowcount == 2
    rows = driver.execute("SELECT name, value FROM key_meta WHERE value <> '' ORDER BY name")
    assert [tuple(row) for row in rows] == [("n2", "2"), ("n3", "3"), ("n4", "4")]
    assert driver.execute("SELECT name FROM key_meta WHERE name = ?", ("x",)).fetchone() is None
    assert driver.execute("SELECT name FROM key_meta WHERE name = ?", ("n2",)).fetchone() == ("n2",)
    driver.close()


def test_a_connection_can_be_closed_twice_and_a_schema_opened_twice(database: Database) -> None:
    for _ in range(2):
        driver = database.open(KEYS)
        assert not driver.is_lost
        driver.rollback()
        driver.close()
        driver.close()
