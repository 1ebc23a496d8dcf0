"""One scan that says which of many regular expressions can match a text at all.

Source: Hyperscan 5.4 developer's reference (block mode, HS_FLAG_SINGLEMATCH), read 2026-11.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence, Set
from typing import Any

import hyperscan

from detectors.prefilter import GROUP_SIZE
from detectors.presidio.alphabet import encoded
from detectors.presidio.superset import Superset
from detectors.scan_database import DatabaseCache, compiled, kept

_FLAG = hyperscan.HS_FLAG_SINGLEMATCH
_NONE: frozenset[int] = frozenset()
# Least digits of the patterns that are scanned for together.
_TIERS = (0, 1, 4)
# A digit; those of other scripts are underscores, see detectors.presidio.alphabet.
_DIGIT = re.compile(rb"[0-9_]")


class PatternIndex:
    """The scan over the supersets of all patterns. Safe to use from many threads.

    Most messages hold few digits or none, and most patterns need several: those are scanned
    for only where there are so many.

    Attributes:
        always: numbers of the patterns that it cannot rule out for any text.
    """

    def __init__(self, supersets: Sequence[Superset | None], cache: DatabaseCache | None) -> None:
        """Compiles, or takes from the cache.

        Args:
            supersets: of each pattern; None for a pattern that has none.
            cache: where compiled databases are kept; None compiles in memory.
        """
        known = {number: each for number, each in enumerate(supersets) if each is not None}
        tiers: dict[int, dict[int, tuple[str, ...]]] = {least: {} for least in _TIERS}
        for number, each in known.items():
            least = max(tier for tier in _TIERS if tier <= each.digits)
            tiers[least][number] = each.expressions
        self._scans = [(least, _Scan(patterns, cache)) for least, patterns in tiers.items()]
        self.always = frozenset(n for n in range(len(supersets)) if n not in known).union(
            *(scan.refused for _, scan in self._scans)
        )

    def possible(self, text: str) -> Set[int]:
        """Numbers of the patterns that may match somewhere in a text, ``always`` apart."""
        data = encoded(text)
        digits = len(_DIGIT.findall(data))
        found: Set[int] = _NONE
        for least, scan in self._scans:
            if digits < least:
                break
            hits = scan.hits(data)
            if hits:
                found = found | hits
        return found


class _Scan:
    """Expressions in a few databases, and which patterns need which of them."""

    def __init__(
        self, patterns: Mapping[int, tuple[str, ...]], cache: DatabaseCache | None
    ) -> None:
        expressions = sorted({each for needed in patterns.values() for each in needed})
        self._local = threading.local()
        self._databases: list[Any] = []
        places: dict[str, int] = {}
        for first in range(0, len(expressions), GROUP_SIZE):
            group = [each.encode() for each in expressions[first : first + GROUP_SIZE]]
            try:
                database = _kept(group, cache, first=first)
            except hyperscan.HyperscanError:
                # One of them is too large for the scan: the others go without it.
                group = [each for each in group if _compiles(each)]
                database = _kept(group, cache, first=first) if group else None
            if database is not None:
                self._databases.append(database)
            places |= {each.decode(): first + place for place, each in enumerate(group)}
        self.refused = frozenset(
            number for number, needed in patterns.items() if not places.keys() >= set(needed)
        )
        self._needed: dict[int, frozenset[int]] = {}
        self._owners: dict[int, list[int]] = {}
        for number, needed in patterns.items():
            if number not in self.refused:
                self._needed[number] = frozenset(places[each] for each in needed)
                self._owners.setdefault(places[needed[0]], []).append(number)

    def hits(self, data: bytes) -> Set[int]:
        """Numbers of the patterns that may match somewhere in an encoded text."""
        try:
            scratches = self._local.scratches
        except AttributeError:
            scratches = [hyperscan.Scratch(database) for database in self._databases]
            self._local.scratches = scratches
        hits: list[int] = []
        for database, scratch in zip(self._databases, scratches, strict=True):
            database.scan(data, _on_match, context=hits, scratch=scratch)
        if not hits:
            return _NONE
        found = set(hits)
        needed = self._needed
        return {
            number
            for hit in found
            for number in self._owners.get(hit, ())
            if needed[number] <= found
        }


def _on_match(number: int, _start: int, *rest: Any) -> None:
    # Hyperscan calls with pattern, start (not computed), end, flags and the context.
    rest[2].append(number)


def _compiles(expression: bytes) -> bool:
    try:
        compiled([expression], [_FLAG])
    except hyperscan.HyperscanError:
        return False
    return True


def _kept(expressions: Sequence[bytes], cache: DatabaseCache | None, *, first: int) -> Any:
    return kept(expressions, [_FLAG] * len(expressions), cache=cache, first=first)
