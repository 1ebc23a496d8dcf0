"""What the words around a number name."""

from __future__ import annotations

import pytest

from detectors.numbers.identifiers import IDENTIFIERS
from detectors.numbers.words import Named, WordTable, folded
from detectors.types import Input

TABLE = WordTable(IDENTIFIERS)
EE = next(n for n, each in enumerate(IDENTIFIERS) if each.entity_type == "EE_ISIKUKOOD")


def around(text: str, before: str = "") -> Named:
    """What is named around the only number of a text."""
    start = next(place for place, each in enumerate(text) if each.isdigit())
    end = max(place for place, each in enumerate(text) if each.isdigit()) + 1
    seen = Input(text=text, before=before, language="en", check=lambda: None)
    return TABLE.around(seen, start=start, end=end)


def has(bits: int) -> bool:
    return bool(bits >> EE & 1)


@pytest.mark.parametrize(
    "text", ["isikukood 1", "minu isikukoodi 1", "ISIKUKOOD: 1", "1 is my isikukood", "on IK 1"]
)
def test_a_name_of_its_own(text: str) -> None:
    assert has(around(text).own)


@pytest.mark.parametrize("text", ["national id 1", "personal code 1", "my id number is 1"])
def test_the_kind_of_document(text: str) -> None:
    named = around(text)
    assert has(named.kind)
    assert not named.own


def test_the_country_and_a_word_for_numbers() -> None:
    named = around("my Estonian code is 1")
    assert has(named.country)
    assert named.generic


@pytest.mark.parametrize("text", ["isikukood, order number 1", "isikukood? invoice 1"])
def test_a_nearer_label_ends_the_look(text: str) -> None:
    named = around(text)
    assert named.stopped
    assert not has(named.own)


def test_the_turn_before_counts_unless_the_number_has_a_label() -> None:
    assert has(around("1", "What is your isikukood?").own)
    assert not has(around("order 1", "What is your isikukood?").own)


@pytest.mark.parametrize("text", ["ik 1", "xisikukood 1", "personals codes 1", "1"])
def test_other_words_name_nothing(text: str) -> None:
    named = around(text)
    assert not has(named.own)
    assert not has(named.kind)


def test_words_far_away_do_not_count() -> None:
    assert not has(around("isikukood " + "x " * 60 + "1").own)


def test_diacritics_and_case_do_not_matter() -> None:
    assert folded("Henkilötunnus Straße ÅÄÖ") == "henkilotunnus strasse aao"
    assert has(around("minu ISIKUKÓOD 1").own)
    seen = Input(text="isikukood", before="", language="en", check=lambda: None)
    assert has(TABLE.anywhere(seen, (0, 9)))
    assert TABLE.knows("isikukood")
    assert not TABLE.knows("hello")
