"""Letters for digits, and signs of mail bodies: what is read, what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.mistyped import pieces
from tests.detectors.reading import read_with

ENGINE = Engine()


def read(text: str) -> str:
    return read_with(text, pieces(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my ssn is O78-O5-ll2O", "my ssn is 078-05-1120"),
        ("41l1 llll 1111 1I11", "4111 1111 1111 1111"),
        ("4SS6 7B89 1234", "4556 7889 1234"),
        ("PL42678739l382l784024857397", "PL4267873913821784024857397"),
        ("jane=40example.com", "jane@example.com"),
        ("jane+AEA-example.com", "jane@example.com"),
        ("jane@exa=\nmple.com", "jane@example.com"),
        ("4111=\r\n1111", "41111111"),
    ],
)
def test_reads(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "it is 20lbs or 30s", "iso8601 2010-02-18", "is 4111 1111", "silo", "B12 and S50"),
        *("00140012G3", "a = 40", "KEY=\n\nNEXT", "lol 1 oil 2", "x5l643lydnw9re59gtzz"),
        *("f=40", "5 is 6", "K1S 5B6"),
    ],
)
def test_leaves_alone(text: str) -> None:
    assert pieces(text) == []


@given(st.text(alphabet="01OolISBz -./=4\n+AEA@a", max_size=60))
def test_pieces_are_ascending_and_disjoint(text: str) -> None:
    last = 0
    for _, start, end in pieces(text):
        assert last <= start < end <= len(text)
        last = end


@pytest.mark.parametrize(
    ("text", "entity_type", "value"),
    [
        ("my ssn is O78-O5-ll2O ok", "US_SSN", "O78-O5-ll2O"),
        ("card 41l1 1Il1 l111 1111 ok", "CREDIT_CARD", "41l1 1Il1 l111 1111"),
        ("write to jane=40example.com now", "EMAIL_ADDRESS", "jane=40example.com"),
        ("to DE89 37O4 0O44 0532 013O 00 today", "IBAN_CODE", "DE89 37O4 0O44 0532 013O 00"),
    ],
)
def test_is_found_at_its_place(text: str, entity_type: str, value: str) -> None:
    found = [(each.entity_type, text[each.start : each.end]) for each in ENGINE.detect(text)]
    assert found == [(entity_type, value)]
