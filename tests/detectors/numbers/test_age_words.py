"""Ages in words and around a relative."""

from __future__ import annotations

import pytest

from benchmarks.rooms import identifiers_alone
from detectors import Engine
from detectors.numbers.age_words import PATTERNS, SCORE

_ENGINE = Engine(identifiers_alone())


def ages(text: str) -> list[str]:
    return [
        text[each.start : each.end] for each in _ENGINE.detect(text) if each.entity_type == "AGE"
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("I'm ninety-three years old.", ["ninety-three"]),
        ("ninety three years old", ["ninety three"]),
        ("a hundred and one years old", ["a hundred and one"]), ("aged ninety", ["ninety"]),
        ("a ninety-year-old man", ["ninety"]), ("he turned ninety-five", ["ninety-five"]),
        ("I am ninety", ["ninety"]), ("97 this May.", ["97"]), ("she is 97 next June", ["97"]),
        ("Mom is 91 and dad is 94.", ["91", "94"]), ("my grandmother just turned 95", ["95"]),
        ("her 95th birthday", ["95"]), ("her ninetieth birthday", ["ninetieth"]),
        ("He is a centenarian", ["centenarian"]), ("in her late nineties", ["nineties"]),
    ],
)  # fmt: skip
def test_ages_in_words(text: str, values: list[str]) -> None:
    assert ages(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "she is 40 minutes late", "I am 90 percent sure", "turn one page", "we turned two",
        "one hundred years", "he is two-faced", "97 in a row", "ninety miles", "the nineties",
        "he is 1.5 m", "they are 30 km away", "the birthday", "97 mayors",
    ],
)  # fmt: skip
def test_no_age(text: str) -> None:
    assert ages(text) == []


def test_they_are_less_sure_than_what_policies_ask_for() -> None:
    found = _ENGINE.detect("I'm ninety-three years old.")
    assert [each.score for each in found] == [SCORE]
    assert SCORE < 0.5
    assert all(each.max_length >= 14 for each in PATTERNS)
