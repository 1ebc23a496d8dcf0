"""Planted values are valid, different, and found wherever they stand in clear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from benchmarks.planted import holds_planted, planted

NUMBERS = st.integers(0, 2**32 - 1)


@given(NUMBERS)
def test_values_are_valid_and_stand_in_the_text(number: int) -> None:
    made = planted(number)
    assert luhn.is_valid(made.card.replace(" ", ""))
    assert len(made.card) == 19
    area, group, serial = made.ssn.split("-")
    assert area not in ("000", "666") or number
    assert area < "900"
    assert group != "00"
    assert serial != "0000"
    assert all(value in made.text for value in (made.card, made.ssn, made.mail))


@given(NUMBERS)
def test_each_value_alone_is_found(number: int) -> None:
    made = planted(number)
    for value in (made.card, made.card.replace(" ", ""), made.ssn, made.mail):
        assert holds_planted(f'"content":"x {value}."'.encode())


def test_neighbours_differ_in_every_value() -> None:
    many = [planted(number) for number in range(5000)]
    assert len({made.card for made in many}) == len(many)
    assert len({made.mail for made in many}) == len(many)
    assert len({made.ssn for made in many}) > 4990


@pytest.mark.parametrize(
    "text",
    ["[CREDIT_CARD_41110000]", "[US_SSN_7KQ2M0XA.4F]", "[EMAIL_ADDRESS_12345678]", "1700000000"],
)
def test_surrogates_and_other_numbers_are_not_found(text: str) -> None:
    assert not holds_planted(text.encode())


def test_a_repr_holds_no_value() -> None:
    assert repr(planted(1)) == "Planted()"
