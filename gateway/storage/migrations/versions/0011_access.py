"""Grants of access, instructions, integrations, terminations.

Revision ID: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds tables; what is there keeps its meaning."""
    _grants()
    _orders()


def _grants() -> None:
    op.create_table(
        "access_grant",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("grant_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("view", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False, server_default=""),
        sa.Column("conversation_id", sa.Text, nullable=False, server_default=""),
        sa.Column("follows", sa.Text, nullable=False, server_default=""),
        sa.Column("reader", sa.Text, nullable=False, server_default=""),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("ticket", sa.Text, nullable=False),
        sa.Column("seconds", sa.Integer, nullable=False),
        sa.Column("requested_by", sa.Text, nullable=False),
        sa.Column("requested_at", sa.BigInteger, nullable=False),
        sa.Column("approved_by", sa.Text, nullable=False, server_default=""),
        sa.Column("approved_at", sa.BigInteger),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("ended_by", sa.Text, nullable=False, server_default=""),
        sa.Column("ended_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("tenant", "grant_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "access_read",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("grant_id", sa.Text, nullable=False),
        sa.Column("read_id", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("view", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("messages", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "grant_id", "read_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_access_read_at", "access_read", ["tenant", "at"])


def _orders() -> None:
    """What a tenant says about its data: instructions, switches, its end."""
    op.create_table(
        "instruction",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("instruction_id", sa.Text, nullable=False),
        sa.Column("kinds", sa.Text, nullable=False),
        sa.Column("given_by", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("valid_from", sa.BigInteger, nullable=False),
        sa.Column("valid_until", sa.BigInteger, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_by", sa.Text, nullable=False, server_default=""),
        sa.Column("revoked_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("tenant", "instruction_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "integration",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("is_on", sa.Integer, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "recipient"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "termination",
        sa.Column("tenant", sa.Text, primary_key=True),
        sa.Column("announced_by", sa.Text, nullable=False),
        sa.Column("announced_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("approved_by", sa.Text, nullable=False, server_default=""),
        sa.Column("package_sha256", sa.Text, nullable=False, server_default=""),
        sa.Column("certificate_id", sa.Text, nullable=False, server_default=""),
        sa.Column("begun_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sqlite_with_rowid=False,
    )
