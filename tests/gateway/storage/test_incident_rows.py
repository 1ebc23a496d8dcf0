"""Incidents as rows: sealed words, reports in order, notices that wait, and their end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from gateway.incidents.incident import (
    BreachKind,
    Counts,
    Incident,
    Notice,
    Phase,
    Reach,
    Risk,
    Source,
    State,
    Target,
    Words,
)
from gateway.policy_scope import PartyRole
from gateway.storage import incident_rows
from gateway.storage.record_expiry import Expiring, expire
from gateway.storage.schema_incidents import INCIDENT, INCIDENT_EVENT, INCIDENT_NOTICE
from gateway.storage.sealed import shred
from tests.gateway.storage.acts import Acts
from tests.gateway.storage.acts import acts as acts
from tests.gateway.storage.samples import CANARY, DAY, START

MINUTE = timedelta(minutes=1)


def incident(tenant: str, number: int = 1, **changes: Any) -> Incident:
    fields: dict[str, Any] = {
        "tenant": tenant,
        "incident_id": f"incident-{number}",
        "source": Source.REPORTED,
        "kinds": frozenset({BreachKind.CONFIDENTIALITY}),
        "role": PartyRole.CONTROLLER,
        "noticed_at": START,
        "reach": Reach(),
        "words": Words(description=CANARY, effects="\ud800", measures=""),
        "reported_by": "key-1",
        "reported_at": START + MINUTE,
    }
    return Incident(**(fields | changes))


def notice(seq: int = 1, **changes: Any) -> Notice:
    fields: dict[str, Any] = {
        "seq": seq,
        "target": Target.CONTROLLER,
        "phase": Phase.INITIAL,
        "at": START,
        "by": "key-1",
        "message_id": f"message-{seq}",
        "attempts": 1,
        "next_at": START + seq * MINUTE,
    }
    return Notice(**(fields | changes))


def added(acts: Acts, made: Incident, *notices: Notice) -> Incident:
    acts(lambda each: incident_rows.add(each, made))
    for one in notices:
        acts.do(incident_rows.add_notice, made, notice=one)
    return made


def found(acts: Acts, made: Incident) -> Incident | None:
    return acts(lambda each: incident_rows.find(each, made.tenant, incident_id=made.incident_id))


def test_an_incident_is_read_as_it_was_kept_and_by_its_tenant_only(acts: Acts) -> None:
    reach = Reach(
        began_at=START - DAY,
        ended_at=START,
        recipients=frozenset({"b", "a"}),
        purposes=frozenset({"answering"}),
        entity_types=frozenset({"PERSON"}),
    )
    whole = incident(
        acts.tenant(),
        source=Source.RECIPIENT,
        kinds=frozenset(BreachKind),
        role=PartyRole.PROCESSOR_AND_CONTROLLER,
        risk=Risk.HIGH,
        party="model-eu",
        reach=reach,
        authority_due_at=START + 3 * DAY,
        controller_due_at=START + DAY,
    )
    added(acts, whole)
    assert found(acts, whole) == whole
    assert found(acts, replace(whole, tenant=acts.tenant())) is None
    assert found(acts, replace(whole, incident_id="incident-2")) is None
    bodies = acts(lambda each: each.connection.execute(select(INCIDENT.c.body)).scalars().all())
    assert not [each for each in bodies if CANARY.encode() in bytes(each)]


def test_each_report_is_noted_and_new_words_have_a_new_key(acts: Acts) -> None:
    made = added(acts, incident(acts.tenant()))

    def key(each: Any) -> str:
        query = select(INCIDENT.c.dek_id).where(INCIDENT.c.tenant == made.tenant)
        return str(each.connection.execute(query).scalar_one())

    before = acts(key)
    later = replace(
        made, state=State.ONGOING, risk=Risk.LIKELY, words=Words(description="More is known.")
    )
    acts(lambda each: incident_rows.change(each, later, at=START + DAY, by="key-2"))
    assert found(acts, made) == later
    assert acts(lambda each: set(each.keys.find([before]))) == set()
    acts(lambda each: shred(each, [key(each)], at=START))
    gone = replace(later, words=None)
    assert found(acts, made) == gone
    closed = replace(gone, state=State.CONCLUDING, closed_at=START + 2 * DAY)
    acts(lambda each: incident_rows.change(each, closed, at=START + 2 * DAY, by="key-1"))
    assert found(acts, made) == closed
    assert acts(lambda each: incident_rows.events(each, made)) == [
        {"state": State.DETECTION, "at": START + MINUTE, "by": "key-1"},
        {"state": State.ONGOING, "at": START + DAY, "by": "key-2"},
        {"state": State.CONCLUDING, "at": START + 2 * DAY, "by": "key-1"},
    ]
    counts = Counts(people=2, conversations=3, disclosures=4, at=START + DAY)
    acts(lambda each: incident_rows.count(each, made, counts=counts))
    assert found(acts, made) == replace(closed, counts=counts)


def test_lists_are_in_order_and_what_is_concluded_is_not_open(acts: Acts) -> None:
    tenant, other = acts.tenant(), acts.tenant()
    closed = incident(tenant, 1, source=Source.AUDIT, closed_at=None)
    added(acts, closed)
    ended = replace(closed, state=State.CONCLUDING, closed_at=START)
    assert acts(lambda each: incident_rows.is_open_from(each, tenant, source=Source.AUDIT))
    assert not acts(lambda each: incident_rows.is_open_from(each, tenant, source=Source.REPORTED))
    assert not acts(lambda each: incident_rows.is_open_from(each, other, source=Source.AUDIT))
    acts(lambda each: incident_rows.change(each, ended, at=START, by="key-1"))
    assert not acts(lambda each: incident_rows.is_open_from(each, tenant, source=Source.AUDIT))
    added(acts, incident(tenant, 2, noticed_at=START + DAY))
    added(acts, incident(other, 3, noticed_at=START + 2 * DAY))
    ids = [
        each.incident_id
        for each in acts(lambda each: incident_rows.listed(each, [tenant, other], most=9))
    ]
    assert ids == ["incident-3", "incident-2", "incident-1"]
    assert len(acts(lambda each: incident_rows.listed(each, [tenant, other], most=2))) == 2
    left = acts(lambda each: incident_rows.unconcluded(each, [tenant, other]))
    assert [each.incident_id for each in left] == ["incident-2", "incident-3"]
    assert [
        each.incident_id for each in acts(lambda each: incident_rows.unconcluded(each, [tenant]))
    ] == ["incident-2"]


def test_notices_wait_until_their_time_and_no_longer_once_acknowledged(acts: Acts) -> None:
    mine = added(acts, incident(acts.tenant()), notice(1), notice(2), notice(3, next_at=None))
    theirs = added(acts, incident(acts.tenant()), notice(1, next_at=START))
    both = [mine.tenant, theirs.tenant]

    def waiting(at: Any, tenants: Any = both, most: int = 9) -> list[tuple[str, int]]:
        rows = acts(lambda each: incident_rows.waiting(each, at, tenants=tenants, most=most))
        return [(tenant, one.seq) for tenant, _, one in rows]

    assert waiting(START - MINUTE) == []
    assert waiting(START + MINUTE - timedelta(microseconds=1)) == [(theirs.tenant, 1)]
    assert waiting(START + DAY) == [(theirs.tenant, 1), (mine.tenant, 1), (mine.tenant, 2)]
    assert waiting(START + DAY, most=1) == [(theirs.tenant, 1)]
    assert waiting(START + DAY, tenants=[mine.tenant]) == [(mine.tenant, 1), (mine.tenant, 2)]
    assert waiting(START + DAY, tenants=[]) == []
    known = replace(notice(1), next_at=None, acknowledged_at=START, acknowledged_by="webhook")
    acts(lambda each: incident_rows.change_notice(each, mine, notice=known))
    assert waiting(START + DAY, tenants=[mine.tenant]) == [(mine.tenant, 2)]
    assert acts(lambda each: incident_rows.notices(each, mine)) == [
        known,
        notice(2),
        notice(3, next_at=None),
    ]


def test_a_concluded_incident_ends_with_all_that_hangs_on_it_and_an_open_one_never(
    acts: Acts,
) -> None:
    tenant = acts.tenant()
    for number, closed in ((1, START), (2, None)):
        made = added(acts, incident(tenant, number), notice())
        ended = replace(made, closed_at=closed, words=None)
        acts.do(incident_rows.change, ended, at=START, by="key-1")
    query = select(INCIDENT.c.incident_id, INCIDENT.c.dek_id).where(INCIDENT.c.tenant == tenant)
    keys = dict(acts(lambda each: [tuple(row) for row in each.connection.execute(query)]))

    def gone(at: Any) -> int:
        what = Expiring(tenant=tenant, kind="incidents", duration="P5Y", now=at)
        return acts(lambda each: expire(each, what, limit=9))

    five = START.replace(year=START.year + 5)
    assert gone(five - timedelta(microseconds=1)) == 0
    assert gone(five) == 1
    assert gone(five + 10_000 * DAY) == 0
    assert acts(lambda each: set(each.keys.find(list(keys.values())))) == {keys["incident-2"]}
    for table in (INCIDENT, INCIDENT_EVENT, INCIDENT_NOTICE):
        left = select(table.c.incident_id).where(table.c.tenant == tenant).distinct()
        assert [row.incident_id for row in acts.rows(left)] == ["incident-2"]
