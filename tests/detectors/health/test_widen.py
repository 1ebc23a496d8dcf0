from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.health.widen import CONDITION, Found, abbreviated, widened


def wide(text: str, *spans: tuple[int, int]) -> list[str]:
    words = text.split()
    found = [Found(first, last, CONDITION, 0.6, "tagger") for first, last in spans]
    return [" ".join(words[each.first : each.last]) for each in widened(found, words)]


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("i have severe chronic pain now", (4, 5), "severe chronic pain"),
        ("a swelling of both my ankles", (1, 2), "swelling of both my ankles"),
        ("pain in the lower back too", (0, 1), "pain in the lower back"),
        ("post - herpetic neuralgia", (2, 4), "post - herpetic neuralgia"),
        ("von hippel - lindau", (0, 3), "von hippel - lindau"),
        ("breast , brain and kidney cancer", (5, 6), "breast , brain and kidney cancer"),
        ("male and female breast cancer", (3, 5), "male and female breast cancer"),
        ("diabetes type 2 now", (0, 1), "diabetes type 2"),
        ("neoplasia , types 1 and 2", (0, 1), "neoplasia , types 1 and 2"),
        ("deficiency of hex a was", (0, 1), "deficiency of hex a"),
        ("nausea and pain", (2, 3), "pain"),
        ("the leg , heart failure", (3, 5), "heart failure"),
        ("fever of 39", (0, 1), "fever"),
        ("pain in the afternoon", (0, 1), "pain"),
        ("drug - free asthma", (3, 4), "asthma"),
    ],
)
def test_what_belongs_to_a_condition(text: str, span: tuple[int, int], expected: str) -> None:
    assert wide(text, span) == [expected]


def test_what_touches_is_joined_and_other_types_are_not_covered() -> None:
    assert wide("bad chronic pain pain", (2, 3), (1, 4)) == ["chronic pain pain"]
    words = ["aspirin", "severe", "pain"]
    found = [
        Found(1, 3, CONDITION, 0.6, "tagger"),
        Found(0, 2, "MEDICATION", 0.6, "tagger"),
    ]
    spans = [(each.first, each.last) for each in widened(found, words)]
    assert spans == [(0, 2), (1, 3)]


def test_a_hyphen_and_a_word_do_not_part_a_name() -> None:
    assert wide("von hippel - lindau tumor", (0, 2), (4, 5)) == ["von hippel - lindau tumor"]
    assert wide("fever and then pain", (0, 1), (3, 4)) == ["fever", "pain"]


def test_abbreviations_in_brackets_are_found() -> None:
    words = ["focal", "sclerosis", "(", "FSGS", ")", "was"]
    found = [Found(0, 2, CONDITION, 0.6, "tagger")]
    assert [(each.first, each.last) for each in abbreviated(found, words)] == [(3, 4)]


@pytest.mark.parametrize(
    "words", ["focal sclerosis ( 12 )", "focal sclerosis ( x", "focal sclerosis"]
)
def test_other_brackets_are_not(words: str) -> None:
    found = [Found(0, 2, CONDITION, 0.6, "tagger")]
    assert list(abbreviated(found, words.split())) == []


SAMPLE = "severe pain of my left knee - post ( ) x"


@given(st.lists(st.sampled_from(SAMPLE.split()), min_size=1))
def test_nothing_is_ever_narrowed(words: list[str]) -> None:
    found = [Found(place, place + 1, CONDITION, 0.6, "t") for place in range(0, len(words), 2)]
    covered = {place for each in widened(found, words) for place in range(each.first, each.last)}
    assert set(range(0, len(words), 2)) <= covered <= set(range(len(words)))
