"""The tables of the separate store; see gateway.storage.kept_store."""

from __future__ import annotations

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

METADATA = MetaData()
KEPT = Table(
    "kept",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("kept_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("conversation_id", Text, nullable=False),
    Column("retention_class", Text, nullable=False),
    Column("class_version", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("last_interaction_at", BigInteger, nullable=False),
    Column("moved_at", BigInteger, nullable=False),
    Column("keep_until", BigInteger, nullable=False),
    Column("dek_id", Text, nullable=False, unique=True),
    Column("classes", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant", "kept_id"),
    sqlite_with_rowid=False,
)
# Which key store and which main store it belongs to.
KEPT_META = Table(
    "kept_meta",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
Index("ix_kept_keep_until", KEPT.c.keep_until)
Index("ix_kept_subject", KEPT.c.tenant, KEPT.c.subject)
