"""The check digits of GitHub's and npm's tokens."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.secrets.code_layouts import has_checksum

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _signed(random: str) -> str:
    value, check = zlib.crc32(random.encode()), ""
    for _ in range(6):
        value, rest = divmod(value, 62)
        check = DIGITS[rest] + check
    return f"ghp_{random}{check}"


@given(st.text(DIGITS, min_size=30, max_size=30), st.integers(4, 39), st.sampled_from(DIGITS))
def test_one_wrong_character_is_noticed(random: str, place: int, other: str) -> None:
    key = _signed(random)
    assert has_checksum(key)
    if key[place] != other:
        assert not has_checksum(key[:place] + other + key[place + 1 :])


@pytest.mark.parametrize("key", ["", "ghp_", "ghp_" + "0" * 35, "ghp_" + "-" * 36])
def test_what_has_none(key: str) -> None:
    assert not has_checksum(key)
