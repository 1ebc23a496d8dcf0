"""Expiry of API keys; and the index by which consents that have run out are found.

Revision ID: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; keys that are there do not expire."""
    op.add_column("api_key", sa.Column("expires_at", sa.BigInteger))
    op.create_index("ix_consent_current_valid_until", "consent_current", ["valid_until"])
