"""Routing numbers of banks in the United States.

Issuer: American Bankers Association, through its registrar. Layout: nine digits, the first
two 00 to 12, 21 to 32, 61 to 72 or 80; printed in one run or as 4-4-1. Check digit: the last,
weights 3, 7 and 1; of random nine digits one in 27 passes, so words have to speak for it.
Words that name the number directly count with a wrong check digit too.
Source: Accredited Standards Committee X9, "Routing number policy".

>>> from detectors.numbers.routing_number import is_routing_number
>>> is_routing_number("121042882")
True
>>> is_routing_number("121042883")  # wrong check digit
False
>>> is_routing_number("12104288")  # too short
False
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from stdnum.us import rtn

from detectors.context import Words
from detectors.types import Finding, Input, Pattern

NAME = "routing_number"

_FIRST = frozenset({*range(13), *range(21, 33), *range(61, 73), 80})
_GAP = r"[\s./_\-]{0,3}"
# Where a run of digits ends, gaps or not, so that the scan reports a long one once.
_END = rf"(?:{_GAP}(?:[^0-9\s./_\-]|\z)|[\s./_\-]{{4}})"
_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9][.\-/])[0-9](?:{_GAP}[0-9]){{8}}(?![0-9A-Za-z])(?![.\-/][0-9])"
)
_WORDS = Words(
    "routing", "aba", "rtn", "abarouting", "bankrouting", "transit", "ach", "wire", "fedwire",
    "routing number", "rt number", "r t n", "a b a",
)  # fmt: skip
_NAMED = re.compile(
    r"(?<![^\W_])(?:routing|aba|rtn)(?:[\s_\-/]{1,3}(?:transit|aba|number|num|no|nos|code|routing))*"
    r"\W{0,4}(?:(?:is|are|was|it|its|my|the)\W{1,3}){0,3}$",
    re.IGNORECASE,
)


def is_routing_number(number: str) -> bool:
    """Whether nine digits are a routing number: its range and its check digit.

    Args:
        number: ASCII digits without separators.
    """
    return len(number) == 9 and int(number[:2]) in _FIRST and bool(rtn.is_valid(number))


class RoutingNumberDetector:
    """Finds routing numbers where words speak for them."""

    name = NAME
    entity_types = ("ABA_ROUTING_NUMBER",)
    patterns = (
        Pattern(expression=rf"(?:\A|[^0-9])[0-9](?:{_GAP}[0-9]){{8}}{_END}", max_length=40),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        for match in _NUMBER.finditer(text, start, min(len(text), end + 2)):
            seen.check()
            if not _WORDS.beside(seen, start=match.start(), end=match.end()):
                continue
            checked = is_routing_number("".join(filter(str.isdigit, match.group())))
            near = text[max(0, match.start() - 50) : match.start()]
            if checked or _NAMED.search(near) is not None:
                yield Finding(
                    entity_type="ABA_ROUTING_NUMBER",
                    start=match.start(),
                    end=match.end(),
                    score=0.95 if checked else 0.6,
                    detector=NAME,
                    evidence=("check digit", "context") if checked else ("context",),
                )
