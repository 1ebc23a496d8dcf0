"""Retention classes, the events that start their clocks, holds, certificates.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds tables; what is there keeps its meaning."""
    for column in (
        sa.Column("class_version", sa.Text, nullable=False, server_default=""),
        sa.Column("due_at", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("keep_until", sa.BigInteger),
        sa.Column("action", sa.Text, nullable=False, server_default="erase"),
        sa.Column("state", sa.Text, nullable=False, server_default="active"),
        sa.Column("review", sa.Integer, nullable=False, server_default="0"),
        sa.Column("channel", sa.Text, nullable=False, server_default=""),
        sa.Column("bot", sa.Text, nullable=False, server_default=""),
        sa.Column("terms", sa.Text, nullable=False, server_default=""),
    ):
        op.add_column("conversation", column)
    op.execute("UPDATE conversation SET due_at = hide_at")
    op.drop_index("ix_conversation_hide_at", "conversation")
    op.create_index("ix_conversation_due", "conversation", ["state", "due_at"])
    op.create_table(
        "retention_class",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("class_key", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "class_key", "version"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "retention_event",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False, server_default=""),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("tenant", "event_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_retention_event_subject", "retention_event", ["tenant", "subject"])
    _holds_and_proofs()


def _holds_and_proofs() -> None:
    op.create_table(
        "hold",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("hold_id", sa.Text, nullable=False),
        sa.Column("matter", sa.Text, nullable=False),
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("placed_by", sa.Text, nullable=False),
        sa.Column("placed_at", sa.BigInteger, nullable=False),
        sa.Column("review_at", sa.BigInteger, nullable=False),
        sa.Column("released_at", sa.BigInteger),
        sa.Column("released_by", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("tenant", "hold_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hold_item",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("hold_id", sa.Text, nullable=False),
        sa.Column("conversation", sa.BigInteger, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "hold_id", "conversation"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_hold_item_conversation", "hold_item", ["conversation"])
    op.create_table(
        "certificate",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("certificate_id", sa.Text, nullable=False),
        sa.Column("run_id", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "certificate_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_certificate_state", "certificate", ["state"])
    op.create_table(
        "anonymised",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("anonymised_id", sa.Text, nullable=False),
        sa.Column("speaker", sa.Text, nullable=False),
        sa.Column("month", sa.BigInteger, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("dek_id", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "anonymised_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False, server_default="0"),
    )
