"""E-mail addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.numbers.email import EmailDetector, address_span

from .conftest import Find, finder

_ENGINE = Engine([EmailDetector()])


@pytest.fixture
def find() -> Find:
    return finder(_ENGINE)


@pytest.mark.parametrize(
    "address",
    [
        "jane@example.com", "jane.doe+news@example.co.uk", "jane@corp.local", "j@x.invalid",
        "o'brien@example.com", "jane_doe-1@sub.example.com", "josé@example.com",
        "jane@bücher.example", "иван@пример.рф", "jane@[192.0.2.1]", "jane@192.0.2.1",
        '"jane doe"@example.com', "jane@localhost", "JANE@EXAMPLE.COM", "1234@example.com",
        "jane@xn--bcher-kva.example",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "frame", ["{}", "write to {}.", "<{}>", "({}),", "mail:{};", "user={}&x=1"]
)
def test_the_address_and_nothing_else(address: str, frame: str, find: Find) -> None:
    assert ("EMAIL_ADDRESS", address) in find(frame.format(address))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("user=jane@acme.com", "jane@acme.com"),
        ("我的邮箱是jane@example.com谢谢", "jane@example.com"),
        ("**jane@example.com**", "jane@example.com"),
        ("jane＠example．com", "jane＠example．com"),
        ("ja\u200bne@exam\u00adple.com", "ja\u200bne@exam\u00adple.com"),
        ("jane@example.com...", "jane@example.com"),
        ("mailto:jane@example.com?subject=x", "jane@example.com"),
        ("jane@gmail", "jane@gmail"),
        ("jane@yahoo,com", "jane@yahoo,com"),
        ("jane@gmail com please", "jane@gmail com"),
        ("git@example.com", "git@example.com"),
        ("mail noreply@example.com or so", "noreply@example.com"),
    ],
)
def test_what_stands_around_it(text: str, address: str, find: Find) -> None:
    assert find(text) == [("EMAIL_ADDRESS", address)]


@pytest.mark.parametrize(
    "text",
    [
        "@home", "a @ b", "jane@", "@example.com", "lodash@4.17.21", "jane@nowhere", "@@@",
        "git@example.com:owner/name.git", "git clone ssh://git@example.com/owner/name",
    ],
)  # fmt: skip
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "EMAIL_ADDRESS"] == []


@pytest.mark.parametrize("between", [" ", ",", ";", "\n", ", ", "|"])
def test_three_neighbours_are_three_findings(between: str, find: Find) -> None:
    addresses = ["a@example.com", "b@example.com", "c@example.com"]
    assert [value for _, value in find(between.join(addresses))] == addresses


def test_a_long_run_before_keeps_the_end_covered(find: Find) -> None:
    text = "x" * 100 + "jane@example.com"
    ((_, value),) = find(text)
    assert value.endswith("jane@example.com")
    assert len(value) == 64 + len("@example.com")


@given(st.text(max_size=30), st.text(max_size=30))
def test_spans_hold_their_at_sign(before: str, after: str) -> None:
    span = address_span(before + "@" + after, len(before))
    assert span is None or span[0] < len(before) < span[1] - 1
