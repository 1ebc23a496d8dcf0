"""Telling: again and again until somebody knows, and never in another tenant's name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from gateway.incidents.incident import Incident, Notice, Phase, Target
from gateway.incidents.telling import By, Telling
from gateway.policy import Tenant
from gateway.policy_scope import PartyRole
from gateway.storage import incident_rows
from gateway.storage.schema_rights import OUTBOX
from gateway.wiring import tenant_keys
from tests.gateway.incidents.test_register import tenant as configured
from tests.gateway.storage.acts import Acts
from tests.gateway.storage.acts import acts as acts
from tests.gateway.storage.samples import DAY, MASTER, START
from tests.gateway.storage.test_incident_rows import incident

BY = By(actor="key-1", at=START)
MINUTE = timedelta(minutes=1)


def telling(acts: Acts, *names: str, hook: bool = True) -> Telling:
    tenants: dict[str, Tenant] = {
        each: configured(each, PartyRole.PROCESSOR, hook=hook) for each in names
    }
    keys = {each: tenant_keys(MASTER, each) for each in names}
    return Telling(tenants=tenants, keys=keys, new_id=acts.new_id)


def added(acts: Acts, name: str) -> Incident:
    made = incident(name, incident_id=acts.new_id(), controller_due_at=START + DAY)
    acts.do(incident_rows.add, made)
    return made


def notices(acts: Acts, made: Incident) -> list[Notice]:
    return list(acts.do(incident_rows.notices, made))


def waiting(acts: Acts, name: str) -> int:
    return len(acts.rows(select(OUTBOX).where(OUTBOX.c.tenant == name)))


def test_each_notice_has_its_number_and_phase(acts: Acts) -> None:
    name = acts.tenant()
    told, made = telling(acts, name), added(acts, name)
    for _ in range(2):
        acts.do(told.tell, made, target=Target.CONTROLLER, by=BY)
    acts.do(told.tell, made, target=Target.PEOPLE, by=BY, hand=True)
    found = notices(acts, made)
    assert [(each.seq, each.phase) for each in found] == [
        (1, Phase.INITIAL),
        (2, Phase.PHASED),
        (3, Phase.INITIAL),
    ]
    assert [each.acknowledged_by for each in found] == ["", "", "key-1"]
    assert len({each.message_id for each in found}) == 3
    assert waiting(acts, name) == 2


def test_without_a_webhook_nothing_is_put_out(acts: Acts) -> None:
    name = acts.tenant()
    told, made = telling(acts, name, hook=False), added(acts, name)
    assert not told.has_webhook(name)
    acts.do(told.announce, made, at=START)
    assert waiting(acts, name) == 0


def test_what_is_still_to_be_taken_is_not_put_out_twice(acts: Acts) -> None:
    name = acts.tenant()
    told, made = telling(acts, name), added(acts, name)
    acts.do(told.tell, made, target=Target.CONTROLLER, by=BY)
    assert acts.do(told.resend, START + MINUTE - timedelta(microseconds=1)) == 0
    at = START
    for wait in (1, 2, 4, 8):
        at += wait * MINUTE
        assert acts.do(told.resend, at) == 1
        assert acts.do(told.resend, at) == 0
        assert waiting(acts, name) == 1
    (one,) = notices(acts, made)
    assert one.attempts == 5


def test_a_tenant_that_is_gone_keeps_nobody_from_being_told(acts: Acts) -> None:
    stays, goes = acts.tenant(), acts.tenant()
    both, left = telling(acts, stays, goes), telling(acts, stays)
    made = {name: added(acts, name) for name in (stays, goes)}
    for name in (goes, stays):
        acts.do(both.tell, made[name], target=Target.CONTROLLER, by=BY)
    assert acts.do(left.resend, START + MINUTE) == 1
    assert notices(acts, made[stays])[0].attempts == 2
    assert notices(acts, made[goes])[0].attempts == 1


@pytest.mark.parametrize(
    "changes",
    [{"incident_id": "other"}, {"seq": 2}, {"code": ""}, {"code": "0" * 64}, {"code": "\ud800é"}],
)
def test_a_code_is_of_one_notice_of_one_tenant(acts: Acts, changes: dict[str, Any]) -> None:
    told = telling(acts, "tenant-1", "tenant-2")
    code = told._code("tenant-2", "incident-1", seq=1)
    asked: dict[str, Any] = {"incident_id": "incident-1", "seq": 1, "code": code}
    assert told.tenant_of(**asked) == "tenant-2"
    assert told.tenant_of(**(asked | changes)) is None
    assert telling(acts, "tenant-1").tenant_of(**asked) is None
