"""What tests of Anthropic's answers share: a reader, and the golden answers with its surrogates."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from detectors.deidentify import Ledger
from detectors.operators.mask import mask
from detectors.types import Finding
from gateway.model import Action
from gateway.proxy.seals import Seals
from gateway.proxy.sse import Event, SSEParser
from gateway.proxy.stream import LanePlan
from gateway.proxy.toward_user import TowardUser
from gateway.proxy.wire.anthropic_messages_answer import MessagesAnswer
from tests.golden.anthropic import golden_streams, golden_wholes

PERSON, EMAIL = "Malathi", "jane.doe@example.com"
CARD = "4111 1111 1111 1111"
MASKED = "**** **** **** 1111"
TOOL = "find_customer"
SEALS = Seals(bytes(32), recipients=["model-host"])
_CARDS = re.compile(r"4111 ?1111 ?1111 ?1111")


def ledger() -> Ledger:
    """With the two people's values."""
    made = Ledger(b"k" * 32)
    made.issue("PERSON", PERSON)
    made.issue("EMAIL_ADDRESS", EMAIL)
    return made


P = ledger().issue("PERSON", PERSON).bracketed
E = ledger().issue("EMAIL_ADDRESS", EMAIL).bracketed
STREAMS = [each for each in golden_streams(P, E) if each.whole]
BROKEN = [each for each in golden_streams(P, E) if not each.whole]
WHOLES = golden_wholes(P, E)


def examine(text: str) -> tuple[Finding, ...]:
    """Cards, without an engine."""
    return tuple(
        Finding(
            entity_type="CREDIT_CARD",
            start=found.start(),
            end=found.end(),
            score=1.0,
            detector="t",
        )
        for found in _CARDS.finditer(text)
    )


def toward(
    *tools: str, action: Action = Action.MASK, seals: Seals | None = SEALS, **more: Any
) -> TowardUser:
    """A way to a user whose policy acts on cards."""
    return TowardUser(
        ledger=ledger(),
        plan=LanePlan(actions={"CREDIT_CARD": action}),
        examine=examine,
        operate=mask,
        restore_arguments=frozenset(tools),
        seals=seals,
        recipient="model-host",
        **more,
    )


def reader(*tools: str, max_event_bytes: int = 1 << 16, **more: Any) -> MessagesAnswer:
    """A reader that has seen nothing."""
    return MessagesAnswer(toward(*tools, **more), max_event_bytes=max_event_bytes)


def read(pieces: Sequence[bytes], *tools: str) -> tuple[bytes, MessagesAnswer]:
    """What a stream in pieces gives, its end event included."""
    answer = reader(*tools)
    out = b"".join(map(answer.feed, pieces)) + answer.end()
    return out + answer.closing, answer


def event(kind: str, **members: Any) -> bytes:
    """One event of a stream."""
    body = json.dumps({"type": kind, **members}, ensure_ascii=False)
    return f"event: {kind}\ndata: {body}\n\n".encode()


def begun(**members: Any) -> bytes:
    """The event that begins a message."""
    usage = {"input_tokens": 1, "output_tokens": 1}
    message = {"id": "msg_1", "role": "assistant", "content": [], "usage": usage}
    return event("message_start", message={**message, **members})


def block(place: int, kind: str, **members: Any) -> bytes:
    """The event that begins a block."""
    return event("content_block_start", index=place, content_block={"type": kind, **members})


def delta(place: int, kind: str, **members: Any) -> bytes:
    """A delta."""
    return event("content_block_delta", index=place, delta={"type": kind, **members})


def stop(place: int) -> bytes:
    """The end of a block."""
    return event("content_block_stop", index=place)


ENDED = event(
    "message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 1}
) + event("message_stop")


def events(stream: bytes) -> list[dict[str, Any]]:
    """The bodies of a stream's events; each has the name of its type."""
    found = []
    for each in SSEParser().feed(stream):
        if isinstance(each, Event):
            body = json.loads(each.data)
            assert each.event == body["type"]
            found.append(body)
    return found
