"""/analyze without HTTP: thresholds, entities, kept scans, budgets."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from detectors import Engine
from detectors.budget import text_seconds
from detectors.errors import BudgetExhausted
from gateway.errors import InvalidRequest
from gateway.presidio.analysis import Analysis
from gateway.presidio.bodies import AnalyzeBody, read_body

ENGINE = Engine()
MAIL = "jane.doe@example.com"


def analysis(seconds: float = 2.0) -> Analysis:
    return Analysis(ENGINE, clock=time.thread_time, seconds=seconds, allowance=text_seconds)


def body(**fields: Any) -> AnalyzeBody:
    return read_body(json.dumps({"text": MAIL, **fields}).encode(), AnalyzeBody, max_depth=20)


def answer(made: Analysis, least: float = 0.5, **fields: Any) -> list[Any]:
    return made.answer(
        body(**fields), "main", language="en", acts_on=lambda found: found.score >= least
    )


BADGE = {"supported_entity": "BADGE", "patterns": [{"regex": r"B-\d", "score": 0.6}]}


def test_the_policys_score_holds_where_none_is_given() -> None:
    made = analysis()
    assert len(answer(made)) == 1
    assert answer(made, least=0.99) == []
    assert len(answer(made, least=0.99, score_threshold=0.1)) == 1


def test_ad_hoc_types_can_be_asked_for_only_with_their_recogniser() -> None:
    made = analysis()
    found = answer(made, text="B-1", entities=["BADGE"], ad_hoc_recognizers=[BADGE])
    assert found[0]["entity_type"] == "BADGE"
    with pytest.raises(InvalidRequest) as caught:
        answer(made, text="B-1", entities=["BADGE"])
    assert caught.value.code == "unsupported_entity"


def test_compiled_ad_hoc_recognisers_are_kept_up_to_a_number() -> None:
    made = analysis()
    for number in range(40):
        patterns = [{"regex": f"B-{number}x", "score": 0.6}]
        answer(made, ad_hoc_recognizers=[{**BADGE, "patterns": patterns}])
    assert len(made._scans) == 32


def test_results_of_both_are_disjoint() -> None:
    whole = {"supported_entity": "LINE", "patterns": [{"regex": r"to \S+", "score": 0.5}]}
    found = answer(analysis(), text=f"write to {MAIL}", ad_hoc_recognizers=[whole])
    places = [(each["start"], each["end"]) for each in found]
    assert places == [(6, 9), (9, 9 + len(MAIL))]


def test_a_request_has_a_budget() -> None:
    with pytest.raises(BudgetExhausted):
        answer(analysis(seconds=0.0), text=["x"] * 3)


def test_all_types_are_listed() -> None:
    assert analysis().entity_types == sorted(ENGINE.entity_types)


@pytest.mark.parametrize("regex", ["a{2147483648}", "(?a)(?u)a", "((a{1000}){1000}){1000}"])
def test_expressions_that_are_too_large_are_refused_before_they_are_compiled(regex: str) -> None:
    patterns = [{"regex": regex, "score": 0.6}]
    with pytest.raises(InvalidRequest):
        answer(analysis(), ad_hoc_recognizers=[{**BADGE, "patterns": patterns}])
    with pytest.raises(InvalidRequest):
        answer(analysis(), allow_list=["b", regex], allow_list_match="regex")
