"""One value, one token, under one key; nothing of the value in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.deidentify import Ledger, canonical_value
from detectors.operators.keyed_hash import keyed_hash

KEY = b"k" * 32
OTHER = b"o" * 32
TOKEN = re.compile(r"\[[A-Z_]+#[0-9a-f]{16}\]")
TYPES = st.sampled_from(["PERSON", "EMAIL_ADDRESS", "CREDIT_CARD", "API_KEY"])


@pytest.mark.parametrize(
    ("entity_type", "spellings"),
    [
        ("EMAIL_ADDRESS", ["jane@example.com", "JANE@Example.com", "jane@example.com "]),
        ("CREDIT_CARD", ["4111 1111 1111 1111", "4111-1111-1111-1111", "٤١١١١١١١١١١١١١١١"]),
        ("PERSON", ["Malathi Rao", "MALATHI RAO", "malathi  rao"]),
    ],
)
def test_spellings_of_one_value_share_a_token(entity_type: str, spellings: list[str]) -> None:
    assert len({keyed_hash(entity_type, each, key=KEY) for each in spellings}) == 1


def test_the_case_of_a_secret_tells_two_apart() -> None:
    assert keyed_hash("API_KEY", "abcd", key=KEY) != keyed_hash("API_KEY", "ABCD", key=KEY)


def test_another_key_or_type_gives_another_token() -> None:
    tokens = {
        keyed_hash("PERSON", "5550100", key=KEY)[-17:],
        keyed_hash("PERSON", "5550100", key=OTHER)[-17:],
        keyed_hash("PHONE_NUMBER", "5550100", key=KEY)[-17:],
    }
    assert len(tokens) == 3


def test_it_is_not_the_surrogate_of_the_same_value_under_the_same_key() -> None:
    code = Ledger(KEY).issue("PERSON", "Malathi Rao").code
    digest = int(keyed_hash("PERSON", "Malathi Rao", key=KEY)[-17:-1], 16) >> 24
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    spelt = "".join(alphabet[digest >> shift & 31] for shift in range(35, -1, -5))
    assert spelt != code


@given(TYPES, st.text(st.characters(), max_size=40))
def test_every_token_has_the_documented_form_and_is_stable(entity_type: str, text: str) -> None:
    token = keyed_hash(entity_type, text, key=KEY)
    assert TOKEN.fullmatch(token)
    assert token.startswith(f"[{entity_type}#")
    assert token == keyed_hash(entity_type, text, key=KEY)


@given(TYPES, st.text(max_size=20), TYPES, st.text(max_size=20))
def test_two_values_never_share_a_token(first: str, text: str, second: str, other: str) -> None:
    same = (first, canonical_value(first, text)) == (second, canonical_value(second, other))
    assert (keyed_hash(first, text, key=KEY) == keyed_hash(second, other, key=KEY)) == same
