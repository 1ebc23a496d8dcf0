"""What a database's error means, in words without values: the driver's own may quote them."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError

_SQLITE = {
    sqlite3.SQLITE_FULL: "there is no space left for the database",
    sqlite3.SQLITE_READONLY: "the database cannot be written",
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened",
    sqlite3.SQLITE_PERM: "the database file cannot be opened",
    sqlite3.SQLITE_BUSY: "another process keeps the database locked",
    sqlite3.SQLITE_LOCKED: "another process keeps the database locked",
    sqlite3.SQLITE_NOTADB: "the file is no database, or is damaged",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged",
    sqlite3.SQLITE_IOERR: "the database file cannot be read or written",
}
# By the beginning of the SQLSTATE.
_POSTGRES = {
    "53100": "there is no space left for the database",
    "53": "the database has no resources left",
    "25006": "the database cannot be written",
    "55P03": "another process keeps the database locked",
    "57014": "the database took too long",
    "57P": "the database is shut down",
    "08": "the database cannot be reached",
    "XX": "the database is damaged",
}


def reason_of(error: BaseException) -> str:
    """Why a store failed: a known cause in words, else the error's class."""
    original = error.orig if isinstance(error, DBAPIError) and error.orig else error
    code = getattr(original, "sqlite_errorcode", None)
    if isinstance(code, int):
        # The lowest byte is the kind, the rest says more of it.
        known = _SQLITE.get(code & 0xFF)
        if known is not None:
            return known
    state = getattr(original, "sqlstate", None)
    if isinstance(state, str):
        for length in (5, 3, 2):
            known = _POSTGRES.get(state[:length])
            if known is not None:
                return known
    return f"the store failed with {type(error).__name__}"
