"""JSON web tokens: signed, encrypted, unsigned, cut off."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.secrets.web_token import is_header

from .conftest import Find


def _part(content: object) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


HEADER = _part({"alg": "HS256", "typ": "JWT"})
CLAIMS = _part({"sub": "1234567890", "name": "Jane Doe"})
SIGNED = f"{HEADER}.{CLAIMS}.c2lnbmF0dXJlLW1hZGUtdXA_-0"
ENCRYPTED = f"{_part({'alg': 'dir', 'enc': 'A256GCM'})}..aXY_.Y2lwaGVydGV4dA.dGFn"


@pytest.mark.parametrize("token", [SIGNED, ENCRYPTED, f"{HEADER}.{CLAIMS}"])
@pytest.mark.parametrize("around", ["{}", "it is {}.", 'jwt="{}"', "Bearer {}", "see {}, please"])
def test_a_token_is_found_whole(token: str, around: str, find: Find) -> None:
    assert find(around.format(token)) == [("JWT", token)]


def test_a_token_that_was_cut_off(find: Find) -> None:
    assert find(SIGNED[:60]) == [("JWT", SIGNED[:60])]


def test_two_tokens(find: Find) -> None:
    assert find(f"{SIGNED} {ENCRYPTED}") == [("JWT", SIGNED), ("JWT", ENCRYPTED)]


@pytest.mark.parametrize(
    "text", ["eyJhbGci", "heyJohn and Jane.", "the eyJ.", "keyJames12345678.a"]
)
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "JWT"] == []


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3))
def test_every_object_is_a_header(content: dict[str, str]) -> None:
    assert is_header(_part(content))


@given(st.text(max_size=40))
def test_junk_is_no_header(junk: str) -> None:
    assert not is_header(junk) or junk.startswith(("ey", "ew"))
