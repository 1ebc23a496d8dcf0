"""Demands: what contradicts itself, who may be told, and what is late; to the microsecond."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.errors import InvalidRequest, Refused
from gateway.incidents.demand import Demand, check_demand, check_telling, no_demand
from tests.gateway.storage.samples import CANARY, DAY, START
from tests.gateway.storage.test_demand_rows import demand

TICK = timedelta(microseconds=1)


def made(**changes: Any) -> Demand:
    return demand("acme", **({"subject": "subject-1"} | changes))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_at": START + TICK}, "received_at"),
        ({"due_at": START - TICK}, "due_at"),
        ({"silent_until": START + DAY}, "silent_until"),
    ],
)
def test_what_contradicts_itself_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_demand(made(**changes), now=START)
    assert (refused.value.status, refused.value.details) == (422, {"fields": [field]})
    assert CANARY not in str(refused.value)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"due_at": START},
        {"may_tell": False},
        {"may_tell": False, "silent_until": START - DAY},
        {"may_tell": False, "silent_until": START + 900 * DAY},
    ],
)
def test_what_does_not_is_taken(changes: dict[str, Any]) -> None:
    check_demand(made(**changes), now=START)
    assert made(**changes).received_at == START


@pytest.mark.parametrize(
    ("changes", "tellable", "due"),
    [
        ({}, True, True),
        ({"subject": ""}, True, False),
        ({"told_at": START}, True, False),
        ({"may_tell": False}, False, False),
        ({"may_tell": False, "silent_until": START}, True, True),
        ({"may_tell": False, "silent_until": START + TICK}, False, False),
    ],
)
def test_a_person_is_told_as_soon_as_nothing_forbids_it(
    changes: dict[str, Any], tellable: bool, due: bool
) -> None:
    found = made(**changes)
    assert (found.tellable(START), found.telling_due(START)) == (tellable, due)
    if tellable and found.subject:
        check_telling(found, now=START)
    else:
        with pytest.raises(Refused) as refused:
            check_telling(found, now=START)
        assert (refused.value.code, refused.value.status) == ("telling_forbidden", 409)


@pytest.mark.parametrize(
    ("due_at", "answered_at", "late"),
    [(None, None, False), (START, None, True), (START + TICK, None, False), (START, START, False)],
)
def test_an_answer_is_late_from_its_time_on(
    due_at: datetime | None, answered_at: datetime | None, late: bool
) -> None:
    assert made(due_at=due_at, answered_at=answered_at).overdue(START) is late


def test_words_and_person_are_in_no_text() -> None:
    assert CANARY not in repr(made())
    assert (no_demand().status, no_demand().code) == (404, "not_found")
