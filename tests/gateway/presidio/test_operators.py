"""Each operator alone; against Presidio they are tested in test_anonymize."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import InvalidRequest
from gateway.presidio.operators import decrypt, encrypt, hashed, mask, operate, replace, reverse

KEY = {"key": "k" * 32}


@given(st.text(max_size=40), st.binary(min_size=16, max_size=16))
def test_decrypt_undoes_encrypt(text: str, vector: bytes) -> None:
    made = encrypt(text, KEY, entropy=lambda _: vector)
    assert decrypt(made, KEY) == text


@pytest.mark.parametrize("text", ["", "x", "AAAA", "é", "A" * 44, "!!!!"])
def test_what_was_not_encrypted_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        decrypt(text, KEY)
    assert caught.value.status == 422


def test_masks() -> None:
    hide = {"type": "mask", "masking_char": "*", "chars_to_mask": 2}
    assert mask("abcd", {**hide, "from_end": False}) == "**cd"
    assert mask("abcd", {**hide, "from_end": True}) == "ab**"
    assert mask("a", {**hide, "from_end": True}) == "*"
    assert mask("abcd", {**hide, "from_end": False, "chars_to_mask": -1}) == "abcd"


def test_hashes_are_salted() -> None:
    salt = {"salt": "0123456789abcdef"}
    assert hashed("a", salt, entropy=bytes) == hashed("a", salt, entropy=bytes)
    assert len(hashed("a", {"hash_type": "sha512"}, entropy=bytes)) == 128
    assert hashed("a", {}, entropy=lambda n: b"1" * n) != hashed("a", {}, entropy=bytes)


def test_replace_keep_redact_and_their_reverses() -> None:
    assert replace("x", "A", parameters={"new_value": ""}) == "<A>"
    for name, expected in (("keep", "x"), ("redact", ""), ("replace", "<A>")):
        assert operate("x", "A", parameters={"type": name}, entropy=bytes) == expected
    keep = {"type": "deanonymize_keep"}
    assert reverse("x", "A", parameters=keep, entropy=bytes) == "x"
    with pytest.raises(InvalidRequest):
        reverse("x", "A", parameters={"type": "replace"}, entropy=bytes)
