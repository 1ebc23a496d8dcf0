"""Durations end where a calendar says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.policy import Clamps, EndAction, Minimum, RetentionClass, Trigger
from gateway.retention.classes import (
    FOREVER,
    LONGEST_YEARS,
    Duration,
    document_of,
    later,
    parse_duration,
    read_document,
    version_of,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2028-01-31", "P1M", "2028-02-29"),
        ("2028-02-29", "P1Y", "2029-02-28"),
        ("2028-02-29", "P4Y", "2032-02-29"),
        ("2026-10-31T08:30", "P13M", "2027-11-30T08:30"),
        ("2026-12-15", "P1M", "2027-01-15"),
        ("2026-01-01", "P30D", "2026-01-31"),
        ("2026-01-01", "P2W", "2026-01-15"),
        ("2026-01-01", "PT36H", "2026-01-02T12:00"),
        ("2026-01-31", "P1M1D", "2026-03-01"),
        ("2026-01-01", "P1Y2M3DT4H5M6S", "2027-03-04T04:05:06"),
    ],
)
def test_the_end_of_a_duration(start: str, duration: str, end: str) -> None:
    assert parse_duration(duration).after(at(start)) == at(end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "30 days",
        "P30",
        "-P30D",
        "+P30D",
        "P-1D",
        "P0D",
        "PT0S",
        "P0Y0M",
        "P0.5M",
        "P1.5Y",
        "P999999999999D",
        "P9999Y",
        "P201Y",
        "P30D ",
        " P30D",
        "P30D\n",
    ],
)
def test_what_is_not_a_usable_duration(text: str) -> None:
    with pytest.raises(ValueError, match="retention duration"):
        parse_duration(text)


@given(
    start=st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    months=st.integers(0, LONGEST_YEARS * 12),
    days=st.integers(0, 400),
)
def test_a_duration_ends_later_and_in_the_right_month(
    start: datetime, months: int, days: int
) -> None:
    end = Duration(months=months, span=timedelta(0)).after(start)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day <= start.day
    assert end.day == start.day or (end + timedelta(days=1)).day == 1
    longer = Duration(months=months, span=timedelta(days=days)).after(start)
    assert longer - end == timedelta(days=days)


@given(text=st.text(alphabet="P0123456789.,YMWDTHS-:", max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        duration = parse_duration(text)
    except ValueError:
        return
    start = datetime(2026, 1, 31, tzinfo=UTC)
    assert duration.after(start) > start


def test_zero_is_a_duration_where_it_is_asked_for() -> None:
    for text in ("PT0S", "P0D", "P0Y0M"):
        assert parse_duration(text, zero=True).after(at("2026-01-31")) == at("2026-01-31")
    with pytest.raises(ValueError, match="a retention duration"):
        parse_duration("P-1D", zero=True)


def test_what_has_no_end_stays_without() -> None:
    assert later(FOREVER, "P1Y") == FOREVER
    assert later(at("2026-01-31"), "") == at("2026-01-31")
    assert later(at("2026-01-31"), "P1M") == at("2026-02-28")


FULL = RetentionClass(
    key="books",
    trigger=Trigger.EVENT,
    event="ticket_closed",
    duration="P1Y",
    legal_ground="a ground",
    action=EndAction.MOVE_TO_SEPARATE_STORE,
    minimum=Minimum(duration="P6Y", law="a law"),
    clamps=Clamps(shortest="P1D", longest="P10Y"),
    undo="P1D",
)
PLAIN = RetentionClass(key="a", trigger=Trigger.COLLECTION, duration="P1D", legal_ground="b")


@pytest.mark.parametrize("each", [FULL, PLAIN])
def test_a_class_is_read_from_its_document(each: RetentionClass) -> None:
    assert read_document(document_of(each)) == each


def test_whatever_a_class_says_is_part_of_its_version() -> None:
    changes = (
        {"key": "b"},
        {"trigger": Trigger.LAST_INTERACTION},
        {"event": "other"},
        {"duration": "P2Y"},
        {"legal_ground": "other"},
        {"action": EndAction.ERASE},
        {"minimum": Minimum(duration="P6Y", law="another law")},
        {"clamps": Clamps(longest="P10Y")},
        {"undo": ""},
    )
    versions = {version_of(FULL), *(version_of(replace(FULL, **each)) for each in changes)}
    assert len(versions) == len(changes) + 1
    assert all(len(each) == 12 and int(each, 16) >= 0 for each in versions)
    assert version_of(PLAIN) == "c2631880ddc0"


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"minimum": 1, "clamps": null}'])
def test_what_is_no_document_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="no document"):
        read_document(text)
