"""Requests of people, and what comes of them.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds columns and tables; what is there keeps its meaning."""
    for table in ("subject", "subject_event"):
        for name in ("objections", "reviews"):
            column = sa.Column(name, sa.Text, nullable=False, server_default="")
            op.add_column(table, column)
    _requests()
    _progress()
    _standing()
    _outbox()
    for table in ("disclosure", "refusal"):
        op.create_index(f"ix_{table}_subject", table, ["tenant", "subject"])


def _requests() -> None:
    """What was asked."""
    op.create_table(
        "rights_request",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("regime", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("verified_at", sa.BigInteger),
        sa.Column("verified_by", sa.Text, nullable=False, server_default=""),
        sa.Column("method", sa.Text, nullable=False, server_default=""),
        sa.Column("proof_hash", sa.Text, nullable=False, server_default=""),
        sa.Column("code", sa.Text, nullable=False, server_default=""),
        sa.Column("code_until", sa.BigInteger),
        sa.Column("code_attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("codes_made", sa.Integer, nullable=False, server_default="0"),
        sa.Column("ack_due_at", sa.BigInteger),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("extended_at", sa.BigInteger),
        sa.Column("calendar", sa.Text, nullable=False, server_default=""),
        sa.Column("filer", sa.Text, nullable=False, server_default=""),
        sa.Column("officers", sa.Text, nullable=False, server_default=""),
        sa.Column("lifts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("approver", sa.Text, nullable=False, server_default=""),
        sa.Column("approved_at", sa.BigInteger),
        sa.Column("preview", sa.Text, nullable=False, server_default=""),
        sa.Column("outcome", sa.Text, nullable=False, server_default=""),
        sa.Column("decided_at", sa.BigInteger),
        sa.Column("dek_id", sa.Text, nullable=False, server_default=""),
        sa.Column("body", sa.LargeBinary),
        sa.Column("version", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("tenant", "request_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_rights_request_due", "rights_request", ["status", "due_at"])
    op.create_index("ix_rights_request_subject", "rights_request", ["tenant", "subject"])


def _progress() -> None:
    """Steps, tasks, results and proofs of requests."""
    op.create_table(
        "rights_event",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("tenant", "request_id", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rights_task",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("store", sa.Text, nullable=False),
        sa.Column("items_removed", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("items_retained", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("reasons", sa.Text, nullable=False, server_default=""),
        sa.Column("cursor", sa.Text, nullable=False, server_default=""),
        sa.Column("done_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("tenant", "request_id", "store"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rights_result",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("dek_id", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False, server_default=""),
        sa.Column("filename", sa.Text, nullable=False, server_default=""),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "request_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "identity_proof",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("dek_id", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "request_id"),
        sqlite_with_rowid=False,
    )


def _standing() -> None:
    """What holds of somebody until it is lifted."""
    op.create_table(
        "objection",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("lifted_at", sa.BigInteger),
        sa.Column("request_id", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("tenant", "subject", "purpose"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "restriction",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger),
        sa.Column("request_id", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("tenant", "subject", "kind"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "directive",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("directive_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
        sa.Column("executed_at", sa.BigInteger),
        sa.Column("dek_id", sa.Text, nullable=False, server_default=""),
        sa.Column("body", sa.LargeBinary),
        sa.PrimaryKeyConstraint("tenant", "directive_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_directive_subject", "directive", ["tenant", "subject"])


def _outbox() -> None:
    """What others have to be told."""
    op.create_table(
        "outbox",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("dek_id", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("delivered_at", sa.BigInteger),
        sa.Column("request_id", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("tenant", "message_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_outbox_next", "outbox", ["delivered_at", "next_at"])
