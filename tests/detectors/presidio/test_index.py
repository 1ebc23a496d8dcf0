"""One scan for many patterns: which may match, which it cannot hold, how it is kept."""

from __future__ import annotations

import threading

import pytest

from detectors.presidio.index import PatternIndex
from detectors.presidio.superset import Superset, superset

FLAGS = 26


class Kept(dict[str, bytes]):
    """A cache in memory."""

    def load(self, name: str) -> bytes | None:
        return self.get(name)

    def store(self, name: str, content: bytes) -> None:
        self[name] = content


def index(*expressions: str, cache: Kept | None = None) -> PatternIndex:
    return PatternIndex([superset(each, FLAGS) for each in expressions], cache)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("", set()), ("call", set()), ("1234", {0}), ("abc", {1}), ("abc 1234", {0, 1, 2})],
)
def test_the_patterns_that_may_match(text: str, numbers: set[int]) -> None:
    assert index(r"\d{4}", r"\babc\b", r"abc \d").possible(text) == numbers


def test_a_digit_of_any_script_counts() -> None:
    assert index(r"\d{4}").possible("\u0661\u0662\u0663\u0664") == {0}


def test_all_conditions_of_a_pattern_are_needed() -> None:
    assert index(r"(?=.*b)a").possible("a") == set()
    assert index(r"(?=.*b)a").possible("ab") == {0}


def test_patterns_without_a_superset_are_always_run() -> None:
    found = PatternIndex([None, superset("a", FLAGS)], None)
    assert found.always == {0}
    assert found.possible("a") == {1}


def test_what_the_scan_cannot_hold_costs_only_itself() -> None:
    broken = Superset(expressions=(r"(?<=x)y",), digits=0)
    found = PatternIndex([superset("a", FLAGS), broken], None)
    assert found.always == {1}
    assert found.possible("a") == {0}
    assert PatternIndex([broken], None).always == {0}


def test_a_compiled_scan_is_kept_and_a_damaged_one_made_anew() -> None:
    kept = Kept()
    index(r"\d{4}", cache=kept)
    ((name, whole),) = kept.items()
    kept[name] = b"no database"
    assert index(r"\d{4}", cache=kept).possible("1234") == {0}
    assert kept[name] == whole
    assert index(r"\d{4}", cache=kept).possible("1234") == {0}
    index(r"\d{5}", cache=kept)
    assert len(kept) == 2


def test_threads_have_scratches_of_their_own() -> None:
    shared = index(r"\d{4}", "abc")
    wrong: list[str] = []

    def run(text: str, numbers: set[int]) -> None:
        wrong.extend(text for _ in range(300) if shared.possible(text) != numbers)

    threads = [
        threading.Thread(target=run, args=each)
        for each in [("1234", {0}), ("abc", {1}), ("abc 1234", {0, 1}), ("none", set())]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
