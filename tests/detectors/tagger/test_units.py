"""Units: they hold the whole text, and text to come moves none that is complete."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.tagger.tokens import tokens
from detectors.tagger.units import LONGEST, token_units, units

_PIECES = (
    *("a", "b ", " ", "12 ", "1", ".", ". ", "! ", "?", "\n", "\r\n", "\u2028", "\t", "_", "-"),
    *("'", "'s", "s", "'x", "o'b", "'S ", "\u017f", "Dr. ", "J. ", "e\u0301", "\U0001f600"),
    *("\ud800", "你好", "a " * (LONGEST - 2), "a " * (LONGEST - 1), "a," * LONGEST),
)
TEXTS = st.lists(st.sampled_from(_PIECES), max_size=16).map("".join) | st.text()


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in units(text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("   ", ["   "]),
        ("one", ["one"]),
        ("One. Two! Three?", ["One. ", "Two! ", "Three?"]),
        ("One.Two", ["One.Two"]),
        ("One?! Two", ["One?! ", "Two"]),
        ("wait... what", ["wait... ", "what"]),
        ("Ask Dr. Rao. Now", ["Ask Dr. Rao. ", "Now"]),
        ("J. R. Smith", ["J. R. Smith"]),
        ("at No. 5. ok", ["at No. 5. ", "ok"]),
        ("5 . ok", ["5 . ", "ok"]),
        (". ok", [". ", "ok"]),
        ("Dr! Rao", ["Dr! ", "Rao"]),
        ("one\ntwo\r\nthree", ["one\n", "two\r\n", "three"]),
        ("\n\none\n", ["\n\none\n"]),
        ("one\u2028two\x0bthree", ["one\u2028two\x0bthree"]),
        ("One.\u00a0Two", ["One.\u00a0", "Two"]),
        ("Mr. \nRao", ["Mr. \n", "Rao"]),
        ("王小明。您好", ["王小明。您好"]),
    ],
)
def test_ends(text: str, pieces: list[str]) -> None:
    assert said(text) == pieces


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("a " * LONGEST, [LONGEST]),
        ("a " * (LONGEST + 1), [LONGEST, 1]),
        ("a " * (3 * LONGEST + 2), [LONGEST, LONGEST, LONGEST, 2]),
        ("," * (LONGEST + 1), [LONGEST, 1]),
        ("a " * (LONGEST - 1) + "bb. c", [LONGEST, 1, 1]),
        ("a " * (LONGEST - 2) + "bb. c", [LONGEST, 1]),
        ("a " * (LONGEST - 1) + "o'", [LONGEST - 1, 2]),
        ("a " * (LONGEST - 1) + "o'brien", [LONGEST - 1, 1]),
        ("a " * (LONGEST - 1) + "ann's b", [LONGEST - 1, 3]),
        ("a " * (LONGEST - 1) + "ann 's b", [LONGEST, 2]),
        ("a " * (LONGEST - 1) + "' b", [LONGEST, 1]),
    ],
)
def test_a_unit_has_a_longest_length(text: str, lengths: list[int]) -> None:
    assert [last - first for first, last in token_units(text, tokens(text))] == lengths


@given(TEXTS)
def test_units_hold_the_whole_text(text: str) -> None:
    assert "".join(said(text)) == text
    assert all(start < end for start, end in units(text))


@given(TEXTS)
def test_units_of_tokens_hold_every_token(text: str) -> None:
    seen = tokens(text)
    found = token_units(text, seen)
    held = [place for first, last in found for place in range(first, last)]
    assert held == list(range(len(seen)))
    assert all(0 < last - first <= LONGEST for first, last in found)


@settings(max_examples=400)
@given(TEXTS, st.data())
def test_text_to_come_moves_no_complete_unit(text: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    complete = units(text[:cut])[:-1]
    assert units(text)[: len(complete)] == complete


@pytest.mark.parametrize(
    "after", ["", "x", " x", "s", "'s", "' x", "'x", "s'", ".", "\n", "\u017f"]
)
@pytest.mark.parametrize(
    "before", ["o", "o'", "ann's", "'", "'s", "1", "1'", "-", "o'b", "'\u017f"]
)
@pytest.mark.parametrize("count", [LONGEST - 2, LONGEST - 1, LONGEST])
def test_an_apostrophe_at_the_longest_length(before: str, after: str, count: int) -> None:
    text = "a " * count + before
    complete = units(text)[:-1]
    assert units(text + after)[: len(complete)] == complete


@pytest.mark.parametrize("unit", ["a", "a ", " ", ". ", "a. ", "\n", "'", "a'", "?! ", "Dr. "])
def test_long_dull_texts_are_cut_to_their_end(unit: str) -> None:
    text = unit * 30_000 + "\nend"
    assert said(text)[-1].lstrip() == "end"
