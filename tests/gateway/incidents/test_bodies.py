"""Bodies of calls, and what is shown: words only to those who may see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from gateway.errors import InvalidRequest
from gateway.incidents.bodies import (
    AcknowledgeBody,
    DemandBody,
    IncidentBody,
    ReachBody,
    StateBody,
    read_time,
    read_word,
    shown_demand,
    shown_incident,
    shown_person,
)
from gateway.incidents.incident import Reach, Risk, duties
from gateway.incidents.register import Entry
from gateway.storage.incident_scope import Person
from tests.gateway.storage.samples import CANARY, DAY, START
from tests.gateway.storage.test_demand_rows import demand
from tests.gateway.storage.test_incident_rows import incident, notice

REPORT: dict[str, Any] = {"kinds": ["integrity"], "description": CANARY}
DEMAND: dict[str, Any] = {
    "ground": "subpoena",
    "authority": CANARY,
    "asked_for": CANARY,
    "received_at": "2026-01-01T00:00:00Z",
    "subject": CANARY,
}


@pytest.mark.parametrize(
    "changes",
    [
        {"kinds": []},
        {"kinds": ["integrity"] * 4},
        {"kinds": "integrity"},
        {"description": ""},
        {"description": "x" * 8_001},
        {"effects": None},
        {"party": ""},
        {"party": "a b"},
        {"party": "a\n"},
        {"recipients": ["x" * 101]},
        {"recipients": ["é"]},
        {"purposes": ["a"] * 51},
        {"entity_types": ["%"]},
        {"more": 1},
    ],
)
def test_a_report_of_another_form_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        IncidentBody.model_validate(REPORT | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"authority": ""},
        {"authority": "x" * 4_001},
        {"asked_for": None},
        {"subject": ""},
        {"subject": "x" * 257},
        {"may_tell": "no"},
        {"received_at": None},
    ],
)
def test_a_demand_of_another_form_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DemandBody.model_validate(DEMAND | changes)


@pytest.mark.parametrize("notice_number", [0, -1, 100_001, "1", 1.5, True])
def test_a_notice_has_a_number(notice_number: Any) -> None:
    with pytest.raises(ValidationError):
        AcknowledgeBody.model_validate({"notice": notice_number})


def test_what_was_written_is_in_no_text() -> None:
    for body in (
        IncidentBody.model_validate(REPORT | {"effects": CANARY, "measures": CANARY}),
        DemandBody.model_validate(DEMAND),
        StateBody.model_validate({"state": "x", "description": CANARY}),
        AcknowledgeBody.model_validate({"notice": 1, "code": CANARY}),
    ):
        assert CANARY not in repr(body)


def test_a_reach_is_read() -> None:
    body = ReachBody.model_validate(
        {"began_at": "2026-01-31T13:00:00+01:00", "recipients": ["a", "a"], "purposes": ["b"]}
    )
    assert body.reach() == Reach(
        began_at=datetime(2026, 1, 31, 12, tzinfo=UTC),
        recipients=frozenset({"a"}),
        purposes=frozenset({"b"}),
    )
    assert ReachBody().reach() == Reach()


@pytest.mark.parametrize("text", ["", "today", "2026-01-31", "2026-01-31T12:00:00", "\ud800"])
def test_a_time_without_zone_or_form_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_time(text, field="due_at")
    assert (refused.value.status, refused.value.details) == (422, {"fields": ["due_at"]})
    assert read_time(None, field="due_at") is None


def test_a_word_is_of_its_list_and_a_wrong_one_is_not_quoted() -> None:
    assert read_word(Risk, "high", field="risk") is Risk.HIGH
    with pytest.raises(InvalidRequest) as refused:
        read_word(Risk, CANARY, field="risk")
    assert "unknown, unlikely, likely, high" in refused.value.message
    assert CANARY not in refused.value.message


def test_an_incident_is_shown_with_its_duties_and_words_only_where_they_may_be_seen() -> None:
    found = incident("acme", authority_due_at=START + 3 * DAY)
    told = notice(acknowledged_at=START, acknowledged_by="webhook", next_at=None)
    entry = Entry(incident=found, notices=[told], duties=duties(found, [told]), events=[])
    shown = shown_incident(entry, now=START + 3 * DAY, words=True)
    assert shown["description"] == CANARY
    assert shown["duties"] == [
        {
            "target": "authority",
            "due_at": "2026-02-03T12:00:00.123456Z",
            "met_at": None,
            "overdue": True,
        }
    ]
    assert (shown["notices"][0]["by_webhook"], shown["notices"][0]["name"]) == (
        True,
        "ControllerBreachNotice",
    )
    before = START + 3 * DAY - timedelta(microseconds=1)
    without = shown_incident(entry, now=before, words=False)
    assert without["duties"][0]["overdue"] is False
    assert CANARY not in str(without)
    gone = replace(entry, incident=replace(found, words=None))
    assert shown_incident(gone, now=START, words=True)["description"] is None


def test_a_demand_without_words_says_nothing_of_whom_it_is_about() -> None:
    found = demand("acme", subject="subject-1", due_at=START)
    without = shown_demand(found, now=START, words=False)
    assert (without["about_person"], without["overdue"]) == (True, True)
    assert not {"subject", "authority", "asked_for", "given"} & set(without)
    shown = shown_demand(found, now=START, words=True)
    assert (shown["subject"], shown["authority"], shown["given"]) == ("subject-1", CANARY, None)
    gone = shown_demand(replace(found, words=None, subject=""), now=START, words=True)
    assert [gone[name] for name in ("subject", "authority", "asked_for", "given")] == [None] * 4


def test_a_person_is_shown_with_the_categories_of_what_was_sent() -> None:
    person = Person(
        subject="subject-1",
        disclosures=1,
        conversations=1,
        recipients=frozenset({"b", "a"}),
        entity_types=frozenset({"PERSON", "EMAIL_ADDRESS"}),
        first_at=START,
        last_at=None,
    )
    shown = shown_person(person)
    assert (shown["recipients"], shown["data_categories"]) == (["a", "b"], ["email", "name"])
    assert shown["last_at"] is None
