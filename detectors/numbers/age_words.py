"""Ages in words and around a relative: "ninety-three years old", "mom is 91", "97 this May".

They score less than an age with its unit: most policies let ages through, one for health
data asks for these, too.
Source: 45 CFR 164.514(b)(2)(i)(C): ages over 89; read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.types import Pattern

SCORE = 0.4
BACK = 40

_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_BELOW_HUNDRED = rf"(?:(?:{_TENS})(?:[ \-]?(?:{_ONES}))?|{_TEENS}|{_ONES})"
_WORDS = rf"(?:(?:(?:a|one)[ \-])?hundred(?:[ \-](?:and[ \-])?{_BELOW_HUNDRED})?|{_BELOW_HUNDRED})"
_TWO_TENS = (
    rf"(?:(?:(?:a|one)[ \-])?hundred(?:[ \-](?:and[ \-])?{_BELOW_HUNDRED})?|"
    rf"(?:{_TENS})(?:[ \-]?(?:{_ONES}))?)"
)
_FIGURES = r"(?:1[01][0-9]|120|[1-9][0-9])"
_OLD = r"(?:9[0-9]|1[01][0-9]|120)"
_KIN = (
    "mom|mum|mommy|mummy|mother|dad|daddy|father|grandma|grandmother|granny|gran|nana|nan|grandpa"
    "|grandfather|granddad|grandparent|aunt|auntie|uncle|wife|husband|partner|spouse|son|daughter"
    "|brother|sister|cousin|nephew|niece|mother-in-law|father-in-law|patient|resident|client"
    "|he|she|they|i|who|you"
)
_IS = (
    r"(?:is|was|are|am|were|be|turns|turned|turning|(?:is|was) (?:now|already|almost"
    r"|nearly|about|only|just)|just turned)"
)
_MONTH = (
    r"(?-i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|January|February|March|April|June|July"
    r"|August|September|October|November|December)"
)
_CLOSED = (
    r"(?=[ ]?(?:$|[.!?;,)\n]|and\b|now\b|but\b|so\b|years\b|with\b|this\b|next\b|already\b"
    r"|today\b))"
    r"(?![.,][0-9])"
)
_EDGE = r"(?<![^\W_])(?<![.,/$:\-])"
_LAYOUTS = tuple(
    re.compile(expression, re.IGNORECASE)
    for expression in (
        (
            rf"{_EDGE}(?P<age>{_WORDS})[ \-]{{1,2}}(?:years?|yrs?|months?|weeks?)[ \-]{{1,2}}"
            rf"(?:old|of age)(?![^\W_])"
        ),
        (
            rf"(?<![^\W_])(?:aged|age|age is|age of|at the age of)[ :]{{1,2}}(?P<age>{_WORDS})"
            rf"(?![^\W_])"
        ),
        (
            rf"(?<![^\W_])(?:turn(?:s|ed|ing)?|(?:{_KIN})(?: {_IS}|['\u2019]s|['\u2019]m))[ ]"
            rf"(?P<age>{_TWO_TENS}){_CLOSED}"
        ),
        rf"(?<![^\W_])(?:{_KIN})(?: {_IS}|['\u2019]s|['\u2019]m)[ ](?P<age>{_FIGURES}){_CLOSED}",
        rf"{_EDGE}(?P<age>{_OLD})(?= (?:this|next|last|in|on) {_MONTH}(?![^\W_]))",
        rf"{_EDGE}(?P<age>{_FIGURES})(?=(?:st|nd|rd|th)[ ]birthday(?![^\W_]))",
        (
            rf"{_EDGE}(?P<age>(?:(?:{_TENS})[ \-])?(?:first|second|third|fourth|fifth|sixth"
            rf"|seventh|eighth|ninth)"
            r"|(?:twen|thir|for|fif|six|seven|eigh|nine)tieth|(?:one )?hundredth)(?="
            r"[ ]birthday(?![^\W_]))"
        ),
        r"(?<![^\W_])(?P<age>(?:super)?centenarians?)(?![^\W_])",
        (
            r"(?<![^\W_])(?:his|her|their|my|your|mid|early|late)[ \-](?:mid[ \-]|early"
            r"[ \-]|late[ \-])?"
            r"(?P<age>nineties|90['\u2019]?s|hundreds)(?![^\W_])"
        ),
    )
)

PATTERNS = (
    Pattern(
        expression=rf"(?:{_ONES}|{_TEENS}|{_TENS}|hundred)[ \-]{{1,2}}(?:years?|yrs?"
        rf"|months?|weeks?)"
        r"[ \-]{1,2}(?:old|of age)",
        max_length=48,
    ),
    Pattern(
        expression=rf"\b(?:aged?|age is|age of|turn|turns|turned|turning)[ :]{{1,2}}(?:a |one )?"
        rf"(?:{_ONES}|{_TEENS}|{_TENS}|hundred)\b",
        max_length=32,
    ),
    Pattern(
        expression=rf"\b(?:{_KIN})(?: {_IS}|['\x{{2019}}][sm]) (?:[1-9][0-9]|(?:a "
        rf"|one )?hundred|{_TENS})",
        max_length=48,
    ),
    Pattern(
        expression=r"\b(?:9[0-9]|1[01][0-9]|120) (?:this|next|last|in|on) [a-z]{3}", max_length=16
    ),
    Pattern(
        expression=r"(?:st|nd|rd|th) birthday\b|centenarian|\b(?:nineties|90['\x{2019}]?s"
        r"|hundreds)\b",
        max_length=40,
    ),
)


def ages_in_words(text: str, *, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Start and end of each such age in a stretch of a text."""
    for expression in _LAYOUTS:
        for match in expression.finditer(text, low, high):
            yield match.span("age")
