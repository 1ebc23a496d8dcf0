"""E-mail addresses with their signs in words or brackets."""

from __future__ import annotations

import pytest

from detectors import Engine
from detectors.numbers.email import EmailDetector
from detectors.numbers.email_spoken import spoken_span

from .conftest import Find, finder

_ENGINE = Engine([EmailDetector()])


@pytest.fixture
def find() -> Find:
    return finder(_ENGINE)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("it is janedoe at gmail dot com", "janedoe at gmail dot com"),
        ("jane underscore doe at gmail dot com ok", "jane underscore doe at gmail dot com"),
        ("jane dot doe at the rate example dot co dot uk", None),
        ("jane (at) example (dot) com", None),
        ("jane[at]example[dot]org", None),
        ("jane.doe(at)example.com", None),
        ("jane {at} example {dot} co.uk", None),
        ("jane AT example DOT com", None),
        ("email me: jane AT example.com", "jane AT example.com"),
        ("my email is jane at example dot com", "jane at example dot com"),
        ("jane arroba ejemplo punto es", None),
        ("mi correo es maria arroba gmail punto com", "maria arroba gmail punto com"),
        ("jane chiocciola libero punto it", None),
        ("max klammeraffe gmx punkt de", None),
        ("jan małpa wp kropka pl", None),
        ("иван собака mail точка ru", None),
        ("jane @ example.com", None),
        ("jane@ example.com", None),
        ("jane @example . com", None),
        ("jane dot doe42 at outlook dot com", None),
        ("j a n e at gmail dot com", None),
        ("jane-at-example-dot-com", None),
        ("jane(at)gmail", None),
    ],
)
def test_spellings(text: str, address: str | None, find: Find) -> None:
    assert find(text) == [("EMAIL_ADDRESS", address or text)]


@pytest.mark.parametrize(
    "text",
    [
        "meet me at amazon dot com", "look at example.com", "i bought it at amazon.com yesterday",
        "March 2nd at Cattlemens.Is that right", "see you at the office dot", "jane at 5 pm dot",
        "arroba", "(at)", "@ home", "polka dot at the rate of 5", "a @ b", "at at dot dot com",
        "point to it", "look at dot com",
    ],
)  # fmt: skip
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "EMAIL_ADDRESS"] == []


@pytest.mark.parametrize(
    ("text", "named", "found"),
    [
        ("jane at example dot com", True, True),
        ("jane at example dot com", False, False),
        ("jane at nowhere dot nowhere", True, False),
        ("me at example dot com", True, False),
    ],
)
def test_words_that_name_an_address(text: str, named: bool, found: bool) -> None:
    at = text.index(" at ") + 1
    assert (spoken_span(text, (at, at + 2), named=named) is not None) is found
