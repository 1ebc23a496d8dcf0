"""The masked view shows types and no value, whatever form the stored text has."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.types import Finding
from gateway.access.masked import masked, set_aside


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("I am [PERSON_7KQ2M0XA].", "I am [PERSON]."),
        ("I am [PERSON_7KQ2M0XA.2B] and [PERSON_00000000]", "I am [PERSON] and [PERSON]"),
        ("call book_PERSON_7KQ2M0XA now", "call book_[PERSON] now"),
        ("call PERSON_7KQ2M0XA now", "call [PERSON] now"),
        ("[EMAIL_ADDRESS#3f1c0a9be2d4587a]", "[EMAIL_ADDRESS]"),
        ("[CARD_CVV]", "[CARD_CVV]"),
        ("card **** **** **** 4242", "card [MASKED] [MASKED] [MASKED] [NUMBER]"),
        ("card ************4242 ok", "card [MASKED] ok"),
        ("room 12 on floor 3", "room 12 on floor 3"),
        ("no 4711, 06-12-34", "no [NUMBER], [NUMBER]"),
        ("a@b.example", "[EMAIL_ADDRESS]"),
        ("at @ home", "at @ home"),
        ("key 00ff00ff00ff00ff00", "key [HASH]"),
        ("nothing at all", "nothing at all"),
        ("", ""),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert masked(set_aside(text), []) == shown


def test_findings_become_their_types_but_not_inside_a_type() -> None:
    text = "Ada met [PERSON] there"
    found = [
        Finding(entity_type="PERSON", start=0, end=3, score=0.9, detector="x", evidence=()),
        Finding(entity_type="PERSON", start=9, end=15, score=0.9, detector="x", evidence=()),
    ]
    assert masked(text, found) == "[PERSON] met [PERSON] there"


@given(st.text(alphabet="0123456789 -.*•", max_size=40))
def test_three_digits_in_a_row_are_never_shown(text: str) -> None:
    assert re.search(r"[0-9]{3}", masked(set_aside(text), [])) is None
