"""Names with a date or number in them live through every act that the audit log notes.

An entry takes no text with seven digits in a row; such a name stands in it as its hash.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.app import open_store
from gateway.audit.entry import as_code
from gateway.storage.schema_audit import AUDIT_ENTRY
from gateway.wiring import now
from tests.gateway import serving as simulated
from tests.gateway.serving import SUBJECT, Answered, Serving, serving
from tests.gateway.test_rights import approved, file
from tests.simulators.upstream import Upstream

NUMBER = "20261122001"
PURPOSE, CLASS, BOT, CONVERSATION, TENANT, RECIPIENT = (
    f"{name}_{NUMBER}"
    for name in ("purpose", "class", "bot", "conversation", "tenant", "recipient")
)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    policy = {
        "  service_improvement:\n": f"  {PURPOSE}:\n",
        "retention_class: conversation\n  fine_tuning": f"retention_class: {CLASS}\n  fine_tuning",
        "  accounts_of_sharing:\n": (
            f"  {CLASS}: {{trigger: last_interaction, duration: P9D, legal_ground: none}}\n"
            "  accounts_of_sharing:\n"
        ),
    }
    directory: Path = tmp_path_factory.mktemp("gateway")
    usual = simulated.CONFIGURATION.replace("id: main", f"id: {TENANT}")
    with pytest.MonkeyPatch.context() as patched, Upstream() as upstream:
        patched.setattr(simulated, "CONFIGURATION", usual.replace("model-host", RECIPIENT))
        patched.setattr(simulated, "TENANT", TENANT)
        with serving(upstream.url, directory, policy=policy) as running:
            notice = running.settings.tenants[TENANT].notices[PURPOSE, RECIPIENT].in_force(now())
            assert notice is not None
            body = {
                "purpose": PURPOSE,
                "recipient": RECIPIENT,
                "decision": "given",
                "notice_sha256": notice.sha256,
                "subject": SUBJECT,
            }
            called(running, "/privacy/consents", body, key="consent")
            yield running


def chat(gateway: Serving) -> Answered:
    body = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
    named = {
        "x-discreet-subject": SUBJECT,
        "x-discreet-purpose": PURPOSE,
        "x-discreet-bot": BOT,
        "x-discreet-conversation": CONVERSATION,
    }
    return gateway.call("POST", "/v1/chat/completions", body, headers=named)


def called(gateway: Serving, path: str, body: Any = None, *, key: str = "admin") -> Any:
    answered = gateway.call("POST", path, body, key=key)
    assert answered.status in (200, 201), answered.body
    return answered.json()


@pytest.fixture(scope="module")
def lived(gateway: Serving) -> Serving:
    """The gateway after a whole life under these names."""
    assert chat(gateway).status == 200
    for event in ({"type": f"event:{NUMBER}"}, {"type": "purpose_fulfilled", "purpose": PURPOSE}):
        called(gateway, "/privacy/events", {"subject": SUBJECT, **event})
    hold = {
        "matter": NUMBER,
        "authority": f"court {NUMBER}",
        "review_at": "2999-01-01T00:00:00Z",
        "subjects": [SUBJECT],
        "classes": [CLASS],
    }
    held = called(gateway, "/privacy/holds", hold)
    called(gateway, f"/privacy/holds/{held['id']}/release")
    assert file(gateway, "objection", purposes=[PURPOSE])["status"] == "RequestFulfilled"
    assert chat(gateway).code == "purpose_refused"
    override = {"subject": SUBJECT, "purpose": PURPOSE, "reason": "LegalClaimDefenceImpaired"}
    called(gateway, "/privacy/objections/override", override)
    assert file(gateway, "withdrawal", purpose=PURPOSE)["status"] == "RequestFulfilled"
    own = gateway.call(
        "POST", "/privacy/subject-tokens", {"subject": SUBJECT}, key="consent"
    ).json()["token"]
    path = f"/privacy/conversations/{CONVERSATION}"
    assert gateway.call("DELETE", path, key=own).status == 200
    assert approved(gateway, file(gateway, "erasure"))["status"] == "RequestFulfilled"
    return gateway


def test_a_number_in_a_name_stops_no_act(lived: Serving) -> None:
    assert lived.stored(TENANT) == []


def test_the_hash_stands_for_the_name(lived: Serving) -> None:
    gateway = lived
    assert as_code(PURPOSE) != PURPOSE

    async def read() -> list[bytes]:
        store = open_store(gateway.settings, gateway.env)
        await store.open()
        try:
            query = select(AUDIT_ENTRY.c.body)
            return await store.act(lambda each: list(each.connection.execute(query).scalars()))
        finally:
            await store.close()

    bodies = [bytes(each).decode() for each in asyncio.run(read())]
    # A name with a hash behind it, as versions have it, stands as it is.
    assert [each for each in bodies if NUMBER in each.replace(f"{CLASS}@", "")] == []
    whole = "".join(bodies)
    for name in (PURPOSE, RECIPIENT, TENANT, f"event:{NUMBER}"):
        assert as_code(name) in whole
