"""Tags of the sources that texts came from.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a table."""
    names = ("tenant", "subject", "digest", "tag")
    op.create_table(
        "source_tag",
        *(sa.Column(name, sa.Text, nullable=False) for name in names),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint(*names),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_source_tag_until", "source_tag", ["until"])
