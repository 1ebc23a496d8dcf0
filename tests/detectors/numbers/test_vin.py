"""Vehicle identification numbers, with and without a check digit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.numbers.vin import has_check_digit

from .conftest import Find

NUMBER = "1M8GDM9AXKP042788"
EUROPEAN = "WVWZZZ1JZ3W386752"


@pytest.mark.parametrize("value", [NUMBER, NUMBER.lower()])
@pytest.mark.parametrize("text", ["{}", "it is {}.", "vin:{}", "the chassis {} was seen"])
def test_a_number_with_its_check_digit_is_found(value: str, text: str, find: Find) -> None:
    assert find(text.format(value)) == [("VIN", value)]


@pytest.mark.parametrize("text", ["VIN {}", "{} is the vin", "Fahrgestellnummer: {}"])
def test_without_check_digit_words_are_needed(text: str, find: Find) -> None:
    assert find(text.format(EUROPEAN)) == [("VIN", EUROPEAN)]
    assert find(f"we saw {EUROPEAN} there") == []


def test_groups_and_answers(find: Find) -> None:
    assert find("vin 1M8-GDM9A-X-KP-042788") == [("VIN", "1M8-GDM9A-X-KP-042788")]
    assert find(EUROPEAN, "What is the VIN?") == [("VIN", EUROPEAN)]


@pytest.mark.parametrize(
    "text",
    [
        "vin 1M8GDM9AXKP04278",
        "vin 1M8GDM9AXKP0427889",
        "vin ABCDEFGHJKLMNPRST",
        "1M8GDM9A0KP042788",
    ],
)
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "VIN"] == []


@given(st.integers(0, 16), st.sampled_from("0123456789"))
def test_most_single_errors_are_noticed(place: int, other: str) -> None:
    wrong = NUMBER[:place] + other + NUMBER[place + 1 :]
    if NUMBER[place].isdigit() and other != NUMBER[place]:
        assert not has_check_digit(wrong)


@given(st.text(max_size=20))
def test_junk_is_none(junk: str) -> None:
    assert not has_check_digit(junk) or len(junk) == 17
