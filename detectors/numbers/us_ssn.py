"""US social security numbers.

Issuer: Social Security Administration. Layout: three digits (area), two (group), four
(serial), written with hyphens, dots or spaces, or in one run. Check digit: none; since
randomisation in 2011 any area but 000, 666 and 900 to 999 is issued, no group is 00, no
serial 0000: of random nine digits 89 % pass. So the layout, or words, have to speak for
it. In the layout of a social security number the never-issued ones count too, and so do
078-05-1120 and 123-45-6789: a typing error must not decide whether a number leaves.
Source: 20 CFR 422.103; SSA, "Social Security Number Randomization", read 2026-11.

>>> from detectors.numbers.us_ssn import is_issuable
>>> is_issuable("078051120")
True
>>> is_issuable("666051120")  # an area that is not issued
False
>>> is_issuable("07805112")  # too short
False
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.context import Words
from detectors.numbers.labelled import named_otherwise
from detectors.types import Finding, Input, Pattern

NAME = "us_ssn"

_LAYOUT = re.compile(
    r"(?<![0-9])(?<![0-9][\-.])(?:"
    r"[0-9]{3}[ ]{0,2}[\-.][ ]{0,2}[0-9]{2}[ ]{0,2}[\-.][ ]{0,2}[0-9]{4}"
    r"|[0-9]{3}[ ]{1,3}[0-9]{2}[ ]{1,3}[0-9]{4})"
    r"(?![0-9])(?![\-.][0-9])"
)
_DIGITS = re.compile(
    r"(?:(?<![0-9A-Za-z_+$#.,\-/])|(?<![0-9A-Za-z][Ss][Ss][Nn])(?<=[Ss][Ss][Nn]))"
    r"[0-9](?:[ .\-/]{0,3}[0-9]){8}(?![ .\-/]{0,3}[0-9])(?![A-Za-z_])"
)
_WORDS = Words(
    "ssn", "ssns", "sssn", "mssn", "social", "taxpayer", "tin", "itin", "ss no", "ss number",
    "soc sec", "security number", "tax id", "seguro social", "socialsecuritynumber",
)  # fmt: skip
_NAME = r"(?:ssns?|social|security|ss|taxpayer|i?tin)"


def is_issuable(number: str) -> bool:
    """Whether nine digits can have been issued.

    Args:
        number: ASCII digits without separators.
    """
    return (
        len(number) == 9
        and number[:3] not in ("000", "666")
        and number[0] != "9"
        and number[3:5] != "00"
        and number[5:] != "0000"
    )


class UsSsnDetector:
    """Finds whole social security numbers; parts of them are ``account_fragment``'s."""

    name = NAME
    entity_types = ("US_SSN",)
    patterns = (
        Pattern(
            expression=r"[0-9]{3}[ \-.]{1,5}[0-9]{2}[ \-.]{1,5}[0-9]{4}(?:[^0-9]|\z)", max_length=20
        ),
        Pattern(expression=r"(?:[^0-9]|\A)[0-9]{9}(?:[^0-9]|\z)", max_length=11),
        Pattern(
            expression=rf"{_NAME}[^0-9]{{0,40}}[0-9](?:[ \-./]{{0,3}}[0-9]){{8}}(?:[^0-9]|\z)",
            max_length=34,
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        # What a look-ahead has to see lies past the window.
        end = min(len(text), end + 5)
        taken = -1
        for match in _LAYOUT.finditer(text, start, end):
            taken = match.end()
            context = _WORDS.beside(seen, start=match.start(), end=match.end())
            alone = 0.6 if "-" in match.group() or _issuable(match) else 0.4
            yield _finding(match, 0.8 if context else alone, evidence="layout", context=context)
        for match in _DIGITS.finditer(text, start, end):
            first, last = match.span()
            if last == taken or not _WORDS.beside(seen, start=first, end=last):
                continue
            seen.check()
            if not named_otherwise(text, (first, last), entity_type="US_SSN"):
                score = 0.6 if _issuable(match) else 0.5
                yield _finding(match, score, evidence="digits", context=True)


def _issuable(match: re.Match[str]) -> bool:
    return is_issuable("".join(filter(str.isdecimal, match.group())))


def _finding(match: re.Match[str], score: float, *, evidence: str, context: bool) -> Finding:
    return Finding(
        entity_type="US_SSN",
        start=match.start(),
        end=match.end(),
        score=score,
        detector=NAME,
        evidence=(evidence, "context") if context else (evidence,),
    )
