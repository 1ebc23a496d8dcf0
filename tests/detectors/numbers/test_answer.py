"""Bare answers to questions of the turn before."""

from __future__ import annotations

import pytest

from .conftest import Find


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("What is the security code?", "it's 123", [("CARD_CVV", "123")]),
        ("And the expiry date?", "04/27", [("CARD_EXPIRY", "04/27")]),
        ("last 4 digits of your card?", "5273", [("CREDIT_CARD", "5273")]),
        ("Could I have your SSN?", "078051120", [("US_SSN", "078051120")]),
        ("last four of your social security number?", "1120", [("US_SSN", "1120")]),
        ("ssn", "0 7 8 0 5 1 1 2 0", [("US_SSN", "0 7 8 0 5 1 1 2 0")]),
        ("What is the best number to reach you?", "2025550143", [("PHONE_NUMBER", "2025550143")]),
        ("please share your phone number", "202 555 0143", [("PHONE_NUMBER", "202 555 0143")]),
        ("How many people?", "1234", []),
        ("Discard it?", "5273", []),
        (None, "5273", []),
    ],
)
def test_answers(
    before: str | None, text: str, expected: list[tuple[str, str]], find: Find
) -> None:
    assert find(text, before) == expected


def test_a_long_answer_is_covered_whole(find: Find) -> None:
    text = "brown 1111 9092338790"
    found = find(text, "What are the last four digits of your social security number?")
    assert "".join(value for _, value in found).replace(" ", "") == "11119092338790"
