"""How leaves are read, and what counts in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import registry
from detectors.running_text import OF_RUNNING_TEXT
from detectors.types import Finding
from gateway.model import Kind, Segment
from gateway.proxy.leaves import (
    SURE_ALONE,
    SURE_FRACTION,
    Leaf,
    Place,
    Reading,
    counts,
    is_known_in_fixed_words,
    reading,
    reading_of,
)
from gateway.proxy.wire.json_tree import Number

IDENTIFIERS = sorted(
    {
        entity_type
        for entry in registry.SHIPPED.values()
        for entity_type in entry.detector.entity_types
    }
    - OF_RUNNING_TEXT
)
FINDING = Finding(entity_type="PERSON", start=0, end=4, score=0.6, detector="t")


@pytest.mark.parametrize(
    ("kind", "place", "keys", "expected"),
    [
        (Kind.TEXT, Place.TALK, (), Reading.TALK),
        (Kind.NAME, Place.TALK, (), Reading.TALK),
        (Kind.FIXED, Place.TALK, (), Reading.FIXED),
        (Kind.FIXED, Place.DATA, ("name",), Reading.FIXED),
        (Kind.TEXT, Place.DEFINITION, ("name",), Reading.FIXED),
        (Kind.NAME, Place.DEFINITION, (), Reading.FIXED),
        (Kind.KEY, Place.DATA, (), Reading.KEY),
        (Kind.KEY, Place.DATA, ("customer",), Reading.KEY),
        (Kind.NAME, Place.DATA, (), Reading.KEY),
        (Kind.TEXT, Place.DATA, (), Reading.VALUE),
        (Kind.NUMBER, Place.DATA, ("size_of",), Reading.VALUE),
        (Kind.TEXT, Place.DATA, ("unit",), Reading.KEY),
        (Kind.TEXT, Place.DATA, ("customer",), Reading.TALK),
        (Kind.NUMBER, Place.DATA, ("address",), Reading.TALK),
    ],
)
def test_a_single_word(kind: Kind, place: Place, keys: tuple[str, ...], expected: Reading) -> None:
    assert reading("rose", kind, place=place, keys=keys) is expected


@pytest.mark.parametrize(
    "text",
    [
        "two words",
        "two\u00a0words",
        "two\nwords",
        "two%20words",
        "two\\nwords",
        "我叫王小明",
        "ผมชื่อสมชาย",
    ],
)
@pytest.mark.parametrize("place", list(Place))
def test_what_may_be_several_words_is_read_as_talk(text: str, place: Place) -> None:
    for kind in set(Kind) - {Kind.FIXED}:
        assert reading(text, kind, place=place, keys=("unit",)) is Reading.TALK


def test_a_fixed_word_ends_at_white_space_only() -> None:
    assert reading("two words", Kind.FIXED, place=Place.DATA) is Reading.TALK
    assert reading("模型", Kind.FIXED, place=Place.DEFINITION) is Reading.FIXED


@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.FIXED])
def test_a_number_with_a_fraction_is_read_as_one(kind: Kind) -> None:
    for text in ("0.98765432", "-1.5e10"):
        assert reading(Number(text), kind, place=Place.DATA) is Reading.FRACTION
        assert reading(text, kind, place=Place.DATA) is not Reading.FRACTION
    assert reading(Number("98765432"), kind, place=Place.DATA) is not Reading.FRACTION


def test_a_segment_that_no_wire_read_is_talk_unless_it_is_fixed() -> None:
    segment = Segment(pointer="/x", kind=Kind.TEXT, role="", text="rose")
    assert reading_of(segment) is Reading.TALK
    assert reading_of(replace(segment, kind=Kind.FIXED)) is Reading.FIXED
    assert reading_of(replace(segment, kind=Kind.FIXED, text="a rose")) is Reading.TALK


def test_a_leaf_keeps_its_reading_and_shows_no_text() -> None:
    leaf = Leaf(pointer="/x", kind=Kind.KEY, role="", text="canary", reading=Reading.KEY)
    assert reading_of(leaf) is Reading.KEY
    assert reading_of(replace(leaf, text="other")) is Reading.KEY
    assert "canary" not in repr(leaf)


@pytest.mark.parametrize(
    ("read", "score", "expected"),
    [
        (Reading.TALK, 0.1, True),
        (Reading.VALUE, SURE_ALONE - 0.01, False),
        (Reading.VALUE, SURE_ALONE, True),
        (Reading.KEY, 1.0, False),
        (Reading.FIXED, 1.0, False),
        (Reading.FRACTION, 1.0, False),
    ],
)
def test_a_finding_of_running_text(read: Reading, score: float, expected: bool) -> None:
    for entity_type in OF_RUNNING_TEXT:
        finding = replace(FINDING, entity_type=entity_type, score=score)
        assert counts(finding, read) is expected


@given(st.sampled_from(IDENTIFIERS), st.sampled_from(list(Reading)), st.floats(0, 1), st.text())
def test_identifiers_always_count(
    entity_type: str, read: Reading, score: float, value: str
) -> None:
    finding = replace(FINDING, entity_type=entity_type, score=score)
    assert counts(finding, read) is (read is not Reading.FRACTION or score >= SURE_FRACTION)
    assert is_known_in_fixed_words(entity_type, value)


@pytest.mark.parametrize(
    ("entity_type", "value", "expected"),
    [
        ("PERSON", "virginia", False),
        ("PERSON", "Dr. Virginia", False),
        ("PERSON", "Malathi Rao", True),
        ("PERSON", "malathi_rao", True),
        ("ADDRESS", "12 oak street", True),
        ("MEDICAL_CONDITION", "chest pain", False),
        ("MEDICATION", "metformin", False),
        ("LOCATION", "New York", False),
        ("SPECIAL_CATEGORY", "christian", False),
    ],
)
def test_values_that_are_known_in_the_words_of_a_schema(
    entity_type: str, value: str, expected: bool
) -> None:
    assert is_known_in_fixed_words(entity_type, value) is expected
