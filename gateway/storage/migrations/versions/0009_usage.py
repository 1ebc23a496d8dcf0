"""Usage records; and the indexes by which old records of other kinds are found.

Revision ID: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds tables; what is there keeps its meaning."""
    op.create_table(
        "usage",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("usage_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False, server_default=""),
        sa.Column("network", sa.Text, nullable=False, server_default=""),
        sa.Column("purpose", sa.Text, nullable=False, server_default=""),
        sa.Column("channel", sa.Text, nullable=False, server_default=""),
        sa.Column("bot", sa.Text, nullable=False, server_default=""),
        sa.Column("outcome", sa.Text, nullable=False, server_default=""),
        sa.Column("retention_class", sa.Text, nullable=False),
        sa.Column("erase_by", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "usage_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_usage_erase_by", "usage", ["erase_by"])
    op.create_index("ix_usage_subject", "usage", ["tenant", "subject"])
    op.create_index("ix_disclosure_at", "disclosure", ["tenant", "at"])
    op.create_index("ix_refusal_at", "refusal", ["tenant", "at"])
    op.create_index("ix_subject_event_at", "subject_event", ["tenant", "at"])
    op.create_index(
        "ix_consent_current_ended", "consent_current", ["tenant", "state", "event_time"]
    )
