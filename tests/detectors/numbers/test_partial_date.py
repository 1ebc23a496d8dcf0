"""Parts of dates: what is a date only by its words, and what is none."""

from __future__ import annotations

import pytest

from benchmarks.rooms import identifiers_alone
from detectors import Engine
from detectors.numbers.partial_date import PATTERNS, SCORE

_ENGINE = Engine(identifiers_alone())


def dates(text: str) -> list[str]:
    return [
        text[each.start : each.end]
        for each in _ENGINE.detect(text)
        if each.entity_type == "DATE_TIME"
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("left on March 9.", "March 9"), ("left on march 9", "march 9"), ("MARCH 9TH", "MARCH 9TH"),
        ("March 9, he left", "March 9"), ("Seen in February 2020.", "February 2020"),
        ("in Feb 2020", "Feb 2020"), ("in feb 2020", "feb 2020"), ("Feb. 2020", "Feb. 2020"),
        ("Feb '20", "Feb '20"), ("Seen on 5 March.", "5 March"), ("on 5 march", "5 march"),
        ("the 5th of March", "5th of March"), ("fifth of march", "fifth of march"),
        ("March the ninth", "March the ninth"), ("Seen on 5/3.", "5/3"), ("seen 5/3", "5/3"),
        ("Seen on 5/3 and 5/4", "5/3 and 5/4"), ("I was admitted in March.", "March"),
        ("since early May", "May"), ("last June", "June"), ("in february", "february"),
        ("March 3-5", "March 3-5"), ("Tuesday, March 9", "Tuesday, March 9"),
        ("Tuesday, March 9, 2021", "Tuesday, March 9, 2021"), ("due on the 5th.", "5th"),
        ("Christmas Day 2020", "Christmas Day 2020"), ("since Christmas", "Christmas"),
        ("Easter 2019", "Easter 2019"), ("on the 4th of July", "4th of July"),
        ("im Februar", "Februar"), ("am 5.3. operiert", "5.3."), ("en marzo", "marzo"),
        ("en mars", "mars"), ("nel marzo", "marzo"), ("em abril", "abril"), ("in maart", "maart"),
    ],
)  # fmt: skip
def test_parts_of_dates(text: str, value: str) -> None:
    assert dates(text) == [value]
    assert all(each.score <= 0.5 for each in _ENGINE.detect(text))


@pytest.mark.parametrize(
    "text",
    [
        "I may go", "you may 3 times", "We march in march.", "he may march 20 miles", "May I go?",
        "a march in the park", "an august body", "on the 5th floor", "5/3", "I ate 5/3 of it",
        "seen 5/3 of it", "Room 5/3", "Die 3/4", "and/or 24/7", "decide 3 things", "Easter egg",
        "Christmas presents", "on mars 2", "the decor 9", "octopus 8", "mars is red", "no mar",
        "next Tuesday at 3pm", "in marching order", "marbles of 2", "on sunny days",
    ],
)  # fmt: skip
def test_no_part_of_a_date(text: str) -> None:
    assert dates(text) == []


def test_they_are_less_sure_than_what_policies_ask_for() -> None:
    found = _ENGINE.detect("left on March 9")
    assert [(each.score, each.evidence) for each in found] == [(SCORE, ("part",))]
    assert SCORE < 0.5
    assert all(each.max_length >= 14 for each in PATTERNS)
