"""Clocks, duties and the order of reports, as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.errors import InvalidRequest, Refused
from gateway.incidents.incident import (
    BreachKind,
    Incident,
    Notice,
    Phase,
    Reach,
    Risk,
    Source,
    State,
    Target,
    Words,
    check_move,
    check_times,
    clocks,
    duties,
    phase_of,
)
from gateway.policy_incidents import IncidentRules
from gateway.policy_scope import PartyRole
from tests.gateway.storage.samples import START

HOUR = timedelta(hours=1)


def incident(role: PartyRole = PartyRole.CONTROLLER, **changes: Any) -> Incident:
    authority, controller = clocks(role, IncidentRules(), noticed_at=START)
    fields: dict[str, Any] = {
        "tenant": "acme",
        "incident_id": "1",
        "source": Source.REPORTED,
        "kinds": frozenset({BreachKind.INTEGRITY}),
        "role": role,
        "noticed_at": START,
        "reach": Reach(),
        "words": Words(description="canary"),
        "reported_by": "command",
        "reported_at": START,
        "authority_due_at": authority,
        "controller_due_at": controller,
    }
    return Incident(**(fields | changes))


def notice(target: Target, **changes: Any) -> Notice:
    return Notice(seq=1, target=target, phase=Phase.INITIAL, at=START, by="command", **changes)


@pytest.mark.parametrize(
    ("role", "authority", "controller"),
    [
        (PartyRole.CONTROLLER, 72, None),
        (PartyRole.PROCESSOR, None, 24),
        (PartyRole.PROCESSOR_AND_CONTROLLER, 72, 24),
    ],
)
def test_each_role_has_its_clocks(
    role: PartyRole, authority: int | None, controller: int | None
) -> None:
    found = clocks(role, IncidentRules(), noticed_at=START)
    assert found == tuple(None if hours is None else START + hours * HOUR for hours in
                          (authority, controller))  # fmt: skip
    sooner = IncidentRules(authority_hours=48, controller_hours=12)
    other = clocks(PartyRole.PROCESSOR_AND_CONTROLLER, sooner, noticed_at=START)
    assert other == (START + 48 * HOUR, START + 12 * HOUR)


def test_a_duty_is_overdue_from_its_very_instant_until_it_is_met() -> None:
    (duty,) = duties(incident(), [])
    assert not duty.overdue(START + 72 * HOUR - timedelta(microseconds=1))
    assert duty.overdue(START + 72 * HOUR)
    (met,) = duties(incident(), [notice(Target.AUTHORITY)])
    assert not met.overdue(START + 1000 * HOUR)


def test_a_controller_is_told_only_once_it_says_so() -> None:
    here = incident(PartyRole.PROCESSOR)
    assert duties(here, [notice(Target.CONTROLLER)])[0].met_at is None
    known = notice(Target.CONTROLLER, acknowledged_at=START + HOUR)
    assert duties(here, [known])[0].met_at == START + HOUR


@pytest.mark.parametrize(
    ("risk", "targets"),
    [
        (Risk.UNKNOWN, ["authority"]),
        (Risk.UNLIKELY, []),
        (Risk.LIKELY, ["authority"]),
        (Risk.HIGH, ["authority", "people"]),
    ],
)
def test_the_risk_says_who_else_is_told(risk: Risk, targets: list[str]) -> None:
    assert [each.target.value for each in duties(incident(risk=risk), [])] == targets
    ours = duties(incident(PartyRole.PROCESSOR, risk=risk), [])
    assert [each.target.value for each in ours] == ["controller"]


_ALLOWED = {
    (State.DETECTION, State.PRELIMINARY),
    (State.DETECTION, State.ONGOING),
    (State.DETECTION, State.CONCLUDING),
    (State.PRELIMINARY, State.ONGOING),
    (State.PRELIMINARY, State.CONCLUDING),
    (State.ONGOING, State.ONGOING),
    (State.ONGOING, State.CONCLUDING),
}


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_reports_move_one_way(before: State, after: State) -> None:
    here = incident(state=before, risk=Risk.UNLIKELY)
    refused = None
    try:
        check_move(here, after, notices=[])
    except Refused as error:
        refused = error.code
    assert refused == (None if (before, after) in _ALLOWED else "incident_state")


def test_nothing_is_concluded_before_the_risk_is_judged() -> None:
    with pytest.raises(Refused) as refused:
        check_move(incident(), State.CONCLUDING, notices=[notice(Target.AUTHORITY)])
    assert refused.value.details == {"missing": ["risk"]}


def test_the_first_notice_the_later_and_the_last() -> None:
    told = [notice(Target.AUTHORITY)]
    assert phase_of(incident(), Target.AUTHORITY, notices=[]) is Phase.INITIAL
    assert phase_of(incident(), Target.AUTHORITY, notices=told) is Phase.PHASED
    ended = replace(incident(), closed_at=START)
    assert phase_of(ended, Target.AUTHORITY, notices=told) is Phase.CONCLUDING
    assert told[0].name == "DPABreachInitialNotice"
    assert notice(Target.CONTROLLER).name == "ControllerBreachNotice"


def test_a_clock_that_goes_a_little_ahead_is_forgiven() -> None:
    check_times(START + timedelta(minutes=4), Reach(), now=START)
    with pytest.raises(InvalidRequest):
        check_times(START + timedelta(minutes=6), Reach(), now=START)
    assert "canary" not in repr(incident())
