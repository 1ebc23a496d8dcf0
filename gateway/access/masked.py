"""What somebody sees who helps: every name, value and placeholder as its type only. Pure.

What is stored is redacted by policy already: values are surrogates (``[PERSON_7KQ2M0XA]``),
masks (``****4242``) or hashes. Here a surrogate loses what tells two people apart, what the
detectors still find becomes its type, and of digits in a row, of masks and of hashes
nothing is left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from detectors.deidentify import Replacement, replace
from detectors.types import Finding

# Surrogates with brackets or without, and what stands for a value that is not kept.
_SURROGATE = re.compile(
    r"\[?(?<![A-Z0-9])([A-Z][A-Z0-9_]{1,62}?)_[0-9A-HJKMNP-TV-Z]{8}(?:\.[0-9A-Z]{2})?(?![0-9A-Za-z])\]?"
)
_HASHED = re.compile(r"\[([A-Z][A-Z0-9_]{1,62})#[0-9a-f]{8,64}\]")
_WORD = re.compile(r"\S+")
_MASKS = ("**", "\u2022\u2022", "##", "\u00d7\u00d7")
_HEX = re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{16,}\b")
_NUMBER = re.compile(r"\d(?:[ .,:/()-]?\d){2,}")
_WHOLE = re.compile(r"\[[A-Z][A-Z0-9_]{1,62}\]")


def set_aside(text: str) -> str:
    """The text with all placeholders as their types."""
    text = _SURROGATE.sub(r"[\1]", text)
    return _HASHED.sub(r"[\1]", text)


def masked(text: str, findings: Sequence[Finding]) -> str:
    """A text as it is shown.

    Args:
        text: from ``set_aside``.
        findings: in it; sorted and disjoint.
    """
    whole = [found.span() for found in _WHOLE.finditer(text)]
    put = [
        Replacement(start=each.start, end=each.end, text=f"[{each.entity_type}]")
        for each in findings
        if not any(start < each.end and each.start < end for start, end in whole)
    ]
    text = _WORD.sub(_shown_word, replace(text, put))
    return _NUMBER.sub("[NUMBER]", _HEX.sub("[HASH]", text))


def _shown_word(found: re.Match[str]) -> str:
    """A stretch without spaces; one with a mask or an address in it is not shown at all."""
    word = found.group()
    if any(mask in word for mask in _MASKS):
        return "[MASKED]"
    before, at, after = word.partition("@")
    return "[EMAIL_ADDRESS]" if at and before and after else word
