"""The shared words are written as they are looked for."""

from __future__ import annotations

from itertools import chain

from detectors.numbers.identifier import Kind
from detectors.numbers.identifiers import IDENTIFIERS
from detectors.numbers.kind_words import (
    COUNTRY_WORDS,
    GENERIC_WORDS,
    KIND_WORDS,
    OTHER_LABELS,
)
from detectors.numbers.words import folded

WORDS = list(chain(chain.from_iterable(KIND_WORDS.values()), GENERIC_WORDS, OTHER_LABELS))


def test_every_kind_and_every_country_has_words() -> None:
    assert set(KIND_WORDS) == set(Kind)
    assert {each.country for each in IDENTIFIERS} - set(COUNTRY_WORDS) == {""}


def test_words_are_lower_case_and_without_diacritics() -> None:
    assert [word for word in WORDS if word.rstrip("*") != folded(word.rstrip("*"))] == []


def test_no_kind_names_a_word_twice() -> None:
    assert [kind for kind, words in KIND_WORDS.items() if len(set(words)) != len(words)] == []


def test_a_label_of_something_else_names_no_kind() -> None:
    named = {word for words in KIND_WORDS.values() for word in words}
    assert sorted(named & OTHER_LABELS) == []
