"""Passwords and security answers said in chat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine

from .conftest import Find

_ENGINE = Engine()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("my password is hunter2", "hunter2"),
        ("pwd: P@ssw0rd!", "P@ssw0rd"),
        ("password Tr0ub4dor&3", "Tr0ub4dor&3"),
        ("password: swordfish", "swordfish"),
        ("the password is swordfish, thanks", "swordfish"),
        ("my passcode is 4821", "4821"),
        ("password is jamjugger 65", "jamjugger 65"),
        ("my password for the site is hunter2", "hunter2"),
        ("mein Passwort ist Geheim99", "Geheim99"),
        ("1234 is my password", "1234"),
    ],
)
def test_passwords_that_words_name(text: str, value: str, find: Find) -> None:
    assert find(text) == [("PASSWORD", value)]


@pytest.mark.parametrize(
    "text",
    [
        "my password is not working", "the password is correct", "password reset",
        "password please", "I forgot my password", "the password is wrong", "pass the salt",
        "my password expired 30 days ago", "is the password case sensitive", "I passed",
        "password is required", "what is my password?", "day pass for 2 people",
        "the password was changed yesterday",
    ],
)  # fmt: skip
def test_no_password(text: str, find: Find) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hunter2", "hunter2"), ("Tr0ub4dor&3", "Tr0ub4dor&3"), ("fluffyBunny", "fluffyBunny"),
        ("it is swordfish", "swordfish"), ("sure, it's abc123", "abc123"), ("axn 5841", "axn 5841"),
        ("yes sure", None), ("one moment please", None), ("just a second", None), ("thanks", None),
        ("two tickets", None), ("at 7 pm", None), ("it is wrong", None), ("Why?", None),
        ("Hello!", None), ("2 tickets", None), ("don't know", None),
    ],
)  # fmt: skip
def test_answers(text: str, expected: str | None, find: Find) -> None:
    found = find(text, "What is your password?")
    assert found == ([("PASSWORD", expected)] if expected else [])


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("Smith", "What is your mother's maiden name?", "Smith"),
        ("it was fluffy", "What was the name of your first pet?", "fluffy"),
        ("my mother's maiden name is Example", None, "Example"),
        ("one moment please", "What is your mother's maiden name?", None),
        ("yes sure", "What is your mother's maiden name?", None),
        ("I don't remember", "What is your mother's maiden name?", None),
        ("4471", "the answer to your security question?", "4471"),
    ],
)
def test_security_answers(
    text: str, question: str | None, expected: str | None, find: Find
) -> None:
    found = [value for kind, value in find(text, question) if kind == "SECURITY_ANSWER"]
    assert found == ([expected] if expected else [])


@given(st.from_regex(r"[a-z]{3,8}[0-9]{1,4}[!#%&]?[A-Z]{1,3}", fullmatch=True))
def test_any_mixed_password_is_covered_whole(value: str) -> None:
    text = f"my password is {value}"
    covered = {place for each in _ENGINE.detect(text) for place in range(each.start, each.end)}
    assert set(range(15, len(text))) <= covered


@pytest.mark.parametrize("unit", ["password is ", "password ", "password:", "pwd is pwd ", "pass "])
def test_junk_stays_within_the_budget(unit: str) -> None:
    text = (unit * 30_000)[:100_000] + " 4111 1111 1111 1111"
    assert any(each.end == len(text) for each in _ENGINE.detect(text))


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("name jane password schecter 98", None, [("PASSWORD", "schecter 98")]),
        ("ganshk 56", "What is your password?", [("PASSWORD", "ganshk 56")]),
        ("hold 56", "What is your password?", []),
        ("password attempts 3", None, []),
    ],
)
def test_a_word_and_a_number(
    text: str, question: str | None, expected: list[tuple[str, str]], find: Find
) -> None:
    assert [each for each in find(text, question) if each[0] == "PASSWORD"] == expected
