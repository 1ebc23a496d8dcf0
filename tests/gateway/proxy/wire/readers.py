"""What tests of answers share: a person, an address, a card, and every way to cut a stream."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

from detectors.deidentify import Ledger
from detectors.operators.mask import mask
from detectors.types import Finding
from gateway.model import Action
from gateway.proxy.stream import LanePlan
from gateway.proxy.toward_user import TowardUser
from gateway.proxy.wire.answer_base import AnswerBase

PERSON, EMAIL = "Malathi", "jane.doe@example.com"
CARD = "4111 1111 1111 1111"
MASKED = "**** **** **** 1111"
_CARDS = re.compile(r"4111 ?1111 ?1111 ?1111")


def ledger() -> Ledger:
    """With the values of two people."""
    made = Ledger(b"k" * 32)
    made.issue("PERSON", PERSON)
    made.issue("EMAIL_ADDRESS", EMAIL)
    return made


P = ledger().issue("PERSON", PERSON).bracketed
E = ledger().issue("EMAIL_ADDRESS", EMAIL).bracketed


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
    """A user to whom cards are masked and these tools' arguments restored."""
    return TowardUser(
        ledger=ledger(),
        plan=LanePlan(actions={"CREDIT_CARD": action}),
        examine=examine,
        operate=mask,
        restore_arguments=frozenset(tools),
        **more,
    )


def given(answer: AnswerBase, pieces: Sequence[bytes]) -> bytes:
    """All that the user gets of a stream that comes in these pieces."""
    out = b"".join(map(answer.feed, pieces))
    out += answer.end()
    return out + answer.closing


def cut(body: bytes, places: Sequence[int]) -> list[bytes]:
    """The body, cut at these places."""
    ends = [*places, len(body)]
    return [body[start:end] for start, end in zip([0, *places], ends, strict=True)]


def cuts(body: bytes, *, every: int = 1) -> Iterator[list[bytes]]:
    """Every two-way cut, or each so manyth of them, and byte by byte."""
    for place in range(0, len(body) + 1, every):
        yield cut(body, [place])
    yield [bytes([byte]) for byte in body]


def random_cuts(body: bytes) -> st.SearchStrategy[list[bytes]]:
    """The body in pieces of any size."""
    places = st.sets(st.integers(0, len(body)), max_size=12)
    return places.map(lambda found: cut(body, sorted(found)))


def check_cuts(new: Callable[[], AnswerBase], body: bytes, *, most: int = 1_000) -> AnswerBase:
    """Asserts that every cut gives the same bytes, and the same to store; the answer of one.

    Args:
        new: makes the reader.
        body: of the stream.
        most: so many cuts at most; of a longer stream they are spread over all of it.
    """
    first = new()
    expected = given(first, [body])
    for pieces in cuts(body, every=len(body) // most + 1):
        answer = new()
        assert given(answer, pieces) == expected
        for index, choice in first.choices.items():
            assert answer.choices[index].stored() == choice.stored()
            assert answer.choices[index].texts() == choice.texts()
    return first
