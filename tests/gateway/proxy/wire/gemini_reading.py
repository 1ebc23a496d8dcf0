"""What tests of Gemini's answers share: a reader of them, and chunks to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detectors.deidentify import Ledger
from detectors.operators.mask import mask
from detectors.types import Finding
from gateway.model import Action
from gateway.proxy.seals import Seals
from gateway.proxy.stream import LanePlan
from gateway.proxy.toward_user import TowardUser
from gateway.proxy.wire.gemini_generate_answer import GenerateAnswer, GenerateArrayAnswer
from tests.simulators.completions import Json
from tests.simulators.framing import data_stream
from tests.simulators.wire_lanes import gemini_bodies

PERSON, EMAIL = "Malathi", "jane.doe@example.com"
CARD, MASKED = "4111 1111 1111 1111", "**** **** **** 1111"
RECIPIENT = "gemini-host"
SEALS = Seals(b"s" * 32, recipients=[RECIPIENT])


def ledger() -> Ledger:
    made = Ledger(b"k" * 32)
    made.issue("PERSON", PERSON)
    made.issue("EMAIL_ADDRESS", EMAIL)
    return made


def person() -> str:
    return ledger().issue("PERSON", PERSON).bracketed


def mail() -> str:
    return ledger().issue("EMAIL_ADDRESS", EMAIL).bracketed


def examine(stretch: str) -> tuple[Finding, ...]:
    return tuple(
        Finding(entity_type="CREDIT_CARD", start=at, end=at + len(card), score=1.0, detector="t")
        for card in (CARD, CARD.replace(" ", ""))
        if (at := stretch.find(card)) >= 0
    )


def toward_user(*tools: str, seals: bool = True, **options: Any) -> TowardUser:
    return TowardUser(
        ledger=ledger(),
        plan=LanePlan(actions={"CREDIT_CARD": Action.MASK}),
        examine=examine,
        operate=mask,
        restore_arguments=frozenset(tools),
        seals=SEALS if seals else None,
        recipient=RECIPIENT,
        **options,
    )


def reader(*tools: str, **options: Any) -> GenerateAnswer:
    return GenerateAnswer(toward_user(*tools, **options), max_event_bytes=1 << 16)


def array_reader(*tools: str, **options: Any) -> GenerateAnswer:
    return GenerateArrayAnswer(toward_user(*tools, **options), max_event_bytes=1 << 16)


def candidate(parts: Sequence[Json], *, index: int = 0, finish: str | None = None) -> Json:
    found: Json = {"content": {"parts": list(parts), "role": "model"}, "index": index}
    return found | ({"finishReason": finish} if finish else {})


def chunk(parts: Sequence[Json], *, finish: str | None = None) -> Json:
    return {"candidates": [candidate(parts, finish=finish)]}


def events(bodies: Sequence[Json], *, finish: str) -> bytes:
    """A stream of chunks of which the last one ends the answer."""
    ended = {"candidates": [{**bodies[-1]["candidates"][0], "finishReason": finish}]}
    return data_stream([*bodies[:-1], ended])


def given_of(stream: bytes) -> list[Json]:
    """The parts of the first candidate in order."""
    return [
        part
        for body in gemini_bodies(stream)
        for part in body["candidates"][0].get("content", {}).get("parts", [])
    ]
