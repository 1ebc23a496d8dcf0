"""Words and their places: nothing but white space is passed over, whatever the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.tagger.tokens import Tokens, tokens

# Any code point, lone surrogates included, and signs that words are cut at.
ANYTHING = st.text(st.characters()) | st.text(
    st.sampled_from("aZé'sS12 .-_\n\u0301\U0001f600\ud83d")
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" \t\n\u00a0\u2028", []),
        ("hi, i'm ann", ["hi", ",", "i'm", "ann"]),
        ("Ann's car", ["Ann", "'s", "car"]),
        ("ANN'S", ["ANN", "'S"]),
        ("O'Brien's", ["O'Brien", "'s"]),
        ("o'sullivan", ["o'sullivan"]),
        ("rock 'n' roll", ["rock", "'", "n", "'", "roll"]),
        ("the Smiths'", ["the", "Smiths", "'"]),
        ("d'", ["d", "'"]),
        ("'s", ["'s"]),
        ("'sat", ["'", "sat"]),
        ("Mary-Jane", ["Mary", "-", "Jane"]),
        ("12 Oak St.", ["12", "Oak", "St", "."]),
        ("4b", ["4", "b"]),
        ("x²", ["x²"]),
        ("٣٤", ["٣٤"]),
        ("a_b", ["a", "_", "b"]),
        ("??!", ["?", "?", "!"]),
        ("Müller", ["Müller"]),
        ("Jose\u0301", ["Jose", "\u0301"]),
        ("王小明 您好", ["王小明", "您好"]),
        ("ok\U0001f600\U0001f600", ["ok", "\U0001f600", "\U0001f600"]),
        ("a\ud800b", ["a", "\ud800", "b"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert tokens(text).words == words


def test_places_are_those_of_the_whole_text() -> None:
    seen = tokens("hi, ann o'neil!", 4, end=14)
    assert seen.words == ["ann", "o'neil"]
    assert (seen.starts, seen.ends) == ([4, 8], [7, 14])
    assert len(seen) == 2


def test_a_stretch_ends_where_it_is_told_to() -> None:
    assert tokens("annabel lee", 0, end=4).words == ["anna"]
    assert tokens("annabel lee", 8).starts == [8]
    assert tokens("annabel", 3, end=3).words == []


@given(ANYTHING)
def test_every_sign_but_white_space_is_in_one_token(text: str) -> None:
    seen = tokens(text)
    assert len(seen.words) == len(seen.starts) == len(seen.ends)
    covered = [place for span in zip(seen.starts, seen.ends, strict=True) for place in range(*span)]
    assert covered == [place for place, sign in enumerate(text) if not sign.isspace()]


@given(ANYTHING)
def test_words_stand_at_their_places(text: str) -> None:
    seen = tokens(text)
    spans = zip(seen.starts, seen.ends, strict=True)
    assert [text[start:end] for start, end in spans] == seen.words


@given(ANYTHING)
def test_a_token_is_letters_or_digits_or_one_sign(text: str) -> None:
    for word in tokens(text).words:
        assert len(word) == 1 or word.isdecimal() or re.fullmatch(r"(?:[^\W\d_]|')+", word)


@given(ANYTHING, ANYTHING)
def test_words_before_white_space_do_not_depend_on_what_follows(text: str, after: str) -> None:
    assert tokens(f"{text} {after}").words == tokens(text).words + tokens(after).words


def test_the_repr_holds_no_word() -> None:
    assert repr(tokens("jane doe")) == "Tokens(2)"
    assert repr(Tokens([], starts=[], ends=[])) == "Tokens(0)"


@pytest.mark.parametrize("unit", ["a", "a'", "'s", "'", "1", " ", "\u0301", "o'b", "a1"])
def test_long_dull_texts_are_cut_to_their_end(unit: str) -> None:
    text = unit * 50_000 + " end"
    assert tokens(text).words[-1] == "end"
