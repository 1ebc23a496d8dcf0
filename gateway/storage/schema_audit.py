"""Tables of the audit log: entries, roots of full tiles, signed checkpoints.

Entries hold codes, counts, ids and hashes. A tile of level n is the root over 256**n
entries, kept so that a proof reads few rows. Every column is covered by a hash or a
signature, so that no byte of them can change unnoticed. Rows are only ever added: an
SQLite file refuses the rest by triggers, PostgreSQL by what its roles are granted.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    event,
)

from gateway.storage.schema import METADATA

_SIZE = BigInteger().with_variant(Integer, "sqlite")

AUDIT_ENTRY = Table(
    "audit_entry",
    METADATA,
    Column("seq", _SIZE, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
)

AUDIT_TILE = Table(
    "audit_tile",
    METADATA,
    Column("level", Integer, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    PrimaryKeyConstraint("level", "number"),
    sqlite_with_rowid=False,
)

AUDIT_CHECKPOINT = Table(
    "audit_checkpoint",
    METADATA,
    Column("size", _SIZE, primary_key=True, autoincrement=False),
    Column("note", LargeBinary, nullable=False),
)

APPEND_ONLY = (AUDIT_ENTRY, AUDIT_TILE, AUDIT_CHECKPOINT)


def append_only(table: str) -> list[str]:
    """The triggers of an SQLite table whose rows are only ever added."""
    return [
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, 'rows of {table} are only added'); END"
        for verb in ("UPDATE", "DELETE")
    ]


for _table in APPEND_ONLY:
    for _trigger in append_only(_table.name):
        # SQLAlchemy leaves the constructor untyped.
        _made = DDL(_trigger)  # type: ignore[no-untyped-call]
        event.listen(_table, "after_create", _made.execute_if(dialect="sqlite"))
