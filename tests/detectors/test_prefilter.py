"""The scan: every match lies in a window, on every thread, from every cache."""

from __future__ import annotations

import re
import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.errors import ConfigurationError
from detectors.prefilter import GROUP_SIZE, Prefilter
from detectors.types import Pattern


class Memory:
    """A cache in memory that counts what is stored."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.stored = 0

    def load(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def store(self, name: str, content: bytes) -> None:
        self.kept[name] = content
        self.stored += 1


def pattern(expression: str, max_length: int) -> Pattern:
    return Pattern(expression=expression, max_length=max_length)


PATTERNS = [(0, pattern(r"[0-9]{3}", 3)), (1, pattern("straße", 6)), (0, pattern("x[0-9]y", 3))]
SCAN = Prefilter(PATTERNS)


@given(st.text(alphabet="0123456789xyé漢 🙂straßeSTRA", max_size=60))
def test_every_match_lies_in_a_window(text: str) -> None:
    windows = SCAN.windows(text)
    expected = {
        0: [m.span() for m in re.finditer(r"(?=([0-9]{3}|x[0-9]y))", text)],
        1: [m.span() for m in re.finditer("(?=straße)", text)],
    }
    for owner, starts in expected.items():
        length = 3 if owner == 0 else 6
        for start, _ in starts:
            assert any(a <= start and start + length <= b for a, b in windows.get(owner, []))
    for found in windows.values():
        assert all(a[1] < b[0] for a, b in pairwise(found))
        assert all(0 <= a < b <= len(text) for a, b in found)


def test_windows_are_clipped_merged_and_counted_in_code_points() -> None:
    scan = Prefilter([(7, pattern("ab", 4))])
    assert scan.windows("ab") == {7: [(0, 2)]}
    assert scan.windows("é漢🙂zzab") == {7: [(3, 7)]}
    assert scan.windows("abab.......ab") == {7: [(0, 4), (9, 13)]}
    assert scan.windows("nothing") == {}


def test_case_does_not_matter_in_any_script() -> None:
    scan = Prefilter([(0, pattern("número", 6))])
    assert scan.windows("NÚMERO") == {0: [(0, 6)]}


def test_the_cache_is_used_and_a_foreign_database_is_not() -> None:
    cache = Memory()
    Prefilter(PATTERNS, cache)
    assert cache.stored == 1
    assert Prefilter(PATTERNS, cache).windows("123") == {0: [(0, 3)]}
    assert cache.stored == 1
    for name in cache.kept:
        cache.kept[name] = b"no database" * 100
    assert Prefilter(PATTERNS, cache).windows("123") == {0: [(0, 3)]}
    assert cache.stored == 2


def test_owners_that_need_it_only_once_are_told_once() -> None:
    scan = Prefilter([(0, pattern("ab", 2)), (1, pattern("ab", 2))], once={1})
    found = scan.windows("ab.ab.ab")
    assert found[0] == [(0, 2), (3, 5), (6, 8)]
    assert len(found[1]) == 1
    cache = Memory()
    Prefilter([(0, pattern("ab", 2))], cache, once={0})
    Prefilter([(0, pattern("ab", 2))], cache)
    assert len(cache.kept) == 2


def test_other_patterns_have_another_name() -> None:
    cache = Memory()
    Prefilter([(0, pattern("ab", 2)), (0, pattern("c", 1))], cache)
    Prefilter([(0, pattern("a", 2)), (0, pattern("bc", 2))], cache)
    assert len(cache.kept) == 2


def test_many_patterns_are_grouped() -> None:
    count = GROUP_SIZE + 5
    scan = Prefilter([(n, pattern(f"word{n}q", 10)) for n in range(count)])
    text = " ".join(f"word{n}q" for n in range(count))
    assert set(scan.windows(text)) == set(range(count))


@pytest.mark.parametrize("bad", [pattern("(", 3), pattern("a*", 3), pattern("a", 0)])
def test_a_pattern_that_is_not_usable_is_refused(bad: Pattern) -> None:
    with pytest.raises(ConfigurationError):
        Prefilter([(0, bad)])


def test_threads_share_the_scan() -> None:
    wrong: list[object] = []
    text = "straße 123 " * 200

    def work() -> None:
        for _ in range(200):
            found = SCAN.windows(text)
            if set(found) != {0, 1} or len(found[0]) != 200:
                wrong.append(found)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_owners_of_the_same_expression_share_it() -> None:
    cache = Memory()
    scan = Prefilter([(0, pattern("ab", 2)), (1, pattern("ab", 4))], cache)
    assert scan.windows("....ab...ab") == {0: [(4, 6), (9, 11)], 1: [(2, 6), (7, 11)]}
    assert scan.windows("\u00e9...ab") == {0: [(4, 6)], 1: [(2, 6)]}


def test_a_long_run_of_matches_is_one_window() -> None:
    scan = Prefilter([(0, pattern("[0-9]", 8))])
    assert scan.windows("\u00e9 " + "1 " * 50_000) == {0: [(0, 100_001)]}
