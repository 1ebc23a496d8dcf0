"""The hand-written tables: what they must hold, and how they are read."""

from __future__ import annotations

import pytest

from detectors.names import gazetteer_words as tables
from detectors.names.folding import fold

SINGLE = [
    name
    for name, value in vars(tables).items()
    if name.isupper() and isinstance(value, str) and not name.endswith("PHRASES")
]


def test_phrases_stand_between_semicolons() -> None:
    assert tables.phrases("\nnew york state; south\nkorea;\n") == ["new york state", "south korea"]
    assert tables.phrases("") == []


@pytest.mark.parametrize("name", SINGLE)
def test_single_words_are_folded_letters(name: str) -> None:
    words = getattr(tables, name).split()
    assert words
    if name not in ("POLISH_FAMILIES", "WORDS_OF_OTHER_SCRIPTS", "NOT_WORDS"):
        assert [word for word in words if fold(word) != word or not word.isalpha()] == []


@pytest.mark.parametrize("table", [tables.COUNTRY_PHRASES, tables.REGION_PHRASES])
def test_phrases_are_of_several_words(table: str) -> None:
    assert all(" " in phrase and fold(phrase) == phrase for phrase in tables.phrases(table))


def test_no_word_is_both_a_word_and_none() -> None:
    assert set(tables.NOT_WORDS.split()).isdisjoint(tables.ALSO_WORDS.split())
