"""Routing numbers, where words speak for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.numbers.routing_number import is_routing_number

from .conftest import Find


@pytest.mark.parametrize("spelt", ["121042882", "1210-4288-2", "121-042-882", "1210 4288 2"])
@pytest.mark.parametrize("text", ["my routing number is {}", "ABA: {}", "{} is the routing number"])
def test_a_number_is_found_whole(spelt: str, text: str, find: Find) -> None:
    assert ("ABA_ROUTING_NUMBER", spelt) in find(text.format(spelt))


def test_a_wrong_check_digit_needs_its_name_right_before_it(find: Find) -> None:
    assert ("ABA_ROUTING_NUMBER", "121042883") in find("routing number is 121042883")
    assert ("ABA_ROUTING_NUMBER", "121042883") not in find("a wire of 121042883 units")


def test_an_answer(find: Find) -> None:
    assert ("ABA_ROUTING_NUMBER", "121042882") in find("121042882", "Your routing number?")


@pytest.mark.parametrize("text", ["order 121042882", "routing number 12104288", "121042882"])
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "ABA_ROUTING_NUMBER"] == []


@given(st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(place: int, step: int) -> None:
    number = "121042882"
    wrong = str((int(number[place]) + step) % 10)
    assert not is_routing_number(number[:place] + wrong + number[place + 1 :])


@given(st.text("0123456789", max_size=12))
def test_other_lengths_are_none(number: str) -> None:
    assert not is_routing_number(number) or len(number) == 9
