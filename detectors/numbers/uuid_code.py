"""Universally unique identifiers.

Issuer: whoever makes one. Layout: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12;
the third group begins with the version (1 to 8), the fourth with the variant (8 to b).
Check digit: none; of random hexadecimal digits so grouped one in eight passes. Not
personal in itself; where words name the advertising id of a device it is one of those.
Source: RFC 9562.

>>> from detectors.numbers.uuid_code import is_uuid
>>> is_uuid("a987fbc9-4bed-4078-8f07-9141ba07c9f3")
True
>>> is_uuid("a987fbc9-4bed-0078-8f07-9141ba07c9f3")  # no such version
False
>>> is_uuid("a987fbc9-4bed-4078-8f07-9141ba07c9f")  # too short
False
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.context import Words
from detectors.types import Finding, Input, Pattern

NAME = "uuid"

_UUID = re.compile(
    r"(?<![0-9A-Za-z])[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    r"(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_LAYOUT = re.compile(
    r"(?<![0-9A-Za-z])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_WORDS = Words("uuid", "guid", "unique identifier")
_DEVICE = Words(
    "idfa", "idfv", "gaid", "aaid", "adid", "oaid", "advertising id", "advertising identifier",
    "ad id", "advertiser id", "device id", "device identifier", "device uuid", "werbe id",
    "google advertising", "identifier for advertisers", "udid", "device",
)  # fmt: skip


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID of a version and variant that exist."""
    return _UUID.fullmatch(text) is not None


class UuidDetector:
    """Finds UUIDs, and advertising ids by the words beside them."""

    name = NAME
    entity_types = ("UUID", "DEVICE_ID")
    patterns = (
        Pattern(
            expression=r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?:[^0-9a-z]|\z)",
            max_length=37,
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        for match in _LAYOUT.finditer(seen.text, start, end):
            seen.check()
            if _DEVICE.beside(seen, start=match.start(), end=match.end()):
                yield _finding(match, "DEVICE_ID", context=True)
            elif is_uuid(match.group()):
                context = _WORDS.beside(seen, start=match.start(), end=match.end())
                yield _finding(match, "UUID", context=context)


def _finding(match: re.Match[str], entity_type: str, *, context: bool) -> Finding:
    return Finding(
        entity_type=entity_type,
        start=match.start(),
        end=match.end(),
        score=0.8 if context else 0.6,
        detector=NAME,
        evidence=("layout", "context") if context else ("layout",),
    )
