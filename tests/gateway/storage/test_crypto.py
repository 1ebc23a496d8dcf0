"""Ciphertexts open in their place and nowhere else."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.errors import StorageFailed
from gateway.storage.crypto import (
    decrypt,
    decrypt_state,
    derive,
    encrypt_state,
    place_of,
    state_place,
    unwrap,
    wrap,
)
from gateway.storage.crypto import encrypt as encrypt_all

KEY = bytes(range(32))
CIPHER = AESGCM(KEY)


def encrypt(cipher: AESGCM, text: str, place: bytes, seq: int) -> bytes:
    [body] = encrypt_all(cipher, [text], place=place, first=seq)
    return body


def test_messages_of_one_call_have_their_own_nonces_and_places() -> None:
    place = place_of(("t", "s", "c"))
    bodies = encrypt_all(CIPHER, ["same", "same", ""], place=place, first=7)
    assert [decrypt(CIPHER, body, place=place, seq=7 + n) for n, body in enumerate(bodies)] == [
        "same",
        "same",
        "",
    ]
    assert len({body[:12] for body in bodies}) == 3
    assert encrypt_all(CIPHER, [], place=place, first=0) == []


_TEXTS = st.text(alphabet=st.characters(), max_size=30)


@given(text=_TEXTS, seq=st.integers(0, 2**31))
def test_what_is_encrypted_comes_back_and_is_not_seen(text: str, seq: int) -> None:
    place = place_of(("t", "s", "c"))
    body = encrypt(CIPHER, text, place, seq)
    assert decrypt(CIPHER, body, place=place, seq=seq) == text
    assert encrypt(CIPHER, text, place, seq) != body
    if len(text) > 3:
        assert text.encode("utf-8", "surrogatepass") not in body


@given(place=st.integers(0, 200), bit=st.integers(0, 7))
def test_a_changed_ciphertext_is_refused(place: int, bit: int) -> None:
    where = place_of(("t", "s", "c"))
    body = bytearray(encrypt(CIPHER, "secret text", where, 0))
    body[place % len(body)] ^= 1 << bit
    with pytest.raises(StorageFailed) as caught:
        decrypt(CIPHER, bytes(body), place=where, seq=0)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("length", [0, 5, 12, 27])
def test_a_cut_ciphertext_is_refused(length: int) -> None:
    where = place_of(("t", "s", "c"))
    body = encrypt(CIPHER, "text", where, 0)[:length]
    with pytest.raises(StorageFailed):
        decrypt(CIPHER, body, place=where, seq=0)
    with pytest.raises(StorageFailed):
        unwrap(CIPHER, wrap(CIPHER, KEY, dek_id="dek")[:length], dek_id="dek")


def test_another_place_or_key_is_refused() -> None:
    body = encrypt(CIPHER, "text", place_of(("t", "s", "c")), 1)
    for place, seq in (
        (place_of(("t", "s", "c")), 2),
        (place_of(("t2", "s", "c")), 1),
        (place_of(("t", "s2", "c")), 1),
        (place_of(("t", "s", "c2")), 1),
    ):
        with pytest.raises(StorageFailed):
            decrypt(CIPHER, body, place=place, seq=seq)
    with pytest.raises(StorageFailed):
        decrypt(AESGCM(bytes(32)), body, place=place_of(("t", "s", "c")), seq=1)


_NAMES = st.tuples(*[st.text(alphabet="ab:;0123", max_size=6)] * 3)


@given(one=_NAMES, other=_NAMES, seqs=st.tuples(st.integers(0, 99), st.integers(0, 99)))
def test_two_places_are_never_the_same_bytes(
    one: tuple[str, str, str], other: tuple[str, str, str], seqs: tuple[int, int]
) -> None:
    places = [b"%b%d" % (place_of(name), seq) for name, seq in zip((one, other), seqs, strict=True)]
    assert (places[0] == places[1]) == ((one, seqs[0]) == (other, seqs[1]))


@given(text=_TEXTS)
def test_a_state_opens_in_its_place_only(text: str) -> None:
    place = place_of(("t", "s", "c"))
    where = state_place(place, recipient="r", state="k")
    body = encrypt_state(CIPHER, text, where=where)
    assert decrypt_state(CIPHER, body, where=where) == text
    assert encrypt_state(CIPHER, text, where=where) != body
    for other in (
        state_place(place, recipient="r", state="k2"),
        state_place(place, recipient="r2", state="k"),
        state_place(place_of(("t", "s2", "c")), recipient="r", state="k"),
        place,
    ):
        with pytest.raises(StorageFailed):
            decrypt_state(CIPHER, body, where=other)
    with pytest.raises(StorageFailed):
        decrypt_state(CIPHER, body[:5], where=where)


_PARTS = st.text(alphabet="ab:0123 state", max_size=6)


@example(one=("a", "bc"), other=("ab", "c"), seq=0)
@given(one=st.tuples(_PARTS, _PARTS), other=st.tuples(_PARTS, _PARTS), seq=st.integers(0, 99))
def test_no_state_has_anothers_or_a_messages_place(
    one: tuple[str, str], other: tuple[str, str], seq: int
) -> None:
    place = place_of(("t", "s", "c"))
    places = [state_place(place, recipient=r, state=k) for r, k in (one, other)]
    assert (places[0] == places[1]) == (one == other)
    assert places[0] != b"%b%d" % (place, seq)


@given(one=st.lists(st.text(alphabet="ab1:", max_size=4)), other=st.lists(st.text(max_size=4)))
def test_labels_give_one_key_each(one: list[str], other: list[str]) -> None:
    assert len(derive(KEY, *one)) == 32
    assert (derive(KEY, *one) == derive(KEY, *other)) == (one == other)


def test_keys_depend_on_the_master_key_and_a_short_one_is_refused() -> None:
    assert derive(KEY, "a") != derive(bytes(32), "a")
    assert derive(KEY, "a", "b") != derive(KEY, "ab")
    with pytest.raises(StorageFailed):
        derive(KEY[:31], "a")


def test_a_wrapped_key_opens_under_its_id_only() -> None:
    wrapped = wrap(CIPHER, bytes(32), dek_id="dek-1")
    assert bytes(32) not in wrapped
    assert unwrap(CIPHER, wrapped, dek_id="dek-1") == bytes(32)
    with pytest.raises(StorageFailed):
        unwrap(CIPHER, wrapped, dek_id="dek-2")
    with pytest.raises(StorageFailed):
        unwrap(AESGCM(bytes(32)), wrapped, dek_id="dek-1")
