"""Where findings of health begin and end, and what is none for where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.health.ends import Addresses, is_none, split, stands_alone, trimmed
from detectors.health.lexicon import CONDITION as CONDITION_CODE
from detectors.health.lexicon import EVERYDAY, WEAK, Match, lexicon
from detectors.health.widen import CONDITION, Found


def whole(words: list[str], entity_type: str = CONDITION) -> Found:
    return Found(0, len(words), entity_type, 0.9, "tagger")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my sugar", "sugar"),
        ("as my sugar too", "sugar"),
        ("hepatitis a", "hepatitis a"),
        ("was", "was"),
        ("WAS patients", "WAS patients"),
        ("a - t", "a - t"),
        ("back of the knee", "back of the knee"),
        ("meine migräne", "migräne"),
        ("Meine Migräne", "Migräne"),
        ("un cancer du sein", "cancer du sein"),
        ("de l ' asthme", "asthme"),
        ("stroke lol", "stroke"),
        ("asma por favor gracias", "asma por favor"),
        ("diabetes hereditary", "diabetes"),
        ("- lisinopril", "lisinopril"),
    ],
)
def test_small_words_at_the_ends_are_left_out(text: str, expected: str) -> None:
    words = text.split()
    (each,) = trimmed([whole(words)], words)
    assert " ".join(words[each.first : each.last]) == expected


def test_numbers_end_no_drug() -> None:
    words = ["amoxicillin", "five", "hundred"]
    (each,) = trimmed([whole(words, "MEDICATION")], words)
    assert (each.first, each.last) == (0, 1)


def test_what_a_term_begins_with_stays() -> None:
    words = ["a", "fib", "my"]
    (each,) = trimmed([whole(words)], words, terms=[Match(0, 2, CONDITION_CODE)])
    assert (each.first, each.last) == (0, 2)


def parts(text: str) -> list[str]:
    words = text.split()
    terms = list(lexicon().matches(words))
    found = split([whole(words)], terms, lower=words)
    return [" ".join(words[each.first : each.last]) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("diabetes e asma", ["diabetes", "asma"]),
        ("diabetes y asma", ["diabetes", "asma"]),
        ("diabetes and asthma", ["diabetes", "asthma"]),
        ("asthma , diabetes und migräne", ["asthma", "diabetes", "migräne"]),
        ("breast and ovarian cancer", ["breast and ovarian cancer"]),
        ("heart attack", ["heart attack"]),
    ],
)
def test_a_conjunction_between_two_terms_parts_them(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_weak_terms_and_phrases_of_every_day_part_nothing() -> None:
    words = ["cold", "and", "pain"]
    terms = [Match(0, 1, WEAK), Match(2, 3, EVERYDAY)]
    assert len(list(split([whole(words)], terms, lower=words))) == 1


@pytest.mark.parametrize(
    ("text", "first", "last", "expected"),
    [
        ("ms jones called", 0, 1, True),
        ("Ms . Lee", 0, 1, True),
        ("ms", 0, 1, False),
        ("i have ms and asthma", 2, 3, False),
        ("people with ms like me", 2, 3, False),
        ("exercises for MS .", 2, 3, False),
        ("mr smith", 0, 1, True),
        ("dr house", 0, 2, True),
        ("K - O - W - A", 0, 7, True),
        ("K - O - W - A", 2, 5, True),
        ("A - T patients", 0, 3, False),
        ("my the", 0, 2, True),
    ],
)
def test_titles_and_letters_spelt_out_are_none(
    text: str, first: int, last: int, expected: bool
) -> None:
    found = Found(first, last, CONDITION, 0.9, "tagger")
    assert is_none(found, text.split()) is expected


def test_a_scan_is_no_title() -> None:
    assert not is_none(Found(0, 2, "PROCEDURE", 0.6, "lexicon"), ["mr", "scan"])


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("t.co/0n0ecG7Egm", "ecG", False),
        ("AB12diabetes9", "diabetes", False),
        ("i have t2dm", "t2dm", True),
        ("metformin500mg", "metformin", True),
        ("500metformin", "metformin", True),
        ("ckd3b", "ckd", True),
        ("b12", "b", False),
        ("asthma", "asthma", True),
    ],
)
def test_what_is_part_of_a_mixed_run_stands_not_alone(
    text: str, value: str, expected: bool
) -> None:
    start = text.index(value)
    assert stands_alone(text, start, end=start + len(value)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://x.io/diabetes now", True),
        ("see www.diabetes.example", True),
        ("see x.io/diabetes", True),
        ("hypertension/diabetes", False),
        ("see https://x.io, diabetes", False),
        ('{"url":"https://x.io/a","d":"diabetes"}', False),
        ("diabetes", False),
    ],
)
def test_addresses_are_known(text: str, expected: bool) -> None:
    assert (text.index("diabetes") in Addresses(text)) is expected


@given(st.text(), st.integers(0, 20), st.integers(0, 20))
def test_every_span_has_an_answer(text: str, start: int, size: int) -> None:
    start = min(start, len(text))
    assert stands_alone(text, start, end=min(len(text), start + size)) in (True, False)
    assert start not in Addresses(text) or "/" in text or "www." in text.lower()


@given(st.lists(st.sampled_from(["my", "lol", "asthma", "-", "e", "K", "diabetes"]), min_size=1))
def test_a_trimmed_finding_is_always_inside_and_never_empty(words: list[str]) -> None:
    (each,) = trimmed([whole(words)], words)
    assert 0 <= each.first < each.last <= len(words)
