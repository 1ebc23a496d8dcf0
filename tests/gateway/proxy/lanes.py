"""What tests of lanes share: a ledger, an examiner that needs no engine, every cut."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.deidentify import Ledger
from detectors.types import Finding
from gateway.model import Action
from gateway.proxy import toward_user
from gateway.proxy.stream import Lane, LanePlan

CARD = "4111 1111 1111 1111"
LEDGER = Ledger(b"k" * 32)
PERSON = LEDGER.issue("PERSON", "Malathi Rao")
SHOUTED = LEDGER.issue("PERSON", "MALATHI RAO")
LOST = LEDGER.issue("PERSON", "jane doe")
PHONE = LEDGER.issue("PHONE_NUMBER", "5550100")
MAIL = LEDGER.issue("EMAIL_ADDRESS", "jane@example.com")
LINK = LEDGER.issue("URL", "https://evil.example/?q=")
SSN = LEDGER.issue("US_SSN", "078051120")
P = PERSON.bracketed
EMPTY = Ledger(b"k" * 32)

CARDS = LanePlan(actions={"CREDIT_CARD": Action.MASK})
NOTHING = LanePlan(actions={})
ALL = LanePlan(actions={"CREDIT_CARD": Action.MASK, "EMAIL_ADDRESS": Action.MASK})
BLOCK = LanePlan(actions={"CREDIT_CARD": Action.BLOCK})

_CARD = re.compile(r"(?<![\d\w])\d(?:[ \-./\n\u00a0\u200b]{0,3}\d){12,18}(?![\d\w])")
_MAIL = re.compile(r"[\w.]{1,20}@[\w.]{1,20}\w")


def _luhn(digits: list[int]) -> bool:
    doubled = [
        digit if place % 2 == 0 else sum(divmod(digit * 2, 10))
        for place, digit in enumerate(reversed(digits))
    ]
    return sum(doubled) % 10 == 0


def examine(text: str) -> tuple[Finding, ...]:
    """Cards and addresses, without an engine."""
    found = [
        Finding(entity_type="CREDIT_CARD", start=m.start(), end=m.end(), score=1.0, detector="t")
        for m in _CARD.finditer(text)
        if _luhn([int(c) for c in m.group() if c.isdecimal()])
    ]
    found += [
        Finding(entity_type="EMAIL_ADDRESS", start=m.start(), end=m.end(), score=1.0, detector="t")
        for m in _MAIL.finditer(text)
    ]
    return tuple(sorted(found, key=lambda each: each.start))


def operate(entity_type: str, value: str) -> str:
    """A mask that shows the type and the length."""
    return f"<{entity_type}:{len(value)}>"


def lane(plan: LanePlan = CARDS, *, ledger: Ledger = LEDGER, json_text: bool = False) -> Lane:
    """A new lane."""
    return Lane(ledger, plan, examine=examine, operate=operate, json_text=json_text)


def whole(text: str, plan: LanePlan = CARDS, *, json_text: bool = False) -> str:
    """The output for a whole text."""
    return toward_user.whole(lane(plan, json_text=json_text), text)


def stream(pieces: list[str], plan: LanePlan = CARDS, *, json_text: bool = False) -> str:
    """The joined output for pieces."""
    each = lane(plan, json_text=json_text)
    return "".join(map(each.feed, pieces)) + each.flush()


def cuts(text: str) -> Iterator[list[str]]:
    """Every two-way split, and character by character."""
    for place in range(len(text) + 1):
        yield [text[:place], text[place:]]
    yield list(text)
