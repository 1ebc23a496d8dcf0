"""Demands as rows: sealed words, whom they may be told to, and their end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from gateway.incidents.demand import Answer, Demand, DemandWords, LegalGround
from gateway.storage import demand_rows
from gateway.storage.held_people import HeldPeople
from gateway.storage.record_expiry import Expiring, expire
from gateway.storage.schema_incidents import DEMAND
from gateway.storage.sealed import shred
from tests.gateway.storage.acts import Acts
from tests.gateway.storage.acts import acts as acts
from tests.gateway.storage.samples import CANARY, DAY, START

YEARS = 5 * 366 * DAY


def demand(tenant: str, number: int = 1, **changes: Any) -> Demand:
    fields: dict[str, Any] = {
        "tenant": tenant,
        "demand_id": f"demand-{number}",
        "ground": LegalGround.SUBPOENA,
        "received_at": START,
        "words": DemandWords(authority=CANARY, asked_for="\ud800 of May"),
        "recorded_by": "key-1",
        "recorded_at": START,
    }
    return Demand(**(fields | changes))


def test_a_demand_is_read_as_it_was_kept_and_by_its_tenant_only(acts: Acts) -> None:
    tenant, other = acts.tenant(), acts.tenant()
    whole = demand(
        tenant,
        subject="subject-1",
        answer=Answer.PARTLY,
        due_at=START + DAY,
        answered_at=START,
        may_tell=False,
        silent_until=START + 2 * DAY,
        told_at=START + 3 * DAY,
    )
    acts(lambda each: demand_rows.add(each, whole))
    assert acts(lambda each: demand_rows.find(each, tenant, demand_id="demand-1")) == whole
    assert acts(lambda each: demand_rows.find(each, other, demand_id="demand-1")) is None
    assert acts(lambda each: demand_rows.find(each, tenant, demand_id="demand-2")) is None
    bodies = acts(lambda each: each.connection.execute(select(DEMAND.c.body)).scalars().all())
    assert not [each for each in bodies if CANARY.encode() in bytes(each)]


def test_new_words_have_a_new_key_and_the_old_key_is_destroyed(acts: Acts) -> None:
    tenant = acts.tenant()
    first = demand(tenant)
    acts(lambda each: demand_rows.add(each, first))

    def key(each: Any) -> str:
        query = select(DEMAND.c.dek_id).where(DEMAND.c.tenant == tenant)
        return str(each.connection.execute(query).scalar_one())

    before = acts(key)
    words = DemandWords(authority="Court", asked_for="All", given="Nothing")
    changed = replace(first, words=words, answer=Answer.REFUSED, answered_at=START + DAY)
    acts(lambda each: demand_rows.change(each, changed, at=START + DAY))
    assert acts(key) != before
    assert acts(lambda each: set(each.keys.find([before]))) == set()
    assert acts(lambda each: demand_rows.find(each, tenant, demand_id="demand-1")) == changed
    # Words that are gone stay gone, and the rest can still be changed.
    acts(lambda each: shred(each, [key(each)], at=START))
    gone = replace(changed, words=None)
    assert acts(lambda each: demand_rows.find(each, tenant, demand_id="demand-1")) == gone
    told = replace(gone, told_at=START + 2 * DAY)
    acts(lambda each: demand_rows.change(each, told, at=START + 2 * DAY))
    assert acts(lambda each: demand_rows.find(each, tenant, demand_id="demand-1")) == told


def test_the_newest_come_first_and_no_more_than_asked_for(acts: Acts) -> None:
    tenant = acts.tenant()
    for number in (2, 3, 1):
        at = START + number * DAY if number < 3 else START + DAY
        acts.do(demand_rows.add, demand(tenant, number, received_at=at))
    found = acts(lambda each: demand_rows.listed(each, tenant, most=9))
    assert [each.demand_id for each in found] == ["demand-2", "demand-1", "demand-3"]
    assert len(acts(lambda each: demand_rows.listed(each, tenant, most=2))) == 2


@pytest.mark.parametrize(
    ("may_tell", "until", "expected"),
    [
        (True, None, True),
        (False, None, False),
        (False, START, True),
        (False, START + timedelta(microseconds=1), False),
        (False, START - DAY, True),
    ],
)
def test_rows_and_demands_agree_on_who_may_be_told(
    acts: Acts, may_tell: bool, until: datetime | None, expected: bool
) -> None:
    tenant = acts.tenant()
    made = demand(tenant, may_tell=may_tell, silent_until=until)
    acts(lambda each: demand_rows.add(each, made))
    query = select(DEMAND.c.demand_id).where(DEMAND.c.tenant == tenant, demand_rows.tellable(START))
    found = acts(lambda each: each.connection.execute(query).all())
    assert (bool(found), made.tellable(START)) == (expected, expected)


def test_a_demand_ends_five_years_after_its_answer_and_not_before(acts: Acts) -> None:
    tenant = acts.tenant()
    for number, answered, subject in (
        (1, START, ""),
        (2, None, ""),
        (3, START + DAY, ""),
        (4, START, "held"),
    ):
        made = demand(tenant, number, answered_at=answered, subject=subject)
        acts.do(demand_rows.add, made)
    five = START.replace(year=START.year + 5)
    held = HeldPeople(named=frozenset({"held"}))

    def ended(at: datetime) -> int:
        what = Expiring(tenant=tenant, kind="demands", duration="P5Y", now=at, held=held)
        return acts(lambda each: expire(each, what, limit=9))

    keys = acts(
        lambda each: dict(
            each.connection.execute(
                select(DEMAND.c.demand_id, DEMAND.c.dek_id).where(DEMAND.c.tenant == tenant)
            ).all()
        )
    )
    assert ended(five - timedelta(microseconds=1)) == 0
    assert ended(five) == 1
    assert acts(lambda each: set(each.keys.find(list(keys.values())))) == {
        keys[f"demand-{number}"] for number in (2, 3, 4)
    }
    assert ended(five + 9 * YEARS) == 1
    left = acts(lambda each: demand_rows.listed(each, tenant, most=9))
    assert {each.demand_id for each in left} == {"demand-2", "demand-4"}
