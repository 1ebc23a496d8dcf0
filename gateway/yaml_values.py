"""Kinds of values that several YAML files hold: names, words, durations, countries, dates.

Each function takes a value with its place and gives what it means, or an error that names
the place.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta

import yaml
from isodate import Duration, ISO8601Error, parse_duration

from gateway.regions import EEA, EU, is_country
from gateway.yaml_tree import Value

NAME = r"[a-z0-9][a-z0-9_-]{0,63}"
NAME_WORDS = "a name of lower-case letters, digits, - and _"
_MOST_YEARS = 100  # now plus a duration must stay a date
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EARLIEST_ZONE = timedelta(hours=14)  # a day begins there first, 14 hours ahead of UTC


def read_name(value: Value) -> str:
    """A name as ids have it.

    Raises:
        ConfigurationError: anything else.
    """
    return value.text(NAME, what=NAME_WORDS)


def read_word(value: Value, words: Collection[str]) -> str:
    """One word of a closed list.

    Raises:
        ConfigurationError: another word; the message lists those that are known.
    """
    text = value.text()
    if text not in words:
        raise value.error(f"must be one of {', '.join(words)}")
    return text


def read_duration(value: Value, *, zero: bool = False) -> str:
    """An ISO 8601 duration, as it is written.

    Args:
        value: where it stands.
        zero: whether ``P0D`` is accepted.

    Raises:
        ConfigurationError: not a duration, a negative one, or none at all.
    """
    words = "an ISO 8601 duration such as P30D or P12M"
    text = value.text(r"P[0-9YMWDTHS]+", what=words)
    try:
        duration = parse_duration(text)
    except (ISO8601Error, ValueError, OverflowError):
        raise value.error(f"must be {words}") from None
    months = duration.years * 12 + duration.months if isinstance(duration, Duration) else 0
    exact = duration.tdelta if isinstance(duration, Duration) else duration
    if not zero and not months and not exact:
        raise value.error("must be longer than nothing")
    if months > _MOST_YEARS * 12 or exact.days > _MOST_YEARS * 366:
        raise value.error(f"must not be longer than {_MOST_YEARS} years")
    return text


def read_country(value: Value, *, or_eea: bool = False) -> str:
    """A country that ISO 3166-1 knows.

    Args:
        value: where it stands.
        or_eea: whether the words ``EEA`` and ``EU`` are accepted, too.

    Raises:
        ConfigurationError: another code; user-assigned ones (ZZ, XK) say nothing.
    """
    also = f" or {EEA} or {EU}" if or_eea else ""
    pattern = f"[A-Z]{{2}}|{EEA}" if or_eea else "[A-Z]{2}"
    code = value.text(pattern, what=f"an ISO 3166-1 alpha-2 code{also}, in quotes if it is NO")
    if not (or_eea and code in (EEA, EU)) and not is_country(code):
        hint = {"UK": "; the United Kingdom is GB", "EL": "; Greece is GR"}.get(code, "")
        raise value.error(f"must be a country; ISO 3166-1 leaves this code unknown{hint}")
    return code


def read_instant(value: Value) -> datetime:
    """A time with its zone, such as ``2026-12-31T23:00:00Z``, in UTC.

    Raises:
        ConfigurationError: anything else.
    """
    node = value.node
    text = node.value if isinstance(node, yaml.ScalarNode) else ""
    words = "must be a time with its zone, such as 2026-12-31T23:00:00Z"
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None or "T" not in text:
            raise value.error(words)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise value.error(words) from None


def read_past_date(value: Value, *, now: datetime) -> date:
    """A day that has begun somewhere on Earth, such as ``2026-10-01``.

    Args:
        value: where it stands.
        now: aware, UTC.

    Raises:
        ConfigurationError: no day of the calendar, or one to come.
    """
    node = value.node
    text = node.value if isinstance(node, yaml.ScalarNode) else None
    if not isinstance(text, str) or _DATE.fullmatch(text) is None:
        raise value.error("must be a day such as 2026-10-01")
    try:
        day = date.fromisoformat(text)
        begins = datetime.combine(day, time(), UTC) - _EARLIEST_ZONE
    except (ValueError, OverflowError):
        raise value.error("must be a day such as 2026-10-01") from None
    if begins > now:
        raise value.error("must not lie in the future")
    return day
