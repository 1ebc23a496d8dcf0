"""Serial numbers and other numbers of devices, named by the words before them.

Issuer: the maker. Layout: 5 to 40 letters and digits, hyphens among them, at least one
digit. Check digit: none; only a name right before it speaks for it.
Source: none; makers choose their own.

>>> from detectors.numbers.device_id import may_be_serial
>>> may_be_serial("C02XG2JHJGH5")
True
>>> may_be_serial("number")  # no digit
False
>>> may_be_serial("C02")  # too short
False
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.context import Words
from detectors.types import Finding, Input, Pattern

NAME = "device_id"

_NAME = (
    r"(?:serial|s/n|seriennummer|serienummer|sarjanumero|numéro de série|numero di serie"
    r"|número de serie|número de série|numer seryjny|android id|device id|device identifier"
    r"|udid|ssaid)"
)
_NAMED = re.compile(
    rf"(?<![^\W_]){_NAME}(?:[\s_\-/.#]{{1,3}}(?:number|numbers|num|no|nr|code|id))*\W{{0,4}}"
    r"(?:(?:is|are|was|it|its|of|on|for|my|the|this|device|phone|laptop|unit|ist|lautet|est|es|é|è)"
    r"\W{1,3}){0,5}[\"'(]?(?P<value>[0-9A-Za-z](?:[0-9A-Za-z-]{3,38})[0-9A-Za-z])(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"\W{0,3}(?:it'?s |it is )?(?P<value>[0-9A-Za-z][0-9A-Za-z-]{3,38}[0-9A-Za-z])\W{0,3}"
)
_ASKED = Words(
    "serial", "serial number", "device id", "device identifier", "seriennummer",
    "serienummer", "sarjanumero", "udid",
)  # fmt: skip


def may_be_serial(text: str) -> bool:
    """Whether a run can be a serial number: long enough, with a digit."""
    return 5 <= len(text) <= 40 and any(map(str.isdigit, text))


class DeviceIdDetector:
    """Finds serial numbers and device ids by their names."""

    name = NAME
    entity_types = ("DEVICE_ID",)
    patterns = (
        Pattern(expression=rf"{_NAME}[^\n0-9]*[0-9]", max_length=110),
        Pattern(
            expression=r"\A\W{0,3}(?:it'?s |it is )?[0-9a-z\-]*[0-9][0-9a-z\-]*\W{0,3}\z",
            max_length=60,
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        for match in _NAMED.finditer(text, start, min(len(text), end + 40)):
            if match.start() >= end:
                break
            seen.check()
            if may_be_serial(match.group("value")):
                yield _finding(match)
        if start == 0 and seen.before and _ASKED.asked(seen):
            answer = _ANSWER.fullmatch(text)
            if answer is not None and may_be_serial(answer.group("value")):
                yield _finding(answer)


def _finding(match: re.Match[str]) -> Finding:
    return Finding(
        entity_type="DEVICE_ID",
        start=match.start("value"),
        end=match.end("value"),
        score=0.5,
        detector=NAME,
        evidence=("context",),
    )
