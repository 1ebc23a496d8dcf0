"""Unusual separators between the groups of a number, and lists that are no number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.grouped import pieces
from tests.detectors.reading import read_with

ENGINE = Engine()


def read(text: str) -> str:
    return read_with(text, pieces(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("078 | 05 | 1120", "078 05 1120"),
        ("ssn 078*05*1120.", "ssn 078 05 1120."),
        ("415, 555, 2671", "415 555 2671"),
        ("+44\t20\t7946\t0958", "+44 20 7946 0958"),
        ("078\n05\n1120", "078 05 1120"),
        ("078 05    1120", "078 05 1120"),
        ("078 - 05 - 1120", "078 05 1120"),
        ("DE89|3704|0044|0532|0130|00", "DE89 3704 0044 0532 0130 00"),
        ("DE89/3704/0044/0532/0130/00", "DE89 3704 0044 0532 0130 00"),
        ("GB82_WEST_1234_5698_7654_32", "GB82 WEST 1234 5698 7654 32"),
        ("M*AB*1234", "M AB 1234"),
        ("0 7 8 0 5 1 1 2 0", "078051120"),
        ("A-B-1-2-3-4-5-6", "AB123456"),
    ],
)
def test_reads(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "078-05-1120", "4111 1111 1111 1111", "(415) 555-2671", "10, 20 and 30", "1,234,567"),
        *("12/03/2024, 10:30", "Main St 14-5, 13407 Berlin", "12 345,00", "hsl(540, 03%, 4%, 500)"),
        *("1993 - 1995", "2002; 16; 567 - 571", "3 x 4 = 12", "1 2 3", "a b c d e f g h"),
    ],
)
def test_leaves_alone(text: str) -> None:
    assert pieces(text) == []


def test_a_long_list_is_no_number() -> None:
    assert pieces(" | ".join(["1234"] * 12)) == []


@given(st.text(alphabet="0123456789AB ,.-|/*\n_:", max_size=80))
def test_pieces_are_ascending_and_disjoint(text: str) -> None:
    last = 0
    for _, start, end in pieces(text):
        assert last <= start < end <= len(text)
        last = end


@pytest.mark.parametrize(
    "separator", ["|", " | ", "*", "_", ", ", "\t", "\n", " - ", "...", "    "]
)
@pytest.mark.parametrize(
    ("name", "groups", "entity_type"),
    [
        ("ssn", "078 05 1120", "US_SSN"),
        ("card", "4111 1111 1111 1111", "CREDIT_CARD"),
        ("iban", "DE89 3704 0044 0532 0130 00", "IBAN_CODE"),
        ("phone", "415 555 2671", "PHONE_NUMBER"),
    ],
)
def test_is_found_at_its_place(name: str, groups: str, entity_type: str, separator: str) -> None:
    value = groups.replace(" ", separator)
    text = f"my {name} is {value} ok"
    found = [(each.entity_type, text[each.start : each.end]) for each in ENGINE.detect(text)]
    assert (entity_type, value) in found
