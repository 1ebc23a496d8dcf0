"""Codes of RFC 6238, and recovery codes."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from gateway.sign_in.codes import as_svg, code_hash, matching_step, recovery_codes, secret_for

# RFC 6238 appendix B, SHA-1: the secret's bytes, and the last six digits at these seconds.
SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_the_codes_of_the_rfc(seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    step = seconds // 30
    assert matching_step(SECRET, code, now=now, after=-1) == step
    assert matching_step(SECRET, f"{code[:3]} {code[3:]}", now=now, after=step - 1) == step
    assert matching_step(SECRET, code, now=now, after=step) is None
    for late, found in ((30, step), (60, None), (-30, step), (-60, None)):
        at = datetime.fromtimestamp(step * 30 + late, UTC)
        assert matching_step(SECRET, code, now=at, after=-1) == found


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "\u0661\u0662\u0663456"])
def test_what_is_no_code_matches_nothing(code: str) -> None:
    assert matching_step(SECRET, code, now=datetime.fromtimestamp(59, UTC), after=-1) is None


def test_recovery_codes_are_found_however_they_are_typed() -> None:
    codes = recovery_codes(lambda length: bytes(range(length)))
    assert codes[0] == "aaaq-eaye-auda-ocaj"
    assert code_hash(codes[0]) == code_hash(codes[0].upper().replace("-", "  "))
    assert code_hash(codes[0]) != code_hash(codes[0][:-1])


def test_an_invitation_has_one_secret_and_a_picture_without_script() -> None:
    assert secret_for(b"k", "one") == secret_for(b"k", "one") != secret_for(b"k", "two")
    svg = as_svg("otpauth://totp/Discreet:ada?secret=ABC&issuer=Discreet")
    assert svg.startswith("<svg")
    assert "script" not in svg
    assert "otpauth" not in svg
