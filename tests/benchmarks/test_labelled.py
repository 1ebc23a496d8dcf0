"""Rows become cases: offsets that fit, questions by a seed, samples of the same rows."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from benchmarks.labelled import cases, is_negative, lowered, read, sample, with_questions

VALUE = "39901310000"
QUESTIONS = {"GOV_ID": ["Your code?"], "PERSON": ["Your name?", "And your name?"]}


def row(text: str, *spans: tuple[int, int, str], **more: Any) -> dict[str, Any]:
    listed = [{"start": start, "end": end, "label": label} for start, end, label in spans]
    return {"id": "synthetic:1", "text": text, "spans": listed, **more}


def test_a_bare_value_stands_in_a_sentence_and_its_span_moves() -> None:
    given = row(VALUE, (0, 11, "GOV_ID"), format="EE_IK", valid=True, holder="person")
    given["id"] = "stdnum:ee.ik:1"
    (case,) = cases("stdnum_values", [given], seed=1)
    (span,) = case.spans
    assert case.own == span.start > 5
    assert case.text[span.start : span.end] == VALUE
    assert (case.valid, case.holder) == (True, "person")


def test_only_bare_rows_of_a_mixed_set_get_a_sentence() -> None:
    rows = [
        {**row("12345", (0, 5, "GOV_ID")), "id": "presidio-tests:x:y:1", "entity": "US_SSN"},
        {**row("my ssn is 12345", (10, 15, "GOV_ID")), "id": "presidio-tests:x:y:2"},
    ]
    bare, whole = cases("presidio_recognizer_tests", rows, seed=1)
    assert bare.own > 0
    assert (whole.own, whole.text) == (0, "my ssn is 12345")


@pytest.mark.parametrize(("valid", "count"), [(True, 1), (False, 0)])
def test_a_valid_value_without_span_is_one(valid: bool, count: int) -> None:
    given = row("12345", entity="PL_PESEL", valid=valid, label="GOV_ID", subtype="PL_PESEL")
    (case,) = cases("presidio_validator_values", [given], seed=1)
    assert len(case.spans) == count
    assert all(case.text[span.start : span.end] == "12345" for span in case.spans)


def test_a_question_asks_for_one_of_the_labels() -> None:
    rows = [row("jane", (0, 4, "PERSON"), before="Hello"), row("at ten", (3, 6, "DATE_TIME"))]
    given = cases("multidogo_turns", rows, seed=1)
    assert [case.before for case in given] == ["Hello", None]
    one, other = with_questions("multidogo_turns", given, questions=QUESTIONS, seed=1)
    assert one.asked == "PERSON"
    assert one.before in QUESTIONS["PERSON"]
    assert other == given[1]


def test_a_negative_row_gets_any_question_and_the_same_one_again() -> None:
    given = cases("neg_synthetic", [row("yes sure")], seed=1)
    (asked,) = with_questions("neg_synthetic", given, questions=QUESTIONS, seed=2)
    assert asked.asked in QUESTIONS
    assert with_questions("neg_synthetic", given, questions=QUESTIONS, seed=2) == [asked]
    assert is_negative("neg_synthetic")


def test_a_sample_is_drawn_by_the_seed() -> None:
    given = cases("synthetic", [row(str(number)) for number in range(50)], seed=1)
    drawn = sample("synthetic", given, rows=5, seed=1)
    assert drawn == sample("synthetic", given, rows=5, seed=1) == sorted(set(drawn))
    assert drawn != sample("synthetic", given, rows=5, seed=2)
    assert sample("synthetic", given, rows=0, seed=1) == list(range(50))


def test_a_row_that_lacks_a_part_is_an_error() -> None:
    assert len(read(['{"id": "1", "text": "a", "spans": []}', "\n"])) == 1
    with pytest.raises(KeyError):
        read(['{"id": "1", "text": "a"}'])


def test_a_row_belongs_to_its_dialogue_or_else_to_itself() -> None:
    rows = [row("yes", group="synthetic:dialogue"), row("no")]
    assert [case.group for case in cases("synthetic", rows, seed=1)] == [
        "synthetic:dialogue",
        "synthetic:1",
    ]


@pytest.mark.parametrize(
    ("text", "small"), [("It is JANE", "it is jane"), ("İpek", "ipek"), ("ΟΔΟΣ", "οδοσ")]
)
def test_lower_case_moves_no_offset(text: str, small: str) -> None:
    (case,) = cases("synthetic", [row(text, (0, 2, "PERSON"), before="WHO?")], seed=1)
    low = lowered(case)
    assert (low.text, low.spans, low.before) == (small, case.spans, "WHO?")


@hypothesis.given(st.text())
def test_lower_case_is_always_as_long(text: str) -> None:
    (case,) = cases("synthetic", [row(text)], seed=1)
    small = lowered(case).text
    assert len(small) == len(text)
    assert lowered(lowered(case)).text == small


def test_no_repr_holds_a_text() -> None:
    (case,) = cases("synthetic", [row("my secret", before="which secret?")], seed=1)
    assert "secret" not in repr(case)
