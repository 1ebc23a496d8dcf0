"""Folding: one spelling for a word, however it is accented or cased."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.folding import fold

CASES = (
    ("Smith", "smith"),
    ("JOSÉ", "jose"),
    ("José", "jose"),
    ("Müller", "muller"),
    ("Weiß", "weiss"),
    ("Łukasz", "lukasz"),
    ("Sørensen", "sorensen"),
    ("Đặng", "dang"),
    ("Ægir", "aegir"),
    ("Þór", "thor"),
    ("Işıl", "isil"),
    ("İpek", "ipek"),
    ("O’Brien", "o'brien"),
    ("d´Angelo", "d'angelo"),
    ("Ｓｍｉｔｈ", "smith"),
    ("Йосип", "иосип"),
    ("ГЕОРГИЙ", "георгии"),
    ("Γιώργος", "γιωργοσ"),
    ("محمّد", "محمد"),
    ("أحمد", "احمد"),
    ("דָּוִד", "דוד"),
    ("김민준", "김민준"),
    ("शर्मा", "शर्मा"),
    ("สมชาย", "สมชาย"),
    ("", ""),
)


@pytest.mark.parametrize(("word", "expected"), CASES)
def test_a_word_has_one_spelling(word: str, expected: str) -> None:
    assert fold(word) == expected


@pytest.mark.parametrize(("word", "expected"), CASES)
def test_composed_and_decomposed_spellings_are_one(word: str, expected: str) -> None:
    assert fold(unicodedata.normalize("NFD", word)) == expected
    assert fold(unicodedata.normalize("NFC", word)) == expected


@given(st.text())
def test_folding_twice_changes_nothing(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_words_only_lose_their_capitals(word: str) -> None:
    assert fold(word) == word.lower().replace("`", "'")
