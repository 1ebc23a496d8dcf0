"""Durations of retention classes, and the text that says which version of one holds.

A month is a month, not thirty days: 31 January plus ``P1M`` is the last day of
February. Years and months are added first, then weeks, days and times.

A class is known to rows by its key and its version: 12 hex characters of SHA-256 over all
that the class says.

Source: ISO 8601-1:2019, 5.5.2 (durations), as read by isodate.
"""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import isodate

from gateway.policy_retention import Clamps, EndAction, Minimum, RetentionClass, Trigger

# A class longer than this is a mistake in the policy; sums stay within datetime's range.
LONGEST_YEARS = 200
# The time of what has no end yet; later than every clock.
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


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
def parse_duration(text: str, *, zero: bool = False) -> Duration:
    """Reads an ISO 8601 duration (``P30D``, ``P12M``, ``PT1H``).

    Args:
        text: the duration.
        zero: whether ``PT0S`` is one.

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
    if duration.months < 0 or duration.span < timedelta(0):
        raise ValueError("a retention duration is longer than zero")
    if duration == _NOTHING and not zero:
        raise ValueError("a retention duration is longer than zero")
    if duration.months + duration.span.days / 30 > LONGEST_YEARS * 12:
        raise ValueError(f"a retention duration is at most {LONGEST_YEARS} years")
    return duration


_NOTHING = Duration(months=0, span=timedelta(0))


def later(start: datetime, duration: str) -> datetime:
    """``start`` plus a duration, which may be empty or zero; FOREVER stays FOREVER."""
    if not duration or start >= FOREVER:
        return start
    return parse_duration(duration, zero=True).after(start)


def document_of(retention_class: RetentionClass) -> str:
    """All that a class says, as JSON that is the same however the policy was written."""
    said = asdict(retention_class)
    if not retention_class.restricted:  # as it read before classes could be restricted
        del said["restricted"]
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def read_document(text: str) -> RetentionClass:
    """The class of a document.

    Raises:
        ValueError: it is none.
    """
    try:
        said = json.loads(text)
        minimum, clamps = said.pop("minimum"), said.pop("clamps")
        return RetentionClass(
            **{**said, "trigger": Trigger(said["trigger"]), "action": EndAction(said["action"])},
            minimum=Minimum(**minimum) if minimum is not None else None,
            clamps=Clamps(**clamps) if clamps is not None else None,
        )
    except (KeyError, TypeError, AttributeError, ValueError):
        raise ValueError("no document of a retention class") from None


@lru_cache(maxsize=256)
def version_of(retention_class: RetentionClass) -> str:
    """The version of a class: 12 hex characters that change with whatever it says."""
    return hashlib.sha256(document_of(retention_class).encode()).hexdigest()[:12]
