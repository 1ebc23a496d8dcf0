"""The steps that check digits of many issuers share."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.numbers.check_digits import DAY_MONTH, MONTH_DAY, weighted_sum, without
from detectors.numbers.identifier import matching


@pytest.mark.parametrize(
    ("value", "weights", "expected"),
    [
        ("123", (3, 2, 1), 10),
        ("123", (3, 2), 7),
        ("907", (1, 1, 1), 16),
        ("12X", (1, 1), 3),
        ("", (), 0),
    ],
)
def test_sums(value: str, weights: tuple[int, ...], expected: int) -> None:
    assert weighted_sum(value, weights) == expected


@given(st.text("0123456789", min_size=1, max_size=20))
def test_weights_of_one_give_the_sum_of_the_digits(value: str) -> None:
    assert weighted_sum(value, [1] * len(value)) == sum(map(int, value))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("BR1234", True), ("1234", True), ("BRBR1234", False), ("XX1234", False), ("BR", False)],
)
def test_a_prefix_may_be_missing(value: str, expected: bool) -> None:
    assert without("BR", matching("[0-9]{4}"))(value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0101", True), ("1231", True), ("0230", True), ("1301", False), ("0132", False)],
)
def test_months_and_days(value: str, expected: bool) -> None:
    assert (re.fullmatch(MONTH_DAY, value) is not None) is expected
    assert (re.fullmatch(DAY_MONTH, value[2:] + value[:2]) is not None) is expected
