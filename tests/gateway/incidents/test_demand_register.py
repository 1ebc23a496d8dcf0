"""The register of demands on stores of both kinds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gateway.audit.entry import Act, read_body
from gateway.errors import InvalidRequest, Refused
from gateway.incidents.demand import Answer, Demand
from gateway.incidents.demand_register import Change, DemandRegister
from gateway.incidents.telling import By
from gateway.storage.audit_reader import AuditReader
from tests.gateway.storage.acts import Acts
from tests.gateway.storage.acts import acts as acts
from tests.gateway.storage.samples import CANARY, DAY, START
from tests.gateway.storage.test_demand_rows import demand


def recorded(acts: Acts, **changes: Any) -> tuple[DemandRegister, Demand]:
    register = DemandRegister(store=acts.store, new_id=acts.new_id)
    made = demand(acts.tenant(), **({"subject": "subject-1"} | changes))
    return register, acts.run(register.record(made))


def changed(acts: Acts, register: DemandRegister, made: Demand, **fields: Any) -> Demand:
    at = fields.pop("at", START + DAY)
    by = By(actor="key-2", at=at)
    return acts.run(register.change(made.tenant, made.demand_id, change=Change(**fields), by=by))


def test_an_answer_has_the_time_of_the_first_one(acts: Acts) -> None:
    register, made = recorded(acts)
    first = changed(acts, register, made, answer=Answer.CHALLENGED)
    assert first.answered_at == START + DAY
    second = changed(acts, register, made, answer=Answer.REFUSED, given="", at=START + 2 * DAY)
    assert (second.answer, second.answered_at) == (Answer.REFUSED, START + DAY)
    again = changed(acts, register, made, answer=Answer.PENDING)
    assert again.answered_at is None
    assert acts.run(register.find(made.tenant, made.demand_id)) == again


def test_silence_is_lifted_and_imposed(acts: Acts) -> None:
    register, made = recorded(acts, may_tell=False)
    with pytest.raises(Refused):
        changed(acts, register, made, told=True)
    with pytest.raises(InvalidRequest):
        changed(acts, register, made, may_tell=True, silent_until=START + 9 * DAY)
    later = changed(acts, register, made, silent_until=START + 9 * DAY)
    with pytest.raises(Refused):
        changed(acts, register, made, told=True, at=START + 9 * DAY - timedelta(microseconds=1))
    told = changed(acts, register, made, told=True, at=START + 9 * DAY)
    assert (later.told_at, told.told_at) == (None, START + 9 * DAY)
    assert changed(acts, register, made, told=True, at=START + 99 * DAY).told_at == told.told_at
    # What was refused changed nothing.
    assert acts.run(register.find(made.tenant, made.demand_id)).may_tell is False


def test_in_one_step_silence_ends_and_the_person_is_told(acts: Acts) -> None:
    register, made = recorded(acts, may_tell=False)
    told = changed(acts, register, made, may_tell=True, told=True)
    assert (told.may_tell, told.told_at) == (True, START + DAY)


def test_what_contradicts_itself_is_not_kept(acts: Acts) -> None:
    register = DemandRegister(store=acts.store, new_id=acts.new_id)
    tenant = acts.tenant()
    with pytest.raises(InvalidRequest):
        acts.run(register.record(demand(tenant, received_at=START + DAY)))
    assert acts.run(register.listed(tenant)) == []


def test_another_tenants_demand_is_not_there(acts: Acts) -> None:
    register, made = recorded(acts)
    other = acts.tenant()
    for work in (
        register.find(other, made.demand_id),
        register.change(other, made.demand_id, change=Change(), by=By(actor="x", at=START)),
    ):
        with pytest.raises(InvalidRequest) as refused:
            acts.run(work)
        assert refused.value.status == 404
    assert acts.run(register.listed(other)) == []


def test_the_log_has_each_step_and_neither_words_nor_person(acts: Acts) -> None:
    register, made = recorded(acts, may_tell=False)
    changed(acts, register, made, answer=Answer.COMPLIED, given=CANARY)
    rows = acts(lambda each: AuditReader(each.connection).entries(0, most=10_000))
    entries = [read_body(bytes(body)) for _, body, _ in rows]
    mine = [each for each in entries if each["tenant"] == made.tenant]
    assert [each["act"] for each in mine] == [Act.DEMAND_RECORDED, Act.DEMAND_CHANGED]
    assert [each["facts"]["answer"] for each in mine] == ["pending", "complied"]
    assert CANARY not in str(mine)
    assert "subject-1" not in str(mine)
