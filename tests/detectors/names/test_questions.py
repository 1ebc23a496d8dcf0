"""What a turn asks for, by the words of nine languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.questions import asked

_KINDS = {
    *("name", "who", "place", "address", "company", "number", "email", "time", "choice", "which"),
    "said",
}


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ("What's your name?", "name"),
        ("WHAT IS YOUR NAME", "name"),
        ("¿Cómo te llamas?", "name"),
        ("Wie heißen Sie?", "name"),
        ("Comment vous appelez-vous ?", "name"),
        ("Hoe heet je?", "name"),
        ("Come ti chiami?", "name"),
        ("Como se chama?", "name"),
        ("Mikä on nimesi?", "name"),
        ("Mis on teie nimi?", "name"),
        ("Jak się nazywasz?", "name"),
        ("Who is calling?", "who"),
        ("Which city?", "place"),
        ("Wo wohnen Sie?", "place"),
        ("Your billing address?", "address"),
        ("Kod pocztowy?", "address"),
        ("Which company?", "company"),
        ("Your phone number?", "number"),
        ("And your email?", "email"),
        ("When were you born?", "time"),
        ("Would you like more?", "choice"),
        ("Which one?", "which"),
    ],
)
def test_what_is_asked(before: str, kind: str) -> None:
    assert kind in asked(before)


def test_a_turn_that_asks_for_nothing_known_was_said_all_the_same() -> None:
    assert asked("Thanks.") == ("said",)
    assert asked("12 + 3") == ("said",)
    assert asked("") == ()


def test_several_kinds_are_sorted() -> None:
    assert asked("What is your name and address?") == ("address", "choice", "name", "which")


def test_parts_of_words_ask_nothing() -> None:
    assert asked("renamed whoever") == ("said",)


def test_only_the_end_of_a_long_turn_asks() -> None:
    assert "name" not in asked("What's your name? " + "thanks " * 60)
    assert "name" in asked("thanks " * 60 + "What's your name?")


@given(st.text(st.characters()))
def test_any_turn_is_of_known_kinds(before: str) -> None:
    kinds = asked(before)
    assert set(kinds) <= _KINDS
    assert list(kinds) == sorted(set(kinds))
    assert bool(kinds) == bool(before)
