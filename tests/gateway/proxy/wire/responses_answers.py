"""What tests of answers of responses share: a reader, and golden answers with its surrogates."""

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
from gateway.proxy.stream import LanePlan
from gateway.proxy.toward_user import TowardUser
from gateway.proxy.wire.openai_responses_answer import ResponsesAnswer
from tests.golden.openai_responses import golden_streams, golden_wholes
from tests.simulators.framing import named_stream
from tests.simulators.openai_responses import numbered

PERSON, EMAIL = "Malathi", "jane.doe@example.com"
CARD = "4111 1111 1111 1111"
MASKED = "**** **** **** 1111"
TOOL = "find_customer"
SEALS = Seals(bytes(32), recipients=["model-host"])
_CARDS = re.compile(r"4111 ?1111 ?1111 ?1111")

Json = dict[str, Any]


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


def toward(*tools: str, action: Action = Action.MASK, **more: Any) -> TowardUser:
    """A way to a user whose policy acts on cards."""
    return TowardUser(
        ledger=ledger(),
        plan=LanePlan(actions={"CREDIT_CARD": action}),
        examine=examine,
        operate=mask,
        restore_arguments=frozenset(tools),
        **{"seals": SEALS, "recipient": "model-host", **more},
    )


def reader(*tools: str, max_event_bytes: int = 1 << 16, **more: Any) -> ResponsesAnswer:
    """A reader that has seen nothing."""
    return ResponsesAnswer(toward(*tools, **more), max_event_bytes=max_event_bytes)


def read(pieces: Sequence[bytes], *tools: str) -> tuple[bytes, ResponsesAnswer]:
    """What a stream in pieces gives, its end event included."""
    answer = reader(*tools)
    given = b"".join(map(answer.feed, pieces))
    given += answer.end()
    return given + answer.closing, answer


def whole(body: Json, *tools: str) -> tuple[Json, ResponsesAnswer]:
    """What a whole body gives."""
    answer = reader(*tools)
    shown: Json = json.loads(answer.whole(json.dumps(body).encode()))
    return shown, answer


def stream(*events: Json) -> bytes:
    """Events, numbered and named."""
    return named_stream(numbered(list(events)))


def at(kind: str, *, place: int = 0, **members: Any) -> Json:
    """An event of an item."""
    return {"type": kind, "item_id": f"item_{place}", "output_index": place, **members}


def begun(item: Json, *, place: int = 0) -> Json:
    """The event that begins an item."""
    added = {"id": f"item_{place}", **item}
    return {"type": "response.output_item.added", "output_index": place, "item": added}


CREATED: Json = {"type": "response.created", "response": {"id": "resp_1", "output": []}}
MESSAGE: Json = {"type": "message", "role": "assistant", "content": []}


def completed(*items: Json, **members: Any) -> Json:
    """The event that ends a stream."""
    return {"type": "response.completed", "response": {"output": list(items), **members}}
