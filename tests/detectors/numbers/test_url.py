"""Addresses of the web."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.numbers.email import EmailDetector
from detectors.numbers.ip_address import IpAddressDetector
from detectors.numbers.url import UrlDetector, host_counts

from .conftest import Find, finder

_ENGINE = Engine([UrlDetector(), EmailDetector(), IpAddressDetector()])


@pytest.fixture
def find() -> Find:
    return finder(_ENGINE)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com", "https://www.example.com/store/jane/", "ftp://example.com",
        "https://example.com/a?id=12&name=jane#top", "http://localhost:8080#12", "www.example.com",
        "example.com", "sub.example.co.uk", "https://example.dk/JaneDoe", "bit.ly",
        "example.com/path", "http://bücher.example", "http://пример.рф",
        "http://xn--e1afmkfd.xn--p1ai",
        "example.com?ref=http://example.org", "wss://example.com/s", "example.com:8080/x",
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["{}", "see {}.", "({})", "[x]({})", '"{}"', "<{}>", "网址{}。"])
def test_the_address_and_nothing_else(address: str, frame: str, find: Find) -> None:
    assert find(frame.format(address)) == [("URL", address)]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("please visit s7.am today", "s7.am"),
        ("the link is done.so", "done.so"),
        ("five.https://example.com/YC", "https://example.com/YC"),
        ("请访问https://example.com?action=add以获取", "https://example.com?action=add"),
        ("https://example.org/wiki/A_(b)", "https://example.org/wiki/A_(b)"),
    ],
)
def test_what_stands_around_it(text: str, address: str, find: Find) -> None:
    assert find(text) == [("URL", address)]


@pytest.mark.parametrize(
    "text",
    [
        "end.Next sentence", "thanks.is it done", "done.so what", "i said no.it was", "e.g. this",
        "report.py and readme.md", "node.js", "http://", "://x", "a.b", "www.", "http://nowhere",
        "at 5.pm", "Mr.Smith", "jane@example.com", "3.14", "com", "...", "10.30 am",
        "ok.Is that it",
    ],
)  # fmt: skip
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "URL"] == []


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("http://jane@example.com/x", ("EMAIL_ADDRESS", "jane@example.com")),
        ("http://192.0.2.17/x", ("IP_ADDRESS", "192.0.2.17")),
        ("http://[2001:db8::1]/x", ("IP_ADDRESS", "2001:db8::1")),
        ("https://example.com/?mail=jane@example.org", ("EMAIL_ADDRESS", "jane@example.org")),
    ],
)
def test_what_stands_inside_keeps_its_type(text: str, inner: tuple[str, str], find: Find) -> None:
    assert inner in find(text)


@pytest.mark.parametrize(
    ("host", "more", "expected"),
    [
        ("example.com", False, True), ("EXAMPLE.COM", False, True), ("example.Com", False, False),
        ("done.so", True, True), ("27.pm", False, False), ("example.nowhere", True, False),
        ("example.com.co", False, True),
    ],
)  # fmt: skip
def test_hosts(host: str, more: bool, expected: bool) -> None:
    assert host_counts(host, more=more) is expected


@given(st.from_regex(r"https://[a-z]{1,12}\.com/[a-z0-9/]{0,20}[a-z]", fullmatch=True))
def test_any_address_with_a_scheme_is_covered(address: str) -> None:
    covered = {
        i for each in _ENGINE.detect(f"at {address} ok") for i in range(each.start, each.end)
    }
    assert covered >= set(range(3, 3 + len(address)))


def test_a_run_of_hosts_ends(find: Find) -> None:
    assert ("EMAIL_ADDRESS", "jane@example.com") in find("aa." * 2000 + " jane@example.com")
