"""One pass over all identifiers: what it finds, what it leaves, what it costs."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.engine import Engine
from detectors.errors import BudgetExhausted
from detectors.numbers.documents import DocumentsDetector
from detectors.numbers.identifiers import IDENTIFIERS

ENGINE = Engine([DocumentsDetector(IDENTIFIERS)], clock=time.thread_time, scan_cache=None)
CODE = "37605030299"


def found(text: str, before: str = "") -> list[tuple[str, str]]:
    return [
        (each.entity_type, text[each.start : each.end])
        for each in ENGINE.detect(text, before=before)
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"isikukood: {CODE}.", CODE),
        (f"isikukood{CODE}", CODE),
        ("my isikukood is 376 0503 0299", "376 0503 0299"),
        ("isikukood 3-7-6-0-5-0-3-0-2-9-9", "3-7-6-0-5-0-3-0-2-9-9"),
        ("isikukood 376\n0503\n0299", "376\n0503\n0299"),
        ("isikukood 376 / 0503 -- 0299!", "376 / 0503 -- 0299"),
        (f"{CODE} is my estonian personal code", CODE),
    ],
)
def test_however_it_is_written(text: str, value: str) -> None:
    assert found(text) == [("EE_ISIKUKOOD", value)]


@pytest.mark.parametrize(
    "text",
    [
        "isikukood 37605030291",
        f"order {CODE}",
        f"isikukood? no, invoice number {CODE}",
        f"{CODE}1 is my isikukood",
        f"isikukood x{CODE}",
        "my passport is red",
        "passport office opens at 9 or 10",
    ],
)
def test_what_is_none(text: str) -> None:
    assert found(text) == []


def test_an_answer_to_a_question() -> None:
    assert found(CODE, "What is your isikukood?") == [("EE_ISIKUKOOD", CODE)]
    assert found("yes sure 12", "What is your isikukood?") == []


def test_the_country_decides_between_equals() -> None:
    ((entity_type, _),) = found("my Croatian jmbg is 0101006330003")
    assert entity_type == "HR_JMBG"


def test_a_rare_check_needs_no_words_but_its_layout() -> None:
    assert found("RSSMRA85T10A562S") == [("IT_FISCAL_CODE", "RSSMRA85T10A562S")]
    assert found("tracking RSSMRA85T10A562S") == []


@pytest.mark.parametrize(
    "piece", ["1 ", "12-", "a1 ", "passport 1 ", "isikukood 3 ", "AB12 ", "12345678901 ", "9", "A9"]
)
def test_long_junk_is_examined_or_refused_and_what_follows_is_found(piece: str) -> None:
    text = piece * (60_000 // len(piece)) + f" and my isikukood is {CODE}"
    try:
        assert (len(text) - len(CODE), len(text)) in [
            (each.start, each.end) for each in ENGINE.detect(text)
        ]
    except BudgetExhausted as error:
        assert CODE not in repr(error)


@given(st.text(st.sampled_from("0123456789AKXabz -./:,\n"), max_size=80))
def test_any_run_gives_disjoint_findings_inside_it(text: str) -> None:
    end = 0
    for each in ENGINE.detect("passport tax id " + text):
        assert end <= each.start < each.end <= len(text) + 16
        end = each.end
