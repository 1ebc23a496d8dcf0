"""Patterns under a budget, on copies that leave the original alone."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from detectors.errors import BudgetExhausted
from detectors.presidio.bounded import Bounded, Running, bounded_copy

regex: Any = importlib.import_module("regex")
presidio: Any = importlib.import_module("presidio_analyzer")


def spans(bounded: Bounded, text: str, **options: Any) -> list[tuple[int, int]]:
    return [match.span() for match in bounded.finditer(text, **options)]


def test_without_limits_it_is_the_pattern_itself() -> None:
    bounded = Bounded(regex.compile("a+"), Running())
    assert spans(bounded, "aa b a") == [(0, 2), (5, 6)]
    assert bounded.search("aa").span() == (0, 2)


def test_a_pattern_that_was_ruled_out_is_not_run() -> None:
    running = Running()
    running.possible = {1}
    assert spans(Bounded(regex.compile("a"), running, number=0), "a") == []
    assert spans(Bounded(regex.compile("a"), running, number=1), "a") == [(0, 1)]
    assert spans(Bounded(regex.compile("a"), running), "a") == [(0, 1)]


def test_running_out_of_time_is_an_error() -> None:
    running = Running()
    running.seconds = lambda _: 0.01
    with pytest.raises(BudgetExhausted):
        spans(Bounded(regex.compile("(a|aa)+$"), running), "a" * 60 + "!")
    running.seconds = lambda _: 0.0
    with pytest.raises(BudgetExhausted):
        spans(Bounded(regex.compile("a"), running), "a")


def test_each_match_asks_whether_there_is_time() -> None:
    running = Running()
    calls: list[int] = []
    running.check = lambda: calls.append(1)
    spans(Bounded(regex.compile("a"), running), "aaa")
    assert len(calls) == 3


def test_the_recogniser_and_its_class_stay_as_they_are() -> None:
    pattern = presidio.Pattern("p", r"B-\d", 0.5)
    original = presidio.PatternRecognizer("BADGE", patterns=[pattern])
    running = Running()
    running.seconds = lambda _: 0.0
    copied = bounded_copy(original, running)
    assert copied.id == original.id
    assert [(each.start, each.end) for each in original.analyze("B-1", ["BADGE"])] == [(0, 3)]
    assert original.patterns == [pattern]
    with pytest.raises(BudgetExhausted):
        copied.analyze("B-1", ["BADGE"])
