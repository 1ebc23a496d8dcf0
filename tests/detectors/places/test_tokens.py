from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from detectors.places.tokens import Tokens
from detectors.types import Input


def test_pieces() -> None:
    text = "C/ Mayor 12B, A-5 s/n d'Anglas 3.5"
    tokens = Tokens(text, (0, len(text)))
    assert tokens.words == [
        "c/", "mayor", "12b", ",", "a-5", "s/", "n", "d'anglas", "3.5",
    ]  # fmt: skip
    assert len(tokens) == 9
    assert tokens.is_capital(1)
    assert not tokens.is_capital(6)
    assert tokens.is_name(1)
    assert not tokens.is_name(4)
    assert tokens.is_number(2)
    assert not tokens.is_number(1)


def test_a_stretch_is_widened_to_whole_words() -> None:
    assert Tokens("the street here", (6, 8)).words == ["street"]


def test_outside_there_is_nothing() -> None:
    tokens = Tokens("a b", (0, 3))
    assert tokens.word(-1) == tokens.word(2) == ""
    assert tokens.gap(0) == tokens.gap(9) == 0
    assert not tokens.is_capital(9)
    assert tokens.at(2) == 1
    assert tokens.at(9) == 2


@given(st.text(max_size=60), st.integers(-5, 70), st.integers(-5, 70))
def test_pieces_stand_where_they_say(text: str, start: int, end: int) -> None:
    tokens = Tokens(text, (start, end))
    places = zip(tokens.words, tokens.starts, tokens.ends, strict=True)
    assert all(text[low:high].lower() == word for word, low, high in places)


@given(st.text(alphabet="abPL1290 .,'-/_\n", max_size=40))
def test_plain_letters_are_cut_up_like_all_others(text: str) -> None:
    # A letter of another script at the end brings in the expression for all scripts.
    other = text + " \u0436"
    plain, general = Tokens(text, (0, len(text))), Tokens(other, (0, len(other)))
    assert (*plain.words, "\u0436") == tuple(general.words)
    assert (*plain.starts, len(text) + 1) == tuple(general.starts)


def test_a_short_text_is_cut_up_once() -> None:
    seen = Input(text="12 oak street", before="", language="en", check=lambda: None)
    first = Tokens.of(seen, (-40, 143))
    assert Tokens.of(seen, (0, 13)) is first
    assert first.words == ["12", "oak", "street"]
    assert Tokens.of(seen, (3, 13)).words == ["oak", "street"]
    # Another reading of the text shares what is known of the turn before, not its pieces.
    assert Tokens.of(replace(seen, text="5 elm"), (0, 5)).words == ["5", "elm"]
