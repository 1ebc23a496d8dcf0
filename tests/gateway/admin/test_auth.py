from __future__ import annotations

import dataclasses
import hashlib
import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.admin.auth import (
    is_in_force,
    is_too_long,
    matches,
    mint_subject_token,
    new_api_key,
    parse,
    read_subject_token,
)
from gateway.errors import Unauthorized
from gateway.model import Role
from gateway.storage.ports import ApiKey

NOW = datetime(2025, 11, 22, 12, 0, tzinfo=UTC)
KEY = bytes(range(32))
SUBJECT = "0123456789abcdef" * 2


def make(role: Role = Role.CHAT) -> tuple[ApiKey, str]:
    return new_api_key("main", role, label="widget", entropy=os.urandom, now=NOW)


def token(minutes: float = 15) -> str:
    return mint_subject_token(
        KEY, "main", subject=SUBJECT, expires=NOW + timedelta(minutes=minutes), now=NOW
    )


def test_a_new_key_is_parsed_and_matches_its_record() -> None:
    record, plain = make()
    presented = parse(plain)
    assert presented is not None
    assert presented.key_id == record.key_id
    assert matches(presented.secret, record, now=NOW)


def test_the_record_and_the_repr_hold_no_secret() -> None:
    record, plain = make()
    presented = parse(plain)
    assert presented is not None
    assert presented.secret not in repr(record)
    assert presented.secret not in repr(presented)
    assert record.secret_sha256 == hashlib.sha256(presented.secret.encode()).hexdigest()


@given(st.binary(min_size=48, max_size=48))
def test_every_key_has_the_documented_form(random: bytes) -> None:
    record, plain = new_api_key("t", Role.ADMIN, label="", entropy=lambda n: random[:n], now=NOW)
    presented = parse(plain)
    assert presented is not None
    assert plain == f"dk_{record.key_id}_{presented.secret}"
    assert matches(presented.secret, record, now=NOW)


@pytest.mark.parametrize(
    "text", ["", "dk_", "dk_abcdefgh_", "sk-abc", "dk_abcdefgh_" + "a" * 51, "DK_" + "a" * 61]
)
def test_what_is_no_key_is_not_parsed(text: str) -> None:
    assert parse(text) is None


def test_no_changed_character_of_a_key_passes() -> None:
    record, plain = make()
    for place in range(len(plain)):
        for other in ("a", "b", "_", "é", "\n"):
            changed = plain[:place] + other + plain[place + 1 :]
            presented = parse(changed)
            same_key = presented is not None and presented.key_id == record.key_id
            if changed != plain and same_key and presented is not None:
                assert not matches(presented.secret, record, now=NOW)


def test_surroundings_of_a_key_are_refused() -> None:
    _, plain = make()
    assert parse(plain + "\n") is None
    assert parse(" " + plain) is None


def test_a_revoked_key_does_not_match() -> None:
    record, plain = make()
    presented = parse(plain)
    assert presented is not None
    assert not matches(presented.secret, dataclasses.replace(record, revoked_at=NOW), now=NOW)


@pytest.mark.parametrize("secret", ["", "é", "\ud800", "a" * 52])
def test_a_wrong_secret_does_not_match(secret: str) -> None:
    record, _ = make()
    assert not matches(secret, record, now=NOW)


def test_little_entropy_is_refused() -> None:
    with pytest.raises(ValueError, match="entropy"):
        new_api_key("main", Role.CHAT, label="", entropy=lambda _: b"short", now=NOW)


def test_a_subject_gets_no_key() -> None:
    with pytest.raises(ValueError, match="tokens"):
        make(Role.SUBJECT)


def test_a_token_says_what_it_was_made_for() -> None:
    claims = read_subject_token(KEY, token(), now=NOW)
    assert (claims.tenant, claims.subject) == ("main", SUBJECT)
    assert claims.expires == NOW + timedelta(minutes=15)


def test_no_changed_character_of_a_token_passes() -> None:
    good = token()
    alphabet = "ABab01-_.~ é\n"
    for place in range(len(good)):
        for other in alphabet:
            changed = good[:place] + other + good[place + 1 :]
            if changed != good:
                with pytest.raises(Unauthorized):
                    read_subject_token(KEY, changed, now=NOW)


def test_no_flipped_bit_of_a_token_passes() -> None:
    good = token().encode()
    for place in range(len(good)):
        for bit in range(8):
            changed = bytearray(good)
            changed[place] ^= 1 << bit
            with pytest.raises(Unauthorized):
                read_subject_token(KEY, changed.decode("latin-1"), now=NOW)


def test_another_spelling_of_the_same_bytes_is_refused() -> None:
    good = token()
    # 43 characters of base64 hold 258 bits: the last two of them are not used.
    spellings = [good[:-1] + other for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"]
    accepted = 0
    for each in spellings:
        try:
            read_subject_token(KEY, each, now=NOW)
            accepted += each != good
        except Unauthorized:
            pass
    assert accepted == 0
    with pytest.raises(Unauthorized):
        read_subject_token(KEY, good + "=", now=NOW)


@given(st.text(max_size=120))
def test_junk_is_refused_as_unauthorized_and_nothing_else(text: str) -> None:
    with pytest.raises(Unauthorized):
        read_subject_token(KEY, text, now=NOW)
    with pytest.raises(Unauthorized):
        read_subject_token(KEY, f"dst_{text}", now=NOW)


def test_an_expired_token_is_refused_to_the_second() -> None:
    good = token(5)
    read_subject_token(KEY, good, now=NOW + timedelta(minutes=5, seconds=-1))
    with pytest.raises(Unauthorized, match="expired"):
        read_subject_token(KEY, good, now=NOW + timedelta(minutes=5))


@pytest.mark.parametrize("minutes", [0, -1, 15.1, 60])
def test_a_lifetime_of_none_or_too_long_is_not_minted(minutes: float) -> None:
    with pytest.raises(ValueError, match="15 minutes"):
        token(minutes)


def test_a_token_from_the_future_is_refused() -> None:
    with pytest.raises(Unauthorized):
        read_subject_token(KEY, token(15), now=NOW - timedelta(minutes=1))


def test_a_plain_name_is_no_subject() -> None:
    with pytest.raises(ValueError, match="keyed hash"):
        mint_subject_token(
            KEY, "main", subject="jane@example.com", expires=NOW + timedelta(minutes=1), now=NOW
        )


def test_another_gateways_token_is_refused() -> None:
    with pytest.raises(Unauthorized):
        read_subject_token(bytes(32), token(), now=NOW)


def test_a_refusal_holds_nothing_of_the_token() -> None:
    with pytest.raises(Unauthorized) as caught:
        read_subject_token(KEY, "dst_canary.canary", now=NOW)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("role", "days", "in_force"),
    [
        (Role.CHAT, None, True),
        (Role.CHAT, 3650, True),
        (Role.CHAT, 0, False),
        (Role.ADMIN, -1, False),
        (Role.GUEST, None, False),
        (Role.GUEST, 90, True),
        (Role.GUEST, 91, False),
        (Role.GUEST, 0, False),
    ],
)
def test_a_key_ends_when_it_says_and_a_guests_within_90_days(
    role: Role, *, days: int | None, in_force: bool
) -> None:
    record, plain = make(role)
    presented = parse(plain)
    assert presented is not None
    until = None if days is None else NOW + timedelta(days=days)
    key = dataclasses.replace(record, expires_at=until)
    assert is_in_force(key, now=NOW) is in_force
    assert matches(presented.secret, key, now=NOW) is in_force


def test_a_guests_key_that_was_too_long_is_so_for_good() -> None:
    record, _ = make(Role.GUEST)
    key = dataclasses.replace(record, expires_at=NOW + timedelta(days=90, seconds=1))
    assert is_too_long(key)
    for days in (0, 1, 89, 90):
        assert not is_in_force(key, now=NOW + timedelta(days=days))
    assert not is_too_long(dataclasses.replace(key, expires_at=NOW + timedelta(days=90)))
    assert not is_too_long(dataclasses.replace(key, role=Role.CHAT))


def test_a_key_is_refused_from_its_very_last_instant_on() -> None:
    key = dataclasses.replace(make()[0], expires_at=NOW)
    assert is_in_force(key, now=NOW - timedelta(microseconds=1))
    assert not is_in_force(key, now=NOW)
