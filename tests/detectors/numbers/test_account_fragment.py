"""Last digits of cards, accounts and social security numbers."""

from __future__ import annotations

import pytest

from .conftest import Find


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("last four of my social is 5663", "US_SSN", "5663"),
        ("my last four digits ssn number is 2154", "US_SSN", "2154"),
        ("my card ending in 4242", "CREDIT_CARD", "4242"),
        ("credit card 6302", "CREDIT_CARD", "6302"),
        ("the last four are actually 3644", "ACCOUNT_FRAGMENT", "3644"),
        ("4 digits 6758", "ACCOUNT_FRAGMENT", "6758"),
    ],
)
def test_fragments(text: str, kind: str, value: str, find: Find) -> None:
    assert find(text) == [(kind, value)]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("the last 4 of your social?", "US_SSN"),
        ("the last 4 of your card?", "CREDIT_CARD"),
        ("the last 4 of your account?", "BANK_ACCOUNT"),
        ("the last 4?", "ACCOUNT_FRAGMENT"),
        ("May I have your name?", "ACCOUNT_FRAGMENT"),
    ],
)
def test_the_question_says_of_what(question: str, kind: str, find: Find) -> None:
    assert find("the last 4 are 8579", question) == [(kind, "8579")]
    assert find("jane 8579", question)[-1][0] == kind


@pytest.mark.parametrize("text", ["the last 4 days", "4 digits", "last four 12"])
def test_no_fragment(text: str, find: Find) -> None:
    assert find(text) == []
