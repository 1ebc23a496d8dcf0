"""API keys and tokens that say by their beginning who issued them.

Issuer: some hundred services, a row each in the tables beside this file. Layout: a
beginning of the issuer's own, then letters and digits. Check digit: GitHub's and npm's
only (CRC-32). How often random text passes is said in ``detectors.secrets.layout``. A key
is found whole, to the end of its run.

>>> from detectors.secrets.issued_key import issuer_of
>>> issuer_of("AKIA" + "EXAMPLEEXAMPLE23")
'Amazon Web Services, access key id'
>>> issuer_of("AKIA" + "EXAMPLE") is None  # too short
True
>>> issuer_of("BKIA" + "EXAMPLEEXAMPLE23") is None
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.secrets import (
    cloud_layouts,
    code_layouts,
    model_layouts,
    payment_layouts,
    service_layouts,
)
from detectors.secrets.layout import Layout
from detectors.types import Finding, Input, Pattern

NAME = "issued_key"

_TABLES = (
    cloud_layouts.LAYOUTS,
    code_layouts.LAYOUTS,
    model_layouts.LAYOUTS,
    payment_layouts.LAYOUTS,
    service_layouts.LAYOUTS,
)
LAYOUTS: tuple[Layout, ...] = tuple(layout for table in _TABLES for layout in table)

# What the scan asks for after a beginning; the shortest rest is longer.
_SHORTEST_REST = 9


def _beginnings(table: Iterable[Layout]) -> str:
    return "|".join(sorted(re.escape(start) for layout in table for start in layout.starts))


def _by_first_letter() -> dict[str, list[tuple[re.Pattern[str], Layout]]]:
    grouped: dict[str, list[tuple[re.Pattern[str], Layout]]] = {}
    for layout in LAYOUTS:
        for letter in sorted({start[0] for start in layout.starts}):
            starts = "|".join(re.escape(each) for each in layout.starts if each[0] == letter)
            expression = re.compile(f"(?:{starts})(?P<rest>{layout.rest})")
            grouped.setdefault(letter, []).append((expression, layout))
    return grouped


_BY_FIRST = _by_first_letter()
_HEAD = re.compile(rf"(?<![A-Za-z0-9-])(?:{_beginnings(LAYOUTS)})")


def issuer_of(key: str) -> str | None:
    """The issuer of a key by its layout, or None."""
    found = _longest(key, 0)
    return found[1].issuer if found is not None and found[0] == len(key) else None


class IssuedKeyDetector:
    """Finds keys by the beginnings that their issuers gave them."""

    name = NAME
    entity_types = ("API_KEY",)
    patterns = tuple(
        Pattern(
            expression=rf"(?:\A|[^a-z0-9\-])(?:{_beginnings(table)})[a-z0-9_\-+/=.:%$]{{{_SHORTEST_REST}}}",
            max_length=1
            + _SHORTEST_REST
            + max(len(start) for layout in table for start in layout.starts),
        )
        for table in _TABLES
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        taken = start
        for head in _HEAD.finditer(text, start, end):
            if head.start() < taken:
                continue
            seen.check()
            found = _longest(text, head.start())
            if found is None:
                continue
            taken, layout = found
            key = text[head.start() : taken]
            checked = layout.checked is not None and layout.checked(key)
            yield Finding(
                entity_type="API_KEY",
                start=head.start(),
                end=taken,
                score=0.99 if checked else 0.95,
                detector=NAME,
                evidence=("issuer", "crc32") if checked else ("issuer",),
            )


def _longest(text: str, start: int) -> tuple[int, Layout] | None:
    """Where the longest key that begins at a place ends, and its layout."""
    best: tuple[int, Layout] | None = None
    for expression, layout in _BY_FIRST.get(text[start : start + 1], ()):
        match = expression.match(text, start)
        if match is None or (best is not None and match.end() <= best[0]):
            continue
        if not layout.digit or any(map(str.isdigit, match.group("rest"))):
            best = match.end(), layout
    return best
