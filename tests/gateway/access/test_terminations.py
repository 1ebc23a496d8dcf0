"""The steps of the end of a tenant, and what stands against them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.access import terminations
from gateway.access.terminations import Keeping, Termination, TerminationState
from gateway.errors import InvalidRequest, Refused

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HELD = Termination(tenant="main", announced_by="key", announced_at=NOW - DAY, due_at=NOW)
BEGUN = replace(HELD, begun_at=NOW)
ENDED = replace(BEGUN, ended_at=NOW)


def test_its_states() -> None:
    states = [each.state for each in (HELD, BEGUN, ENDED)]
    assert states == list(TerminationState)


@pytest.mark.parametrize(
    ("held", "keeping", "at", "handed"),
    [
        (HELD, Keeping(), NOW, False),
        (replace(HELD, approved_by="i1"), Keeping(), NOW - DAY, False),
        (BEGUN, Keeping(), NOW - DAY, False),
        (HELD, Keeping(by_law=3), NOW, True),
    ],
)
def test_what_may_begin(held: Termination, keeping: Keeping, at: datetime, handed: bool) -> None:
    terminations.check_ready(held, keeping, now=at, handed=handed)
    assert held.ended_at is None


@pytest.mark.parametrize(
    ("held", "keeping", "at", "code"),
    [
        (HELD, Keeping(), NOW - DAY, "termination_refused"),
        (HELD, Keeping(holds=1), NOW, "termination_refused"),
        (HELD, Keeping(by_law=1), NOW, "termination_refused"),
        (ENDED, Keeping(), NOW, "tenant_terminated"),
    ],
)
def test_what_may_not(held: Termination, keeping: Keeping, at: datetime, code: str) -> None:
    with pytest.raises(Refused) as refused:
        terminations.check_ready(held, keeping, now=at, handed=False)
    assert refused.value.code == code


def test_what_can_be_called_off() -> None:
    assert terminations.check_open(HELD) is HELD
    with pytest.raises(InvalidRequest):
        terminations.check_open(None)
    for late in (BEGUN, ENDED):
        with pytest.raises(Refused):
            terminations.check_open(late)


def test_the_day_is_to_come() -> None:
    with pytest.raises(InvalidRequest):
        terminations.check_day(NOW, now=NOW)
    terminations.check_day(NOW + DAY, now=NOW)
