"""People who sign in, and their sessions.

Revision ID: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds tables; what is there keeps its meaning."""
    op.create_table(
        "account",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("name_hash", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("disabled_at", sa.BigInteger),
        sa.Column("password_hash", sa.Text, nullable=False, server_default=""),
        sa.Column("enrolled_at", sa.BigInteger),
        sa.Column("totp_step", sa.BigInteger, nullable=False, server_default="-1"),
        sa.Column("invitation", sa.Text, nullable=False, server_default=""),
        sa.Column("invitation_until", sa.BigInteger),
        sa.Column("recovery", sa.Text, nullable=False, server_default=""),
        sa.Column("dek_id", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user_id"),
        sa.UniqueConstraint("tenant", "name_hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sign_in_session",
        sa.Column("session_sha256", sa.Text, nullable=False),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("session_sha256"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sign_in_session_until", "sign_in_session", ["until"])
    op.create_index("ix_sign_in_session_user", "sign_in_session", ["tenant", "user_id"])
    op.create_table(
        "sign_in_failure",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("wait_until", sa.BigInteger, nullable=False),
        sa.Column("good_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("tenant", "source"),
        sqlite_with_rowid=False,
    )
