"""Mask: letters and digits become ``*``; the last four of long numbers stay readable.

Source: PCI DSS 4.0.1, requirement 3.4.1 (display of a card number: at most the last four
here), read 2026-11-22.
"""

from __future__ import annotations

import unicodedata

from detectors.canonical import canonical_view

_KEEP_LAST = {"CREDIT_CARD": 4, "IBAN_CODE": 4, "PHONE_NUMBER": 2}
# What is no part of a value: punctuation, spaces, line ends, and the ASCII symbols (+, |).
_SEPARATORS = frozenset({"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Zs", "Zl", "Zp", "Cc"})


def mask(entity_type: str, text: str) -> str:
    """The text with its letters and digits hidden, separators kept.

    Hidden is whatever is no separator: marks, and letters in circles, which only look
    like symbols. A value must have more than twice as many letters and digits as would
    stay readable; a shorter one is hidden whole.

    Args:
        entity_type: decides how many of the last letters and digits stay.
        text: the value as it was written.
    """
    keep = _KEEP_LAST.get(entity_type, 0)
    counts = [_readable(character) for character in text]
    readable_from = len(text)
    if keep and sum(counts) > 2 * keep:
        while readable_from and sum(counts[readable_from - 1 :]) <= keep:
            readable_from -= 1
        while readable_from < len(text) and not counts[readable_from]:
            readable_from += 1
    hidden = "".join("*" if _hides(each) else each for each in text[:readable_from])
    return hidden + text[readable_from:]


def _readable(character: str) -> int:
    """How many letters and digits a reader sees in a character: two in a circled ten."""
    return sum(map(str.isalnum, canonical_view(character).text))


def _hides(character: str) -> bool:
    if character.isascii():
        return character.isalnum()
    return _readable(character) > 0 or unicodedata.category(character) not in _SEPARATORS
