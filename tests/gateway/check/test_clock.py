from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gateway.check.clock import TICK, SetClock

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_time_passes_as_it_is_told_and_never_stands_still() -> None:
    clock = SetClock(START)
    assert [clock(), clock()] == [START + TICK, START + 2 * TICK]
    assert clock.pass_time(timedelta(days=2)) == START + 2 * TICK + timedelta(days=2)
    clock.move_to(START + timedelta(days=9))
    assert clock() == START + timedelta(days=9) + TICK


def test_time_does_not_run_backwards() -> None:
    clock = SetClock(START)
    with pytest.raises(ValueError, match="backwards"):
        clock.pass_time(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="backwards"):
        clock.move_to(START - timedelta(days=1))
