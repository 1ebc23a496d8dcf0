from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from gateway.storage.failures import reason_of


class _Refused(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("quotes the value 4111")
        self.sqlstate = sqlstate


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("quotes the value 4111")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (sqlite_error(sqlite3.SQLITE_FULL), "there is no space left for the database"),
        (sqlite_error(sqlite3.SQLITE_READONLY_DBMOVED), "the database cannot be written"),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), "another process keeps the database locked"),
        (sqlite_error(sqlite3.SQLITE_IOERR_FSYNC), "the database file cannot be read or written"),
        (sqlite_error(sqlite3.SQLITE_NOTADB), "the file is no database, or is damaged"),
        (sqlite_error(sqlite3.SQLITE_CORRUPT_INDEX), "the database file is damaged"),
        (sqlite_error(sqlite3.SQLITE_CONSTRAINT), "the store failed with OperationalError"),
        (_Refused("53100"), "there is no space left for the database"),
        (_Refused("53200"), "the database has no resources left"),
        (_Refused("57P01"), "the database is shut down"),
        (_Refused("57014"), "the database took too long"),
        (_Refused("08006"), "the database cannot be reached"),
        (_Refused("23505"), "the store failed with _Refused"),
        (_Refused(None), "the store failed with _Refused"),
        (ValueError("4111"), "the store failed with ValueError"),
    ],
)
def test_a_cause_is_told_and_no_value(error: BaseException, reason: str) -> None:
    assert reason_of(error) == reason


def test_sqlalchemys_error_is_looked_through() -> None:
    wrapped = OperationalError("SELECT 4111", {}, sqlite_error(sqlite3.SQLITE_FULL))
    assert reason_of(wrapped) == "there is no space left for the database"
