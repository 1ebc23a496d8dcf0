"""The first part of a number whose rest may come in the next message.

"My card is 4111 1111", and in the next turn "1111 1111 is the rest": when both parts are
known each is replaced, but the first one has left by then. A policy that does not want
that says ``incomplete: block``; others let this type through.

Issuer: none. Layout: at the end of a text, four to eleven digits after words that name a
payment card, a bank account in IBAN form or a social security number, or after such a
question; eight or twelve digits in the fours of a card; a country's IBAN cut short. Check
digit: none. Last digits that are named as such ("ending in 4242") are whole, not a part.
Source: ISO/IEC 7812-1, ISO 13616-1, read 2026-11.

>>> from detectors import Engine
>>> [each.entity_type for each in Engine().detect("my iban is DE89 3704")]
['INCOMPLETE_NUMBER']
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.context import Words
from detectors.types import Finding, Input, Pattern

NAME = "incomplete"
ENTITY_TYPE = "INCOMPLETE_NUMBER"

# Below what policies act on by default, and below whatever else the number may be.
SCORE = 0.45

_REACH = 60
_TAIL = r"(?=[\s.,;:!?\u2026-]{0,6}\Z)"
_NUMBER = re.compile(rf"(?<![0-9A-Za-z])[0-9](?:[ .\-/]{{0,3}}[0-9]){{3,10}}{_TAIL}")
_FOURS = re.compile(rf"(?<![0-9A-Za-z])[3-6][0-9]{{3}}(?:[ \-][0-9]{{4}}){{1,2}}{_TAIL}")
_IBAN = re.compile(
    rf"(?<![0-9A-Za-z])[A-Za-z]{{2}}[0-9]{{2}}(?:[ \-]?[0-9A-Za-z]{{4}}){{1,6}}{_TAIL}"
)
_NAMES = Words(
    "card", "card number", "cards", "visa", "mastercard", "amex", "credit card", "debit card",
    "iban", "ssn", "social", "social security", "kreditkarte", "carte", "tarjeta", "carta",
    "cartao", "kaart", "luottokortti", "karta",
)  # fmt: skip
_WHOLE = Words(
    "last", "ending", "ends", "end", "final", "cvv", "cvc", "cvv2", "pin", "code", "expires",
    "expiry", "exp", "order", "reference", "charge", "charged", "amount", "balance", "paid",
)  # fmt: skip


class IncompleteDetector:
    """Finds numbers that stop short at the end of a text."""

    name = NAME
    entity_types = (ENTITY_TYPE,)
    patterns = (
        Pattern(expression=r"[0-9](?:[ .\-/]{0,3}[0-9]){3,10}[\s.,;:!?-]{0,6}\z", max_length=50),
        Pattern(
            expression=r"[A-Z]{2}[0-9]{2}(?:[ \-]?[0-9A-Z]{4}){1,6}[\s.,;:!?-]{0,6}\z",
            max_length=50,
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        for pattern in (_FOURS, _IBAN, _NUMBER):
            for match in pattern.finditer(text, start):
                near = (match.start() - _REACH, match.start())
                if _WHOLE.within(text, near) or (_WHOLE.asked(seen) and pattern is _NUMBER):
                    continue
                named = _NAMES.within(text, near) or _NAMES.asked(seen)
                if named or pattern is _FOURS:
                    evidence = ("context",) if named else ("layout",)
                    return (_finding(match, evidence),)
        return ()


def _finding(match: re.Match[str], evidence: tuple[str, ...]) -> Finding:
    return Finding(
        entity_type=ENTITY_TYPE,
        start=match.start(),
        end=match.end(),
        score=SCORE,
        detector=NAME,
        evidence=evidence,
    )
