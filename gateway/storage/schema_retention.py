"""Tables of retention: versions of classes, events that start clocks, holds, certificates.

Nothing in them says who somebody is; see gateway/storage/schema.py.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, PrimaryKeyConstraint, Table, Text

from gateway.storage.schema import METADATA, filled

# A class as it was when a row got it, by the hash of what it says: a policy can drop or
# change a class while rows still carry it.
RETENTION_CLASS = Table(
    "retention_class",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("class_key", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "class_key", "version"),
    sqlite_with_rowid=False,
)

# Something happened to a person or conversation that starts the clock of classes.
RETENTION_EVENT = Table(
    "retention_event",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("type", Text, nullable=False),
    filled("purpose"),
    Column("at", BigInteger, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    filled("recorded_by"),
    PrimaryKeyConstraint("tenant", "event_id"),
    sqlite_with_rowid=False,
)
Index("ix_retention_event_subject", RETENTION_EVENT.c.tenant, RETENTION_EVENT.c.subject)

HOLD = Table(
    "hold",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("hold_id", Text, nullable=False),
    Column("matter", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("placed_by", Text, nullable=False),
    Column("placed_at", BigInteger, nullable=False),
    Column("review_at", BigInteger, nullable=False),
    Column("released_at", BigInteger),
    filled("released_by"),
    PrimaryKeyConstraint("tenant", "hold_id"),
    sqlite_with_rowid=False,
)

HOLD_ITEM = Table(
    "hold_item",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("hold_id", Text, nullable=False),
    Column("conversation", BigInteger, nullable=False),
    Column("since", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "hold_id", "conversation"),
    sqlite_with_rowid=False,
)
Index("ix_hold_item_conversation", HOLD_ITEM.c.conversation)

# What a sweep or an erasure did, store by store; counts, states and hashes only.
CERTIFICATE = Table(
    "certificate",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("certificate_id", Text, nullable=False),
    Column("run_id", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("document", Text, nullable=False),
    PrimaryKeyConstraint("tenant", "certificate_id"),
    sqlite_with_rowid=False,
)
Index("ix_certificate_state", CERTIFICATE.c.state)

# What was said by nobody in particular any more: ``speaker`` is random and means nothing,
# the time is a month, and the texts are without the codes that told one person from another.
ANONYMISED = Table(
    "anonymised",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("anonymised_id", Text, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("month", BigInteger, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("dek_id", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant", "anonymised_id"),
    sqlite_with_rowid=False,
)

# Who among several processes does a job at the moment.
LEASE = Table(
    "lease",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False, server_default="0"),
)
