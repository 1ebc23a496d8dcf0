"""What somebody can be: each word in one subtype, in the syntax of the scan."""

from __future__ import annotations

import re

import pytest

from detectors.prefilter import Prefilter
from detectors.special.words import IDENTITIES, SUBTYPES
from detectors.types import Pattern


def subtype(word: str) -> list[str]:
    return [
        SUBTYPES[name][0]
        for name, each in IDENTITIES.items()
        if re.fullmatch(each, word, re.IGNORECASE)
    ]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Muslim", "religion"),
        ("jehovah's witness", "religion"),
        ("katholisch", "religion"),
        ("atheist", "philosophical_belief"),
        ("left-wing", "political_opinion"),
        ("labour party member", "political_opinion"),
        ("union rep", "trade_union"),
        ("lesbienne", "sexual_orientation"),
        ("non-binary", "sexual_orientation"),
        ("polyamorous", "sex_life"),
        ("mixed race", "ethnic_origin"),
        ("türkin", "ethnic_origin"),
        ("ukrainian", "ethnic_origin"),
    ],
)
def test_a_word_has_one_subtype(word: str, expected: str) -> None:
    assert subtype(word) == [expected]


@pytest.mark.parametrize("word", ["", "union", "party", "vegan", "teacher", "european"])
def test_other_words_have_none(word: str) -> None:
    assert subtype(word) == []


def test_every_group_has_a_subtype_and_suits_the_scan() -> None:
    assert set(IDENTITIES) <= set(SUBTYPES)
    assert {kind for kind, _ in SUBTYPES.values()} == {
        *("religion", "philosophical_belief", "political_opinion", "trade_union"),
        *("sexual_orientation", "sex_life", "ethnic_origin"),
    }
    for each in IDENTITIES.values():
        assert not Prefilter([(0, Pattern(expression=each, max_length=9))]).windows("x y z")
