"""Durations of retention classes: parsed once, added to a date as a calendar does.

A month is a month, not thirty days: 31 January plus ``P1M`` is the last day of
February. Years and months are added first, then weeks, days and times.

Source: ISO 8601-1:2019, 5.5.2 (durations), as read by isodate.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import isodate

# A class longer than this is a mistake in the policy; sums stay within datetime's range.
LONGEST_YEARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A span of calendar time.

    Attributes:
        months: whole months, years included.
        span: weeks, days and times.
    """

    months: int
    span: timedelta

    def after(self, start: datetime) -> datetime:
        """The end of the duration that begins at ``start``.

        A day that the month of arrival does not have becomes its last day.
        """
        if not self.months:
            return start + self.span
        year, month = divmod(start.year * 12 + start.month - 1 + self.months, 12)
        day = min(start.day, monthrange(year, month + 1)[1])
        return start.replace(year=year, month=month + 1, day=day) + self.span


@lru_cache(maxsize=256)
def parse_duration(text: str) -> Duration:
    """Reads an ISO 8601 duration (``P30D``, ``P12M``, ``PT1H``).

    Raises:
        ValueError: not a duration, not longer than zero, longer than 200 years, or with
            fractions of a month or year, which no calendar defines.
    """
    if not text.startswith("P") or text[-1].isspace():
        raise ValueError("a retention duration is ISO 8601 and starts with P")
    try:
        parsed = isodate.parse_duration(text)
    except (isodate.ISO8601Error, OverflowError):
        raise ValueError("a retention duration is ISO 8601, for example P30D or P12M") from None
    if isinstance(parsed, timedelta):
        duration = Duration(months=0, span=parsed)
    else:
        months = parsed.years * 12 + parsed.months
        if parsed.years % 1 or parsed.months % 1:
            raise ValueError("a retention duration has whole months and years")
        duration = Duration(months=int(months), span=parsed.tdelta)
    if duration.months < 0 or duration.span < timedelta(0) or duration == _NOTHING:
        raise ValueError("a retention duration is longer than zero")
    if duration.months + duration.span.days / 30 > LONGEST_YEARS * 12:
        raise ValueError(f"a retention duration is at most {LONGEST_YEARS} years")
    return duration


_NOTHING = Duration(months=0, span=timedelta(0))
