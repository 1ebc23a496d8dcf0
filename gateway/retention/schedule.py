"""``retention:`` of gateway.yaml: how often the gateway sweeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from gateway.retention.classes import parse_duration
from gateway.yaml_tree import Value
from gateway.yaml_values import read_duration

_LEAST, _MOST = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How often the gateway sweeps by itself.

    Attributes:
        sweep_every: from a minute to a day; a promise is kept to the day.
    """

    sweep_every: timedelta = timedelta(hours=1)


def read_schedule(value: Value | None) -> Schedule:
    """The schedule, or the default one.

    Raises:
        ConfigurationError: not a duration from a minute to a day.
    """
    entry = None if value is None else value.fields("sweep_every").optional("sweep_every")
    if entry is None:
        return Schedule()
    duration = parse_duration(read_duration(entry))
    if duration.months or not _LEAST <= duration.span <= _MOST:
        raise entry.error("must be from PT1M to P1D")
    return Schedule(sweep_every=duration.span)
