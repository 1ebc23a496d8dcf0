"""E-mail addresses whose signs are gone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.numbers.email import EmailDetector
from detectors.numbers.email_glued import glued_domain

from .conftest import Find, finder

_ENGINE = Engine([EmailDetector()])


@pytest.fixture
def find() -> Find:
    return finder(_ENGINE)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("jane doe gmailcom", "jane doe gmailcom"),
        ("its jane 67 gmailcom ok", "jane 67 gmailcom"),
        ("janedoegmailcom", "janedoegmailcom"),
        ("janedoe gmail com", "janedoe gmail com"),
        ("janedoe hotmail co uk", "janedoe hotmail co uk"),
        ("my mail janedoeyahoocoin", "janedoeyahoocoin"),
        ("4155552671 janegamilcom", "janegamilcom"),
        ("jane 143 dgmailcom", "jane 143 dgmailcom"),
        ("jane 2 k 16 gmailcom", "jane 2 k 16 gmailcom"),
        ("email is janedoeyahoomailcom", "janedoeyahoomailcom"),
        ("janedoegmailcon", "janedoegmailcon"),
        ("my email janeexamplecom", "janeexamplecom"),
        ("yes it is janeexamplecom", "janeexamplecom"),
        ("jane 4588 com", "jane 4588 com"),
        ("karthigmail", "karthigmail"),
        ("janeverizonnet", "janeverizonnet"),
    ],
)
def test_spellings(text: str, address: str, find: Find) -> None:
    assert ("EMAIL_ADDRESS", address) in find(text)


@pytest.mark.parametrize(
    "question", ["Can I get your email address?", "please provide the e-mail id"]
)
@pytest.mark.parametrize(
    "answer", ["yes sure", "one moment please", "the internet is down", "ok thanks"]
)
def test_a_question_alone_makes_no_address(question: str, answer: str, find: Find) -> None:
    assert find(answer, before=question) == []


@pytest.mark.parametrize(
    "text",
    [
        "the internet is down", "use telecom and cabinet", "i have a gmail account",
        "my gmail is new",
        "is gmail com down", "the outlook in india", "do you have yahoo in your list", "planet",
        "check out ebaycom please", "dotcom", "com", "the bacon", "bitcoin", "hotmail", "ethernet",
        "email com",
    ],
)  # fmt: skip
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "EMAIL_ADDRESS"] == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("janegmailcom", "provider"), ("gmailcom", "provider"), ("janehotmailfr", "provider"),
        ("janegmail", "bare"), ("janeexampleorg", "other"), ("telecom", None), ("com", None),
        ("jane", None), ("", None),
    ],
)  # fmt: skip
def test_ends_of_words(word: str, expected: str | None) -> None:
    assert glued_domain(word) == expected


@given(st.from_regex(r"[a-z]{3,20}(?:gmail|yahoo|hotmail|outlook)com", fullmatch=True))
def test_any_name_glued_to_a_provider(word: str) -> None:
    assert glued_domain(word) == "provider"
