"""Databases come from the cache only where they are whole and meant."""

from __future__ import annotations

from typing import Any

import hyperscan
import pytest

from detectors.scan_database import compiled, kept

EXPRESSIONS = [b"card", b"mail"]
FLAGS = [0, hyperscan.HS_FLAG_CASELESS]


class Kept(dict[str, bytes]):
    """A cache in memory."""

    def load(self, name: str) -> bytes | None:
        return self.get(name)

    def store(self, name: str, content: bytes) -> None:
        self[name] = content


def matched(database: Any, text: bytes) -> set[int]:
    hits: set[int] = set()
    database.scan(text, lambda number, *_: hits.add(number), scratch=hyperscan.Scratch(database))
    return hits


def test_numbers_follow_the_first_and_flags_are_of_each() -> None:
    database = compiled(EXPRESSIONS, FLAGS, first=7)
    assert matched(database, b"CARD MAIL") == {8}
    assert matched(database, b"card") == {7}


def test_what_was_kept_is_taken_and_what_is_damaged_made_anew() -> None:
    cache = Kept()
    kept(EXPRESSIONS, FLAGS, cache=cache)
    ((name, content),) = cache.items()
    assert matched(kept(EXPRESSIONS, FLAGS, cache=cache), b"card") == {0}
    cache[name] = b"damaged"
    assert matched(kept(EXPRESSIONS, FLAGS, cache=cache), b"card") == {0}
    assert cache[name] == content


def test_other_flags_numbers_and_expressions_have_names_of_their_own() -> None:
    cache = Kept()
    kept(EXPRESSIONS, FLAGS, cache=cache)
    kept(EXPRESSIONS, FLAGS, cache=cache, first=2)
    kept(EXPRESSIONS, FLAGS[::-1], cache=cache)
    kept(EXPRESSIONS[::-1], FLAGS, cache=cache)
    assert len(cache) == 4


def test_what_does_not_compile_is_an_error() -> None:
    with pytest.raises(hyperscan.HyperscanError):
        kept([b"("], [0], cache=Kept())
