"""Applications for care and matters of health insurance: exact spans, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.health.application import HealthcareApplicationDetector
from tests.detectors.health.application_table import CLEAN, FOUND

ENGINE = Engine([HealthcareApplicationDetector()])


def spans(text: str) -> list[str]:
    return [text[each.start : each.end] for each in ENGINE.detect(text)]


@pytest.mark.parametrize(("text", "phrase"), FOUND)
def test_the_phrase_that_names_the_matter(text: str, phrase: str) -> None:
    assert spans(text) == [phrase]


@pytest.mark.parametrize("text", CLEAN)
def test_what_is_no_application(text: str) -> None:
    assert spans(text) == []


def test_capitals_change_nothing() -> None:
    assert spans("I WANT TO APPLY FOR HOME CARE") == ["APPLY FOR HOME CARE"]


@pytest.mark.parametrize(
    ("text", "subject", "score"),
    [
        ("my prior authorization was denied", "about_person", 0.8),
        ("how do i apply for home care", "about_person", 0.8),
        ("what is prior authorization", "in_general", 0.5),
        ("What is a sick note?", "in_general", 0.5),
    ],
)
def test_the_evidence_says_of_whom(text: str, subject: str, score: float) -> None:
    (finding,) = ENGINE.detect(text)
    assert finding.evidence == ("context", subject)
    assert finding.score == score
    assert finding.entity_type == "HEALTHCARE_APPLICATION"


@pytest.mark.parametrize(
    "unit",
    ["claim ", "surgery ", "cover surgery ", "claim, ", "mri", "apply for x ", "  ", "therapy,"],
)
def test_long_dull_texts_are_examined_to_their_end(unit: str) -> None:
    text = unit * (6_000 // len(unit)) + ". i want to apply for home care"
    assert spans(text)[-1] == "apply for home care"


@given(st.text(max_size=40), st.text(max_size=40))
def test_findings_lie_within_any_text(before: str, after: str) -> None:
    text = f"{before} sick note {after}"
    assert all(0 <= each.start < each.end <= len(text) for each in ENGINE.detect(text))
