"""Credentials in addresses and headers."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.secrets.credentials import is_basic

from .conftest import Find


@pytest.mark.parametrize(
    ("text", "password"),
    [
        ("postgres://user:hunter2@db.example.com:5432/shop", "hunter2"),
        ("postgres://user:p@ss/w0rd@db.example.com/shop", "p@ss/w0rd"),
        ("mongodb+srv://user:hunter2@a.example.com,b.example.com/x?w=1", "hunter2"),
        ("redis://:hunter2@cache:6379/0", "hunter2"),
        ("https://user:hunter2@example.com/path?to=jane@example.com", "hunter2"),
        ("https://user:hunt%40er2@example.com/", "hunt%40er2"),
        ("amqp://user:hun#ter2@example.com", "hun#ter2"),
        ('DATABASE_URL="mysql://root:hunter2@127.0.0.1/x"', "hunter2"),
        ("curl -u admin:hunter2 https://example.com", "hunter2"),
        ("curl --user 'admin:hunter2' https://example.com", "hunter2"),
    ],
)
def test_a_password_is_found_whole(text: str, password: str, find: Find) -> None:
    assert ("PASSWORD", password) in find(text)


@pytest.mark.parametrize(
    ("text", "kind", "token"),
    [
        ("Authorization: Bearer abc123def456ghi789", "API_KEY", "abc123def456ghi789"),
        ('"authorization": "Token 0123456789abcdef"', "API_KEY", "0123456789abcdef"),
        ("send bearer abc123def456ghi789 with it", "API_KEY", "abc123def456ghi789"),
        ("Authorization: Basic dXNlcjpodW50ZXIy", "PASSWORD", "dXNlcjpodW50ZXIy"),
        ("-H 'authorization: abc123def456ghi789'", "API_KEY", "abc123def456ghi789"),
    ],
)
def test_a_header_gives_away_its_token(text: str, kind: str, token: str, find: Find) -> None:
    assert (kind, token) in find(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com:8080/path@x",
        "https://example.com/a:b@c",
        "http://[2001:db8::1]:80/",
        "a basic understanding of the basic responsibilities",
        "the bearer acknowledgements of authorization",
        "authorization: none",
        "the token is responsibilities",
        "use -u user: it helps",
    ],
)
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind in ("PASSWORD", "API_KEY")] == []


@given(st.text("abcXYZ019", min_size=1, max_size=20), st.text("abcXYZ019", max_size=20))
def test_what_basic_carries_is_known(user: str, password: str) -> None:
    encoded = b64encode(f"{user}:{password}".encode()).decode()
    assert is_basic(encoded)
    assert is_basic(encoded.rstrip("="))


@given(st.text(max_size=30))
def test_junk_gives_an_answer(junk: str) -> None:
    assert is_basic(junk) in (True, False)
