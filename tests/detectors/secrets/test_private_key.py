"""Private keys: whole, cut off, in one line, in JSON, without an end."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.secrets.private_key import PrivateKeyDetector, end_of_lines
from detectors.types import Input

from .conftest import Find

LINE = "MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEAq7BFUpkGp3+LQmlQ"
BODY = f"{LINE}\n{LINE}\nAQIDBA=="
KINDS = ["", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED "]


def _pem(kind: str = "", body: str = BODY) -> str:
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_found_whole(kind: str, find: Find) -> None:
    key = _pem(kind)
    assert find(f"here it is:\n{key}\nthanks") == [("PRIVATE_KEY", key)]


def test_a_block_of_pgp(find: Find) -> None:
    key = (
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: Example 1.0\n\n"
        f"{BODY}\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----"
    )
    assert find(f"{key}\n") == [("PRIVATE_KEY", key)]


def test_an_encrypted_key_with_headers(find: Find) -> None:
    headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0011223344556677\n\n"
    key = _pem("RSA ", headers + BODY)
    assert find(key) == [("PRIVATE_KEY", key)]
    cut = key[: key.index("\n-----END")]
    assert find(cut) == [("PRIVATE_KEY", cut)]


def test_a_key_in_one_line_and_in_json(find: Find) -> None:
    line = _pem().replace("\n", " ")
    assert find(f"KEY='{line}'") == [("PRIVATE_KEY", line)]
    dumped = json.dumps({"private_key": _pem() + "\n"})
    (found,) = [value for kind, value in find(dumped) if kind == "PRIVATE_KEY"]
    assert found.startswith("-----BEGIN")
    assert found.endswith("-----END PRIVATE KEY-----")


@pytest.mark.parametrize("length", [20, 64, 80, 129, 131, 137])
def test_a_key_without_its_end_is_covered_as_far_as_it_goes(length: int, find: Find) -> None:
    cut = f"-----BEGIN PRIVATE KEY-----\n{BODY[:length]}".rstrip()
    assert find(f"{cut}") == [("PRIVATE_KEY", cut)]


def test_what_follows_a_cut_key_is_not_part_of_it(find: Find) -> None:
    cut = f"-----BEGIN PRIVATE KEY-----\n{LINE}"
    assert find(f"{cut}\n\nthat is all I have of it") == [("PRIVATE_KEY", cut)]


def test_a_key_without_its_beginning(find: Find) -> None:
    cut = f"{LINE}\nAQIDBA==\n-----END PRIVATE KEY-----"
    assert find(f"I lost it: {cut} ok") == [("PRIVATE_KEY", cut)]


def test_two_keys_are_two_findings(find: Find) -> None:
    assert find(f"{_pem()}\n{_pem('RSA ')}") == [
        ("PRIVATE_KEY", _pem()),
        ("PRIVATE_KEY", _pem("RSA ")),
    ]


def test_putty(find: Find) -> None:
    key = (
        "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: made up\nPublic-Lines: 1\n"
        f"{LINE}\nPrivate-Lines: 1\n{LINE}\nPrivate-MAC: 00112233445566778899"
    )
    assert find(f"{key}\nthanks") == [("PRIVATE_KEY", key)]


@pytest.mark.parametrize("key", ["AGE-SECRET-KEY-1" + "QPZRY9X8" * 7, "nsec1" + "qpzry9x8" * 7])
def test_keys_in_bech32(key: str, find: Find) -> None:
    assert find(f"use {key} here") == [("PRIVATE_KEY", key)]


@pytest.mark.parametrize(
    "text",
    [
        "begin with a private key",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAw\n-----END PUBLIC KEY-----",
        "where do I put my private key?",
    ],
)
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "PRIVATE_KEY"] == []


@given(st.text(max_size=60))
def test_an_end_lies_within_the_text(text: str) -> None:
    assert 0 <= end_of_lines(text, 0) <= len(text)


@pytest.mark.parametrize(
    "unit", ["--BEGIN PRIVATE KEY", "--END PRIVATE KEY", "PuTTY-User-Key-File-2 "]
)
def test_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    text = unit * 2_000
    checks = 0

    def check() -> None:
        nonlocal checks
        checks += 1

    seen = Input(text=text, before="", language="en", check=check)
    found = list(PrivateKeyDetector().confirm(seen, 0, len(text)))
    assert checks <= 2_000
    assert all(each.end - each.start < 100 for each in found)
