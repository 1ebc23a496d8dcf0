"""PINs and one-time codes."""

from __future__ import annotations

import pytest

from .conftest import Find


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("the code is 482913", "ONE_TIME_CODE", "482913"),
        ("OTP 1234", "ONE_TIME_CODE", "1234"),
        ("your verification code is 829-112", "ONE_TIME_CODE", "829-112"),
        ("one time password 789654", "ONE_TIME_CODE", "789654"),
        ("my pin is 0420", "PIN", "0420"),
        ("change the pin on my acme bank account to be 7741", "PIN", "7741"),
        ("G-482913 is your Acme verification code", "ONE_TIME_CODE", "G-482913"),
        ("482913 is your one-time code", "ONE_TIME_CODE", "482913"),
    ],
)
def test_codes(text: str, kind: str, value: str, find: Find) -> None:
    assert find(text) == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "code 10", "the code is red", "pin it to the wall at 7", "zip code 12345", "error code 500",
        "promo code SAVE20", "the dress code is 2 pieces", "I pinned 3 posts",
    ],
)  # fmt: skip
def test_no_code(text: str, find: Find) -> None:
    assert {"PIN", "ONE_TIME_CODE"}.isdisjoint(kind for kind, _ in find(text))
