from __future__ import annotations

import pytest

from detectors.health.lexicon import lexicon
from detectors.health.reading import read
from detectors.health.results import results
from detectors.tagger.tokens import tokens


def found(text: str) -> list[str]:
    seen = tokens(text)
    reading = read(seen.words, lexicon())
    return [
        text[seen.starts[first] : seen.ends[last - 1]]
        for first, last in results(reading.lower, reading.terms, words=seen.words)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my a1c was 7.2 last week", "a1c was 7.2"),
        ("A1C of 7.2%", "A1C of 7.2%"),
        ("blood pressure 140 over 90", "blood pressure 140 over 90"),
        ("bp 140/90 today", "bp 140/90"),
        ("my blood pressure was one forty over ninety", "blood pressure was one forty over ninety"),
        ("glucose level is 110 mg/dl", "glucose level is 110 mg/dl"),
        ("heart rate went up to 120 bpm", "heart rate went up to 120 bpm"),
        ("my cholesterol is high", "cholesterol is high"),
        ("the biopsy came back benign", "biopsy came back benign"),
        ("my mri was normal", "mri was normal"),
        ("I tested positive for it", "tested positive"),
        ("PSA of 4", "PSA of 4"),
        ("my psa is 6.2", "psa is 6.2"),
        ("t4 is 0.8", "t4 is 0.8"),
        ("my t4 is 5", "t4 is 5"),
    ],
)
def test_results_are_found_whole(text: str, expected: str) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "what is a normal blood pressure?",
        "check my blood pressure please",
        "a blood test tomorrow at 9",
        "my mri is on the 4th",
        "one bun 2 dollars",
        "psa 4",
        "the test was fine",
        "",
    ],
)
def test_a_test_without_a_result_is_none(text: str) -> None:
    assert found(text) == []
