"""Who may ask for whom: keys, subjects and consent, over loopback and with the real client."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from tests.gateway.serving import Serving, consent_body
from tests.simulators.upstream import Upstream

CARD = "4111 1111 1111 1111"
SSN = "078-05-1120"
MAIL = "jane.doe@example.com"
TEXT = f"My card {CARD}, ssn {SSN}, mail {MAIL}."


pytestmark = pytest.mark.usefixtures("fresh")


def test_before_the_opt_in_nothing_is_sent_or_stored(gateway: Serving, upstream: Upstream) -> None:
    count = len(gateway.stored())
    with pytest.raises(openai.PermissionDeniedError) as refusal:
        gateway.client("somebody-new").chat.completions.create(
            model="m", messages=[{"role": "user", "content": TEXT}]
        )
    assert refusal.value.code == "consent_required"
    error = refusal.value.body
    assert isinstance(error, dict)
    assert error["contact"] == "privacy@example.com"
    wanted = error["consent"]
    assert wanted["purpose"] == "answering"
    assert wanted["recipient"] == "model-host"
    assert wanted["benefits"]
    assert wanted["recipient_country"] == "DE"
    assert refusal.value.response.headers["x-should-retry"] == "false"
    assert "somebody-new" not in refusal.value.response.text
    assert upstream.requests == []
    assert len(gateway.stored()) == count


def test_withdrawal_takes_effect_with_the_next_request(
    gateway: Serving, upstream: Upstream
) -> None:
    record = gateway.opt_in("leaves")
    assert gateway.chat("hello", subject="leaves").status == 200
    answered = gateway.call("POST", f"/privacy/consents/{record['id']}/withdraw", key="consent")
    assert answered.json()["state"] == "ConsentWithdrawn"
    upstream.requests.clear()
    refused = gateway.chat("hello again", subject="leaves")
    assert (refused.status, refused.code) == (403, "consent_required")
    assert upstream.requests == []
    gateway.opt_in("leaves")
    assert gateway.chat("back again", subject="leaves").status == 200


def test_consent_is_for_one_subject_one_purpose_one_recipient_and_one_tenant(
    gateway: Serving, upstream: Upstream
) -> None:
    gateway.opt_in("mine")
    assert gateway.chat("hello", subject="mine2").code == "consent_required"
    body = consent_body(gateway.settings, "mine")
    refused = gateway.call(
        "POST", "/privacy/consents", {**body, "purpose": "advertising"}, key="consent"
    )
    assert (refused.status, refused.code) == (403, "purpose_refused")
    refused = gateway.call(
        "POST", "/privacy/consents", {**body, "recipient": "nobody"}, key="consent"
    )
    assert (refused.status, refused.code) == (403, "recipient_refused")
    upstream.requests.clear()
    body = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
    other = gateway.call(
        "POST", "/v1/chat/completions", body, key="other", headers={"x-discreet-subject": "mine"}
    )
    assert other.code == "consent_required"
    assert upstream.requests == []


def test_a_consent_to_another_notice_is_stale(gateway: Serving) -> None:
    body = {**consent_body(gateway.settings, "s"), "notice_sha256": "0" * 64}
    refused = gateway.call("POST", "/privacy/consents", body, key="consent")
    assert (refused.status, refused.code) == (409, "consent_stale")
    shown = refused.json()["error"]["consent"]["notice_sha256"]
    assert gateway.opt_in("s", notice_sha256=shown)["notice_sha256"] == shown


@pytest.mark.parametrize(
    "body",
    [
        {"purpose": "answering", "recipient": "model-host"},
        {"subject": "s", "purpose": "answering"},
        {"subject": "s", "purpose": ["answering"], "recipient": "model-host"},
        {"subject": "s", "purpose": "answering", "recipient": "model-host", "all": True},
        {"subject": "s", "purpose": "answering", "recipient": "model-host", "decision": "maybe"},
        {"subject": MAIL, "purpose": "", "recipient": "model-host"},
        b"not json " + MAIL.encode(),
    ],
)
def test_a_malformed_consent_is_refused_without_its_values(gateway: Serving, body: Any) -> None:
    refused = gateway.call("POST", "/privacy/consents", body, key="consent")
    assert refused.status in (400, 422)
    assert MAIL.encode() not in refused.body


def test_a_refusal_is_remembered_and_listed(gateway: Serving) -> None:
    gateway.opt_in("says-no", decision="refused")
    refused = gateway.chat("hello", subject="says-no")
    assert refused.json()["error"]["consent"]["state"] == "ConsentRefused"
    listed = gateway.call(
        "GET", "/privacy/consents", key="consent", headers={"x-discreet-subject": "says-no"}
    )
    assert [each["state"] for each in listed.json()["consents"]] == ["ConsentRefused"]


def test_a_subject_token_speaks_for_its_subject_only(gateway: Serving, upstream: Upstream) -> None:
    minted = gateway.call("POST", "/privacy/subject-tokens", {"subject": "token-holder"})
    token = minted.json()["token"]
    given = gateway.call("POST", "/privacy/consents", consent_body(gateway.settings), key=token)
    assert given.status == 201
    body = {"model": "m", "messages": [{"role": "user", "content": TEXT}]}
    assert gateway.call("POST", "/v1/chat/completions", body, key=token).status == 200
    assert gateway.chat("the same subject by its name", subject="token-holder").status == 200
    named = gateway.call(
        "POST", "/privacy/consents", consent_body(gateway.settings, "another"), key=token
    )
    assert named.status == 400
    elsewhere = gateway.opt_in("another")
    stolen = gateway.call("POST", f"/privacy/consents/{elsewhere['id']}/withdraw", key=token)
    assert stolen.status == 404
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert gateway.call("POST", "/v1/chat/completions", body, key=changed).status == 401


def test_keys_and_roles(gateway: Serving, upstream: Upstream) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
    for key in (None, "nonsense", "dk_abcdefgh_" + "a" * 52, gateway.keys["chat"][:-1] + "7"):
        refused = gateway.call("POST", "/v1/chat/completions", body, key=key)
        assert (refused.status, refused.code) == (401, "invalid_api_key")
    for role in ("consent", "admin"):
        assert gateway.call("POST", "/v1/chat/completions", body, key=role).status == 403
    consent = consent_body(gateway.settings, "s")
    assert gateway.call("POST", "/privacy/consents", consent, key="chat").status == 403
    assert gateway.call("POST", "/privacy/consents", consent, key=None).status == 401
    assert upstream.requests == []


def test_a_visitor_without_a_name_gets_a_pseudonym(gateway: Serving, upstream: Upstream) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": TEXT}]}
    refused = gateway.call("POST", "/v1/chat/completions", body)
    pseudonym = refused.headers["x-discreet-subject"]
    assert pseudonym.startswith("anon_")
    assert refused.json()["error"]["consent"]["subject"] == pseudonym
    gateway.opt_in(pseudonym)
    answered = gateway.call(
        "POST", "/v1/chat/completions", body, headers={"x-discreet-subject": pseudonym}
    )
    assert answered.status == 200
    assert answered.headers["x-discreet-subject"] == pseudonym


def test_the_wires_user_field_is_the_subject_and_stays_here(
    gateway: Serving, upstream: Upstream
) -> None:
    gateway.opt_in("user-field@example.com")
    body = {
        "model": "m",
        "user": "user-field@example.com",
        "messages": [{"role": "user", "content": "hello"}],
    }
    assert gateway.call("POST", "/v1/chat/completions", body).status == 200
    assert not upstream.saw("user-field@example.com")
    assert "user" not in upstream.requests[-1].json()
    assert b"user-field@example.com" not in gateway.files()
