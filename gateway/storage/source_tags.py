"""Which sources the texts of people came from: keyed digests of texts, and tags.

A tag is kept from the look-up of the request that carried it, so that it holds whatever
becomes of that request. Whose texts carry no tag cost one seek, by primary key.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import datetime, timedelta
from itertools import product

from gateway.consent.persons import Person, Restriction
from gateway.storage.driver import Statements
from gateway.storage.ports import Disclosure, LookUp
from gateway.storage.schema import SOURCE_TAG, from_micros, to_micros
from gateway.storage.statements import Row, fetch, many

# A tag's end is moved on when it would move so far: a history that is sent again and
# again is not written again and again.
_LEAST_MOVE = timedelta(days=1)
_ERASED = frozenset({Restriction.CONFIRMED, Restriction.ERASED})

HOLDERS = (
    "WITH w (tenant, subject) AS (VALUES {rows}) SELECT w.tenant, w.subject FROM w"
    " WHERE EXISTS (SELECT 1 FROM source_tag AS t"
    " WHERE t.tenant = w.tenant AND t.subject = w.subject)"
)
TAGS = (
    "WITH w (tenant, subject, digest) AS (VALUES {rows})"
    " SELECT t.tenant, t.subject, t.digest, t.tag, t.until FROM w CROSS JOIN source_tag AS t"
    " WHERE t.tenant = w.tenant AND t.subject = w.subject AND t.digest = w.digest"
)
_KEEP = (
    " ON CONFLICT (tenant, subject, digest, tag) DO UPDATE SET until = excluded.until"
    f" WHERE source_tag.until <= excluded.until - {_LEAST_MOVE // timedelta(microseconds=1)}"
)


def is_tagging(wanted: LookUp) -> bool:
    """Whether a look-up writes."""
    return wanted.tagging is not None


def keep_tags(driver: Statements, asked: Sequence[tuple[LookUp, Person | None]]) -> None:
    """Keeps what the look-ups' texts are tagged with.

    Args:
        driver: inside a transaction, which holds the write lock where one is tagging.
        asked: each with what is known of its person; of whom all was erased, nothing is kept.
    """
    ends: dict[Row, int] = {}
    for wanted, person in asked:
        for name, until in _kept(wanted, person):
            ends[name] = max(until, ends.get(name, until))
    rows = [(*name, until) for name, until in ends.items()]
    for sql, parameters in many(SOURCE_TAG, rows, suffix=_KEEP):
        driver.execute(sql, parameters)


def tagged_people(driver: Statements, asked: Sequence[LookUp | Disclosure]) -> set[Row]:
    """The (tenant, subject) of those who ask for texts and have tags."""
    owners = {(each.tenant, each.subject) for each in asked if each.texts}
    return set(fetch(driver, HOLDERS, rows=sorted(owners)))


def read_tags(
    driver: Statements, asked: Sequence[LookUp | Disclosure], *, holders: Container[Row]
) -> list[frozenset[str]]:
    """The tags of each one's texts, in order.

    Args:
        driver: inside a transaction.
        asked: with texts or without.
        holders: (tenant, subject) of all who have tags; of nobody else is asked.
    """
    names = {
        (each.tenant, each.subject, digest)
        for each in asked
        if (each.tenant, each.subject) in holders
        for digest in each.texts
    }
    if not names:
        return [frozenset()] * len(asked)
    held: dict[Row, dict[str, int]] = {}
    for *name, tag, until in fetch(driver, TAGS, rows=sorted(names)):
        held.setdefault(tuple(name), {})[tag] = until
    found = []
    for each in asked:
        now = to_micros(_time_of(each))
        tagged = (held.get((each.tenant, each.subject, digest), {}) for digest in each.texts)
        found.append(
            frozenset(tag for ends in tagged for tag, until in ends.items() if until > now)
        )
    return found


def _time_of(asked: LookUp | Disclosure) -> datetime:
    return asked.now if isinstance(asked, LookUp) else asked.at


def _kept(wanted: LookUp, person: Person | None) -> Sequence[tuple[Row, int]]:
    tagging = wanted.tagging
    if tagging is None or (person is not None and person.restrictions & _ERASED):
        return []
    until = to_micros(tagging.until)
    return [
        ((wanted.tenant, wanted.subject, digest, tag), until)
        for digest, tag in product(tagging.texts, tagging.tags)
    ]


class MemoryTags:
    """The same in memory; the repr holds a count."""

    def __init__(self) -> None:
        """Starts empty."""
        self._ends: dict[Row, int] = {}

    def __repr__(self) -> str:
        return f"MemoryTags({len(self._ends)})"

    def keep(self, wanted: LookUp, person: Person | None) -> None:
        """See keep_tags."""
        for name, until in _kept(wanted, person):
            held = self._ends.get(name)
            if held is None or from_micros(until) - from_micros(held) >= _LEAST_MOVE:
                self._ends[name] = until

    def read(self, asked: LookUp | Disclosure) -> frozenset[str]:
        """See read_tags."""
        texts, now = frozenset(asked.texts), to_micros(_time_of(asked))
        return frozenset(
            tag
            for (tenant, subject, digest, tag), until in self._ends.items()
            if (tenant, subject) == (asked.tenant, asked.subject)
            and digest in texts
            and until > now
        )

    def erase(self, whose: tuple[str, str]) -> None:
        """Forgets a person's (tenant, subject)."""
        self._ends = {name: until for name, until in self._ends.items() if name[:2] != whose}

    def forget(self, now: datetime) -> int:
        """Forgets what has ended; how many there were."""
        at, before = to_micros(now), len(self._ends)
        self._ends = {name: until for name, until in self._ends.items() if until > at}
        return before - len(self._ends)
