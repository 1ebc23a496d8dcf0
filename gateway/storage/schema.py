"""The tables of the main database.

Times are whole microseconds since 1970 in UTC (compact, exact, the same order in every
database). Only ``message.body`` and ``provider_state.body`` hold words of people, and
only encrypted.

Sets of codes (signals, source tags, restrictions, reasons) are JSON arrays in order, and
empty text where there is nothing in them. Tables of events are only ever added to.

``conversation.due_at`` is when a sweep acts, at ``hide_at`` or, where the class can be
undone, later; one whose clock has not started has FOREVER in all three times. Before
``keep_until`` a law forbids to erase it. ``state`` is ``active``, ``held`` (a legal hold
or a person's decision is awaited; no sweep takes it) or ``review``.

``conversation.retired`` is 0 for the conversation that its id names now; a hidden one
whose id is taken up again keeps its row, until the sweep, with its own row id there.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

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

from gateway.retention.classes import FOREVER as FOREVER

# The newest migration; a test keeps it equal to what migrations/ says.
HEAD = "0015"

METADATA = MetaData()

# SQLite gives the row id to a column of exactly this type only.
ROW_ID = BigInteger().with_variant(Integer, "sqlite")


def filled(name: str, default: str = "") -> Column[str]:
    """A text column that is never null."""
    return Column(name, Text, nullable=False, server_default=default)


META = Table(
    "meta",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

CONVERSATION = Table(
    "conversation",
    METADATA,
    Column("id", ROW_ID, primary_key=True, autoincrement=False),
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
    filled("sources"),
    filled("class_version"),
    Column("due_at", BigInteger, nullable=False, server_default="0"),
    Column("keep_until", BigInteger),
    filled("action", "erase"),
    filled("state", "active"),
    Column("review", Integer, nullable=False, server_default="0"),
    filled("channel"),
    filled("bot"),
    filled("terms"),
    UniqueConstraint("tenant", "subject", "conversation_id", "retired"),
)
Index("ix_conversation_due", CONVERSATION.c.state, CONVERSATION.c.due_at)

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
    Column("consent_event", BigInteger, nullable=False, server_default="0"),
    filled("notice"),
    filled("signals"),
    filled("age_band", "unknown"),
    filled("sources"),
    sqlite_with_rowid=False,
)
Index("ix_disclosure_subject", DISCLOSURE.c.tenant, DISCLOSURE.c.subject)
# Old records are found by their time.
Index("ix_disclosure_at", DISCLOSURE.c.tenant, DISCLOSURE.c.at)

OUTCOME = Table(
    "outcome",
    METADATA,
    Column("disclosure_id", ForeignKey("disclosure.disclosure_id"), primary_key=True),
    Column("status", Text, nullable=False),
    Column("received_bytes", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

REFUSAL = Table(
    "refusal",
    METADATA,
    Column("refusal_id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("endpoint", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("check_name", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("signals", Text, nullable=False),
    Column("age_band", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_refusal_subject", REFUSAL.c.tenant, REFUSAL.c.subject)
Index("ix_refusal_at", REFUSAL.c.tenant, REFUSAL.c.at)


def _details() -> list[Column[Any]]:
    return [
        filled("notice_key"),
        filled("notice_version"),
        Column("valid_until", BigInteger),
        Column("shown_at", BigInteger),
        filled("signals_shown"),
        filled("method", "dialog"),
        filled("signer", "subject"),
        Column("guardian", Text),
    ]


def _recorded() -> list[Column[Any]]:
    return [Column("recorded_at", BigInteger), filled("recorded_by")]


CONSENT_EVENT = Table(
    "consent_event",
    METADATA,
    Column("event_id", ROW_ID, primary_key=True, autoincrement=True),
    Column("record_id", Text, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("notice", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("event_time", BigInteger, nullable=False),
    *_details(),
    *_recorded(),
)
Index("ix_consent_event_record_id", CONSENT_EVENT.c.record_id)

# The newest event of each subject, purpose and recipient.
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
    *_details(),
    Column("event_id", BigInteger, nullable=False, server_default="0"),
    *_recorded(),
    PrimaryKeyConstraint("tenant", "subject", "purpose", "recipient"),
    sqlite_with_rowid=False,
)
Index(
    "ix_consent_current_ended",
    CONSENT_CURRENT.c.tenant,
    CONSENT_CURRENT.c.state,
    CONSENT_CURRENT.c.event_time,
)

Index("ix_consent_current_valid_until", CONSENT_CURRENT.c.valid_until)

# What people were shown, in words and facts, named by its hash; written once, with the
# first consent event that names it. It says nothing of a person.
SHOWN_NOTICE = Table(
    "shown_notice",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("document", Text, nullable=False),
    PrimaryKeyConstraint("tenant", "sha256"),
    sqlite_with_rowid=False,
)

# Digest of the code with which somebody nobody knows withdraws later.
WITHDRAWAL_CODE = Table(
    "withdrawal_code",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("subject", Text, nullable=False),
    sqlite_with_rowid=False,
)


def _person() -> list[Column[Any]]:
    return [
        Column("tenant", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("version", BigInteger, nullable=False),
        Column("age_band", Text, nullable=False),
        Column("age_method", Text),
        Column("age_at", BigInteger),
        Column("jurisdiction", Text),
        Column("tracking_refused", Integer, nullable=False),
        Column("tracking_at", BigInteger),
        Column("restrictions", Text, nullable=False),
    ]


def _wishes() -> list[Column[Any]]:
    return [filled("objections"), filled("reviews")]


SUBJECT = Table(
    "subject",
    METADATA,
    *_person(),
    *_wishes(),
    PrimaryKeyConstraint("tenant", "subject"),
    sqlite_with_rowid=False,
)

SUBJECT_EVENT = Table(
    "subject_event",
    METADATA,
    *_person(),
    Column("at", BigInteger, nullable=False),
    *_wishes(),
    PrimaryKeyConstraint("tenant", "subject", "version"),
    sqlite_with_rowid=False,
)
Index("ix_subject_event_at", SUBJECT_EVENT.c.tenant, SUBJECT_EVENT.c.at)

REPORT = Table(
    "report",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("report_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reported_at", BigInteger, nullable=False),
    Column("decided_at", BigInteger),
    PrimaryKeyConstraint("tenant", "report_id"),
    sqlite_with_rowid=False,
)
Index("ix_report_subject", REPORT.c.tenant, REPORT.c.subject, REPORT.c.state)

# What a text that somebody sent is known to come from. ``digest`` is a keyed hash of the
# text and of whose it is.
SOURCE_TAG = Table(
    "source_tag",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("tag", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "subject", "digest", "tag"),
    sqlite_with_rowid=False,
)
Index("ix_source_tag_until", SOURCE_TAG.c.until)

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
    Column("expires_at", BigInteger),
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(at: datetime) -> int:
    """Microseconds since 1970 of an aware datetime."""
    return (at - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware datetime, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)
