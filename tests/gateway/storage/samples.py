"""Synthetic records, with every field filled, and what differs given as keywords."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.consent.persons import AgeBand, Person, Report, ReportState
from gateway.consent.records import Basis, ConsentRecord, ConsentState
from gateway.model import Role
from gateway.storage.consent_ports import Refusal, Watched
from gateway.storage.ports import (
    ApiKey,
    DataKey,
    Disclosure,
    LookUp,
    NewState,
    Outcome,
    StoredMessage,
    Tag,
)

START = datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=UTC)
DAY = timedelta(days=1)
MASTER = bytes(range(32))
CANARY = "canary-of-plaintext-4111"


def message(text: str = "hello", chain: str = "u1", role: str = "user") -> StoredMessage:
    return StoredMessage(role=role, text=text, chain=chain)


def answer(text: str = "good day", chain: str = "a1") -> StoredMessage:
    return message(text, chain, "assistant")


def tag(hide_at: datetime = START + 30 * DAY, **changes: Any) -> Tag:
    fields: dict[str, Any] = {
        "retention_class": "conversation",
        "trigger": "last_interaction",
        "purpose": "answering",
        "recipient": "model-eu",
        "policy": "default@0123456789ab",
        "hide_at": hide_at,
        "erase_by": hide_at + DAY,
    }
    return Tag(**(fields | changes))


def consent(**changes: Any) -> ConsentRecord:
    fields: dict[str, Any] = {
        "record_id": "consent-1",
        "tenant": "acme",
        "subject": "subject-1",
        "purpose": "answering",
        "recipient": "model-eu",
        "state": ConsentState.GIVEN,
        "notice": "ab" * 32,
        "language": "en",
        "event_time": START,
    }
    return ConsentRecord(**(fields | changes))


def basis(record: ConsentRecord | None = None, **changes: Any) -> Basis:
    """What a disclosure rests on that was decided on this record."""
    fields: dict[str, Any] = {}
    if record is not None:
        fields = {
            "consent_id": record.record_id,
            "consent_event": record.event_id,
            "notice": record.notice,
        }
    return Basis(**(fields | changes))


def person(**changes: Any) -> Person:
    return Person(**({"tenant": "acme", "subject": "subject-1"} | changes))


def report(number: int = 1, **changes: Any) -> Report:
    fields: dict[str, Any] = {
        "report_id": f"report-{number}",
        "tenant": "acme",
        "subject": "subject-1",
        "state": ReportState.OPEN,
        "reported_at": START,
    }
    return Report(**(fields | changes))


def refusal(number: int = 1, **changes: Any) -> Refusal:
    fields: dict[str, Any] = {
        "refusal_id": f"refusal-{number}",
        "tenant": "acme",
        "subject": "subject-1",
        "purpose": "answering",
        "recipient": "model-eu",
        "policy": "default@0123456789ab",
        "endpoint": "/v1/chat/completions",
        "code": "consent_required",
        "check": "consent",
        "reasons": ("ConsentUnknown", "another"),
        "signals": frozenset({"gpc", "dnt"}),
        "age_band": AgeBand.FROM_13,
        "sources": frozenset({"meter"}),
        "at": START,
    }
    return Refusal(**(fields | changes))


def watched(**changes: Any) -> Watched:
    fields: dict[str, Any] = {
        "tenant": "acme",
        "subject": "subject-1",
        "purpose": "answering",
        "recipient": "model-eu",
    }
    return Watched(**(fields | changes))


def look_up(*chains: str, **changes: Any) -> LookUp:
    fields: dict[str, Any] = {
        "tenant": "acme",
        "subject": "subject-1",
        "purpose": "answering",
        "recipient": "model-eu",
        "conversation_id": None,
        "chains": chains,
        "now": START,
    }
    return LookUp(**(fields | changes))


def data_key(dek_id: str = "dek-1") -> DataKey:
    return DataKey(dek_id=dek_id, key=(dek_id.encode() * 32)[:32])


def disclosure(number: int = 1, *, new: bool = True, **changes: Any) -> Disclosure:
    """The first exchange of conversation ``number``; ``new=False`` continues it."""
    dek_id = changes.pop("dek_id", f"dek-{number}")
    fields: dict[str, Any] = {
        "disclosure_id": f"disclosure-{number}",
        "tenant": "acme",
        "subject": "subject-1",
        "purpose": "answering",
        "recipient": "model-eu",
        "policy": "default@0123456789ab",
        "endpoint": "/v1/chat/completions",
        "basis": Basis(),
        "conversation_id": f"conversation-{number}",
        "new_key": data_key(dek_id) if new else None,
        "dek_id": dek_id,
        "messages": (message(),),
        "tag": tag(),
        "sent_bytes": 120,
        "entity_counts": {"CREDIT_CARD": 1},
        "at": START,
    }
    return Disclosure(**(fields | changes))


def outcome(number: int = 1, **changes: Any) -> Outcome:
    fields: dict[str, Any] = {
        "disclosure_id": f"disclosure-{number}",
        "tenant": "acme",
        "subject": "subject-1",
        "conversation_id": f"conversation-{number}",
        "dek_id": f"dek-{number}",
        "status": "answered",
        "received_bytes": 80,
        "answers": (answer(),),
        "at": START,
    }
    return Outcome(**(fields | changes))


def new_state(
    key: str = "state-1", *values: str, hide_at: datetime = START + 10 * DAY, **changes: Any
) -> NewState:
    """A state whose values are those of people of the given names."""
    fields: dict[str, Any] = {
        "key": key,
        "values": tuple(("PERSON", value) for value in values),
        "recipient": "model-eu",
        "tag": tag(hide_at, retention_class="states"),
    }
    return NewState(**(fields | changes))


def api_key(number: int = 1, **changes: Any) -> ApiKey:
    fields: dict[str, Any] = {
        "key_id": f"key-{number}",
        "tenant": "acme",
        "role": Role.CHAT,
        "secret_sha256": f"{number:064x}",
        "label": "test",
        "created_at": START + timedelta(seconds=number),
    }
    return ApiKey(**(fields | changes))
