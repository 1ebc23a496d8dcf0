"""User names and handles."""

from __future__ import annotations

import pytest

from detectors import Engine
from detectors.numbers.username import UsernameDetector, looks_made_up

from .conftest import Find, finder

_ENGINE = Engine([UsernameDetector()])


@pytest.fixture
def find() -> Find:
    return finder(_ENGINE)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("you can contact @jane_doe for more", "@jane_doe"),
        ("@JaneDoe, please respond.", "@JaneDoe"),
        ("Hi@JaneDoeFD, please respond.", "@JaneDoeFD"),
        ("my username is jane_doe42", "jane_doe42"),
        ("user name: janedoe", "janedoe"),
        ("Username: jdoe730 ok", "jdoe730"),
        ("my login id is jdoe88", "jdoe88"),
        ("my username is malabsy", "malabsy"),
        ("WeChat: my-name-123", "my-name-123"),
        ("加我wx: test_user88", "test_user88"),
        ("我的微信：zhangsan_2024", "zhangsan_2024"),
        ("QQ:10001", "10001"),
        ("mein Benutzername ist jdoe.88", "jdoe.88"),
    ],
)
def test_handles_and_named_ones(text: str, value: str, find: Find) -> None:
    assert find(text) == [("USERNAME", value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("jdoe939", "jdoe939"), ("it is jdoe_", "jdoe_"), ("karna", "karna"), ("its karna", "karna")],
)
def test_answers(text: str, value: str, find: Find) -> None:
    assert find(text, before="What is your user name?") == [("USERNAME", value)]
    assert find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "yes sure", "one moment please", "ok", "I forgot it", "thank you", "no", "hello",
        "let me check", "what is it?", "not sure", "done.", "all set",
    ],
)  # fmt: skip
def test_what_answers_nothing(text: str, find: Find) -> None:
    assert find(text, before="please provide your login id") == []


@pytest.mark.parametrize(
    "text",
    [
        "@home", "meet @5pm", "jane@example.com", "@media print", "@all",
        "my username is incorrect now",
        "i forgot my user name", "wechat is down", "the handle broke", "@types/node", "@x", "@",
        "skype call at 5", "username", "a@b",
    ],
)  # fmt: skip
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "USERNAME"] == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("jane_doe", True),
        ("jane88", True),
        ("j.doe", True),
        ("jane", False),
        ("1234", False),
        ("", False),
    ],
)
def test_made_up_words(word: str, expected: bool) -> None:
    assert looks_made_up(word) is expected
