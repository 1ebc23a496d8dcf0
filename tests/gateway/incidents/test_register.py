"""The register on a store: a processor's controller is told until it says that it knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import InvalidRequest, Refused
from gateway.incidents.incident import BreachKind, Reach, Risk, Source, State, Target, Words
from gateway.incidents.register import IncidentRegister, Reported
from gateway.incidents.telling import By
from gateway.incidents.wiring import incident_register, watched
from gateway.policy import Tenant
from gateway.policy_rights import Webhook, Webhooks
from gateway.policy_scope import PartyRole, Scope
from gateway.rights.outbox import Outbox
from gateway.storage.audit_checkpoints import LogBroken
from gateway.storage.database import DatabaseStore
from gateway.wiring import tenant_keys
from tests.gateway.proxy.policies import policy
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import MASTER, START, consent, disclosure

HOOK = Webhook(url="http://127.0.0.1:9/hook", secret_env="HOOK")
BY = By(actor="key-1", at=START)
_IDS = count(1)


def tenant(key: str, role: PartyRole, *, hook: bool = True) -> Tenant:
    made = replace(policy(), scope=Scope(role=role))
    webhooks = Webhooks(incidents=HOOK if hook else None)
    return Tenant(key=key, policy=made, recipients=(), webhooks=webhooks)


def register(store: DatabaseStore, *tenants: Tenant) -> IncidentRegister:
    return incident_register(
        store,
        {each.key: each for each in tenants},
        keys={each.key: tenant_keys(MASTER, each.key) for each in tenants},
        new_id=lambda: f"{next(_IDS):032x}",
    )


def reported(**changes: Any) -> Reported:
    fields: dict[str, Any] = {
        "kinds": frozenset({BreachKind.CONFIDENTIALITY}),
        "words": Words(description="A copy was lost."),
    }
    return Reported(**(fields | changes))


class Posted:
    """A webhook that takes everything."""

    def __init__(self, *tenants: Tenant) -> None:
        self.bodies: list[bytes] = []
        self.tenants = {each.key: each for each in tenants}

    async def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> int | None:
        assert "X-Discreet-Signature" in headers
        assert url == HOOK.url
        self.bodies.append(body)
        return 200

    def outbox(self, store: DatabaseStore) -> Outbox:
        return Outbox(
            store=store, tenants=self.tenants, secrets={"HOOK": b"s" * 16}, post=self.post
        )


def test_a_controller_is_told_again_until_it_acknowledges(tmp_path: Path) -> None:
    acme = tenant("acme", PartyRole.PROCESSOR)

    async def scenario(store: DatabaseStore) -> None:
        made, posted = register(store, acme), Posted(acme)
        entry = await made.report("acme", reported(), by=BY)
        found = entry.incident
        assert found.authority_due_at is None
        assert found.controller_due_at == START + timedelta(hours=24)
        assert [duty.target for duty in entry.duties] == [Target.CONTROLLER]
        outbox = posted.outbox(store)
        assert await outbox.run(START) == 1
        assert await outbox.run(START) == 0
        at = START
        for wait in (1, 2, 4):
            at += timedelta(minutes=wait)
            assert await made.job(at - timedelta(seconds=1)) == 0
            assert await made.job(at) == 1
            assert await outbox.run(at) == 1
        assert len(posted.bodies) == 4
        assert b'"type": "ControllerBreachNotice"' in posted.bodies[0]
        assert b"A copy was lost." in posted.bodies[0]
        assert [each.incident for each in await made.overdue(START + timedelta(hours=24))]
        code = posted.bodies[0].split(b'"code": "')[1][:64].decode()
        telling = made.telling
        assert telling.tenant_of(found.incident_id, seq=1, code=code) == "acme"
        assert telling.tenant_of(found.incident_id, seq=2, code=code) is None
        assert telling.tenant_of("other", seq=1, code=code) is None
        by = By(actor="webhook", at=at)
        known = await made.acknowledge("acme", found.incident_id, seq=1, by=by)
        assert known.duties[0].met_at == at
        assert await made.job(at + timedelta(days=1)) == 0
        assert list(await made.overdue(at + timedelta(days=2))) == []

    opened(tmp_path, scenario)


def test_a_message_that_nobody_takes_is_left_to_the_outbox(tmp_path: Path) -> None:
    acme = tenant("acme", PartyRole.PROCESSOR)

    async def scenario(store: DatabaseStore) -> None:
        made, posted = register(store, acme), Posted(acme)
        entry = await made.report("acme", reported(), by=BY)
        assert await made.job(START + timedelta(minutes=1)) == 1
        assert await posted.outbox(store).run(START + timedelta(minutes=1)) == 1
        incident_id = entry.incident.incident_id
        await made.acknowledge("acme", incident_id, seq=1, by=BY)
        # An acknowledgement takes back what is still waiting.
        assert await posted.outbox(store).run(START + timedelta(days=1)) == 0

    opened(tmp_path, scenario)


@pytest.mark.parametrize(
    ("role", "targets"),
    [
        (PartyRole.CONTROLLER, ["authority"]),
        (PartyRole.PROCESSOR, ["controller"]),
        (PartyRole.PROCESSOR_AND_CONTROLLER, ["authority", "controller"]),
    ],
)
def test_whom_to_tell_follows_the_role(tmp_path: Path, role: PartyRole, targets: list[str]) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = register(store, tenant("acme", role, hook=False))
        entry = await made.report("acme", reported(), by=BY)
        assert [duty.target.value for duty in entry.duties] == targets
        assert list(entry.notices) == []
        for target in Target:
            if target.value in targets:
                incident_id = entry.incident.incident_id
                told = await made.tell("acme", incident_id, target=target, by=BY)
                assert told.notices[-1].acknowledged_by == "key-1"
            else:
                with pytest.raises(Refused):
                    await made.tell("acme", entry.incident.incident_id, target=target, by=BY)
        unlikely = replace(entry.incident, risk=Risk.UNLIKELY, state=State.CONCLUDING, words=None)
        closed = await made.move(unlikely, by=BY)
        assert closed.incident.words == Words(description="A copy was lost.")
        assert closed.incident.closed_at == START

    opened(tmp_path, scenario)


def test_another_tenants_incident_is_not_there(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        both = [tenant(key, PartyRole.CONTROLLER, hook=False) for key in ("acme", "other")]
        made = register(store, *both)
        entry = await made.report("acme", reported(), by=BY)
        incident_id = entry.incident.incident_id
        theirs = replace(entry.incident, tenant="other")
        for act in (
            made.find("other", incident_id),
            made.scope("other", incident_id, by=BY),
            made.people("other", incident_id, by=BY),
            made.move(theirs, by=BY),
            made.tell("other", incident_id, target=Target.AUTHORITY, by=BY),
            made.acknowledge("other", incident_id, seq=1, by=BY),
        ):
            with pytest.raises(InvalidRequest) as refused:
                await act
            assert refused.value.status == 404
        assert list(await made.listed(["other"])) == []

    opened(tmp_path, scenario)


def test_the_operator_reports_for_every_tenant_touched(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        both = [tenant(key, PartyRole.CONTROLLER, hook=False) for key in ("acme", "other")]
        made = register(store, *both)
        await store.put_consent(consent())
        await store.record(disclosure())
        party = disclosure().recipient
        entries = await made.report_touched(reported(party=party), by=BY)
        assert [each.incident.tenant for each in entries] == ["acme"]
        counts = entries[0].incident.counts
        assert counts is not None
        assert (counts.people, counts.disclosures, counts.conversations) == (1, 1, 1)
        before = Reach(ended_at=START - timedelta(days=900))
        with pytest.raises(InvalidRequest):
            await made.report_touched(reported(reach=before), by=BY)

    opened(tmp_path, scenario)


def test_a_log_that_does_not_verify_is_one_incident_until_it_is_concluded(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = register(store, tenant("acme", PartyRole.CONTROLLER, hook=False))

        async def broken(_now: object) -> None:
            raise LogBroken("changed")

        run = watched(broken, made)
        for _ in range(2):
            with pytest.raises(LogBroken):
                await run(START)
        (entry,) = await made.listed(["acme"])
        assert entry.incident.source is Source.AUDIT
        assert entry.incident.kinds == {BreachKind.INTEGRITY}
        assert entry.incident.reported_by == "gateway"

    opened(tmp_path, scenario)
