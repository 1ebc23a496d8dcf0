"""When a request must be answered: periods added to days as calendars do.

The day on which a clock starts is not counted, and a deadline ends with its last day, in
UTC (Regulation 1182/71, Article 3(1) and (2)). So what came in on 31 January and has a
month is due by the end of 28 February, or 29 in a leap year: a day that the month does
not have becomes its last. Business days are the working days of the country's calendar
after the day of the start; where that is no working day itself, counting begins with the
first one after it. A deadline that ends on a day on which nobody works ends there under
CCPA and P30D, and with the next working day under GDPR (Article 3(4)).

The calendar is that of the ``holidays`` package, whose release is written into the
request: calendars change. Where it does not know a country, Saturday and Sunday are free.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import holidays
from holidays import version as release

from gateway.policy_rights import Deadline, LastDay, Period, Unit

_DAY = timedelta(days=1)
_SATURDAY = 5
UNKNOWN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Until when: each is the first instant that is too late."""

    ack: datetime | None
    due: datetime


def pinned(jurisdiction: str | None) -> str:
    """The calendar that a request is counted by, as its row keeps it."""
    return f"{jurisdiction or UNKNOWN}/{release.__version__}"


def jurisdiction_of(calendar: str) -> str:
    """The country, or part of one, of a pinned calendar; UNKNOWN where there is none."""
    return calendar.partition("/")[0] or UNKNOWN


def due_of(deadline: Deadline, start: datetime, *, jurisdiction: str, extended: bool) -> Due:
    """When a request whose clock began at ``start`` must be acknowledged and answered.

    Args:
        deadline: of its regime and kind.
        start: aware.
        jurisdiction: whose calendar counts.
        extended: whether more time was taken. In the same unit it is added to the period,
            in another to the day that the period ends on.
    """
    first = start.astimezone(UTC).date()
    period, more = deadline.due, deadline.extend
    if extended and more is not None and more.unit is period.unit:
        whole = Period(count=period.count + more.count, unit=period.unit)
        last = _added(first, whole, jurisdiction=jurisdiction)
    else:
        last = _added(first, period, jurisdiction=jurisdiction)
        if extended and more is not None:
            last = _added(last, more, jurisdiction=jurisdiction)
    if deadline.last_day is LastDay.NEXT:
        while not is_working_day(last, jurisdiction):
            last += _DAY
    ack = None
    if deadline.ack is not None:
        ack = _end(_added(first, deadline.ack, jurisdiction=jurisdiction))
    return Due(ack=ack, due=_end(last))


def is_working_day(day: date, jurisdiction: str) -> bool:
    """Whether people work on a day: no weekend and no public holiday there."""
    calendar = _calendar(jurisdiction)
    if calendar is None:
        return day.weekday() < _SATURDAY
    return bool(calendar.is_working_day(day))


def last_day(due_at: datetime) -> date:
    """The last day on which an answer is in time."""
    return (due_at - timedelta(microseconds=1)).date()


def _added(day: date, period: Period, *, jurisdiction: str) -> date:
    if period.unit is Unit.DAYS:
        return day + timedelta(days=period.count)
    if period.unit is Unit.MONTHS:
        year, month = divmod(day.year * 12 + day.month - 1 + period.count, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    left = period.count
    while left:
        day += _DAY
        left -= is_working_day(day, jurisdiction)
    return day


def _end(day: date) -> datetime:
    return datetime.combine(day + _DAY, time(), UTC)


@lru_cache(maxsize=64)
def _calendar(jurisdiction: str) -> holidays.HolidayBase | None:
    country, _, part = jurisdiction.partition("-")
    for subdivision in (part or None, None):
        try:
            return holidays.country_holidays(country, subdiv=subdivision)
        except NotImplementedError:
            continue  # a country or part that the package does not know
    return None
