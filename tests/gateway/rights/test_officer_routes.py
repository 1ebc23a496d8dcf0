"""Deaths and overrides are an officer's to record; everybody else and bad bodies are refused."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.admin.auth import new_api_key
from gateway.app import open_store
from gateway.model import Role
from gateway.wiring import now
from tests.gateway.serving import SUBJECT, Serving, serving

DEATHS, OVERRIDE = "/privacy/deaths", "/privacy/objections/override"
REQUESTS = "/privacy/requests"
SET_ASIDE = {
    "subject": SUBJECT,
    "purpose": "service_improvement",
    "reason": "LegalClaimDefenceImpaired",
}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory: Path = tmp_path_factory.mktemp("gateway")
    with serving("http://127.0.0.1:9", directory) as running:
        yield replace(running, keys={**running.keys, "second": second(running)})


@pytest.mark.parametrize(("path", "body"), [(DEATHS, {"subject": SUBJECT}), (OVERRIDE, SET_ASIDE)])
@pytest.mark.parametrize(("key", "status"), [("chat", 403), ("consent", 403), (None, 401)])
def test_only_officers_record(
    gateway: Serving, *, path: str, body: dict[str, Any], key: str | None, status: int
) -> None:
    assert gateway.call("POST", path, body, key=key).status == status


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (DEATHS, {}, 422),
        (DEATHS, {"subject": ""}, 422),
        (DEATHS, {"subject": "canary-nobody"}, 404),
        (DEATHS, {"subject": SUBJECT, "executor": "canary"}, 422),
        (OVERRIDE, SET_ASIDE, 404),
        (OVERRIDE, SET_ASIDE | {"reason": "canary"}, 422),
        (OVERRIDE, SET_ASIDE | {"reason": "ProcessExcessive"}, 409),
        (OVERRIDE, SET_ASIDE | {"purpose": "newsletter"}, 409),
        (OVERRIDE, SET_ASIDE | {"purpose": ""}, 422),
        (OVERRIDE, {"subject": SUBJECT}, 422),
    ],
)
def test_what_cannot_be_recorded_is_said_without_values(
    gateway: Serving, path: str, body: dict[str, Any], status: int
) -> None:
    answered = gateway.call("POST", path, body, key="admin")
    assert answered.status == status
    assert b"canary" not in answered.body
    assert answered.json()["error"]["contact"] == "privacy@example.com"


def test_a_death_without_an_instruction_stops_processing(gateway: Serving) -> None:
    gateway.opt_in("somebody")
    answered = gateway.call("POST", DEATHS, {"subject": "somebody"}, key="admin")
    assert (answered.status, answered.json()) == (201, {"directive": "none", "request": None})
    assert gateway.chat("hello?", subject="somebody").code == "subject_restricted"


@pytest.mark.parametrize(
    ("directive", "kind"),
    [
        ({"action": "erase"}, "erasure"),
        ({"action": "hand_over", "executor": {"name": "Erika", "contact": "e@example"}}, "access"),
    ],
)
def test_nobody_carries_a_directive_out_alone(
    gateway: Serving, directive: dict[str, Any], kind: str
) -> None:
    who = f"dead-{kind}"
    gateway.opt_in(who)
    body = {"kind": "directive", "subject": who, "details": directive}
    told = gateway.call("POST", REQUESTS, body, key="admin").json()
    gateway.call("POST", f"{REQUESTS}/{told['id']}/verify", {"method": "officer"}, key="admin")
    filed = gateway.call("POST", DEATHS, {"subject": who}, key="admin").json()["request"]
    path = f"{REQUESTS}/{filed}"
    standing = gateway.call("GET", path, key="admin").json()
    assert (standing["kind"], standing["next"]) == (kind, "approve")
    preview = gateway.call("GET", f"{path}/preview", key="admin").json()["preview"]
    refused = gateway.call("POST", f"{path}/approve", {"preview": preview}, key="admin")
    assert (refused.status, refused.code) == (403, "approver_is_filer")
    approved = gateway.call("POST", f"{path}/approve", {"preview": preview}, key="second")
    assert approved.status == 200
    assert approved.json()["approver"]
    again = gateway.call("POST", DEATHS, {"subject": who}, key="admin")
    assert again.json() == {"directive": "none", "request": None}


def test_what_no_store_can_look_for_is_refused_before(gateway: Serving) -> None:
    for method, path in (
        *(("GET", f"{REQUESTS}/%00"), ("GET", f"{REQUESTS}/a%00b/preview")),
        *(("POST", f"{REQUESTS}/%00/acknowledge"), ("POST", "/privacy/holds/%00/release")),
    ):
        assert gateway.call(method, path, {}, key="admin").status == 404, path
    for path in (f"{REQUESTS}?after=%00", "/privacy/holds?after=%00", "/privacy/usage?from=%00"):
        answered = gateway.call("GET", path, key="admin")
        assert answered.status == 422, path
        assert answered.json()["error"]["contact"] == "privacy@example.com"
    body = SET_ASIDE | {"purpose": "a\0"}
    assert gateway.call("POST", OVERRIDE, body, key="admin").status == 422
    hold = {"matter": "m\0", "authority": "a", "review_at": "2030-01-01T00:00:00Z"}
    assert gateway.call("POST", "/privacy/holds", hold, key="admin").json()["error"]["fields"] == [
        "matter"
    ]


def second(gateway: Serving) -> str:
    """Another officer's key."""

    async def add() -> str:
        store = open_store(gateway.settings, gateway.env)
        await store.open()
        record, key = new_api_key("main", Role.ADMIN, label="", entropy=os.urandom, now=now())
        await store.add_api_key(record)
        await store.close()
        return key

    return asyncio.run(add())
