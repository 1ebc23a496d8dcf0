"""Serial numbers that only their names give away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.numbers.device_id import may_be_serial

from .conftest import Find


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the serial number is C02XG2JHJGH5", "C02XG2JHJGH5"),
        ("Serial No: 12-345-ABC", "12-345-ABC"),
        ("S/N: AB12345", "AB12345"),
        ("serial number of my laptop is AB12345.", "AB12345"),
        ("Seriennummer: AB12345", "AB12345"),
        ("android id 9774d56d682e549c", "9774d56d682e549c"),
        ("udid 00008030-001C2D2E3F4A5B6C", "00008030-001C2D2E3F4A5B6C"),
    ],
)
def test_a_number_is_found_whole(text: str, value: str, find: Find) -> None:
    assert find(text) == [("DEVICE_ID", value)]


def test_an_answer(find: Find) -> None:
    question = "What is the serial number on the back?"
    assert find("it is AB12345", question) == [("DEVICE_ID", "AB12345")]
    assert find("one moment please", question) == []


@pytest.mark.parametrize(
    "text",
    [
        "the serial number is on the back",
        "a serial killer in 2 episodes",
        "serial number?",
        "cereal number AB12345",
    ],
)
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "DEVICE_ID"] == []


@given(st.text(max_size=50))
def test_what_may_be_one_has_a_digit(text: str) -> None:
    assert not may_be_serial(text) or any(map(str.isdigit, text))
