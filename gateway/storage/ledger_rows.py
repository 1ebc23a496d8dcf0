"""The tables of the erasure ledger, and how far it goes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from gateway.errors import StorageFailed
from gateway.storage.driver import CreatedSchema
from gateway.storage.schema import ROW_ID

METADATA = MetaData()
LEDGER_META = Table(
    "ledger_meta",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
LEDGER_RUN = Table(
    "ledger_run",
    METADATA,
    Column("run", ROW_ID, primary_key=True, autoincrement=False),
    Column("entries", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("mac", LargeBinary, nullable=False),
)
LEDGER_ENTRY = Table(
    "ledger_entry",
    METADATA,
    Column("digest", LargeBinary, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("run", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    PrimaryKeyConstraint("digest", "request_id", "run"),
    sqlite_with_rowid=False,
)
Index("ix_ledger_entry_run", LEDGER_ENTRY.c.run)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """How far a ledger goes: number of the newest run, entries up to it, the run's MAC."""

    run: int = 0
    entries: int = 0
    mac: bytes = b""

    def __str__(self) -> str:
        return f"{self.run}:{self.entries}:{self.mac.hex()}"

    @classmethod
    def read(cls, text: str | None) -> Position:
        """From its text; None is the beginning.

        Raises:
            StorageFailed: it is no position.
        """
        if text is None:
            return cls()
        try:
            run, entries, mac = text.split(":")
            return cls(run=int(run), entries=int(entries), mac=bytes.fromhex(mac))
        except ValueError:
            raise StorageFailed("what is remembered of the erasure ledger is damaged") from None


LEDGER = CreatedSchema(METADATA)
