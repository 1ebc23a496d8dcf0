"""What an opt-in rests on: notices, signals, people, reports and refusals.

Revision ID: 0003
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds columns and tables; what is there keeps its meaning."""
    _consents()
    _disclosures()
    _people()


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _filled(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _add(table: str, *columns: sa.Column[Any]) -> None:
    for column in columns:
        op.add_column(table, column)


def _consents() -> None:
    for table in ("consent_event", "consent_current"):
        _add(
            table,
            _filled("notice_key"),
            _filled("notice_version"),
            sa.Column("valid_until", sa.BigInteger),
            sa.Column("shown_at", sa.BigInteger),
            _filled("signals_shown"),
            _filled("method", "dialog"),
            _filled("signer", "subject"),
            sa.Column("guardian", sa.Text),
        )
    event_id = sa.Column("event_id", sa.BigInteger, nullable=False, server_default="0")
    _add("consent_current", event_id)
    op.create_index("ix_consent_event_record_id", "consent_event", ["record_id"])
    op.execute(
        "UPDATE consent_current SET event_id = coalesce((SELECT max(e.event_id)"
        " FROM consent_event AS e WHERE e.record_id = consent_current.record_id), 0)"
    )
    op.create_table(
        "withdrawal_code",
        sa.Column("code", sa.Text, primary_key=True),
        *_text("tenant", "subject"),
        sqlite_with_rowid=False,
    )


def _disclosures() -> None:
    _add("conversation", _filled("sources"))
    _add(
        "disclosure",
        sa.Column("consent_event", sa.BigInteger, nullable=False, server_default="0"),
        _filled("notice"),
        _filled("signals"),
        _filled("age_band", "unknown"),
        _filled("sources"),
    )
    op.create_table(
        "refusal",
        sa.Column("refusal_id", sa.Text, primary_key=True),
        *_text("tenant", "subject", "purpose", "recipient", "policy", "endpoint"),
        *_text("code", "check_name", "reasons", "signals", "age_band", "sources"),
        sa.Column("at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def _person() -> list[sa.Column[Any]]:
    return [
        *_text("tenant", "subject"),
        sa.Column("version", sa.BigInteger, nullable=False),
        *_text("age_band"),
        sa.Column("age_method", sa.Text),
        sa.Column("age_at", sa.BigInteger),
        sa.Column("jurisdiction", sa.Text),
        sa.Column("tracking_refused", sa.Integer, nullable=False),
        sa.Column("tracking_at", sa.BigInteger),
        *_text("restrictions"),
    ]


def _people() -> None:
    op.create_table(
        "subject",
        *_person(),
        sa.PrimaryKeyConstraint("tenant", "subject"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "subject_event",
        *_person(),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "subject", "version"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "report",
        *_text("tenant", "report_id", "subject", "state"),
        sa.Column("reported_at", sa.BigInteger, nullable=False),
        sa.Column("decided_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("tenant", "report_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_report_subject", "report", ["tenant", "subject", "state"])
