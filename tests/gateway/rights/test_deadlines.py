"""Deadlines: known dates, both sides of every end, and the rules of each regime."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from holidays import version as release
from hypothesis import given
from hypothesis import strategies as st

from gateway.policy_rights import SHIPPED, Deadline, LastDay, Period, RightsRules, Unit
from gateway.rights.deadlines import (
    due_of,
    is_working_day,
    jurisdiction_of,
    last_day,
    pinned,
)
from gateway.rights.kinds import RightKind

REGIME = {each.regime: each for each in SHIPPED}


def due(regime: str, start: str, *, place: str, extended: bool = False) -> str:
    at = datetime.fromisoformat(f"{start}T15:00:00+00:00")
    found = due_of(REGIME[regime], at, jurisdiction=place, extended=extended)
    return last_day(found.due).isoformat()


KNOWN = [
    # One month: the same day, the month's last one, and the next working day.
    ("GDPR", "2026-11-23", "DE", "2026-12-23"),
    ("GDPR", "2026-01-31", "DE", "2026-03-02"),  # 28 February is a Saturday
    ("GDPR", "2028-01-31", "DE", "2028-02-29"),
    ("GDPR", "2026-10-31", "DE", "2026-11-30"),
    ("GDPR", "2026-12-31", "DE", "2027-02-01"),  # 31 January is a Sunday
    ("GDPR", "2026-11-25", "DE", "2026-12-28"),  # Christmas on a Friday, then a weekend
    ("GDPR", "2026-12-01", "DE", "2027-01-04"),  # New Year on a Friday
    ("GDPR", "2026-04-14", "FR", "2026-05-15"),  # Ascension is on 14 May
    ("GDPR", "2026-04-14", "GB", "2026-05-14"),  # and none in Britain
    # Forty-five days, whatever day that is.
    ("CCPA", "2026-11-23", "US-CA", "2027-01-07"),
    ("CCPA", "2026-11-17", "US-CA", "2027-01-01"),
    # Twenty business days.
    ("MX", "2026-12-10", "MX", "2027-01-11"),
    ("MX", "2026-12-12", "MX", "2027-01-12"),  # a Saturday: counted from Monday on
    ("MX", "2026-12-13", "MX", "2027-01-12"),
    ("LGPD", "2026-11-23", "BR", "2026-12-08"),
    ("P30D", "2026-11-23", "CH", "2026-12-23"),
    ("P30D", "2026-11-25", "CH", "2026-12-25"),
]


@pytest.mark.parametrize(("regime", "start", "place", "ends"), KNOWN)
def test_known_dates(regime: str, start: str, place: str, ends: str) -> None:
    assert due(regime, start, place=place) == ends


@pytest.mark.parametrize(
    ("regime", "start", "place", "ends"),
    [
        ("GDPR", "2026-11-23", "DE", "2027-02-23"),
        ("GDPR", "2026-11-30", "DE", "2027-03-01"),  # 28 February is a Sunday
        ("CCPA", "2026-11-23", "US-CA", "2027-02-21"),
        ("MX", "2026-12-10", "MX", "2027-02-09"),
        ("P30D", "2026-11-23", "CH", "2027-01-22"),
        ("LGPD", "2026-11-23", "BR", "2026-12-08"),  # which knows no more time
    ],
)
def test_more_time(regime: str, start: str, place: str, ends: str) -> None:
    assert due(regime, start, place=place, extended=True) == ends


def test_more_time_in_another_unit_follows_the_first_end() -> None:
    deadline = Deadline(
        regime="X",
        due=Period(count=10, unit=Unit.DAYS),
        extend=Period(count=1, unit=Unit.BUSINESS_DAYS),
    )
    at = datetime(2026, 11, 24, tzinfo=UTC)  # ten days on is a Friday
    found = due_of(deadline, at, jurisdiction="DE", extended=True)
    assert last_day(found.due) == date(2026, 12, 7)


def test_california_hears_within_ten_business_days() -> None:
    found = due_of(
        REGIME["CCPA"],
        datetime(2026, 11, 23, 23, 59, tzinfo=UTC),
        jurisdiction="US-CA",
        extended=False,
    )
    assert found.ack is not None
    # Thanksgiving is on 26 November, and California has the day after, too.
    assert last_day(found.ack) == date(2026, 12, 9)


def test_a_deadline_ends_with_its_last_day() -> None:
    for hour in (0, 23):
        start = datetime(2026, 11, 23, hour, 59, 59, tzinfo=UTC)
        found = due_of(REGIME["P30D"], start, jurisdiction="-", extended=False)
        assert found.due == datetime(2026, 12, 24, tzinfo=UTC)


def test_the_day_is_that_of_utc() -> None:
    zoned = datetime.fromisoformat("2026-11-24T00:30:00+02:00")
    found = due_of(REGIME["P30D"], zoned, jurisdiction="-", extended=False)
    assert last_day(found.due) == date(2026, 12, 23)


@pytest.mark.parametrize("place", ["-", "ZZ", "", "US-ZZ", "MX"])
def test_a_place_without_a_calendar_has_weekends(place: str) -> None:
    assert not is_working_day(date(2026, 11, 22), place)
    assert is_working_day(date(2026, 11, 24), place)


def test_business_days_agree_with_the_package() -> None:
    calendar = holidays.country_holidays("MX")
    for number in range(400):
        start = date(2026, 1, 1) + timedelta(days=number)
        expected = calendar.get_nth_working_day(start, 20).isoformat()
        assert due("MX", start.isoformat(), place="MX") == expected


@given(st.dates(date(2024, 1, 1), date(2060, 1, 1)), st.sampled_from(sorted(REGIME)))
def test_always_later_and_longer_with_more_time(start: date, regime: str) -> None:
    short = due(regime, start.isoformat(), place="DE")
    longer = due(regime, start.isoformat(), place="DE", extended=True)
    assert start.isoformat() < short <= longer
    if REGIME[regime].last_day is LastDay.NEXT:
        assert is_working_day(date.fromisoformat(short), "DE")


def test_the_calendar_is_pinned() -> None:
    assert pinned("MX") == f"MX/{release.__version__}"
    assert jurisdiction_of(pinned("US-CA")) == "US-CA"
    assert jurisdiction_of(pinned(None)) == jurisdiction_of("") == "-"


@pytest.mark.parametrize(
    ("place", "regime"),
    [
        *((each, "GDPR") for each in ("DE", "FR", "IS", "NO", "LI", "GP", "GB", "DE-BY")),
        *(("US-CA", "CCPA"), ("US", "P30D"), ("US-NY", "P30D"), ("MX", "MX"), ("BR", "LGPD")),
        *(("CH", "P30D"), ("CA", "P30D"), (None, "P30D"), ("", "P30D")),
    ],
)
def test_the_regime_follows_the_place(place: str | None, regime: str) -> None:
    assert RightsRules().regime_of(place) == regime


def test_a_policys_own_come_first() -> None:
    own = Deadline(
        regime="GDPR", kinds=frozenset({RightKind.ACCESS}), due=Period(count=5, unit=Unit.DAYS)
    )
    rules = RightsRules(deadlines=(own,), regimes={"CH": "GDPR", "DE": "CCPA"}, regime="LGPD")
    assert rules.deadline("GDPR", RightKind.ACCESS) is own
    assert rules.deadline("GDPR", RightKind.ERASURE) == REGIME["GDPR"]
    assert [rules.regime_of(each) for each in ("CH", "DE", "AR")] == ["GDPR", "CCPA", "LGPD"]
    assert rules.deadline("gone", RightKind.ERASURE) == REGIME["LGPD"]
