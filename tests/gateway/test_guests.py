"""A guest: one person from outside, let in until a day, who speaks for nobody else."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.admin.auth import new_api_key
from gateway.app import open_store
from gateway.model import Role
from gateway.wiring import now
from tests.gateway.serving import Serving, consent_body

CHAT = {"model": "m", "messages": [{"role": "user", "content": "hello from outside"}]}
PATH = "/v1/chat/completions"


def key(gateway: Serving, *, lasts: timedelta, role: Role = Role.GUEST) -> tuple[str, str]:
    """A new key of the store: its id and its text."""

    async def add() -> tuple[str, str]:
        store = open_store(gateway.settings, gateway.env)
        await store.open()
        try:
            record, plain = new_api_key("main", role, label="", entropy=os.urandom, now=now())
            await store.add_api_key(replace(record, expires_at=now() + lasts))
        finally:
            await store.close()
        return record.key_id, plain

    return asyncio.run(add())


def test_a_guest_opts_in_for_themselves_and_chats(gateway: Serving) -> None:
    refused = gateway.call("POST", PATH, CHAT, key="guest")
    assert (refused.status, refused.code) == (403, "consent_required")
    given = gateway.call("POST", "/privacy/consents", consent_body(gateway.settings), key="guest")
    assert given.status == 201, given.body
    answered = gateway.call("POST", PATH, CHAT, key="guest")
    assert answered.status == 200
    assert "x-discreet-subject" not in answered.headers
    listed = gateway.call("GET", "/privacy/consents", key="guest").json()["consents"]
    assert [each["id"] for each in listed] == [given.json()["id"]]
    ended = gateway.call("POST", f"/privacy/consents/{given.json()['id']}/withdraw", key="guest")
    assert ended.status == 200
    assert gateway.call("POST", PATH, CHAT, key="guest").code == "consent_required"


def test_an_officer_names_a_guest_by_the_id_of_the_key(gateway: Serving) -> None:
    key_id = gateway.keys["guest"].split("_")[1]
    listed = gateway.call(
        "GET",
        "/privacy/consents",
        key="privacy_officer",
        headers={
            "x-discreet-subject": f"guest:{key_id}",
            "x-discreet-reason": "rights_request",
        },
    )
    mine = gateway.call("GET", "/privacy/consents", key="guest").json()["consents"]
    assert listed.json()["consents"] == mine


@pytest.mark.parametrize("name", ["visitor-17", "somebody", "guest:aaaaaaaa"])
def test_a_guest_names_nobody(gateway: Serving, name: str) -> None:
    named = {"x-discreet-subject": name}
    assert gateway.call("POST", PATH, CHAT, key="guest", headers=named).status == 400
    assert gateway.call("GET", "/privacy/consents", key="guest", headers=named).status == 400
    body = consent_body(gateway.settings, name)
    assert gateway.call("POST", "/privacy/consents", body, key="guest").status == 400


def test_the_body_of_a_guests_chat_names_nobody_either(gateway: Serving) -> None:
    # The usual subject has opted in; the guest has not.
    answered = gateway.call("POST", PATH, {**CHAT, "user": "visitor-17"}, key="guest")
    assert (answered.status, answered.code) == (403, "consent_required")


def test_a_guest_may_say_an_age_but_prove_none(gateway: Serving) -> None:
    path = "/privacy/preferences"
    said = gateway.call("PATCH", path, {"age_band": "adult"}, key="guest")
    assert said.status == 200
    proven = {"age_band": "adult", "age_method": "document"}
    assert gateway.call("PATCH", path, proven, key="guest").code == "role_refused"
    assert gateway.call("PATCH", path, {"jurisdiction": "DE"}, key="guest").code == "role_refused"


def test_a_guest_chooses_no_channel(gateway: Serving) -> None:
    named = {"x-discreet-channel": "web"}
    assert gateway.call("POST", PATH, CHAT, key="guest", headers=named).code == "role_refused"


def test_keys_that_are_over_or_last_too_long_open_nothing(gateway: Serving) -> None:
    for lasts, role in (
        (timedelta(0), Role.CHAT),
        (timedelta(seconds=-1), Role.GUEST),
        (timedelta(days=91), Role.GUEST),
    ):
        _, plain = key(gateway, lasts=lasts, role=role)
        answered = gateway.call("GET", "/v1/models", key=plain)
        assert (answered.status, answered.code) == (401, "invalid_api_key")
