"""Security codes and expiry dates of payment cards.

Issuer: the card's. Layout: a code of three digits (four on American Express), an expiry
date of month and year, ``04/27`` or ``04/2027``. Check digit: none, so a number counts
only beside a card, or where words in the text or in the turn before say what it is.
Source: PCI DSS 4.0.1, requirement 3.3 (the code must not be kept after authorisation),
read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.types import Finding, Input, Pattern

NAME = "card_details"

# How far from a card its details may stand, in code points.
_BESIDE = 60

_DATE = r"(?:0?[1-9]|1[0-2])[ ]?[/\-.|][ ]?(?:20)?[0-9]{2}"
_EXPIRY = re.compile(rf"(?<![0-9/\-.])({_DATE})(?![0-9]|[/\-.][0-9])")
_EXPIRY_NAME = re.compile(
    r"(?<![^\W_])(?:exp(?:ir[a-z]{1,6}|\.)?|valid(?:ity)?|thru|good)(?![^\W_])[^0-9]{0,25}$",
    re.IGNORECASE,
)
_CODE_NAME = (
    r"(?:cvv2?|cvc2?|cvn2?|cv2|csc|cid|cav2?|security[\s_\-]{1,3}(?:code|number|value)"
    r"|verification[\s_\-]{1,3}(?:code|value|number)|card[\s_\-]{1,3}(?:code|value)"
    r"|c[o\u00f3]d(?:igo|ice|e) (?:de|di) (?:seguridad|s[e\u00e9]curit[e\u00e9]|sicurezza"
    r"|seguran[c\u00e7]a)|cryptogramme|kartenpr[u\u00fc]fnummer|pr[u\u00fc]fziffer|beveiligingscode"
    r"|kod bezpiecze[n\u0144]stwa|turvakoodi?|s[a\u00e4]kerhetskod)"
)
# A code of three or four digits that are no part of a number, time, price or path.
_CODE = re.compile(r"(?<![0-9A-Za-z_.$#/\-])(?<![0-9]:)([0-9]{3,4})(?![0-9A-Za-z_:/%]|[.,\-][0-9])")
_NAME_BEFORE = re.compile(rf"(?<![^\W_]){_CODE_NAME}(?![^\W_])[^0-9]{{0,30}}$", re.IGNORECASE)
_NAME_AFTER = re.compile(
    r"\W{0,3}(?:is\W)?(?:my\W|the\W)?(?:cvv2?|cvc2?|csc)(?![^\W_])", re.IGNORECASE
)
# A bare code stands right after the card or its expiry date, at the end of what is said.
_CODE_BARE = re.compile(r"[\s,;:|/\-]{1,3}([0-9]{3,4})(?![\w:/%\-]|[.,][0-9]|\s{1,2}[^\W_])")
_GLUED_CODE = re.compile(rf"(?<![^\W_]){_CODE_NAME}[:=#]?([0-9]{{3,4}})(?![0-9])", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9]")
# Every name of a code holds one of these, so most surroundings are dismissed at once.
_HINTS = (
    *("cv", "code", "csc", "cid", "cav", "value", "number", "nummer", "crypto", "ziffer"),
    *("c\u00f3d", "cod", "kod", "kood"),
)


class CardDetailsDetector:
    """Finds security codes and expiry dates that words name, without a card beside them."""

    name = NAME
    entity_types = ("CARD_CVV", "CARD_EXPIRY")
    patterns = (
        Pattern(
            expression=r"(?:cvv|cvc|cvn|cv2|csc|cid|cav|code|value|number|seguridad|seguran.{1,2}a"
            r"|s.{1,2}curit.{1,2}|sicurezza|gramme|nummer|ziffer|bezpiecze.{1,2}stwa|turvakoodi?"
            r"|hetskod)2?[^0-9]{0,30}[0-9]{3,4}"
            r"(?:[^0-9]|\z)",
            max_length=6,
        ),
        Pattern(
            expression=r"[0-9]{3}\W{0,3}(?:is\W)?(?:my\W|the\W)?(?:cvv|cvc|csc)", max_length=20
        ),
        Pattern(
            expression=r"(?:exp|expir[a-z]{1,6}|valid|validity|thru|good)[^0-9]{0,26}[0-9]{1,2}"
            r"[ ]?[/\-.|][ ]?[0-9]{2,4}(?:[^0-9]|\z)",
            max_length=14,
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        # What a look-ahead has to see lies past the window.
        high = min(len(seen.text), end + 8)
        yield from _named(seen, (max(0, start - 1), high), score=0.8)
        for match in _EXPIRY.finditer(seen.text, start, high):
            if _EXPIRY_NAME.search(seen.text[max(0, match.start() - 40) : match.start()]):
                yield _finding("CARD_EXPIRY", match, score=0.6, evidence="context")


def expiry_dates(seen: Input, window: tuple[int, int]) -> Iterator[Finding]:
    """Dates that can answer a question for an expiry date.

    Args:
        seen: the text and the turn before.
        window: start and end.
    """
    for match in _EXPIRY.finditer(seen.text, *window):
        yield _finding("CARD_EXPIRY", match, score=0.5, evidence="context")


def beside_card(seen: Input, card: tuple[int, int]) -> Iterator[Finding]:
    """Codes and expiry dates on both sides of a card.

    Args:
        seen: the text and the turn before.
        card: start and end of the number.
    """
    text, (first, last) = seen.text, card
    low, high = max(0, first - _BESIDE), min(len(text), last + _BESIDE)
    if _DIGIT.search(text, low, first):
        for match in _EXPIRY.finditer(text, low, first):
            yield _finding("CARD_EXPIRY", match, score=0.8, evidence="card")
        yield from _named(seen, (low, first), score=0.9)
    if _DIGIT.search(text, last, high):
        bare_from = last
        for match in _EXPIRY.finditer(text, last, high):
            yield _finding("CARD_EXPIRY", match, score=0.8, evidence="card")
            bare_from = match.end(1)
        bare = _CODE_BARE.match(text, bare_from)
        if bare is not None:
            yield _finding("CARD_CVV", bare, score=0.6, evidence="card")
        yield from _named(seen, (last, high), score=0.9)


def _named(seen: Input, window: tuple[int, int], *, score: float) -> Iterator[Finding]:
    text, (low, high) = seen.text, window
    around = text[max(0, low - 60) : high].lower()
    if not any(hint in around for hint in _HINTS):
        return
    for match in _CODE.finditer(text, low, high):
        if _NAME_BEFORE.search(text[max(0, match.start() - 60) : match.start()]) or (
            _NAME_AFTER.match(text, match.end())
        ):
            yield _finding("CARD_CVV", match, score=score, evidence="context")
    for match in _GLUED_CODE.finditer(text, low, high):
        yield _finding("CARD_CVV", match, score=score, evidence="context")


def _finding(entity_type: str, match: re.Match[str], *, score: float, evidence: str) -> Finding:
    return Finding(
        entity_type=entity_type,
        start=match.start(1),
        end=match.end(1),
        score=score,
        detector=NAME,
        evidence=(evidence,),
    )
