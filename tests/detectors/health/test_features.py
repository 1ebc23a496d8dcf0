from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.health.features import features, has_medical_end, lexical, shape
from detectors.health.lexicon import COMMON, EVERYDAY, MEDICATION, WEAK, Match


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *(("pain", "x"), ("Pain", "Xx"), ("P", "X"), ("MRI", "XX"), ("MEDICATION", "XXX")),
        *(("mRNA", "xX"), ("12", "02"), ("123456", "04"), ("-", "-")),
    ],
)
def test_shapes(word: str, expected: str) -> None:
    assert shape(word) == expected


@pytest.mark.parametrize("word", ["cystitis", "enoximab", "tromicillin", "zorbectomy", "foxapril"])
def test_ends_that_only_medicine_has(word: str) -> None:
    assert has_medical_end(word)


@pytest.mark.parametrize(
    "word",
    ["april", "this", "analysis", "hawaii", "machine", "aroma", "boss", "", "x" * 99 + "itis"],
)
def test_ends_of_other_words(word: str) -> None:
    assert not has_medical_end(word)


def test_terms_are_told_word_by_word() -> None:
    matches = [Match(1, 3, MEDICATION | COMMON), Match(4, 5, WEAK)]
    assert lexical(matches, 6) == ["", "B1sc", "I1sc", "", "B0w", ""]
    assert lexical([Match(0, 2, EVERYDAY | WEAK)], 3) == ["E", "E", ""]


def test_each_word_is_told_of_its_neighbours() -> None:
    unit = features(["Bad", "Pain"], ["bad", "pain"], tags=["", "B0w"], uses=[0, 2])
    assert "first" in unit[0]
    assert "+w=pain" in unit[0]
    assert "last" in unit[1]
    assert {"-w=bad", "w=pain", "s=Xx", "l=B0w", "u=2"} <= set(unit[1])


@given(st.lists(st.text(min_size=1, max_size=9), max_size=12))
def test_every_word_always_has_features(words: list[str]) -> None:
    blank = [""] * len(words)
    unit = features(words, words, tags=blank, uses=[0] * len(words))
    assert len(unit) == len(words)
    assert all(len(own) == len(set(own)) for own in unit)
