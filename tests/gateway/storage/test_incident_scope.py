"""Whose data an incident touched: by time, recipient, purpose and type, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gateway.incidents.incident import Incident, Reach
from gateway.storage import incident_scope
from gateway.storage.incident_scope import Person, Totals
from gateway.storage.ports import Recorded
from tests.gateway.storage.acts import Acts
from tests.gateway.storage.acts import acts as acts
from tests.gateway.storage.samples import DAY, START, disclosure, tag
from tests.gateway.storage.test_incident_rows import incident

TICK = timedelta(microseconds=1)


@pytest.fixture(scope="module")
def tenant(acts: Acts) -> str:
    """Ada talked with two models, Bea with one, and somebody of another tenant with it."""
    named, other = acts.tenant(), acts.tenant()
    for number, subject, recipient, day, changes in (
        (1, "ada", "model-eu", 0, {}),
        (2, "ada", "model-us", 1, {"entity_counts": {"PERSON": 2}}),
        (3, "bea", "model-us", 2, {"purpose": "coaching", "entity_counts": {}}),
        (4, "cyd", "model-us", 2, {"tenant": other}),
    ):
        fields: dict[str, Any] = {"tenant": named, "subject": subject, "recipient": recipient}
        fields |= changes
        stored = tag(recipient=recipient, purpose=fields.get("purpose", "answering"))
        made = disclosure(number, at=START + day * DAY, tag=stored, **fields)
        assert acts.run(acts.store.record(made)) is Recorded.RECORDED
    return named


def totals(acts: Acts, made: Incident) -> Totals:
    return acts(lambda each: incident_scope.totals(each, made))


def people(acts: Acts, made: Incident, **changes: Any) -> list[str]:
    found = acts(lambda each: incident_scope.people(each, made, **changes))
    return [each.subject for each in found]


@pytest.mark.parametrize(
    ("party", "reach", "names", "figures"),
    [
        ("", {}, ["ada", "bea"], (2, 3, 3)),
        ("model-us", {}, ["ada", "bea"], (2, 2, 2)),
        ("model-eu", {}, ["ada"], (1, 1, 1)),
        ("model-xx", {}, [], (0, 0, 0)),
        ("model-us", {"began_at": START + DAY}, ["ada", "bea"], (2, 2, 2)),
        ("model-us", {"began_at": START + DAY + TICK}, ["bea"], (1, 1, 1)),
        ("model-us", {"ended_at": START + DAY}, ["ada"], (1, 1, 1)),
        ("model-us", {"ended_at": START + DAY - TICK}, [], (0, 0, 0)),
        ("", {"purposes": frozenset({"coaching"})}, ["bea"], (1, 1, 1)),
        ("", {"recipients": frozenset({"model-eu"})}, ["ada"], (1, 1, 1)),
        ("", {"entity_types": frozenset({"CREDIT_CARD", "PERSON"})}, ["ada"], (1, 2, 2)),
        # A part of a name, or a wildcard of the database, is no type.
        ("", {"entity_types": frozenset({"CREDIT"})}, [], (0, 0, 0)),
        ("", {"entity_types": frozenset({"CREDIT_CAR_"})}, [], (0, 0, 0)),
        ("", {"entity_types": frozenset({"%"})}, [], (0, 0, 0)),
        # What was stored before it began is touched here, and nothing that came after.
        ("", {"began_at": START + DAY, "ended_at": START + DAY}, ["ada"], (1, 2, 1)),
        ("", {"began_at": START + 9 * DAY}, ["ada", "bea"], (2, 3, 0)),
        ("", {"ended_at": START - TICK}, [], (0, 0, 0)),
    ],
)
def test_who_is_touched(
    acts: Acts,
    tenant: str,
    party: str,
    reach: dict[str, Any],
    names: list[str],
    figures: tuple[int, int, int],
) -> None:
    made = incident(tenant, party=party, reach=Reach(**reach))
    counted = totals(acts, made)
    assert people(acts, made) == names
    assert (counted.people, counted.conversations, counted.disclosures) == figures
    for name in ("ada", "bea", "cyd"):
        one = acts.do(incident_scope.person, made, subject=name)
        assert (one is not None) == (name in names)


def test_totals_name_recipients_and_types(acts: Acts, tenant: str) -> None:
    counted = totals(acts, incident(tenant))
    assert counted.recipients == {"model-eu", "model-us"}
    assert counted.entity_types == {"CREDIT_CARD", "PERSON"}
    assert totals(acts, incident(acts.tenant())) == Totals(people=0, conversations=0, disclosures=0)


def test_a_person_is_told_what_of_theirs_was_touched(acts: Acts, tenant: str) -> None:
    made = incident(tenant)
    assert acts(lambda each: incident_scope.person(each, made, subject="ada")) == Person(
        subject="ada",
        disclosures=2,
        conversations=2,
        recipients=frozenset({"model-eu", "model-us"}),
        entity_types=frozenset({"CREDIT_CARD", "PERSON"}),
        first_at=START,
        last_at=START + DAY,
    )
    stored = incident(tenant, reach=Reach(began_at=START + 9 * DAY))
    only = acts(lambda each: incident_scope.person(each, stored, subject="bea"))
    assert only is not None
    assert (only.disclosures, only.conversations, only.first_at) == (0, 1, None)


def test_pages_follow_one_another_without_gap_or_repeat(acts: Acts, tenant: str) -> None:
    made = incident(tenant)
    assert people(acts, made, most=1) == ["ada"]
    assert people(acts, made, most=1, after="ada") == ["bea"]
    assert people(acts, made, most=1, after="bea") == []


@pytest.mark.parametrize(
    ("column", "names", "expected"),
    [
        ("recipients", ["model-eu", "model-us"], True),
        ("recipients", ["model-eu", "answering"], False),
        ("purposes", ["coaching"], True),
        ("purposes", ["model-eu"], False),
        ("purposes", [], True),
    ],
)
def test_names_to_which_something_was_sent(
    acts: Acts, tenant: str, column: str, names: list[str], expected: bool
) -> None:
    said = acts(lambda each: incident_scope.all_sent(each, tenant, column=column, names=names))
    assert said is expected
