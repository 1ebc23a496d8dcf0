"""Counts of one process since it started, and what of them no day's row has yet.

A count is of a tenant, of a kind, under a key; keys are codes and configured names, never
a value of a request. Serves one event loop, so that counting takes no lock. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

# Seconds; the last bucket has no end.
OWN_BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
UPSTREAM_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)
# So that nothing that was forgotten here can fill the memory or a table.
MOST_KEYS = 2_000
OTHER = "other"
# Between the parts of a key; no part holds one.
SEPARATOR = " "
_PART = re.compile(r"[A-Za-z0-9_.@:/{}*-]{1,100}\Z")


class Kind:
    """What is counted; the key of each is in brackets. Plain texts, as they hash fastest."""

    REQUEST: Final = "request"  # an exchange that ended [recipient, outcome]
    REFUSAL: Final = "refusal"  # a request that was refused [code]
    FINDING: Final = "finding"  # in a new message of a request [type, destination, action]
    REDACTION: Final = "redaction"  # a finding replaced in what a recipient was sent [recipient]
    CONSENT: Final = "consent"  # something that was said [state]
    SWEEP: Final = "sweep"  # what sweeps did, over all tenants [result]


@dataclass(frozen=True, slots=True)
class DayCount:
    """So many more of something on one day, in UTC."""

    tenant: str
    day: date
    kind: str
    key: str
    count: int


@dataclass(slots=True)
class Spread:
    """How long something took: how often up to each bound, and above all of them."""

    bounds: Sequence[float]
    counts: list[int] = field(init=False)
    total: float = 0.0

    def __post_init__(self) -> None:
        """One count for each bound, and one above them."""
        self.counts = [0] * (len(self.bounds) + 1)

    def add(self, seconds: float) -> None:
        """One more."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.total += seconds


_Key = tuple[str, str, str]


class Tally:
    """The counts. The repr shows how many there are."""

    def __init__(self) -> None:
        """Starts at nothing."""
        self._taken: dict[_Key, int] = {}
        self._waiting: dict[tuple[int, str, str, str], int] = {}
        self.own: dict[str, Spread] = {}
        self.upstream: dict[tuple[str, str], Spread] = {}
        self.streams: dict[str, int] = {}

    def __repr__(self) -> str:
        return f"Tally({len(self.totals)} counts)"

    @property
    def totals(self) -> Mapping[_Key, int]:
        """Since the start, by tenant, kind and key."""
        totals = dict(self._taken)
        for (_, *place), count in self._waiting.items():
            key = (place[0], place[1], place[2])
            totals[key] = totals.get(key, 0) + count
        return totals

    def add(self, tenant: str, kind: str, *, key: str, at: datetime, count: int = 1) -> None:
        """Counts something.

        Args:
            tenant: whose; empty where it is of no tenant, which no day's row has.
            kind: of Kind.
            key: parts of ``_PART``, with SEPARATOR between them; else it counts as OTHER.
            at: aware, UTC.
            count: how many more.
        """
        waiting, place = self._waiting, (at.toordinal(), tenant, kind, key)
        held = waiting.get(place)
        if held is None:
            if not self._may_begin((tenant, kind, key)):
                place = (at.toordinal(), tenant, kind, OTHER)
            held = waiting.get(place, 0)
        waiting[place] = held + count

    def _may_begin(self, place: _Key) -> bool:
        return place in self._taken or (
            len(self._taken) + len(self._waiting) < MOST_KEYS
            and all(_PART.match(part) is not None for part in place[2].split(SEPARATOR))
        )

    def took(self, tenant: str, *, own: float, upstream: float | None, recipient: str) -> None:
        """How many seconds an exchange took here, and at the recipient, where one was asked."""
        spread = self.own.get(tenant)
        if spread is None:
            spread = self.own[tenant] = Spread(OWN_BOUNDS)
        spread.add(own)
        if upstream is not None:
            place = (tenant, recipient)
            there = self.upstream.get(place)
            if there is None:
                there = self.upstream[place] = Spread(UPSTREAM_BOUNDS)
            there.add(upstream)

    def stream(self, tenant: str, change: int) -> None:
        """One more stream is open, or one less."""
        self.streams[tenant] = self.streams.get(tenant, 0) + change

    def take(self) -> list[DayCount]:
        """What was counted since the last time; whoever takes it keeps it."""
        waiting, self._waiting = self._waiting, {}
        for (_, tenant, kind, key), count in waiting.items():
            place = (tenant, kind, key)
            self._taken[place] = self._taken.get(place, 0) + count
        return [
            DayCount(tenant, date.fromordinal(day), kind, key, count)
            for (day, tenant, kind, key), count in waiting.items()
            if tenant
        ]

    def give_back(self, counts: Sequence[DayCount]) -> None:
        """What was taken and could not be kept is taken again the next time."""
        for each in counts:
            place = (each.tenant, each.kind, each.key)
            waiting = (each.day.toordinal(), *place)
            self._waiting[waiting] = self._waiting.get(waiting, 0) + each.count
            self._taken[place] = self._taken.get(place, 0) - each.count


def day_of(at: datetime) -> date:
    """The day of a time, in UTC."""
    return at.astimezone(UTC).date()
