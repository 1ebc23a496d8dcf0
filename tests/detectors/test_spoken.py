"""Digits in words: what runs of number words stand for, and what is no run."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.spoken import TRIGGERS, pieces
from tests.detectors.disguises import ENGLISH, WORDS, in_words
from tests.detectors.reading import read_with

ENGINE = Engine()


def read(text: str) -> str:
    return read_with(text, pieces(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("four one double one", "4111"),
        ("it is triple five oh two ok", "it is 55502 ok"),
        ("quadruple seven nought nil", "777700"),
        ("forty one eleven eleven eleven", "41111111"),
        ("forty-one, eleven, eleven, twenty", "41111120"),
        ("zero seven eight-zero five-one one two zero", "078-05-1120"),
        ("four one one one, two two two two", "4111, 2222"),
        ("four-one-one-one two-two-two-two", "4111 2222"),
        ("Four, One, One, One", "4111"),
        ("four 1 double one", "4111"),
        ("415 five five five two six seven one", "4155552671"),
        ("five um six uh seven eight", "5678"),
        ("um dois três quatro", "1234"),
        ("plus four four two zero seven nine", "+442079"),
        ("one nine two dot zero dot two dot one seven", "192.0.2.17"),
        ("four one dash one one", "41-11"),
        ("X one two three four five six seven L", "X1234567L"),
        ("three four ABC one two three", "34 ABC 123"),
        ("DE eight nine three seven zero four", "DE 893704"),
        ("vier eins eins zwo fünfundzwanzig einunddreissig", "41122531"),
        ("fuenf sechs null dreimal eins", "560111"),
        ("quatre-vingt-dix-sept zéro six douze", "970612"),
        ("soixante-douze quatre-vingt trente et un", "728031"),
        ("treinta y cinco uno dos", "3512"),
        ("trentacinque zero quattro", "trentacinque zero quattro"),
        ("trentacinque zero quattro due", "35042"),
        ("vijfendertig een nul twee", "35102"),
        ("ноль один два три", "0123"),
        ("一二三四五六", "123456"),
        ("seven hundred five five five", "700555"),
    ],
)
def test_reads(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "one or two of three", "I have one two three", "nineteen ninety nine", "oh no"),
        *("a six year old", "twenty five", "double check", "1 2 3 4 5", "two thousand twenty"),
        *("one\n\n\n\n\ntwo three four", "un deux", "sei uno", "万一有事", "一二三"),
    ],
)
def test_leaves_alone(text: str) -> None:
    assert list(pieces(text)) == []


@pytest.mark.parametrize("name", sorted(WORDS))
def test_every_language_reads_back(name: str) -> None:
    assert re.sub("[^0-9]", "", read(WORDS[name]("0123456789"))) == "0123456789"


@given(st.text(alphabet="0123456789", min_size=4, max_size=20), st.sampled_from([" ", "-", ", "]))
def test_digits_in_words_read_back(digits: str, joint: str) -> None:
    assert read(in_words(ENGLISH, joint)(digits)) == digits


@given(
    st.lists(st.sampled_from([*ENGLISH.split(), "double", "forty", "X", "dash", "7", ",", "et"]))
)
def test_pieces_are_ascending_and_disjoint(words: list[str]) -> None:
    text = " ".join(words)
    last = 0
    for _, start, end in pieces(text):
        assert last <= start < end <= len(text)
        last = end


def test_what_is_read_is_found_at_its_place() -> None:
    assert len(TRIGGERS) == 2
    value = "four double one one double one double one double one double one triple one one"
    text = f"pay with {value} ok"
    found = [
        (each.entity_type, text[each.start : each.end], each.evidence[-1])
        for each in ENGINE.detect(text)
    ]
    assert found == [("CREDIT_CARD", value, "reading")]
