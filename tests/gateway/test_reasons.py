"""Whoever reads what is a person's says why, and the audit log keeps it with the read."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import select

from gateway.app import open_store
from gateway.storage.schema_audit import AUDIT_ENTRY
from tests.gateway.serving import SUBJECT, Serving

NAMED = {"x-discreet-subject": SUBJECT}
WHY = {"x-discreet-reason": "rights_request:R-17"}


def entries(gateway: Serving, act: str) -> list[dict[str, Any]]:
    """What the audit log has of an act, oldest first."""

    async def read() -> list[dict[str, Any]]:
        store = open_store(gateway.settings, gateway.env)
        await store.open()
        try:
            query = select(AUDIT_ENTRY.c.body).order_by(AUDIT_ENTRY.c.seq)
            rows = await store.act(lambda each: each.connection.execute(query).all())
        finally:
            await store.close()
        return [entry for row in rows if (entry := json.loads(row.body))["act"] == act]

    return asyncio.run(read())


@pytest.mark.parametrize("path", ["/privacy/conversations", "/privacy/disclosures"])
@pytest.mark.parametrize("role", ["admin", "privacy_officer"])
def test_a_read_without_a_reason_is_refused(gateway: Serving, path: str, role: str) -> None:
    for reason in ({}, {"x-discreet-reason": "curious"}, {"x-discreet-reason": "complaint:"}):
        answered = gateway.call("GET", path, key=role, headers={**NAMED, **reason})
        assert (answered.status, answered.code) == (422, "reason_needed")


def test_a_read_with_a_reason_stands_in_the_log_with_who_and_why(gateway: Serving) -> None:
    headers = {**NAMED, **WHY}
    answered = gateway.call("GET", "/privacy/conversations", key="privacy_officer", headers=headers)
    assert answered.status == 200
    read = entries(gateway, "content.read")[-1]
    assert read["actor"] == gateway.keys["privacy_officer"].split("_")[1]
    assert read["facts"]["reason"] == "rights_request"
    assert read["facts"]["ticket"] == "R-17"


def test_a_package_is_the_persons_and_by_letter_the_privacy_officers(gateway: Serving) -> None:
    body = {"kind": "access", "subject": SUBJECT, "authenticated": True}
    filed = gateway.call("POST", "/privacy/requests", body, key="consent")
    assert filed.status == 201, filed.body
    path = f"/privacy/requests/{filed.json()['id']}/result"
    assert gateway.call("GET", path, key="privacy_officer").code == "reason_needed"
    assert gateway.call("GET", path, key="admin", headers=WHY).code == "role_refused"
    assert gateway.call("GET", path, key="support", headers=WHY).code == "role_refused"
    before = len(entries(gateway, "rights.result_fetched"))
    assert gateway.call("GET", path, key="privacy_officer", headers=WHY).status == 200
    assert gateway.call("GET", path, key="consent", headers=NAMED).status == 200
    by_officer, by_back_end = entries(gateway, "rights.result_fetched")[before:]
    assert by_officer["facts"] == {"kind": "access", "reason": "rights_request", "ticket": "R-17"}
    assert by_back_end["facts"] == {"kind": "access"}
