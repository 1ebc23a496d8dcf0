"""Conversations in the draft "AI Conversation History" of the Data Transfer Initiative. Pure.

One document a conversation. The draft wants a time of each message, which the store does
not keep; where there are as many disclosures as answers, those times are the exchange's,
else the conversation's first or last time stands.

Source: https://schemas.pub/schemas/24, read 2026-11-22.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

CREATED_BY = "Discreet"
_AI = "AI"
_AI_ROLES = frozenset({"assistant", "model"})


def histories(
    conversations: Sequence[Mapping[str, Any]],
    disclosures: Sequence[Mapping[str, Any]],
    *,
    subject: str,
    made_at: str,
) -> list[dict[str, Any]]:
    """The documents; conversations without messages have none.

    Args:
        conversations: as exported.
        disclosures: as exported, oldest first; may be empty.
        subject: the person's reference.
        made_at: RFC 3339.
    """
    exchanges: Mapping[str, list[Mapping[str, Any]]] = defaultdict(list)
    for each in disclosures:
        exchanges[each["conversation_id"]].append(each)
    return [
        _history(each, exchanges[each["conversation_id"]], subject=subject, made_at=made_at)
        for each in conversations
        if each["messages"]
    ]


def _history(
    conversation: Mapping[str, Any],
    exchanges: Sequence[Mapping[str, Any]],
    *,
    subject: str,
    made_at: str,
) -> dict[str, Any]:
    start, end = conversation["created_at"], conversation["last_interaction_at"]
    messages = conversation["messages"]
    times = _times(messages, exchanges) or [start, *[end] * (len(messages) - 1)]
    return {
        "details": {
            "createdBy": CREATED_BY,
            "createdAt": made_at,
            "startTime": start,
            "endTime": end,
            "modality": "text",
        },
        "identifiers": [{"name": subject, "identifier": subject}],
        "messages": [
            {
                "sentAt": at,
                "sender": _sender(message["role"], subject),
                "text": message["text"],
                "channel": "Web",
            }
            for message, at in zip(messages, times, strict=True)
        ],
    }


def _sender(role: str, subject: str) -> str:
    if role in _AI_ROLES:
        return _AI
    return subject if role == "user" else role


def _times(
    messages: Sequence[Mapping[str, Any]], exchanges: Sequence[Mapping[str, Any]]
) -> list[str] | None:
    """The times of messages where each answer is that of one exchange, in order."""
    answers = sum(message["role"] in _AI_ROLES for message in messages)
    ended = [each["outcome"]["ended_at"] for each in exchanges if each.get("outcome")]
    if not answers or answers != len(exchanges) or len(ended) != len(exchanges):
        return None
    times, turn = [], 0
    for message in messages:
        if message["role"] in _AI_ROLES:
            times.append(ended[turn])
            turn += 1
        else:
            times.append(exchanges[min(turn, len(exchanges) - 1)]["at"])
    return times
