"""Lead forms over HTTP: what is declared stays, what is not goes, each under its own class."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.app import open_store
from gateway.storage.schema_audit import AUDIT_ENTRY
from gateway.storage.schema_forms import FORM_ENTRY
from tests.gateway.five_policies import given, grown_up, serving_five
from tests.gateway.serving import Answered, Serving
from tests.simulators.upstream import Upstream

TENANT = "instantchatbots"
CHAT, CONSENT, ADMIN = (f"{TENANT}-{role}" for role in ("chat", "consent", "admin"))
PATH = "/privacy/forms/contact"
EMAIL, NAME, CARD = "malathi.rao@shop.example", "Malathi Rao", "4111 1111 1111 1111"


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory: Path = tmp_path_factory.mktemp("forms")
    with Upstream() as upstream, serving_five(upstream.url, directory) as served:
        yield served


def opted_in(gateway: Serving, subject: str) -> None:
    """Of age, and with a yes to being written back."""
    assert grown_up(gateway, TENANT, subject).status == 200
    recorded = given(gateway, TENANT, subject, purpose="lead_forms", recipient="operator")
    assert recorded.status == 201, recorded.body


def hand_in(gateway: Serving, subject: str, fields: dict[str, Any], **more: Any) -> Answered:
    headers = {"x-discreet-subject": subject, **more.pop("headers", {})}
    body = {"fields": fields, **more}
    return gateway.call("POST", PATH, body, key=CHAT, headers=headers)


def entries(gateway: Serving) -> list[dict[str, Any]]:
    reason = {"x-discreet-reason": "quality_review:T-1"}
    answered = gateway.call("GET", f"{PATH}/entries", key=ADMIN, headers=reason)
    assert answered.status == 200, answered.body
    found: list[dict[str, Any]] = answered.json()["entries"]
    return found


def rows(gateway: Serving, table: Any) -> list[Any]:
    async def read() -> list[Any]:
        store = open_store(gateway.settings, gateway.env)
        await store.open()
        try:
            return list(await store.act(lambda t: t.connection.execute(select(table)).all()))
        finally:
            await store.close()

    return asyncio.run(read())


def test_forms_are_listed_as_they_are_declared(gateway: Serving) -> None:
    answered = gateway.call("GET", "/privacy/forms", key=CHAT)
    assert answered.json()["forms"] == [
        {
            "form": "contact",
            "purpose": "lead_forms",
            "title": "Getting back to you",
            "legal_basis": "consent",
            "notice": "lead_forms",
            "retention_class": "lead",
            "fields": [
                {"name": "email", "required": True, "entity_types": ["EMAIL_ADDRESS"]},
                {"name": "name", "required": False, "entity_types": ["PERSON"]},
                {"name": "message", "required": False, "entity_types": []},
            ],
        }
    ]
    assert gateway.call("GET", "/privacy/forms", key="workki-chat").json() == {"forms": []}


def test_declared_types_stay_and_all_else_is_redacted(gateway: Serving) -> None:
    opted_in(gateway, "ada")
    fields = {
        "email": EMAIL,
        "name": f"{NAME} {CARD}",
        "message": f"Write to {EMAIL}, my card is {CARD}",
    }
    answered = hand_in(gateway, "ada", fields, conversation="c-1")
    assert answered.status == 201, answered.body
    taken = answered.json()
    assert taken["redactions"]["CREDIT_CARD"] == 2
    assert taken["redactions"]["EMAIL_ADDRESS"] == 1
    assert taken["retention_class"] == "lead"
    assert taken["consent"]
    [kept] = [each for each in entries(gateway) if each["id"] == taken["id"]]
    assert kept["fields"]["email"] == EMAIL
    assert kept["fields"]["name"].startswith(NAME)
    assert CARD not in str(kept)
    assert EMAIL not in kept["fields"]["message"]
    assert CARD.encode() not in gateway.files()
    assert EMAIL.encode() not in gateway.files()


def test_one_conversation_with_a_form_ends_as_two_classes(gateway: Serving) -> None:
    opted_in(gateway, "two")
    given(gateway, TENANT, "two", purpose="answering", recipient=f"host-{TENANT}")
    headers = {"x-discreet-subject": "two", "x-discreet-conversation": "talk-2"}
    body = {"model": "m", "messages": [{"role": "user", "content": "Please call me"}]}
    asked = gateway.call("POST", "/v1/chat/completions", body, key=CHAT, headers=headers)
    assert asked.headers["x-discreet-retention-class"] == "interaction"
    taken = hand_in(gateway, "two", {"email": EMAIL}, conversation="talk-2").json()
    assert taken["retention_class"] == "lead"
    assert taken["conversation"] == asked.headers["x-discreet-conversation"] == "talk-2"
    [kept] = [each for each in entries(gateway) if each["id"] == taken["id"]]
    [talk] = [each for each in gateway.stored(TENANT) if each.subject == kept["subject"]]
    assert kept["conversation"] == talk.conversation_id
    assert (talk.tag.retention_class, kept["retention_class"]) == ("interaction", "lead")
    ends = datetime.fromisoformat(taken["erase_by"])
    assert ends - datetime.now(ends.tzinfo) < timedelta(days=190)


@pytest.mark.parametrize(
    ("fields", "details"),
    [
        ({"name": NAME}, {"fields": ["email"], "unknown_fields": 0}),
        ({"email": EMAIL, "phone": "1"}, {"fields": [], "unknown_fields": 1}),
        ({"email": 7}, {"fields": ["email"], "unknown_fields": 0}),
        ({"email": " "}, {"fields": ["email"], "unknown_fields": 0}),
        ({"email": None}, {"fields": ["email"], "unknown_fields": 0}),
        ({"email": EMAIL, "message": "x" * 10_001}, {"fields": ["message"], "unknown_fields": 0}),
        ({}, {"fields": ["email"], "unknown_fields": 0}),
    ],
)
def test_a_form_that_is_not_as_declared_is_refused(
    gateway: Serving, fields: dict[str, Any], details: dict[str, Any]
) -> None:
    answered = hand_in(gateway, "ada", fields)
    assert (answered.status, answered.code) == (422, "form_invalid")
    error = answered.json()["error"]
    assert {name: error[name] for name in details} == details
    assert NAME not in str(error)


@pytest.mark.parametrize(
    "body",
    [[], {}, {"fields": []}, {"fields": {"email": EMAIL}, "form": "contact"}, "contact"],
)
def test_a_body_of_another_form_is_refused(gateway: Serving, body: Any) -> None:
    headers = {"x-discreet-subject": "ada"}
    answered = gateway.call("POST", PATH, body, key=CHAT, headers=headers)
    assert answered.status == 422
    assert EMAIL.encode() not in answered.body


def test_a_form_needs_a_person_a_conversation_named_once_and_to_exist(gateway: Serving) -> None:
    assert gateway.call("POST", PATH, {"fields": {"email": EMAIL}}, key=CHAT).status == 400
    twice = {"x-discreet-conversation": "one"}
    answered = hand_in(gateway, "ada", {"email": EMAIL}, conversation="two", headers=twice)
    assert answered.status == 422
    assert answered.json()["error"]["fields"] == ["conversation"]
    long = hand_in(gateway, "ada", {"email": EMAIL}, conversation="x" * 257)
    assert long.status == 422
    none = gateway.call("POST", "/privacy/forms/none", {"fields": {}}, key=CHAT)
    assert (none.status, none.code) == (404, "not_found")


def test_who_did_not_say_yes_hands_nothing_in(gateway: Serving) -> None:
    before = len(rows(gateway, FORM_ENTRY))
    unknown = hand_in(gateway, "nobody", {"email": EMAIL})
    assert (unknown.status, unknown.code) == (403, "age_restricted")
    grown_up(gateway, TENANT, "careful")
    asked = hand_in(gateway, "careful", {"email": EMAIL})
    assert (asked.status, asked.code) == (403, "consent_required")
    opted_in(gateway, "browser")
    signal = hand_in(gateway, "browser", {"email": EMAIL}, headers={"dnt": "1"})
    assert (signal.status, signal.code) == (403, "consent_required")
    [record] = [
        each
        for each in gateway.call(
            "GET", "/privacy/consents", key=CONSENT, headers={"x-discreet-subject": "browser"}
        ).json()["consents"]
        if each["purpose"] == "lead_forms"
    ]
    path = f"/privacy/consents/{record['id']}/withdraw"
    gone = gateway.call("POST", path, {"subject": "browser"}, key=CONSENT)
    assert gone.status == 200, gone.body
    assert hand_in(gateway, "browser", {"email": EMAIL}).code == "consent_required"
    assert len(rows(gateway, FORM_ENTRY)) == before


def test_reading_needs_a_reason_and_is_in_the_log(gateway: Serving) -> None:
    answered = gateway.call("GET", f"{PATH}/entries", key=ADMIN)
    assert (answered.status, answered.code) == (422, "reason_needed")
    entries(gateway)
    kept = [bytes(each.body) for each in rows(gateway, AUDIT_ENTRY)]
    reads = [each for each in kept if b'"form_entries"' in each]
    assert reads
    assert all(b'"reason":"quality_review"' in each for each in reads)
    received = [each for each in kept if b'"form.received"' in each]
    assert received
    assert not any(EMAIL.encode() in each or NAME.encode() in each for each in kept)


@pytest.mark.parametrize("role", ["support", "auditor", "consent", "privacy_officer", "admin"])
def test_only_who_chats_hands_a_form_in(gateway: Serving, role: str) -> None:
    answered = gateway.call("POST", PATH, {"fields": {}}, key=f"{TENANT}-{role}")
    assert (answered.status, answered.code) == (403, "role_refused")


@pytest.mark.parametrize("role", ["chat", "guest", "consent", "support", "auditor"])
def test_only_officers_read_what_came_in(gateway: Serving, role: str) -> None:
    reason = {"x-discreet-reason": "quality_review"}
    answered = gateway.call("GET", f"{PATH}/entries", key=f"{TENANT}-{role}", headers=reason)
    assert (answered.status, answered.code) == (403, "role_refused")
