"""Ends of units in a growing text are those of the tagger in the whole text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.tagger.units import LONGEST, units
from gateway.proxy.unit_ends import UnitEnds

FRAGMENTS = [
    *("a ", "Dr. ", "J. ", "end. ", "Why? ", "no!", "! ", ". ", ".", "\n", "\r\n", " ", "  ", "\t"),
    *("don't ", "Ann's ", "x,y ", "3.5 ", "4111 1111 ", "(", ")", "\u2028", "\u00a0", "e\u0301 "),
    *("w " * 30, "a,b,c,d,e " * 6, "。", "你好", "word"),
]
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join)


def ends(text: str, sizes: list[int]) -> list[int]:
    made, seen = UnitEnds(), 0
    for size in [*sizes, len(text)]:
        seen = min(len(text), seen + size)
        made.read(text[:seen], seen)
    return list(made.places)


def between_words(text: str, places: set[int]) -> list[bool]:
    """For each white space between two words, whether a unit ends in it or right behind it."""
    gaps = re.finditer(r"(?<=\S)\s+(?=\S)", text)
    return [not places.isdisjoint(range(gap.start() + 1, gap.end() + 1)) for gap in gaps]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", []),
        ("one two", []),
        ("One. Two! Three", [5, 10]),
        ("One.Two", []),
        ("One.", []),
        ("One. ", [5]),
        ("ask Dr. Rao now. Ok", [17]),
        ("one\ntwo\r\nthree", [4, 8, 9]),
        ("w " * (LONGEST + 2), [2 * LONGEST]),
        ("a,b " * (LONGEST // 3 + 1), [4 * LONGEST // 3]),
        ("a," * LONGEST + "a bc. d", [2 * LONGEST + 6]),
    ],
)
def test_places(text: str, places: list[int]) -> None:
    assert ends(text, []) == places
    assert ends(text, [1] * len(text)) == places


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.lists(st.integers(0, 60), max_size=8))
def test_every_cut_gives_the_taggers_units(text: str, sizes: list[int]) -> None:
    whole = ends(text, [])
    assert ends(text, sizes) == whole
    assert ends(text, [1] * len(text)) == whole
    taggers = {end for _, end in units(text)}
    assert between_words(text, set(whole)) == between_words(text, taggers)


def test_a_limit_bounds_what_is_read() -> None:
    made = UnitEnds()
    made.read("One. Two. Three. ", 10)
    assert list(made.places) == [5, 10]
    made.read("One. Two. Three. ", 17)
    assert list(made.places) == [5, 10, 17]


def test_what_is_gone_is_counted_no_more() -> None:
    made = UnitEnds()
    made.read("One. Two. Th", 12)
    assert made.places.popleft() == 5
    made.drop(5)
    assert list(made.places) == [5]
    made.read("Two. Three. ", 12)
    assert list(made.places) == [5, 12]


def test_a_unit_can_begin_anywhere() -> None:
    made = UnitEnds()
    made.read("w " * 40, 80)
    made.restart(60)
    made.read("w " * 120, 240)
    assert list(made.places) == [60 + 2 * LONGEST]
