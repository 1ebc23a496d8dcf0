"""The tables of counts by day, and of figures that a scan of the store took.

Both hold numbers, codes and configured names; nothing in them is of anybody.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Table, Text

from gateway.storage.schema import METADATA

# ``day`` is its first microsecond, in UTC.
DAILY_COUNT = Table(
    "daily_count",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("day", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "day", "kind", "key"),
    sqlite_with_rowid=False,
)

# ``document`` is JSON; ``at`` says when it was true.
FIGURE = Table(
    "figure",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "name"),
    sqlite_with_rowid=False,
)
