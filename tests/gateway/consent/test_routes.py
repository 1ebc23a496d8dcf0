"""The consent desk: who may speak for whom, and what is written down."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gateway.admin.auth import mint_subject_token, new_api_key
from gateway.admin.keyring import Caller, Keyring
from gateway.consent.routes import ConsentBody, ConsentDesk, TokenBody, shown
from gateway.errors import InvalidRequest, Refused, Unauthorized
from gateway.model import Role
from gateway.proxy.decide import check_consent, notice_hash, notice_of
from gateway.proxy.subject import TenantKeys, subject_reference
from gateway.storage.memory import MemoryStore
from gateway.storage.ports import ConsentState
from tests.gateway.proxy import policies

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
KEYS = {
    name: TenantKeys(
        subject=letter * 32, chain=letter * 32, hashing=letter * 32, cache=letter * 32,
        token=letter * 32, seal=letter * 32,
    )
    for name, letter in (("main", b"m"), ("other", b"o"))
}  # fmt: skip
PLAIN: dict[Role, str] = {}
RECORDS = []
for _role in (Role.CHAT, Role.CONSENT, Role.ADMIN):
    _record, PLAIN[_role] = new_api_key("main", _role, label="", entropy=os.urandom, now=NOW)
    RECORDS.append(_record)
SUBJECT = subject_reference(KEYS["main"], "jane")
PLAIN[Role.SUBJECT] = mint_subject_token(
    KEYS["main"].token, "main", subject=SUBJECT, expires=NOW + timedelta(minutes=5), now=NOW
)
BACK_END = Caller(tenant="main", role=Role.CONSENT)
PERSON = Caller(tenant="main", role=Role.SUBJECT, subject=SUBJECT)


def desk(**changes: Any) -> ConsentDesk:
    store = MemoryStore()
    asyncio.run(store.open())
    fields: dict[str, Any] = {
        "store": store,
        "keyring": Keyring(
            store,
            configured=RECORDS,
            token_keys={name: keys.token for name, keys in KEYS.items()},
            monotonic=lambda: 0.0,
            now=lambda: NOW,
        ),
        "tenants": {"main": policies.tenant()},
        "keys": KEYS,
        "now": lambda: NOW,
        "new_id": lambda: "id-1",
    }
    return ConsentDesk(**(fields | changes))


def call(authorization: str | None, *roles: Role) -> Caller:
    return asyncio.run(desk().caller(authorization, *roles))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permitted", list(Role))
def test_a_caller_needs_one_of_the_roles(role: Role, permitted: Role) -> None:
    if role is permitted:
        assert call(f"Bearer {PLAIN[role]}", permitted).role is role
        assert call(f"bearer  {PLAIN[role]} ", Role.ADMIN, permitted).role is role
        return
    with pytest.raises(Unauthorized) as refusal:
        call(f"Bearer {PLAIN[role]}", permitted)
    assert (refusal.value.code, refusal.value.status) == ("role_refused", 403)


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", f"Basic {PLAIN[Role.ADMIN]}", PLAIN[Role.ADMIN],
     f"Bearer x{PLAIN[Role.ADMIN]}", f"Bearer {PLAIN[Role.ADMIN]}x", "Bearer dst_canary.canary"],
    ids=range(9),
)  # fmt: skip
def test_without_a_valid_key_nobody_calls(authorization: str | None) -> None:
    with pytest.raises(Unauthorized) as refusal:
        call(authorization, *Role)
    assert refusal.value.status == 401
    assert "canary" not in str(refusal.value)


def test_no_role_at_all_lets_nobody_in() -> None:
    with pytest.raises(Unauthorized):
        call(f"Bearer {PLAIN[Role.ADMIN]}")


def test_a_subject_token_speaks_for_its_own_subject_only() -> None:
    assert desk().subject(PERSON, None) == SUBJECT
    for named in ("jane", "joe", "", SUBJECT):
        with pytest.raises(InvalidRequest) as refusal:
            desk().subject(PERSON, named)
        assert "joe" not in str(refusal.value)


def test_a_key_names_the_subject_within_its_tenant() -> None:
    assert desk().subject(BACK_END, "jane") == SUBJECT
    assert desk().subject(replace(BACK_END, tenant="other"), "jane") != SUBJECT
    with pytest.raises(InvalidRequest):
        desk().subject(BACK_END, None)


def body(**changes: Any) -> ConsentBody:
    return ConsentBody(**{"purpose": "answering", "recipient": "model", **changes})


@pytest.mark.parametrize(
    ("decision", "state"), [("given", ConsentState.GIVEN), ("refused", ConsentState.REFUSED)]
)
def test_a_record_names_all_that_was_agreed_to(decision: str, state: ConsentState) -> None:
    record = desk().record(PERSON, SUBJECT, body=body(decision=decision, language="de"))
    assert record.record_id == "id-1"
    assert (record.tenant, record.subject) == ("main", SUBJECT)
    assert (record.purpose, record.recipient) == ("answering", "model")
    assert (record.state, record.language, record.event_time) == (state, "de", NOW)
    assert record.notice == notice_hash(notice_of(policies.route()))


def test_what_was_given_here_permits_the_disclosure_and_nothing_else() -> None:
    record = desk().record(PERSON, SUBJECT, body=body())
    assert check_consent(policies.route(), record, shown_subject="") == "id-1"
    for elsewhere in (
        policies.route(replace(policies.MODEL, key="other")),
        policies.route(purpose=policies.RESEARCH),
    ):
        with pytest.raises(Refused):
            check_consent(elsewhere, record, shown_subject="")


@pytest.mark.parametrize(
    ("changes", "code", "status"),
    [
        ({"purpose": "marketing"}, "purpose_refused", 403),
        ({"recipient": "nobody"}, "recipient_refused", 403),
        ({"notice_sha256": "ab" * 32}, "consent_stale", 409),
    ],
)
def test_what_is_not_offered_cannot_be_agreed_to(
    changes: dict[str, str], code: str, status: int
) -> None:
    with pytest.raises(Refused) as refusal:
        desk().record(PERSON, SUBJECT, body=body(**changes))
    assert (refusal.value.code, refusal.value.status) == (code, status)


def test_the_notice_in_force_is_accepted_and_told_with_a_stale_one() -> None:
    notice = notice_of(policies.route())
    record = desk().record(PERSON, SUBJECT, body=body(notice_sha256=notice_hash(notice)))
    assert record.notice == notice_hash(notice)
    with pytest.raises(Refused) as refusal:
        desk().record(PERSON, SUBJECT, body=body(notice_sha256="00" * 32))
    assert refusal.value.details["consent"] == notice.facts()


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": ""}, {"purpose": "a b"}, {"purpose": "answering\n"}, {"purpose": "a" * 65},
        {"recipient": None}, {"recipient": ["model"]}, {"decision": "maybe"}, {"decision": True},
        {"notice_sha256": "AB" * 32}, {"notice_sha256": "ab" * 32 + "\n"}, {"language": "EN"},
        {"language": ""}, {"subject": ""}, {"subject": "s" * 257}, {"bundle": True},
        {"tenant": "other"}, {"state": "ConsentGiven"},
    ],
)  # fmt: skip
def test_a_body_that_is_not_of_its_form_is_no_answer(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        body(**changes)


@pytest.mark.parametrize("seconds", [0, -1, 901, 10**9, "", None, 1.5])
def test_a_token_lives_for_fifteen_minutes_at_most(seconds: Any) -> None:
    assert TokenBody(subject="jane").seconds == 900
    with pytest.raises(ValidationError):
        TokenBody(subject="jane", seconds=seconds)


def test_bodies_hide_whom_they_name() -> None:
    assert "jane" not in repr(body(subject="jane@example.com"))
    assert "jane" not in repr(TokenBody(subject="jane@example.com"))


@given(st.sampled_from(list(ConsentState)))
def test_a_record_is_shown_without_its_subject(state: ConsentState) -> None:
    record = replace(desk().record(PERSON, SUBJECT, body=body()), state=state)
    told = shown(record)
    assert told["state"] == state.value
    assert told["event_time"] == "2026-01-31T12:00:00Z"
    assert SUBJECT not in str(told)
    assert set(told) == {
        "id", "purpose", "recipient", "state", "notice_sha256", "language", "event_time"
    }  # fmt: skip
