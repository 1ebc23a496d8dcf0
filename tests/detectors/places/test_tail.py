from __future__ import annotations

import pytest

from detectors.places.tail import (
    is_state_code,
    number_before,
    region_length,
    tail_end,
    unit_end,
)
from detectors.places.tokens import Tokens


def _tokens(text: str) -> Tokens:
    return Tokens(text, (0, len(text)))


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        (", Apt 5, Springfield IL 62704 and", ", Apt 5, Springfield IL 62704"),
        ("\nSuite 787\nSpringfield\nIL 62704-1234", "\nSuite 787\nSpringfield\nIL 62704-1234"),
        (" NW, Washington, District of Columbia 20001, United States is", None),
        (", 2nd Floor.", ", 2nd Floor"),
        (", 10115 Berlin", ", 10115 Berlin"),
        (" which is nice", ""),
        (" 2021 dollars", ""),
    ],
)
def test_where_an_address_ends(text: str, tail: str | None) -> None:
    tokens = _tokens(text)
    end = tail_end(tokens, 0)
    expected = text.removesuffix(" is") if tail is None else tail
    assert (text[: tokens.ends[end - 1]] if end else "") == expected


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("apt 5", 2), ("suite # 12", 3), ("# 200", 2), ("2nd floor", 2), ("po box 12", 3),
        ("flat b", 2), ("apartment is", 0), ("level", 0), ("oak 5", 0),
    ],
)  # fmt: skip
def test_doors(text: str, pieces: int) -> None:
    assert unit_end(_tokens(text), 0) == pieces


def test_regions_are_read_to_their_last_word() -> None:
    assert region_length(_tokens("new south wales 2009"), 0) == 3
    assert region_length(_tokens("nowhere"), 0) == 0


def test_short_forms_that_are_words_need_capitals_or_a_postcode() -> None:
    assert is_state_code(_tokens("tx"), 0)
    assert is_state_code(_tokens("in 46001"), 0)
    assert is_state_code(_tokens("Troy, IN"), 2)
    assert not is_state_code(_tokens("in the"), 0)


def test_what_leads_to_a_house_number() -> None:
    assert number_before(_tokens("no 34 oak"), 1) == 0
    assert number_before(_tokens("flat 2b, 34 oak"), 3) == 0
    assert number_before(_tokens("at 34 oak"), 1) == 1
