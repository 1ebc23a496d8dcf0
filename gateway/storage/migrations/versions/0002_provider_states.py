"""Provider states.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Makes the table; no row that is there changes."""
    op.create_table(
        "provider_state",
        *_text("tenant", "state"),
        sa.Column("conversation", _ROW_ID, sa.ForeignKey("conversation.id"), nullable=False),
        *_text("retention_class", "trigger", "purpose", "recipient", "policy"),
        sa.Column("hide_at", sa.BigInteger, nullable=False),
        sa.Column("erase_by", sa.BigInteger, nullable=False),
        sa.Column("latest", sa.BigInteger),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "state"),
    )
    op.create_index("ix_provider_state_hide_at", "provider_state", ["hide_at"])
    op.create_index("ix_provider_state_conversation", "provider_state", ["conversation"])


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]
