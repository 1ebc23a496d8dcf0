"""The table of usage records: when, from what country, over what; no message, no full address."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, PrimaryKeyConstraint, Table, Text

from gateway.storage.schema import METADATA, filled

USAGE = Table(
    "usage",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("usage_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    filled("country"),
    filled("network"),
    filled("purpose"),
    filled("channel"),
    filled("bot"),
    filled("outcome"),
    Column("retention_class", Text, nullable=False),
    Column("erase_by", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "usage_id"),
    sqlite_with_rowid=False,
)
Index("ix_usage_erase_by", USAGE.c.erase_by)
Index("ix_usage_subject", USAGE.c.tenant, USAGE.c.subject)
