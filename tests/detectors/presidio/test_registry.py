"""What a registry's recognisers become: bound to their patterns or always asked."""

from __future__ import annotations

from typing import Any

import pytest

from detectors.presidio.bounded import Running
from detectors.presidio.registry import Known, is_bound_to_patterns, runner, supersets
from tests.detectors.presidio.analyzers import every_recogniser, presidio, shipped


def recogniser(expression: str, kind: Any = presidio.PatternRecognizer) -> Any:
    return kind("X", patterns=[presidio.Pattern("x", expression, 0.5)])


def test_all_shipped_pattern_recognisers_are_bound_to_their_patterns() -> None:
    found = every_recogniser()
    assert [r.name for r in found if not is_bound_to_patterns(r)] == ["PhoneRecognizer"]
    assert all(None not in supersets(r) for r in found[:-1])


def test_a_recogniser_with_an_analyze_of_its_own_is_not() -> None:
    class Own(presidio.PatternRecognizer):  # type: ignore[misc]
        def analyze(self, *args: Any, **options: Any) -> Any:
            return []

    assert not is_bound_to_patterns(recogniser("a", Own))
    patched = recogniser("a")
    patched.analyze = lambda **_: []
    assert not is_bound_to_patterns(patched)
    assert is_bound_to_patterns(recogniser("a"))


def known(*recognisers: Any) -> Known:
    return Known(recognisers, Running(), cache=None)


def names(selected: list[Any]) -> list[str]:
    return [each.original.name for each in selected]


def test_a_plan_selects_what_may_match_in_the_registrys_order() -> None:
    first, second = recogniser(r"\d+"), recogniser("[a-z]+")
    fuzzy, phone = recogniser("(?:x){e<=1}"), shipped.PhoneRecognizer()
    first.name, second.name, fuzzy.name = "first", "second", "fuzzy"
    made = known(first, second, fuzzy, phone)
    plan = made.plan([second, first, fuzzy, phone], ["X"], running=Running())
    for text, expected in [
        ("", ["fuzzy"]),
        ("1", ["first", "fuzzy"]),
        ("a", ["second", "fuzzy"]),
        ("a 12", ["second", "first", "fuzzy", "PhoneRecognizer"]),
    ]:
        assert names(plan.selected(made.index.possible(text))) == expected


def test_a_change_of_the_registry_is_seen() -> None:
    one, two = recogniser("a"), recogniser("b")
    made = known(one)
    assert made.still_holds([one])
    assert made.still_holds((one,))
    assert not made.still_holds([one, two])
    assert not made.still_holds([two])
    one.patterns.append(two.patterns[0])
    assert not made.still_holds([one])


@pytest.mark.parametrize("kind", [shipped.PhoneRecognizer, shipped.UsPassportRecognizer])
def test_a_runner_is_loaded_and_knows_what_it_needs(kind: Any) -> None:
    made = kind()
    made.is_loaded = False
    found = runner(made, Running())
    assert made.is_loaded
    assert not found.reads_artifacts
    assert not found.enhances
