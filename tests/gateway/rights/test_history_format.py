"""The draft of the Data Transfer Initiative, as its schema has it."""

from __future__ import annotations

from typing import Any

import jsonschema

from gateway.rights.history_format import histories

# The parts of the draft that can be wrong, in our own words.
ITEM = {"type": "object", "required": ["sentAt", "text", "sender"]}
SCHEMA = {
    "type": "object",
    "required": ["details", "identifiers", "messages"],
    "properties": {
        "details": {
            "type": "object",
            "required": ["createdBy", "createdAt", "startTime", "endTime"],
            "properties": {"modality": {"const": "text"}},
        },
        "identifiers": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "required": ["name", "identifier"]},
        },
        "messages": {"type": "array", "minItems": 1, "items": ITEM},
    },
}
START, END, MADE = "2026-01-01T10:00:00Z", "2026-01-01T11:00:00Z", "2026-02-01T00:00:00Z"


def talk(*roles: str, key: str = "t1") -> dict[str, Any]:
    messages = [{"number": n, "role": role, "text": f"text {n}"} for n, role in enumerate(roles)]
    return {
        "conversation_id": key,
        "created_at": START,
        "last_interaction_at": END,
        "messages": messages,
    }


def sent(at: str, ended_at: str | None, key: str = "t1") -> dict[str, Any]:
    outcome = None if ended_at is None else {"ended_at": ended_at}
    return {"conversation_id": key, "at": at, "outcome": outcome}


def told(conversation: Any, *disclosures: Any) -> Any:
    [found] = histories([conversation], disclosures, subject="ab12", made_at=MADE)
    jsonschema.validate(found, SCHEMA)
    return found


def times(found: Any) -> list[str]:
    return [each["sentAt"] for each in found["messages"]]


def test_each_exchange_gives_its_messages_their_times() -> None:
    found = told(
        talk("system", "user", "assistant", "user", "assistant"),
        sent("10:00", "10:01"),
        sent("10:30", "10:31"),
    )
    assert times(found) == ["10:00", "10:00", "10:01", "10:30", "10:31"]
    senders = [each["sender"] for each in found["messages"]]
    assert senders == ["system", "ab12", "AI", "ab12", "AI"]
    assert found["details"]["createdAt"] == MADE


def test_where_that_is_not_known_the_conversation_s_own_times_stand() -> None:
    conversation = talk("user", "assistant", "user", "assistant")
    for disclosures in (
        [],
        [sent("10:00", "10:01")],
        [sent("10:00", "10:01"), sent("10:30", None)],
        [sent("10:00", "10:01", key="other"), sent("10:30", "10:31", key="other")],
    ):
        assert times(told(conversation, *disclosures)) == [START, END, END, END]


def test_what_was_said_last_without_an_answer_has_the_last_exchange_s_time() -> None:
    found = told(talk("user", "assistant", "user"), sent("10:00", "10:01"))
    assert times(found) == ["10:00", "10:01", "10:00"]


def test_a_conversation_without_messages_is_no_document() -> None:
    assert histories([talk()], [], subject="ab12", made_at=MADE) == []
