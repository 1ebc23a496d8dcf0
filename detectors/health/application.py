"""Applications for care or treatment, and matters of health insurance.

Issuer: the person, towards an insurer, an office or a hospital. Layout: a name that says it
alone ("sick note", "Pflegegrad 3"), or what is done ("apply for", "claim", "cover") and, within
a few words, the care it is about ("home care", "knee surgery"), in either order. Check digit:
none. The finding is the phrase that names the matter; its evidence says whether somebody's own
is meant.
Source: GDPR Article 4(15) and recital 35 (registration for health care is data concerning
health), read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.health import application_words as words
from detectors.health.subject import ABOUT_PERSON, speaks_of
from detectors.types import Finding, Input, Pattern

NAME = "healthcare_application"
ENTITY_TYPE = "HEALTHCARE_APPLICATION"

# How far around a word of care is read for what is done about it, in code points.
REACH = 90

_WHOLE, _END = r"(?<![^\W_])", r"(?![^\W_])"
_BETWEEN = r"(?:[ ,]{1,2}(?!and\b|but\b|then\b)[^\s.,;!?]{1,18}){0,5}?[ ,]{1,2}(?:[dl]')?"
# The scan's word borders know only plain letters: they are none before "\u00fcberweisung".
_EDGE = r"(?:\A|[^0-9a-z_])"
_NAMED = re.compile(rf"{_WHOLE}(?:{words.NAMES}){_END}", re.IGNORECASE)
_SERVICE = re.compile(rf"{_WHOLE}(?:{words.SERVICES}){_END}", re.IGNORECASE)
_ACT_BEFORE = re.compile(rf"{_WHOLE}(?:{words.ACTS}){_BETWEEN}\Z", re.IGNORECASE)
_ACT_AFTER = re.compile(rf"{_BETWEEN}(?:{words.ACTS}){_END}", re.IGNORECASE)
_PAID = re.compile(rf"{_WHOLE}(?:{words.PAYMENTS}){_BETWEEN}\Z", re.IGNORECASE)
_PAYER = re.compile(rf"{_WHOLE}(?:{words.PAYERS}){_END}", re.IGNORECASE)
_OTHER_AFTER = re.compile(rf"[ \-](?:{words.AFTER_OTHER}){_END}", re.IGNORECASE)
_OTHER_INSURANCE = re.compile(rf"{_WHOLE}(?:{words.OTHER_INSURANCE}){_END}", re.IGNORECASE)
_OWN = re.compile(
    rf"{_WHOLE}(?:i|i'?m|i'?ve|my|me|we|our|ich|mein\w{{0,2}}|mir|wir|unser\w{{0,2}}|ik|mijn|je|j'ai|mon|ma|mes"
    rf"|mi|mis|mio|mia|meu|minha|minun|mulle|mul|minu|mój|moj\w{{1,3}}|mojego){_END}",
    re.IGNORECASE,
)


class HealthcareApplicationDetector:
    """Finds applications for care, and matters of health insurance."""

    name = NAME
    entity_types = (ENTITY_TYPE,)
    patterns = (
        Pattern(expression=rf"{_EDGE}(?:{words.NAMES})", max_length=60),
        Pattern(expression=rf"{_EDGE}(?:{words.SERVICES})", max_length=40),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        seen.check()
        text = seen.text
        low, high = max(0, start - 1), min(len(text), end + 24)
        for match in _NAMED.finditer(text, low, high):
            yield _finding(text, match.start(), end=match.end())
        for match in _SERVICE.finditer(text, low, high):
            seen.check()
            span = _applied_for(text, match.start(), end=match.end())
            if span is not None:
                yield _finding(text, span[0], end=span[1])


def _applied_for(text: str, start: int, *, end: int) -> tuple[int, int] | None:
    """The phrase from what is done to the care that it is about, or the other way round."""
    if _OTHER_AFTER.match(text, end):
        return None
    around = text[max(0, start - REACH) : end + REACH]
    if _OTHER_INSURANCE.search(around):
        return None
    left = text[max(0, start - REACH) : start]
    before = _ACT_BEFORE.search(left) or (_PAYER.search(around) and _PAID.search(left))
    if before:
        return start - len(before.group()), end
    after = _ACT_AFTER.match(text, end, end + REACH)
    return (start, after.end()) if after is not None else None


def _finding(text: str, start: int, *, end: int) -> Finding:
    own = _OWN.search(text, max(0, start - REACH), end + REACH)
    subject = ABOUT_PERSON if own else speaks_of(text, start, end=end)
    return Finding(
        entity_type=ENTITY_TYPE,
        start=start,
        end=end,
        score=0.8 if subject == ABOUT_PERSON else 0.5,
        detector=NAME,
        evidence=("context", subject),
    )
