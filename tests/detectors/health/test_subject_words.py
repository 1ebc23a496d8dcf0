"""The word lists: plain lower-case words, phrases of single spaces, none on two sides."""

from __future__ import annotations

import re

import pytest

from detectors.health import subject_words as words

SINGLE = {
    name: getattr(words, name)
    for name in ("PERSON", "MAYBE", "GENERAL", "LOOSE", "ASKS", "POINTED_AT", "OTHER_I")
}
PHRASES = {
    name: getattr(words, name) for name in ("PERSON_PHRASES", "MAYBE_PHRASES", "GENERAL_PHRASES")
}


@pytest.mark.parametrize("name", SINGLE)
def test_words_are_what_tokens_can_be(name: str) -> None:
    assert {each for each in SINGLE[name] if each != each.lower() or " " in each} == set()


@pytest.mark.parametrize("name", PHRASES)
def test_phrases_can_stand_between_single_spaces(name: str) -> None:
    wrong = [each for each in PHRASES[name] if not re.fullmatch(r"[^\W\d_]\S*( \S+)*", each)]
    assert wrong == []
    assert [each for each in PHRASES[name] if each != each.lower()] == []


def test_no_word_speaks_for_both_sides() -> None:
    assert frozenset() == words.PERSON & words.GENERAL
    assert frozenset() == words.PERSON & words.LOOSE
    assert set(words.PERSON_PHRASES) & set(words.GENERAL_PHRASES) == set()
