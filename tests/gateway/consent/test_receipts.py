"""A receipt is valid as it was issued, and no byte of it can be changed unseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given as for_all
from hypothesis import strategies as st

from gateway.consent.receipt_body import facts_of
from gateway.consent.receipts import (
    LONGEST_RECEIPT,
    Problem,
    fingerprint,
    issue,
    key_document,
    public_key,
    read_public_key,
    verify,
)
from tests.gateway.opted_in import given
from tests.gateway.proxy.policies import tenant
from tests.gateway.storage.samples import START

SEED, FOREIGN_SEED = bytes(range(32)), bytes(range(1, 33))
KEY, FOREIGN_KEY = public_key(SEED), public_key(FOREIGN_SEED)
MAIN = tenant()
FACTS = facts_of(MAIN, [given(MAIN, subject="ab" * 20, language="de")])
RECEIPT = issue(SEED, FACTS)


def resigned(change: Callable[[dict[str, Any]], None], *, seed: bytes = SEED) -> bytes:
    """A receipt whose content was changed by somebody who holds a key."""
    body = json.loads(RECEIPT)
    body["signature"].pop("value")
    change(body)
    value = Ed25519PrivateKey.from_private_bytes(seed).sign(rfc8785.dumps(body))
    body["signature"]["value"] = value.hex()
    return rfc8785.dumps(body)


def test_a_receipt_is_valid_and_the_same_whenever_it_is_issued() -> None:
    found = verify(RECEIPT, public_key=KEY)
    assert found.is_valid
    assert found.fingerprint == fingerprint(KEY)
    assert found.receipt == json.loads(RECEIPT)
    assert issue(SEED, FACTS) == RECEIPT


def test_the_order_of_members_is_that_of_rfc_8785() -> None:
    assert rfc8785.dumps(json.loads(RECEIPT)) == RECEIPT
    shown = json.dumps(json.loads(RECEIPT), ensure_ascii=False, separators=(",", ":"))
    assert shown.encode() == RECEIPT


def test_the_id_of_a_receipt_depends_on_what_it_says() -> None:
    other = issue(SEED, facts_of(MAIN, [given(MAIN, subject="ac" * 20)]))
    ids = {json.loads(each)["header"]["receipt_id"] for each in (RECEIPT, other)}
    assert len(ids) == 2
    assert all(len(each) == 32 for each in ids)


def test_a_change_of_any_byte_is_found() -> None:
    """Of each byte the lowest bit, that of a letter's case, and the highest."""
    for place in range(len(RECEIPT)):
        for bit in (0, 5, 7):
            changed = bytearray(RECEIPT)
            changed[place] ^= 1 << bit
            found = verify(bytes(changed), public_key=KEY)
            assert not found.is_valid, (place, bit)
            assert found.problem is not Problem.UNKNOWN_KEY


def test_every_cut_and_every_byte_left_out_or_doubled_is_found() -> None:
    for place in range(len(RECEIPT)):
        rest = RECEIPT[place + 1 :]
        for changed in (RECEIPT[:place], RECEIPT[:place] + rest, RECEIPT[: place + 1] * 2 + rest):
            assert not verify(changed, public_key=KEY).is_valid, place


@for_all(place=st.integers(0, len(RECEIPT)), added=st.binary(min_size=1, max_size=4))
def test_no_byte_can_be_put_in(place: int, added: bytes) -> None:
    changed = RECEIPT[:place] + added + RECEIPT[place:]
    if changed.rstrip(b"\r\n") != RECEIPT:
        assert not verify(changed, public_key=KEY).is_valid


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\n\n"])
def test_line_ends_after_the_receipt_do_not_count(end: bytes) -> None:
    assert verify(RECEIPT + end, public_key=KEY).is_valid


@pytest.mark.parametrize(
    "layout",
    [
        lambda text: json.dumps(json.loads(text), indent=2).encode(),
        lambda text: json.dumps(json.loads(text)).encode(),
        lambda text: b" " + text,
        lambda text: text.replace(b'"header"', b'"\\u0068eader"'),
    ],
)
def test_another_layout_of_the_same_values_is_told_apart(
    layout: Callable[[bytes], bytes],
) -> None:
    found = verify(layout(RECEIPT), public_key=KEY)
    assert found.problem is Problem.REFORMATTED
    assert found.receipt == json.loads(RECEIPT)


def test_a_foreign_key_is_told_apart_from_a_change() -> None:
    foreign = issue(FOREIGN_SEED, FACTS)
    found = verify(foreign, public_key=KEY)
    assert (found.problem, found.fingerprint) == (Problem.FOREIGN_KEY, fingerprint(FOREIGN_KEY))
    assert verify(foreign, public_key=FOREIGN_KEY).is_valid


def test_without_a_trusted_key_nothing_is_valid() -> None:
    found = verify(RECEIPT, public_key=None)
    assert (found.problem, found.fingerprint) == (Problem.UNKNOWN_KEY, fingerprint(KEY))
    changed = RECEIPT.replace(b'"language":"de"', b'"language":"fr"')
    assert verify(changed, public_key=None).problem is Problem.CHANGED


def test_a_foreign_signature_under_our_keys_name_is_a_change() -> None:
    assert verify(resigned(lambda _body: None, seed=FOREIGN_SEED), public_key=KEY).problem is (
        Problem.CHANGED
    )
    assert verify(resigned(lambda _body: None), public_key=KEY).is_valid


def _set(section: str, name: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda body: body[section].update({name: value})


@pytest.mark.parametrize(
    "change",
    [
        _set("signature", "algorithm", "none"),
        _set("signature", "canonicalization", "none"),
        _set("signature", "fingerprint", "ab" * 32),
        _set("signature", "public_key", KEY.hex().upper()),
        _set("signature", "public_key", KEY.hex()[:-2]),
        _set("signature", "public_key", None),
        _set("header", "schema_version", "ISO/IEC TS 27560:2023; discreet receipt 2"),
        _set("header", "record_id", None),
        _set("header", "pii_principal_id", ["a"]),
        lambda body: body.update(event=[]),
        lambda body: body.update(event={}),
        lambda body: body.update(event=["ConsentGiven"]),
        lambda body: body.update(more="fields"),
        lambda body: body.pop("pii_processing"),
        lambda body: body.update(party_identification="Example"),
    ],
)
def test_what_lacks_the_form_of_a_receipt_is_malformed_even_when_signed(
    change: Callable[[dict[str, Any]], None],
) -> None:
    assert verify(resigned(change), public_key=KEY).problem is Problem.MALFORMED


@pytest.mark.parametrize("value", ["", "ab", "AB" * 64, "zz" * 64, "ab" * 65])
def test_a_signature_is_written_in_one_way(value: str) -> None:
    body = json.loads(RECEIPT)
    body["signature"]["value"] = value
    assert verify(rfc8785.dumps(body), public_key=KEY).problem is Problem.MALFORMED


def test_a_signature_in_capitals_is_not_the_one_that_was_issued() -> None:
    value = json.loads(RECEIPT)["signature"]["value"].encode()
    changed = RECEIPT.replace(value, value.upper())
    assert verify(changed, public_key=KEY).problem is Problem.MALFORMED


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'"receipt"',
        b"%PDF-1.7",
        b'{"header":{}}',
        b"[" * 100_000,
        b'{"header":' * 50_000,
        RECEIPT.replace(b'"language":"de"', b'"language":1.0'),
        RECEIPT.replace(b'"language":"de"', b'"language":1'),
        RECEIPT.replace(b'"language":"de"', b'"language":NaN'),
        RECEIPT.replace(b'"language":"de"', b'"language":"de","language":"de"'),
        b"\xef\xbb\xbf" + RECEIPT,
        RECEIPT + b" " * LONGEST_RECEIPT,
        RECEIPT * 2,
    ],
)
def test_what_is_no_receipt(document: bytes) -> None:
    found = verify(document, public_key=KEY)
    assert (found.problem, found.fingerprint) == (Problem.NO_RECEIPT, "")
    assert found.receipt == {}


def test_half_a_character_is_malformed() -> None:
    changed = RECEIPT.replace(b'"language":"de"', b'"language":"\\ud800"')
    assert verify(changed, public_key=KEY).problem is Problem.MALFORMED


@for_all(
    words=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=3,
                   max_size=3),
    hours=st.lists(st.integers(0, 10**5), min_size=1, max_size=4),
    data=st.data(),
)  # fmt: skip
def test_every_receipt_is_valid_and_no_byte_of_it_can_be_another(
    words: list[str], hours: list[int], data: st.DataObject
) -> None:
    events = [
        replace(
            given(MAIN, subject="ab" * 20, language=words[0], method=words[1]),
            record_id=words[2],
            event_time=START + timedelta(hours=each),
        )
        for each in hours
    ]
    document = issue(SEED, facts_of(MAIN, events))
    assert verify(document, public_key=KEY).is_valid
    place = data.draw(st.integers(0, len(document) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda each: each != document[place]))
    changed = document[:place] + bytes([byte]) + document[place + 1 :]
    assert not verify(changed, public_key=KEY).is_valid


@for_all(document=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_nothing_makes_verify_fail(document: bytes) -> None:
    assert not verify(document, public_key=KEY).is_valid


_JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@for_all(section=st.sampled_from(sorted(json.loads(RECEIPT))), value=_JSON)
def test_no_value_in_place_of_a_section_makes_verify_fail(section: str, value: Any) -> None:
    changed = json.dumps({**json.loads(RECEIPT), section: value}).encode()
    assert not verify(changed, public_key=KEY).is_valid


def test_a_receipt_holds_no_number() -> None:
    def refuse(text: str) -> None:
        raise AssertionError(text)

    found = json.loads(RECEIPT, parse_int=refuse, parse_float=refuse, parse_constant=refuse)
    assert found["pii_processing"]["language"] == "de"


def test_a_verdict_shows_no_receipt_in_its_repr() -> None:
    assert "ab" * 20 not in repr(verify(RECEIPT, public_key=KEY))


def test_the_public_key_is_read_in_every_form_that_it_is_given_out_in() -> None:
    document = key_document(SEED)
    assert document == {
        "algorithm": "Ed25519",
        "public_key": KEY.hex(),
        "fingerprint": fingerprint(KEY),
    }
    for text in (KEY.hex(), KEY.hex().upper(), f" {KEY.hex()}\n", json.dumps(document)):
        assert read_public_key(text) == KEY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ab",
        "ab" * 33,
        "zz" * 32,
        "{}",
        "{",
        '{"public_key": 1}',
        '{"public_key": "ab"}',
        "{" * 9,
    ],
)
def test_what_is_no_public_key(text: str) -> None:
    with pytest.raises(ValueError, match="public key"):
        read_public_key(text)
