"""Counties and their like: "Cook County", "Orleans Parish", "the County of Kent".

Layout: one to three words with capitals before the word, or "of" and such words after it.
Policies mostly let places through; one for health data takes out all that is smaller than
a state. Check digit: none.
Source: 45 CFR 164.514(b)(2)(i)(B); read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.types import Finding, Input, Pattern

NAME = "county"

_NAMED = r"[A-Z][^\W\d_]{0,20}(?:['\u2019.\-][^\W\d_]{1,20})?"
_NOT = r"(?!(?:The|This|That|My|Our|Your|Every|Each|Which|In|Of|A|An|At|From)\b)"
_BACK = 64
_LAYOUTS = (
    re.compile(rf"(?<![^\W_]){_NOT}{_NAMED}(?:[ ]{_NAMED}){{0,2}}[ ](?:County|Parish)(?![^\W_])"),
    re.compile(rf"(?<![^\W_])(?:County|Parish|Township|Borough) of {_NAMED}(?:[ ]{_NAMED})?"),
    re.compile(rf"(?<![^\W_]){_NOT}{_NAMED}(?:[ ]{_NAMED})?[ ](?:Township|Borough)(?![^\W_])"),
)


class CountyDetector:
    """Finds counties, parishes, townships and boroughs by name."""

    name = NAME
    entity_types = ("LOCATION",)
    patterns = (
        Pattern(expression=r"[a-z.] (?:county|parish|township|borough)\b", max_length=16),
        Pattern(expression=r"\b(?:county|parish|township|borough) of [a-z]", max_length=16),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        seen.check()
        for expression in _LAYOUTS:
            for match in expression.finditer(
                seen.text, max(0, start - _BACK), min(len(seen.text), end + _BACK)
            ):
                yield Finding(
                    entity_type="LOCATION",
                    start=match.start(),
                    end=match.end(),
                    score=0.5,
                    detector=NAME,
                    evidence=("layout",),
                )
