"""Recognisers that come with a request find what Presidio's PatternRecognizer finds."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.errors import BudgetExhausted, ConfigurationError
from detectors.presidio.ad_hoc import (
    FLAGS,
    AdHocPattern,
    AdHocRecogniser,
    AdHocScan,
    described,
    without_allowed,
)
from detectors.types import Finding, Input

presidio: Any = importlib.import_module("presidio_analyzer")
EXPRESSIONS = [r"(?<!\w)B-\d{2}\b", "a+", r"x*y", r"(\d)\1"]


def seen(text: str, before: str = "") -> Input:
    return Input(text=text, before=before, language="en", check=lambda: None)


def recogniser(*expressions: str, **fields: Any) -> AdHocRecogniser:
    patterns = tuple(AdHocPattern(expression=each, score=0.3) for each in expressions)
    return AdHocRecogniser(name="own", entity_type="BADGE", patterns=patterns, **fields)


def finding(start: int, end: int) -> Finding:
    return Finding(entity_type="A", start=start, end=end, score=0.5, detector="d")


@given(
    st.text(alphabet="aBxy-12 é\n", max_size=20), st.lists(st.sampled_from(EXPRESSIONS), min_size=1)
)
def test_findings_are_presidios(text: str, expressions: list[str]) -> None:
    theirs = presidio.PatternRecognizer(
        "BADGE",
        patterns=[presidio.Pattern("p", each, 0.3) for each in expressions],
        deny_list=["a B", "é"],
    )
    ours = AdHocScan([recogniser(*expressions, deny_list=("a B", "é"))])
    found = [
        presidio.RecognizerResult(each.entity_type, each.start, each.end, each.score)
        for each in ours.find(seen(text))
    ]
    expected = theirs.analyze(text, ["BADGE"])
    assert presidio.EntityRecognizer.remove_duplicates(found) == expected


def test_context_words_count_whole_and_in_the_turn_before() -> None:
    scan = AdHocScan([recogniser(r"\d{3}", context=("Badge",))])
    scores = [
        scan.find(each)[0].score
        for each in (seen("123"), seen("badge 123"), seen("badges 123"), seen("123", "your badge?"))
    ]
    assert scores == [pytest.approx(each) for each in (0.3, 0.65, 0.3, 0.65)]


@pytest.mark.parametrize("expression", ["(", "a*", r"(?R)a", "a{e}", "a" * 5000])
def test_what_cannot_be_bounded_is_refused_by_its_place(expression: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        AdHocScan([recogniser("b"), recogniser(expression)])
    assert "1" in str(caught.value)
    assert expression not in str(caught.value)


def test_too_many_are_refused() -> None:
    with pytest.raises(ConfigurationError):
        AdHocScan([recogniser(*["a"] * 65)])
    assert AdHocScan([recogniser(*["a"] * 64)]).entity_types == {"BADGE"}


def test_running_out_of_time_refuses_the_text() -> None:
    with pytest.raises(BudgetExhausted):
        AdHocScan([recogniser("(a|aa)+$")]).find(seen("a" * 60 + "! a"))


def test_allow_lists() -> None:
    text, found = "abc 123", [finding(0, 3), finding(4, 7)]

    def left(*terms: str, flags: int | None = None) -> list[int]:
        return [each.start for each in without_allowed(found, text, terms=terms, flags=flags)]

    assert left("abc") == [4]
    assert left("ab", "ABC") == [0, 4]
    assert left("ab", flags=FLAGS) == [4]
    assert left("", r"^\d+$", flags=FLAGS) == [0]
    assert left("", flags=FLAGS) == [0, 4]
    for bad in ("(", r"\p{L}"):
        with pytest.raises(ConfigurationError):
            left(bad, flags=FLAGS)
    long = "a" * 60 + "!"
    with pytest.raises(BudgetExhausted):
        without_allowed([finding(0, 61)], long, terms=["(a|aa)+$"], flags=FLAGS)


def test_the_json_form() -> None:
    made = described(
        {"supported_entity": "X", "patterns": [{"regex": "a", "score": 0.5}], "context": None}
    )
    assert (made.entity_type, made.name, made.context) == ("X", "PatternRecognizer", ())
    assert made.patterns[0].score == 0.5
    assert "regex" not in repr(made)
