"""Lead forms that were filled in.

Revision ID: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds tables; what is there keeps its meaning."""
    op.create_table(
        "form_entry",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("conversation_id", sa.Text, nullable=False, server_default=""),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("policy", sa.Text, nullable=False),
        sa.Column("retention_class", sa.Text, nullable=False),
        sa.Column("trigger", sa.Text, nullable=False),
        sa.Column("duration", sa.Text, nullable=False),
        sa.Column("consent_id", sa.Text, nullable=False, server_default=""),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("erase_by", sa.BigInteger, nullable=False),
        sa.Column("entity_counts", sa.Text, nullable=False, server_default=""),
        sa.Column("dek_id", sa.Text, nullable=False, unique=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "entry_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_form_entry_erase_by", "form_entry", ["tenant", "erase_by"])
    op.create_index("ix_form_entry_subject", "form_entry", ["tenant", "subject"])
