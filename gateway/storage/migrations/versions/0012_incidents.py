"""Incidents, who was told of them, official demands.

Revision ID: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds tables; what is there keeps its meaning."""
    op.create_table(
        "incident",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("incident_id", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("kinds", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("risk", sa.Text, nullable=False),
        sa.Column("party", sa.Text, nullable=False, server_default=""),
        sa.Column("began_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("noticed_at", sa.BigInteger, nullable=False),
        sa.Column("recipients", sa.Text, nullable=False, server_default=""),
        sa.Column("purposes", sa.Text, nullable=False, server_default=""),
        sa.Column("entity_types", sa.Text, nullable=False, server_default=""),
        sa.Column("authority_due_at", sa.BigInteger),
        sa.Column("controller_due_at", sa.BigInteger),
        sa.Column("people", sa.BigInteger),
        sa.Column("conversations", sa.BigInteger),
        sa.Column("disclosures", sa.BigInteger),
        sa.Column("scoped_at", sa.BigInteger),
        sa.Column("reported_by", sa.Text, nullable=False),
        sa.Column("reported_at", sa.BigInteger, nullable=False),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("dek_id", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "incident_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_incident_noticed", "incident", ["tenant", "noticed_at"])
    op.create_table(
        "incident_event",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("incident_id", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "incident_id", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "incident_notice",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("incident_id", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False, server_default=""),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("next_at", sa.BigInteger),
        sa.Column("acknowledged_at", sa.BigInteger),
        sa.Column("acknowledged_by", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("tenant", "incident_id", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_incident_notice_next", "incident_notice", ["next_at"])
    _demands()


def _demands() -> None:
    op.create_table(
        "demand",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("demand_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False, server_default=""),
        sa.Column("ground", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("answered_at", sa.BigInteger),
        sa.Column("may_tell", sa.Integer, nullable=False),
        sa.Column("silent_until", sa.BigInteger),
        sa.Column("told_at", sa.BigInteger),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("dek_id", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "demand_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_demand_subject", "demand", ["tenant", "subject"])
