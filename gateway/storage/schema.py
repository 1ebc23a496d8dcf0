"""The tables of the main database.

Times are whole microseconds since 1970 in UTC (compact, exact, the same order in every
database). Only ``message.body`` and ``provider_state.body`` hold words of people, and
only encrypted.

``conversation.retired`` is 0 for the conversation that its id names now; a hidden one
whose id is taken up again keeps its row, until the sweep, with its own row id there.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

# The newest migration; a test keeps it equal to what migrations/ says.
HEAD = "0002"

METADATA = MetaData()

# SQLite gives the row id to a column of exactly this type only.
_ROW_ID = BigInteger().with_variant(Integer, "sqlite")

META = Table(
    "meta",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

CONVERSATION = Table(
    "conversation",
    METADATA,
    Column("id", _ROW_ID, primary_key=True, autoincrement=False),
    Column("tenant", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("conversation_id", Text, nullable=False),
    Column("retired", BigInteger, nullable=False),
    Column("dek_id", Text, nullable=False, unique=True),
    Column("retention_class", Text, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("hide_at", BigInteger, nullable=False),
    Column("erase_by", BigInteger, nullable=False),
    Column("latest", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("last_interaction_at", BigInteger, nullable=False),
    Column("next_seq", Integer, nullable=False),
    UniqueConstraint("tenant", "subject", "conversation_id", "retired"),
)
Index("ix_conversation_hide_at", CONVERSATION.c.hide_at)

# ``owner`` is a digest of tenant and subject, so that one index finds the answers of one
# person; equal beginnings of other people's conversations are not even looked at.
MESSAGE = Table(
    "message",
    METADATA,
    Column("conversation", ForeignKey("conversation.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("role", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("chain", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("conversation", "seq"),
    sqlite_with_rowid=False,
)
Index("ix_message_chain", MESSAGE.c.conversation, MESSAGE.c.chain)
ANSWER = text("role = 'assistant'")
Index(
    "ix_message_answer",
    MESSAGE.c.owner,
    MESSAGE.c.chain,
    MESSAGE.c.conversation,
    sqlite_where=ANSWER,
    postgresql_where=ANSWER,
)

# What surrogates stand for that a provider remembers. ``state`` is a keyed digest of the
# provider's id; no two conversations share one. ``latest`` and ``started_at`` carry the
# clock from state to state.
PROVIDER_STATE = Table(
    "provider_state",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("conversation", ForeignKey("conversation.id"), nullable=False),
    Column("retention_class", Text, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("hide_at", BigInteger, nullable=False),
    Column("erase_by", BigInteger, nullable=False),
    Column("latest", BigInteger),
    Column("started_at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant", "state"),
)
Index("ix_provider_state_hide_at", PROVIDER_STATE.c.hide_at)
Index("ix_provider_state_conversation", PROVIDER_STATE.c.conversation)

DISCLOSURE = Table(
    "disclosure",
    METADATA,
    Column("disclosure_id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("conversation_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("endpoint", Text, nullable=False),
    Column("consent_id", Text),
    Column("sent_bytes", BigInteger, nullable=False),
    Column("entity_counts", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

OUTCOME = Table(
    "outcome",
    METADATA,
    Column("disclosure_id", ForeignKey("disclosure.disclosure_id"), primary_key=True),
    Column("status", Text, nullable=False),
    Column("received_bytes", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

CONSENT_EVENT = Table(
    "consent_event",
    METADATA,
    Column("event_id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("record_id", Text, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("notice", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("event_time", BigInteger, nullable=False),
)

CONSENT_CURRENT = Table(
    "consent_current",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("record_id", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("notice", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("event_time", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "subject", "purpose", "recipient"),
    sqlite_with_rowid=False,
)

API_KEY = Table(
    "api_key",
    METADATA,
    Column("key_id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("secret_sha256", Text, nullable=False, unique=True),
    Column("label", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(at: datetime) -> int:
    """Microseconds since 1970 of an aware datetime."""
    return (at - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware datetime, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)
