"""The tables of incidents, of who was told of them, and of official demands.

What people wrote is in ``body`` columns, encrypted under a data key of its own. Lists of
codes are JSON arrays in order, and empty text where there is nothing in them.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from gateway.storage.schema import METADATA, filled

# ``party`` is the recipient at which it happened, or empty for this gateway.
INCIDENT = Table(
    "incident",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("incident_id", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("kinds", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("risk", Text, nullable=False),
    filled("party"),
    Column("began_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("noticed_at", BigInteger, nullable=False),
    filled("recipients"),
    filled("purposes"),
    filled("entity_types"),
    Column("authority_due_at", BigInteger),
    Column("controller_due_at", BigInteger),
    Column("people", BigInteger),
    Column("conversations", BigInteger),
    Column("disclosures", BigInteger),
    Column("scoped_at", BigInteger),
    Column("reported_by", Text, nullable=False),
    Column("reported_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Column("dek_id", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant", "incident_id"),
    sqlite_with_rowid=False,
)
Index("ix_incident_noticed", INCIDENT.c.tenant, INCIDENT.c.noticed_at)

INCIDENT_EVENT = Table(
    "incident_event",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("incident_id", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    PrimaryKeyConstraint("tenant", "incident_id", "seq"),
    sqlite_with_rowid=False,
)

# ``message_id`` is that of the webhook's message, or empty where somebody told by hand;
# ``next_at`` is when it is sent again unless it was acknowledged.
INCIDENT_NOTICE = Table(
    "incident_notice",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("incident_id", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("target", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    filled("message_id"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", BigInteger),
    Column("acknowledged_at", BigInteger),
    filled("acknowledged_by"),
    PrimaryKeyConstraint("tenant", "incident_id", "seq"),
    sqlite_with_rowid=False,
)
Index("ix_incident_notice_next", INCIDENT_NOTICE.c.next_at)

DEMAND = Table(
    "demand",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("demand_id", Text, nullable=False),
    filled("subject"),
    Column("ground", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("due_at", BigInteger),
    Column("answered_at", BigInteger),
    Column("may_tell", Integer, nullable=False),
    Column("silent_until", BigInteger),
    Column("told_at", BigInteger),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("dek_id", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant", "demand_id"),
    sqlite_with_rowid=False,
)
Index("ix_demand_subject", DEMAND.c.tenant, DEMAND.c.subject)
