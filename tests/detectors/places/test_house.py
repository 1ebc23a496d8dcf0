from __future__ import annotations

import pytest

from detectors.places.house import (
    before_name,
    house_at,
    house_end,
    house_start,
    is_split_ordinal,
    joined,
    names_back,
    number_ahead,
    past_dot,
)
from detectors.places.tokens import Tokens


def _tokens(text: str) -> Tokens:
    return Tokens(text, (0, len(text)))


@pytest.mark.parametrize("text", ["12", "12a", "28bis", "05", "12345"])
def test_numbers_of_houses(text: str) -> None:
    assert house_at(_tokens(text), 0)


@pytest.mark.parametrize("text", ["0", "3rd", "1234567", "12:30", "12%", "11am", "oak"])
def test_other_numbers(text: str) -> None:
    assert not house_at(_tokens(text), 0)


def test_amounts_are_no_houses() -> None:
    assert not house_at(_tokens("$12"), 1)


@pytest.mark.parametrize(
    ("text", "pieces"), [("12-14 x", 3), ("12/3", 3), ("12 bis", 2), ("12 A 5", 3), ("12 and", 1)]
)
def test_the_parts_of_a_number(text: str, pieces: int) -> None:
    assert house_end(_tokens(text), 0) == pieces


def test_a_number_in_two_parts_begins_with_the_first() -> None:
    assert house_start(_tokens("12-14"), 2) == 0
    assert house_start(_tokens("389 167"), 1) == 0


@pytest.mark.parametrize(
    ("text", "pieces"),
    [(", 24", 2), (" no 261", 2), (", s/n", 3), (" Km 12,5", 2), (", 5, 3º B", 5), (" and", None)],
)
def test_the_number_after_a_name(text: str, pieces: int | None) -> None:
    assert number_ahead(_tokens(text), 0) == pieces


def test_names_and_gaps() -> None:
    tokens = _tokens("at 5850 Jana Nerudy 894")
    assert names_back(tokens, 4) == 2
    assert before_name(tokens, 2) == 1
    assert joined(tokens, 3)
    assert past_dot(_tokens("ul. x"), 1) == 2


def test_ordinals_in_two_pieces() -> None:
    assert is_split_ordinal("13", "th")
    assert is_split_ordinal("3", "rd")
    assert not is_split_ordinal("146", "st")
    assert not is_split_ordinal("oak", "th")
