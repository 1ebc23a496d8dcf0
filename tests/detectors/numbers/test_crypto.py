"""Addresses of crypto-currencies, with every check."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.numbers.crypto import (
    base58_bytes,
    has_case_check,
    is_base58_address,
    is_bech32,
    is_monero,
    is_secret,
)

from .conftest import Find

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# Test vectors of the currencies' own documents, and of all-zero keys.
ADDRESSES = [
    "16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ",
    "1111111111111111111114oLvT2",
    "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
    "bc1p5d7rjq7g6rdk2yhzks9smlaqtedr4dekq08ge8ztwac72sfr9rusxg3297",
    "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0x0000000000000000000000000000000000000001",
    "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
]
SECRET = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"


def _base58(content: bytes) -> str:
    number, text = int.from_bytes(content, "big"), ""
    while number:
        number, place = divmod(number, 58)
        text = ALPHABET[place] + text
    return "1" * (len(content) - len(content.lstrip(b"\0"))) + text


def _address(version: bytes, key: bytes) -> str:
    payload = version + key
    return _base58(payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4])


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("around", ["{}", "send it to {}.", "bitcoin:{}?amount=1", "({})"])
def test_an_address_is_found_whole(address: str, around: str, find: Find) -> None:
    assert ("CRYPTO", address) in find(around.format(address))


@pytest.mark.parametrize(
    ("version", "first"),
    [(b"\x30", "L"), (b"\x1e", "D"), (b"\x4c", "X"), (b"\x41", "T"), (b"\x1c\xb8", "t")],
)
def test_other_currencies_with_the_same_check(version: bytes, first: str, find: Find) -> None:
    address = _address(version, bytes(range(20)))
    assert address[0] == first
    assert find(f"to {address} please") == [("CRYPTO", address)]


def test_private_keys(find: Find) -> None:
    assert is_secret(SECRET)
    assert find(f"mine is {SECRET} ok") == [("PRIVATE_KEY", SECRET)]


def test_solana_needs_words(find: Find) -> None:
    address = _base58(bytes(range(1, 33)))
    assert find(f"my solana address is {address}") == [("CRYPTO", address)]
    assert [kind for kind, _ in find(f"the file is {address}")] == []


def test_a_typing_error_where_words_name_an_address(find: Find) -> None:
    wrong = "16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyX"
    assert find(f"my bitcoin address is {wrong}") == [("CRYPTO", wrong)]
    assert find(f"the file is {wrong}") == []


@pytest.mark.parametrize(
    "text",
    [
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        "bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeA",
        "0bf1c35032a71a14c2f719e5a14c1e96",
        "01HBGW8CWQ5Q6DTT7XP89VV4KT",
        "3ca25ae354e192b26879f651a51d92aa8a34d8d3",
    ],
)
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "CRYPTO"] == []


@given(st.sampled_from(ADDRESSES[:3]), st.integers(1, 25), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(address: str, place: int, other: str) -> None:
    assert is_base58_address(address)
    if address[place] != other:
        assert not is_base58_address(address[:place] + other + address[place + 1 :])


@given(st.binary(max_size=40))
def test_base58_gives_back_what_it_was_given(content: bytes) -> None:
    assert base58_bytes(_base58(content)) == content


@given(st.text(max_size=100))
def test_junk_gives_an_answer(junk: str) -> None:
    assert not is_bech32(junk)
    assert not is_secret(junk)
    assert not is_base58_address(junk)


def test_the_checks_of_case_and_of_monero() -> None:
    assert has_case_check(ADDRESSES[7])
    assert not has_case_check(ADDRESSES[7].replace("BeAed", "beAed"))
    assert is_monero(ADDRESSES[9])
    assert not is_monero(ADDRESSES[9][:-1] + "B")
