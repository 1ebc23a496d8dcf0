"""Words around values."""

from __future__ import annotations

import pytest

from detectors import vocabulary

SETS = {name: words for name, words in vars(vocabulary).items() if isinstance(words, frozenset)}


@pytest.mark.parametrize("name", sorted(SETS))
def test_words_are_single_and_lower_case(name: str) -> None:
    assert SETS[name]
    assert all(word == word.lower() and " " not in word for word in SETS[name])


def test_no_word_joins_and_measures() -> None:
    assert vocabulary.JOINERS.isdisjoint(vocabulary.UNITS)
    assert vocabulary.NOUNS.isdisjoint(vocabulary.FILLERS)
    assert vocabulary.MONTHS <= vocabulary.ORDINARY
    assert vocabulary.UNITS <= vocabulary.ORDINARY
