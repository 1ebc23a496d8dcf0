"""A log that does not verify becomes an incident of each tenant, and stays an error."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from gateway.incidents.incident import BreachKind, Risk, Source, State
from gateway.incidents.register import IncidentRegister
from gateway.incidents.telling import By
from gateway.incidents.wiring import demand_register, incident_register, watched
from gateway.policy_scope import PartyRole
from gateway.storage.audit_checkpoints import LogBroken
from gateway.wiring import tenant_keys
from tests.gateway.incidents.test_register import tenant
from tests.gateway.storage.acts import Acts
from tests.gateway.storage.acts import acts as acts
from tests.gateway.storage.samples import DAY, MASTER, START


def register(acts: Acts, *names: str) -> IncidentRegister:
    tenants = {each: tenant(each, PartyRole.PROCESSOR, hook=False) for each in names}
    keys = {each: tenant_keys(MASTER, each) for each in names}
    return incident_register(acts.store, tenants, keys=keys, new_id=acts.new_id)


async def broken(_: datetime) -> None:
    raise LogBroken("changed")


async def whole(_: datetime) -> None:
    """Nothing is wrong."""


def test_a_log_that_verifies_is_no_incident(acts: Acts) -> None:
    made = register(acts, acts.tenant())
    acts.run(watched(whole, made)(START))
    assert acts.run(made.listed(list(made.tenants))) == []


def test_an_incident_is_opened_once_and_anew_after_its_conclusion(acts: Acts) -> None:
    made = register(acts, acts.tenant(), acts.tenant())
    run = watched(broken, made)
    for day in range(3):
        with pytest.raises(LogBroken):
            acts.run(run(START + day * DAY))
    found = acts.run(made.listed(list(made.tenants)))
    assert [each.incident.tenant for each in found] == sorted(made.tenants)
    for each in found:
        assert each.incident.source is Source.AUDIT
        assert each.incident.kinds == {BreachKind.INTEGRITY}
        assert (each.incident.noticed_at, each.incident.reported_by) == (START, "gateway")
    first = found[0].incident
    by = By(actor="key-1", at=START)
    target = found[0].duties[0].target
    acts.run(made.tell(first.tenant, first.incident_id, target=target, by=by))
    ended = replace(first, state=State.CONCLUDING, risk=Risk.UNLIKELY)
    acts.run(made.move(ended, by=by))
    with pytest.raises(LogBroken):
        acts.run(run(START + 9 * DAY))
    assert len(acts.run(made.listed([first.tenant]))) == 2
    assert len(acts.run(made.listed(list(made.tenants)))) == 3


def test_what_is_late_is_found_however_many_are_newer(
    acts: Acts, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = register(acts, acts.tenant())
    monkeypatch.setattr("gateway.incidents.register.MOST_LISTED", 0)
    acts.run(made.report_broken_log(START))
    assert acts.run(made.listed(list(made.tenants))) == []
    assert acts.run(made.overdue(START)) == []
    assert len(acts.run(made.overdue(START + DAY))) == 1


def test_both_registers_work_on_one_store(acts: Acts) -> None:
    tenant_of_nothing = acts.tenant()
    assert acts.run(demand_register(acts.store, acts.new_id).listed(tenant_of_nothing)) == []
