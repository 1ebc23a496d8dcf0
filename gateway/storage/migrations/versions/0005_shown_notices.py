"""What people were shown, and when and by whom each consent event was recorded.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds columns and a table; of older events neither time nor recorder is known."""
    for table in ("consent_event", "consent_current"):
        op.add_column(table, sa.Column("recorded_at", sa.BigInteger))
        op.add_column(table, sa.Column("recorded_by", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "shown_notice",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "sha256"),
        sqlite_with_rowid=False,
    )
