from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from gateway.storage import snapshot
from gateway.storage.driver import NOBODY, Driver
from gateway.storage.files import SqliteFile
from gateway.storage.snapshot import replace_rows, take_snapshot

TABLES = MetaData()
FIRST = Table("first", TABLES, Column("id", Integer, primary_key=True), Column("a", Text))
SECOND = Table(
    "second",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("of", ForeignKey("first.id")),
    Column("body", LargeBinary),
)


class TwoTables:
    tables = TABLES

    def is_current(self, core: Connection) -> bool:
        return False

    def make(self, core: Connection) -> None:
        TABLES.create_all(core)


def filled(path: Path, rows: int = 2500) -> Driver:
    driver = SqliteFile(path).open(TwoTables())
    driver.begin_write(NOBODY)
    driver.executemany(
        "INSERT INTO first VALUES (?, ?)",
        [(n, "\ud7ff\0ü" if n % 7 else None) for n in range(rows)],
    )
    driver.executemany(
        "INSERT INTO second VALUES (?, ?, ?)", [(n, n, os.urandom(n % 9)) for n in range(rows)]
    )
    driver.commit()
    return driver


def content(driver: Driver) -> list[object]:
    return [
        driver.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
        for table in ("first", "second")
    ]


def test_a_file_is_copied_by_sqlite_without_what_was_deleted(tmp_path: Path) -> None:
    source = filled(tmp_path / "source.db")
    source.execute("PRAGMA secure_delete = OFF")
    source.execute("UPDATE first SET a = 'canary of a deleted row' WHERE id = 1")
    source.execute("UPDATE first SET a = 'other' WHERE id = 1")
    take_snapshot(
        SqliteFile(tmp_path / "source.db"), tmp_path / "copy.db", schema=TwoTables(), tenants=NOBODY
    )
    copy = (tmp_path / "copy.db").read_bytes()
    assert b"canary" not in copy
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    held = SqliteFile(tmp_path / "copy.db").connect()
    assert content(held) == content(source)
    held.close()
    source.close()


def test_any_other_database_is_copied_row_by_row(tmp_path: Path) -> None:
    source = filled(tmp_path / "source.db")
    snapshot._write_file(source.core, tmp_path / "copy.db", schema=TwoTables())
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]
    database = sqlite3.connect(tmp_path / "copy.db")
    assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    database.close()
    held = SqliteFile(tmp_path / "copy.db").connect()
    assert content(held) == content(source)
    held.close()
    source.close()


def test_rows_of_a_copy_take_the_place_of_all_rows(tmp_path: Path) -> None:
    source, target = filled(tmp_path / "source.db", 30), filled(tmp_path / "target.db", 50)
    replace_rows(source.core, target, schema=TwoTables(), tenants=NOBODY)
    assert content(target) == content(source)
    source.execute("DROP TABLE second")
    before = content(target)
    with pytest.raises(SQLAlchemyError):
        replace_rows(source.core, target, schema=TwoTables(), tenants=NOBODY)
    assert content(target) == before
    source.close()
    target.close()


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    filled(tmp_path / "source.db").close()
    (tmp_path / "copy.db").write_text("something")
    with pytest.raises(SQLAlchemyError):
        take_snapshot(
            SqliteFile(tmp_path / "source.db"),
            tmp_path / "copy.db",
            schema=TwoTables(),
            tenants=NOBODY,
        )
    assert (tmp_path / "copy.db").read_text() == "something"
