"""Conversations, messages, disclosures, consent and API keys.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_ANSWER = sa.text("role = 'assistant'")


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "meta",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    _conversations()
    _disclosures()
    _consents()
    op.create_table(
        "api_key",
        sa.Column("key_id", sa.Text, primary_key=True),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("secret_sha256", sa.Text, nullable=False, unique=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
    )


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _conversations() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", _ROW_ID, primary_key=True, autoincrement=False),
        *_text("tenant", "subject", "conversation_id"),
        sa.Column("retired", sa.BigInteger, nullable=False),
        sa.Column("dek_id", sa.Text, nullable=False, unique=True),
        *_text("retention_class", "trigger", "purpose", "recipient", "policy"),
        sa.Column("hide_at", sa.BigInteger, nullable=False),
        sa.Column("erase_by", sa.BigInteger, nullable=False),
        sa.Column("latest", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("last_interaction_at", sa.BigInteger, nullable=False),
        sa.Column("next_seq", sa.Integer, nullable=False),
        sa.UniqueConstraint("tenant", "subject", "conversation_id", "retired"),
    )
    op.create_index("ix_conversation_hide_at", "conversation", ["hide_at"])
    op.create_table(
        "message",
        sa.Column("conversation", _ROW_ID, sa.ForeignKey("conversation.id"), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        *_text("role", "owner", "chain"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("conversation", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_message_chain", "message", ["conversation", "chain"])
    op.create_index(
        "ix_message_answer",
        "message",
        ["owner", "chain", "conversation"],
        sqlite_where=_ANSWER,
        postgresql_where=_ANSWER,
    )


def _disclosures() -> None:
    op.create_table(
        "disclosure",
        sa.Column("disclosure_id", sa.Text, primary_key=True),
        *_text("tenant", "subject", "conversation_id", "purpose", "recipient"),
        *_text("policy", "endpoint"),
        sa.Column("consent_id", sa.Text),
        sa.Column("sent_bytes", sa.BigInteger, nullable=False),
        sa.Column("entity_counts", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outcome",
        sa.Column(
            "disclosure_id",
            sa.Text,
            sa.ForeignKey("disclosure.disclosure_id"),
            primary_key=True,
        ),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("received_bytes", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def _consents() -> None:
    op.create_table(
        "consent_event",
        sa.Column("event_id", _ROW_ID, primary_key=True, autoincrement=True),
        *_text("record_id", "tenant", "subject", "purpose", "recipient", "state"),
        *_text("notice", "language"),
        sa.Column("event_time", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "consent_current",
        *_text("tenant", "subject", "purpose", "recipient"),
        sa.Column("record_id", sa.Text, nullable=False, unique=True),
        *_text("state", "notice", "language"),
        sa.Column("event_time", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "subject", "purpose", "recipient"),
        sqlite_with_rowid=False,
    )
