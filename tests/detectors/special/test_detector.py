"""Special categories said of somebody: exact spans, and what tells nothing of anyone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.special.detector import SpecialCategoryDetector
from detectors.types import Input
from tests.detectors.special.table import CLEAN, TOLD

ENGINE = Engine([SpecialCategoryDetector()])


def told(text: str, before: str | None = None) -> list[tuple[str, str]]:
    found = ENGINE.detect(text, before=before)
    return [(text[each.start : each.end], each.evidence[1]) for each in found]


@pytest.mark.parametrize(("text", "words", "subtype"), TOLD)
def test_the_telling_words(text: str, words: str, subtype: str) -> None:
    assert told(text) == [(words, subtype)]


@pytest.mark.parametrize("text", CLEAN)
def test_what_tells_nothing_of_anyone(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(("text", "words", "subtype"), TOLD)
def test_capitals_change_nothing(text: str, words: str, subtype: str) -> None:
    assert told(text.upper()) == [(words.upper(), subtype)]


def test_the_tables_are_large() -> None:
    assert len(TOLD) >= 60
    assert len(CLEAN) >= 60


@pytest.mark.parametrize(
    ("question", "answer", "subtype"),
    [
        ("What is your religion?", "catholic", "religion"),
        ("How would you describe your ethnicity?", "black", "ethnic_origin"),
        ("What is your sexual orientation?", "gay", "sexual_orientation"),
        ("Ihre Konfession?", "evangelisch", "religion"),
    ],
)
def test_an_answer_to_a_question(question: str, answer: str, subtype: str) -> None:
    assert told(answer, question) == [(answer, subtype)]
    assert told(answer, "Which cuisine do you like?") == []


@pytest.mark.parametrize(
    "text", ["i am \u017ftraight", "\u0130 am a muslim", "i am \u0131", "\u212a"]
)
def test_letters_whose_case_is_odd(text: str) -> None:
    seen = Input(text=text, before="", language="en", check=lambda: None)
    found = list(SpecialCategoryDetector().confirm(seen, 0, len(text)))
    assert len(found) <= 1


def test_several_in_one_sentence() -> None:
    assert told("i'm a gay jewish man and my mother is a communist") == [
        ("gay", "sexual_orientation"),
        ("jewish man", "religion"),
        ("communist", "political_opinion"),
    ]


def test_names_of_states_are_less_sure() -> None:
    (kurdish,) = ENGINE.detect("i am kurdish")
    (french,) = ENGINE.detect("i am french")
    assert (kurdish.score, french.score) == (0.8, 0.5)
    assert kurdish.entity_type == french.entity_type == "SPECIAL_CATEGORY"
    assert kurdish.evidence == ("context", "ethnic_origin")


@pytest.mark.parametrize(
    "unit",
    [
        "i am a ",
        "gay ",
        "my wife is ",
        "muslim, ",
        "i am gay gay ",
        "union ",
        "as a ",
        "i i i ",
        " ",
    ],
)
def test_long_dull_texts_are_examined_to_their_end(unit: str) -> None:
    text = unit * (6_000 // len(unit)) + ". my wife is jewish"
    assert told(text)[-1] == ("jewish", "religion")


@given(st.text(max_size=40), st.text(max_size=40))
def test_findings_lie_within_any_text(before: str, after: str) -> None:
    text = f"{before} i am a muslim {after}"
    assert all(0 <= each.start < each.end <= len(text) for each in ENGINE.detect(text))
