"""One multi-pattern scan that says which detectors look at all, and where.

The expressions of all detectors run as Hyperscan databases over the UTF-8 bytes of the
canonical view, without regard to case. The scan is linear in the text whatever it
holds. It gives the ends of matches only, so each pattern says how far a match can reach
back; a detector is then asked about the window between.

Source: Hyperscan 5.4 developer's reference (block mode; scratch space is per thread;
serialisation), read 2026-11.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from typing import Any

import hyperscan

from detectors.errors import ConfigurationError
from detectors.scan_database import DatabaseCache, kept
from detectors.types import Pattern

# A database of too many expressions compiles slowly and scans with a larger automaton.
GROUP_SIZE = 32

_FLAGS = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_UTF8
_ONCE = hyperscan.HS_FLAG_SINGLEMATCH


# For each expression that matched, the first and the last end of each of its stretches.
_Runs = dict[int, list[int]]


def _on_match(number: int, _start: int, *rest: Any) -> None:
    # Hyperscan calls with expression, start (not computed), end, flags and the context.
    end, _, (nearest, runs) = rest
    run = runs.get(number)
    if run is None:
        runs[number] = [end, end]
    elif run[-1] <= end <= run[-1] + nearest[number]:
        # Matches this near make one window, whether counted in bytes or in code points; mostly
        # they come in order, which Hyperscan does not promise.
        run[-1] = end
    else:
        run += (end, end)


class Prefilter:
    """The scan over the patterns of all detectors.

    Safe to use from many threads: each has its own scratch space.
    """

    def __init__(
        self,
        patterns: Sequence[tuple[int, Pattern]],
        cache: DatabaseCache | None = None,
        *,
        once: Collection[int] = (),
    ) -> None:
        """Compiles, or takes from the cache.

        Args:
            patterns: each with the number of its owner.
            cache: where compiled databases are kept; None compiles in memory.
            once: owners that need to know only whether their patterns match at all.

        Raises:
            ConfigurationError: a pattern does not compile or has no length.
        """
        if any(pattern.max_length < 1 for _, pattern in patterns):
            raise ConfigurationError("a pattern needs a max_length of at least 1")
        self._local = threading.local()
        # Owners of the same expression share it: its matches are reported once.
        owners: dict[tuple[str, bool], list[tuple[int, int]]] = {}
        for owner, pattern in patterns:
            shared = owners.setdefault((pattern.expression, owner in once), [])
            shared.append((owner, pattern.max_length))
        distinct = list(owners)
        self._groups: list[tuple[Any, list[list[tuple[int, int]]], list[int]]] = []
        for first in range(0, len(distinct), GROUP_SIZE):
            group = distinct[first : first + GROUP_SIZE]
            expressions = [expression.encode() for expression, _ in group]
            flags = [_FLAGS | _ONCE * is_single for _, is_single in group]
            try:
                database = kept(expressions, flags, cache=cache)
            except hyperscan.HyperscanError as error:
                raise ConfigurationError(f"a pattern does not compile: {error}") from None
            reaches = [owners[each] for each in group]
            nearest = [min(reach for _, reach in each) for each in reaches]
            self._groups.append((database, reaches, nearest))

    def windows(self, text: str) -> dict[int, list[tuple[int, int]]]:
        """Where each owner has to look.

        Args:
            text: a canonical view (it must hold no lone surrogate).

        Returns:
            For each owner with a match its windows (code points, half-open), sorted
            and disjoint.
        """
        found: dict[int, list[tuple[int, int]]] = {}
        data = text.encode()
        ascii_only = len(data) == len(text)
        try:
            scratches = self._local.scratches
        except AttributeError:
            scratches = [hyperscan.Scratch(database) for database, _, _ in self._groups]
            self._local.scratches = scratches
        for (database, reaches, nearest), scratch in zip(self._groups, scratches, strict=True):
            runs: _Runs = {}
            database.scan(data, _on_match, context=(nearest, runs), scratch=scratch)
            if runs and not ascii_only:
                _count_code_points(data, runs)
            for number, run in runs.items():
                for owner, reach in reaches[number]:
                    windows = found.setdefault(owner, [])
                    for place in range(0, len(run), 2):
                        first = run[place]
                        windows.append((first - reach if first > reach else 0, run[place + 1]))
        for owner, windows in found.items():
            if len(windows) > 1:
                found[owner] = _merged(windows)
        return found


def _count_code_points(data: bytes, runs: _Runs) -> None:
    """Counts the ends in code points instead of bytes."""
    counted: dict[int, int] = {}
    position = points = 0
    for end in sorted({end for run in runs.values() for end in run}):
        points += len(data[position:end].decode())
        position = end
        counted[end] = points
    for run in runs.values():
        run[:] = [counted[end] for end in run]


def _merged(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    windows.sort()
    merged: list[tuple[int, int]] = []
    first, last = windows[0]
    for start, end in windows:
        if start > last:
            merged.append((first, last))
            first, last = start, end
        elif end > last:
            last = end
    merged.append((first, last))
    return merged
