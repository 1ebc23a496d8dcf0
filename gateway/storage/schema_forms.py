"""The tables of filled-in lead forms."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, PrimaryKeyConstraint, Table, Text

from gateway.storage.schema import METADATA, filled

# ``body`` holds the fields as JSON, encrypted under a data key of its own. ``trigger`` and
# ``duration`` are those of the class when it was filled in; ``erase_by`` follows from them.
FORM_ENTRY = Table(
    "form_entry",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("entry_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    filled("conversation_id"),
    Column("form", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("retention_class", Text, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("duration", Text, nullable=False),
    filled("consent_id"),
    Column("received_at", BigInteger, nullable=False),
    Column("erase_by", BigInteger, nullable=False),
    filled("entity_counts"),
    Column("dek_id", Text, nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant", "entry_id"),
    sqlite_with_rowid=False,
)
Index("ix_form_entry_erase_by", FORM_ENTRY.c.tenant, FORM_ENTRY.c.erase_by)
Index("ix_form_entry_subject", FORM_ENTRY.c.tenant, FORM_ENTRY.c.subject)
