"""One multi-pattern scan that says which detectors look at all, and where.

The expressions of all detectors run as Hyperscan databases over the UTF-8 bytes of the
canonical view, without regard to case. The scan is linear in the text whatever it
holds. It gives the ends of matches only, so each pattern says how far a match can reach
back; a detector is then asked about the window between.

Source: Hyperscan 5.4 developer's reference (block mode; scratch space is per thread;
serialisation), read 2026-11.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Protocol

import hyperscan

from detectors.errors import ConfigurationError
from detectors.types import Pattern

# A database of too many expressions compiles slowly and scans with a larger automaton.
GROUP_SIZE = 32

_FLAGS = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_UTF8
_MODE = hyperscan.HS_MODE_BLOCK


class DatabaseCache(Protocol):
    """Keeps compiled databases; what it returns is what was stored, or None."""

    def load(self, name: str) -> bytes | None:
        """The content stored under a name, or None."""
        ...

    def store(self, name: str, content: bytes) -> None:
        """Keeps content under a name if it can."""
        ...


def _compiled(expressions: Sequence[bytes]) -> Any:
    database = hyperscan.Database(mode=_MODE)
    try:
        database.compile(
            expressions=list(expressions),
            ids=list(range(len(expressions))),
            elements=len(expressions),
            flags=[_FLAGS] * len(expressions),
        )
    except hyperscan.HyperscanError as error:
        raise ConfigurationError(f"a pattern does not compile: {error}") from None
    return database


def _database(expressions: Sequence[bytes], cache: DatabaseCache | None) -> Any:
    if cache is None:
        return _compiled(expressions)
    # The probe's own info names the library's version and this CPU's features.
    probe = _compiled([b"discreet"]).info()
    digest = hashlib.sha256(version("hyperscan").encode() + b"\0" + bytes(probe))
    for expression in expressions:
        digest.update(b"%d:%s" % (len(expression), expression))
    name = digest.hexdigest()[:32]
    content = cache.load(name)
    if content is not None:
        try:
            database = hyperscan.loadb(content, _MODE)
            hyperscan.Scratch(database)
        except hyperscan.HyperscanError:
            # Of another platform after all: it is compiled anew below.
            pass
        else:
            return database
    database = _compiled(expressions)
    cache.store(name, hyperscan.dumpb(database))
    return database


def _on_match(number: int, _start: int, *rest: Any) -> None:
    # Hyperscan calls with pattern, start (not computed), end, flags and the context.
    rest[2].append((rest[0], number))


class Prefilter:
    """The scan over the patterns of all detectors.

    Safe to use from many threads: each has its own scratch space.
    """

    def __init__(
        self, patterns: Sequence[tuple[int, Pattern]], cache: DatabaseCache | None = None
    ) -> None:
        """Compiles, or takes from the cache.

        Args:
            patterns: each with the number of its owner.
            cache: where compiled databases are kept; None compiles in memory.

        Raises:
            ConfigurationError: a pattern does not compile or has no length.
        """
        if any(pattern.max_length < 1 for _, pattern in patterns):
            raise ConfigurationError("a pattern needs a max_length of at least 1")
        self._local = threading.local()
        self._groups: list[tuple[Any, list[tuple[int, int]]]] = []
        for first in range(0, len(patterns), GROUP_SIZE):
            group = patterns[first : first + GROUP_SIZE]
            expressions = [pattern.expression.encode() for _, pattern in group]
            reaches = [(owner, pattern.max_length) for owner, pattern in group]
            self._groups.append((_database(expressions, cache), reaches))

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
            scratches = [hyperscan.Scratch(database) for database, _ in self._groups]
            self._local.scratches = scratches
        for (database, reaches), scratch in zip(self._groups, scratches, strict=True):
            ends: list[tuple[int, int]] = []
            database.scan(data, _on_match, context=ends, scratch=scratch)
            if not ends:
                continue
            if not ascii_only:
                ends = _code_points(data, ends)
            for end, number in ends:
                owner, reach = reaches[number]
                window = (end - reach if end > reach else 0, end)
                if owner in found:
                    found[owner].append(window)
                else:
                    found[owner] = [window]
        for owner, windows in found.items():
            if len(windows) > 1:
                found[owner] = _merged(windows)
        return found


def _code_points(data: bytes, ends: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same ends counted in code points instead of bytes, sorted."""
    counted: list[tuple[int, int]] = []
    position = points = 0
    for end, number in sorted(ends):
        points += len(data[position:end].decode())
        position = end
        counted.append((points, number))
    return counted


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
