"""Recovery phrases of crypto wallets.

Issuer: the wallet. Layout: 12, 15, 18, 21 or 24 words of three to eight letters, right after
words that name them; numbers before the words ("1. ability 2. about") are taken along.
Check digit: bits in the last word, which need the word list to be told; so the name speaks
for it. English sentences seldom hold twelve words in a row of that length.
Source: BIP-39.

>>> from detectors.secrets.seed_phrase import phrase_end
>>> phrase_end("zoo " * 12, 0)
47
>>> phrase_end("zoo " * 11, 0) is None  # too short
True
>>> phrase_end("it is a phrase of twelve words that is no phrase", 0) is None
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.types import Finding, Input, Pattern

NAME = "seed_phrase"

_NAME = (
    r"(?:(?:seed|recovery|secret|backup|mnemonic|wallet)[ -]?(?:recovery )?"
    r"(?:phrases?|words?|keys?)|mnemonic|seed)"
)
_NAMED = re.compile(
    rf"(?<![^\W_]){_NAME}(?:\W{{1,4}}(?:is|are|for|my|the|wallet|of|here|this)){{0,5}}\W{{1,6}}",
    re.IGNORECASE,
)
_NUMBER = r"(?:[0-9]{1,2}[.):]?\s{0,2})?"
_PHRASE = re.compile(
    rf"{_NUMBER}[a-z]{{3,8}}(?:[\s,;=|-]{{1,4}}{_NUMBER}[a-z]{{3,8}}){{11,23}}(?![a-z])",
    re.IGNORECASE,
)


def phrase_end(text: str, start: int) -> int | None:
    """Where a phrase that begins at a place ends, or None if there is none."""
    match = _PHRASE.match(text, start)
    return match.end() if match is not None else None


class SeedPhraseDetector:
    """Finds recovery phrases by their names."""

    name = NAME
    entity_types = ("PRIVATE_KEY",)
    patterns = (Pattern(expression=rf"{_NAME}[^a-z]", max_length=40),)

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        for named in _NAMED.finditer(text, start, min(len(text), end + 60)):
            if named.start() >= end:
                break
            seen.check()
            phrase = phrase_end(text, named.end())
            if phrase is not None:
                yield Finding(
                    entity_type="PRIVATE_KEY",
                    start=named.end(),
                    end=phrase,
                    score=0.8,
                    detector=NAME,
                    evidence=("layout", "context"),
                )
