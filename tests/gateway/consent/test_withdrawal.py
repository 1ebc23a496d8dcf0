"""Withdrawal codes read back as people write them; links end what they name and no more."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.consent.withdrawal import (
    EXPIRED_LINK,
    INVALID_LINK,
    LINK_LIFETIME,
    WithdrawalClaims,
    code_digest,
    find_withdrawal_link,
    mint_withdrawal_link,
    read_withdrawal_link,
    withdrawal_code,
)
from gateway.errors import Unauthorized

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
SUBJECT = "ab" * 20
NOW = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)


def claims(**changes: object) -> WithdrawalClaims:
    fields = {
        "tenant": "main",
        "subject": SUBJECT,
        "purpose": "newsletter",
        "recipient": "operator",
        "expires": NOW.replace(microsecond=0) + timedelta(days=90),
    }
    return WithdrawalClaims(**(fields | changes))  # type: ignore[arg-type]


def refused(token: str, *, key: bytes = KEY, now: datetime = NOW) -> tuple[str, int]:
    with pytest.raises(Unauthorized) as caught:
        read_withdrawal_link(key, token, now=now)
    assert token not in str(caught.value)
    return caught.value.code, caught.value.status


def test_a_code_is_fixed_for_person_and_key() -> None:
    assert withdrawal_code(KEY, SUBJECT) == withdrawal_code(KEY, SUBJECT)
    codes = {
        withdrawal_code(KEY, SUBJECT),
        withdrawal_code(OTHER_KEY, SUBJECT),
        withdrawal_code(KEY, "ac" * 20),
    }
    assert len(codes) == 3


@given(reference=st.text(alphabet="0123456789abcdef", min_size=32, max_size=64))
def test_a_code_has_four_groups_of_five(reference: str) -> None:
    groups = withdrawal_code(KEY, reference).split("-")
    assert [len(group) for group in groups] == [5, 5, 5, 5]
    assert set("".join(groups)) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_codes_use_all_hundred_bits() -> None:
    codes = [withdrawal_code(KEY, f"{n:040x}").replace("-", "") for n in range(300)]
    assert len(set(codes)) == 300
    assert all(len({code[place] for code in codes}) == 32 for place in range(20))


@pytest.mark.parametrize(
    "written",
    [
        "A0123-B4567-C8901-DEFGH",
        "a0123-b4567-c8901-defgh",
        "A0123B4567C8901DEFGH",
        " a0123 b4567 c8901 defgh\r\n",
        "AO123-B4567-C89OI-DEFGH",
        "ao123-b4567-c89ol-defgh",
        "AoL23-B4567-C890i-DEFGH",
        "A0123\u2011B4567\u2013C8901\u00a0DEFGH",
    ],
)
def test_a_code_reads_back_as_people_write_it(written: str) -> None:
    assert code_digest(written) == hashlib.sha256(b"A0123B4567C8901DEFGH").hexdigest()


@pytest.mark.parametrize(
    "other",
    [
        "A0123-B4567-C8901-DEFG",
        "A0123-B4567-C8901-DEFGHJ",
        "A0123-B4567-C8901-DEFGU",
        "A0123.B4567.C8901.DEFGH",
        "\uff210123-B4567-C8901-DEFGH",
        "A0\u012323-B4567-C8901-DEFGH",
        "",
        "\ud800",
        "\x00" * 50,
    ],
)
def test_what_is_another_text_has_another_digest(other: str) -> None:
    assert code_digest(other) != code_digest("A0123-B4567-C8901-DEFGH")
    assert len(code_digest(other)) == 64


@given(reference=st.text(alphabet="0123456789abcdef", min_size=40, max_size=40))
def test_every_code_survives_small_letters_and_lost_hyphens(reference: str) -> None:
    code = withdrawal_code(KEY, reference)
    assert code_digest(code) == code_digest(code.lower().replace("-", " "))
    assert code_digest(code) == code_digest(code.replace("0", "o").replace("1", "l"))


@pytest.mark.parametrize("recipient", ["operator", None])
def test_a_link_says_what_it_was_made_for(recipient: str | None) -> None:
    made = claims(recipient=recipient)
    token = mint_withdrawal_link(KEY, made, now=NOW)
    assert read_withdrawal_link(KEY, token, now=NOW) == made
    assert token.startswith("dwl_")


def test_a_link_works_until_it_expires_and_in_any_time_zone() -> None:
    made = claims()
    token = mint_withdrawal_link(KEY, made, now=NOW)
    last = made.expires - timedelta(microseconds=1)
    assert read_withdrawal_link(KEY, token, now=last) == made
    east = timezone(timedelta(hours=14))
    assert read_withdrawal_link(KEY, token, now=last.astimezone(east)) == made
    assert refused(token, now=made.expires) == (EXPIRED_LINK, 410)
    assert refused(token, now=made.expires.astimezone(east)) == (EXPIRED_LINK, 410)


def test_a_clock_far_behind_makes_no_link_work_longer() -> None:
    token = mint_withdrawal_link(KEY, claims(), now=NOW)
    assert refused(token, now=NOW - LINK_LIFETIME) == (EXPIRED_LINK, 410)


@pytest.mark.parametrize(
    ("expires", "works"),
    [
        (NOW + LINK_LIFETIME, True),
        (NOW + LINK_LIFETIME + timedelta(seconds=1), False),
        (NOW + timedelta(seconds=1), True),
        (NOW, False),
        (NOW - timedelta(days=1), False),
    ],
)
def test_a_link_lives_for_400_days_at_most(expires: datetime, works: bool) -> None:
    if works:
        assert mint_withdrawal_link(KEY, claims(expires=expires), now=NOW).startswith("dwl_")
    else:
        with pytest.raises(ValueError, match="400 days"):
            mint_withdrawal_link(KEY, claims(expires=expires), now=NOW)


@pytest.mark.parametrize("subject", ["jane@example.com", "", "AB" * 20, "ab" * 40])
def test_a_link_names_nobody(subject: str) -> None:
    with pytest.raises(ValueError, match="keyed hash") as caught:
        mint_withdrawal_link(KEY, claims(subject=subject), now=NOW)
    assert not subject or subject not in str(caught.value)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "dwl_",
        "dwl_a.b",
        "dst_" + "a" * 30 + "." + "a" * 43,
        "dwl_" + "a" * 30 + "." + "a" * 42,
        "dwl_" + "a" * 30 + "." + "a" * 43,
        "dwl_" + "a" * 2000 + "." + "a" * 43,
        "dwl_\u00e4." + "a" * 43,
    ],
)
def test_what_is_no_link_is_refused(token: str) -> None:
    with pytest.raises(Unauthorized) as caught:
        read_withdrawal_link(KEY, token, now=NOW)
    assert (caught.value.code, caught.value.status) == (INVALID_LINK, 401)


def test_another_key_or_a_subject_tokens_code_does_not_pass() -> None:
    from gateway.admin.auth import mint_subject_token

    token = mint_withdrawal_link(KEY, claims(), now=NOW)
    assert refused(token, key=OTHER_KEY) == (INVALID_LINK, 401)
    minute = NOW + timedelta(minutes=1)
    subject = mint_subject_token(KEY, "main", subject=SUBJECT, expires=minute, now=NOW)
    assert refused("dwl_" + subject.removeprefix("dst_")) == (INVALID_LINK, 401)


def test_no_changed_character_passes() -> None:
    token = mint_withdrawal_link(KEY, claims(), now=NOW)
    for place in range(len(token)):
        for letter in "A", "b", "_", ".", "0":
            changed = token[:place] + letter + token[place + 1 :]
            if changed != token:
                assert refused(changed) == (INVALID_LINK, 401)


def test_other_spellings_of_the_same_bytes_do_not_pass() -> None:
    token = mint_withdrawal_link(KEY, claims(), now=NOW)
    payload, _, code = token.removeprefix("dwl_").partition(".")
    assert refused(f"dwl_{payload}=.{code}") == (INVALID_LINK, 401)
    assert refused(token + "\n") == (INVALID_LINK, 401)
    content = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert content == ["main", SUBJECT, "newsletter", "operator", int(claims().expires.timestamp())]


def test_the_tenant_of_a_link_is_found_by_its_key() -> None:
    keys = {"first": OTHER_KEY, "main": KEY}
    token = mint_withdrawal_link(KEY, claims(), now=NOW)
    assert find_withdrawal_link(keys, token, now=NOW) == claims()
    for wrong in ({"first": OTHER_KEY}, {"other": KEY}, {}):
        with pytest.raises(Unauthorized) as caught:
            find_withdrawal_link(wrong, token, now=NOW)
        assert caught.value.code == INVALID_LINK
    with pytest.raises(Unauthorized) as caught:
        find_withdrawal_link(keys, token, now=NOW + timedelta(days=91))
    assert caught.value.code == EXPIRED_LINK
