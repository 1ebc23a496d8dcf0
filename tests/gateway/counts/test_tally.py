"""Counts of a process: totals, days, and keys that could not be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.counts.tally import MOST_KEYS, OTHER, DayCount, Kind, Spread, Tally, day_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_what_is_counted_is_in_the_totals_and_waits_for_its_day() -> None:
    tally = Tally()
    tally.add("main", Kind.REFUSAL, key="consent_required", at=NOON)
    tally.add("main", Kind.REFUSAL, key="consent_required", at=NOON, count=2)
    tally.add("main", Kind.REFUSAL, key="consent_required", at=NOON + timedelta(days=1))
    assert tally.totals == {("main", "refusal", "consent_required"): 4}
    assert tally.take() == [
        DayCount("main", date(2026, 11, 22), "refusal", "consent_required", 3),
        DayCount("main", date(2026, 11, 23), "refusal", "consent_required", 1),
    ]
    assert tally.take() == []
    assert tally.totals == {("main", "refusal", "consent_required"): 4}


def test_what_is_of_no_tenant_has_no_day() -> None:
    tally = Tally()
    tally.add("", Kind.REFUSAL, key="invalid_api_key", at=NOON)
    assert tally.totals == {("", "refusal", "invalid_api_key"): 1}
    assert tally.take() == []


@pytest.mark.parametrize(
    "key", ["", "jane doe ", "Jané", "a\nb", "x" * 101, "two  parts", "4111 1111\t1111", '"}']
)
def test_a_key_that_no_code_has_is_counted_as_other(key: str) -> None:
    tally = Tally()
    tally.add("main", Kind.REFUSAL, key=key, at=NOON)
    assert tally.totals == {("main", "refusal", OTHER): 1}
    assert [each.key for each in tally.take()] == [OTHER]


def test_the_memory_is_bounded() -> None:
    tally = Tally()
    for number in range(MOST_KEYS + 50):
        tally.add("main", Kind.REFUSAL, key=f"code_{number}", at=NOON)
    assert len(tally.totals) == MOST_KEYS + 1
    assert tally.totals["main", "refusal", OTHER] == 50
    tally.add("main", Kind.REFUSAL, key="code_7", at=NOON)
    assert tally.totals["main", "refusal", "code_7"] == 2
    assert repr(tally) == f"Tally({MOST_KEYS + 1} counts)"


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.integers(1, 9))))
def test_what_is_given_back_is_never_lost_or_counted_twice(
    added: list[tuple[str, int, int]],
) -> None:
    tally, kept = Tally(), 0
    for number, (key, days, count) in enumerate(added):
        tally.add("main", Kind.CONSENT, key=key, at=NOON + timedelta(days=days), count=count)
        taken = tally.take()
        if number % 2:
            tally.give_back(taken)
        else:
            kept += sum(each.count for each in taken)
    kept += sum(each.count for each in tally.take())
    assert kept == sum(count for _, _, count in added) == sum(tally.totals.values())


def test_times_fall_into_their_bucket() -> None:
    spread = Spread((0.1, 1.0))
    for seconds in (0.05, 0.1, 0.5, 7.0):
        spread.add(seconds)
    assert spread.counts == [2, 1, 1]
    assert spread.total == pytest.approx(7.65)


def test_streams_and_times_are_kept_by_tenant() -> None:
    tally = Tally()
    tally.stream("main", 1)
    tally.stream("main", 1)
    tally.stream("main", -1)
    tally.took("main", own=0.002, upstream=0.3, recipient="model-host")
    tally.took("main", own=0.002, upstream=None, recipient="model-host")
    assert tally.streams == {"main": 1}
    assert sum(tally.own["main"].counts) == 2
    assert sum(tally.upstream["main", "model-host"].counts) == 1


def test_a_day_is_that_of_utc() -> None:
    east = timezone(timedelta(hours=9))
    assert day_of(datetime(2026, 11, 23, 3, tzinfo=east)) == date(2026, 11, 22)
