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


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("your booking number?", "kannan and gy 65 tg", [("OTHER_ID", "gy 65 tg")]),
        ("Your policy number?", "its abc 276278764", [("OTHER_ID", "abc 276278764")]),
        ("May I have your account number?", "it is 6182", [("BANK_ACCOUNT", "6182")]),
        ("last four of your social and of your card?", "0250 and 6688",
         [("US_SSN", "0250"), ("CREDIT_CARD", "6688")]),
        ("your PIN?", "8363 thanks", [("PIN", "8363")]),
        ("your PIN?", "what? 8363", []),
        ("Your order 9912345 is late. Your account number?", "7414", [("BANK_ACCOUNT", "7414")]),
        ("Is your order late?", "7414", []),
        ("your account number?", "policy number 7414", [("OTHER_ID", "7414")]),
        ("your account number?", "yes sure", []),
        ("your account number?", "my foobar is 74149", []),
        ("your account number?", "my acount number is 74149", [("BANK_ACCOUNT", "74149")]),
        ("your account number?", "visit 1512 Barber Shop", []),
        ("your account number?", "3 of them", []),
    ],
)  # fmt: skip
def test_the_question_gives_the_type(
    before: str, text: str, expected: list[tuple[str, str]], find: Find
) -> None:
    assert find(text, before) == expected


def test_the_middle_of_a_document_answers_nothing(find: Find) -> None:
    text = "word " * 1_000 + "7414" + " word" * 1_000
    assert find(text, "your account number?") == []
    assert find("7414. " + text, "your account number?") == [("BANK_ACCOUNT", "7414")]


@pytest.mark.parametrize(
    ("text", "question", "entity_type"),
    [
        ("ac no 1234567891009874", "Could you provide the credit card number?", "CREDIT_CARD"),
        ("45698 account", "Could you confirm your social security number?", "US_SSN"),
        ("45698", "\u00bfCu\u00e1l es su n\u00famero de p\u00f3liza?", "OTHER_ID"),
    ],
)
def test_what_the_question_says_wins(
    text: str, question: str, entity_type: str, find: Find
) -> None:
    assert [kind for kind, _ in find(text, question)] == [entity_type]
