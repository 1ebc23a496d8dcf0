"""Bare digits that answer a question of the turn before.

"What are the last four digits of your card?" "5273": nothing in the answer says what it
is. The families say what they ask for; this detector spares texts without a question
their cost.
"""

from __future__ import annotations

from collections.abc import Iterable

from detectors.numbers import card_details, payment_card, phone, us_ssn
from detectors.types import Finding, Input, Pattern

NAME = "answer"

# A long number with its separators; its digits may begin before the window.
_REACH = 80
_OF_NUMBERS = frozenset("0123456789 .-/()+")


_FAMILIES = (
    payment_card.answers,
    card_details.answers,
    us_ssn.answers,
    phone.answers,
)


class AnswerDetector:
    """Finds numbers, codes and dates by the question that they answer."""

    name = NAME
    entity_types = ("CREDIT_CARD", "CARD_CVV", "CARD_EXPIRY", "US_SSN", "PHONE_NUMBER")
    patterns = (
        Pattern(expression=r"[0-9]{2}(?:[^0-9]|\z)", max_length=3),
        Pattern(expression=r"(?:[0-9][ .\-/]{1,3}){8}[0-9](?:[^0-9]|\z)", max_length=40),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        if not seen.before:
            return ()
        low = start
        while low and start - low < _REACH and seen.text[low - 1] in _OF_NUMBERS:
            low -= 1
        high = end
        while high < len(seen.text) and high - end < _REACH and seen.text[high] in _OF_NUMBERS:
            high += 1
        window = (low, high)
        findings: list[Finding] = []
        for answers in _FAMILIES:
            seen.check()
            findings += answers(seen, window)
        return findings
