"""Usage records: added where the person lets them be, and counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import distinct, func, insert, select
from sqlalchemy.engine import Connection

from gateway.consent.offer import OPERATOR, Offer
from gateway.consent.persons import Person
from gateway.consent.records import ConsentRecord
from gateway.retention.classes import parse_duration
from gateway.storage.people_rows import (
    CONSENT_COLUMNS,
    PERSON_COLUMNS,
    read_consent,
    read_person,
)
from gateway.storage.schema import CONSENT_CURRENT, SUBJECT, from_micros, to_micros
from gateway.storage.schema_rights import OBJECTION
from gateway.storage.schema_usage import USAGE
from gateway.usage.records import Seen, hour_of, may_record
from gateway.usage.report import Group
from gateway.usage.rules import PURPOSE

# Bounds the parameters of a statement.
_MOST_PEOPLE = 200
# What usage can be counted by.
DIMENSIONS = ("day", "country", "network", "purpose", "channel", "bot", "endpoint", "outcome")
_DAY = 86_400_000_000
_Facts = tuple[Person | None, ConsentRecord | None, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRule:
    """How a tenant's usage is recorded: what people were asked, and how long it is kept."""

    offer: Offer
    retention_class: str
    duration: str


def add_usage(
    connection: Connection,
    seen: Sequence[Seen],
    *,
    rules: Mapping[str, UsageRule],
    new_id: Callable[[], str],
    now: datetime,
) -> int:
    """Adds records of those who may be counted; how many there were.

    Args:
        connection: inside a transaction that holds the write lock.
        seen: exchanges that came without a privacy signal.
        rules: by tenant; of other tenants nothing is recorded.
        new_id: makes an id.
        now: aware, UTC.
    """
    known = [each for each in seen if each.tenant in rules]
    facts = _facts(connection, sorted({(each.tenant, each.subject) for each in known}))
    rows = []
    for each in known:
        rule = rules[each.tenant]
        person, consent, objected = facts[each.tenant, each.subject]
        if objected or not may_record(rule.offer, person=person, consent=consent, now=now):
            continue
        at = hour_of(each.at)
        rows.append(
            {
                "tenant": each.tenant,
                "usage_id": new_id(),
                "subject": each.subject,
                "at": to_micros(at),
                "kind": each.endpoint,
                "country": (person.jurisdiction or "") if person is not None else "",
                "network": each.network,
                "purpose": each.purpose,
                "channel": each.channel,
                "bot": each.bot,
                "outcome": each.outcome,
                "retention_class": rule.retention_class,
                "erase_by": to_micros(parse_duration(rule.duration).after(at)),
            }
        )
    if rows:
        connection.execute(insert(USAGE), rows)
    return len(rows)


def _facts(
    connection: Connection, holders: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], _Facts]:
    found: dict[tuple[str, str], _Facts] = {}
    for start in range(0, len(holders), _MOST_PEOPLE):
        part = holders[start : start + _MOST_PEOPLE]
        for tenant in {tenant for tenant, _ in part}:
            subjects = [subject for held, subject in part if held == tenant]
            people = connection.execute(
                select(*(SUBJECT.c[name] for name in PERSON_COLUMNS)).where(
                    SUBJECT.c.tenant == tenant, SUBJECT.c.subject.in_(subjects)
                )
            )
            persons = {row.subject: read_person(tuple(row)) for row in people}
            held = CONSENT_CURRENT.c
            consents = connection.execute(
                select(*(held[name] for name in CONSENT_COLUMNS)).where(
                    held.tenant == tenant,
                    held.subject.in_(subjects),
                    held.purpose == PURPOSE,
                    held.recipient == OPERATOR,
                )
            )
            given = {row.subject: read_consent(tuple(row)) for row in consents}
            objected = set(
                connection.execute(
                    select(OBJECTION.c.subject).where(
                        OBJECTION.c.tenant == tenant,
                        OBJECTION.c.subject.in_(subjects),
                        OBJECTION.c.purpose == PURPOSE,
                        OBJECTION.c.lifted_at.is_(None),
                    )
                ).scalars()
            )
            for each in subjects:
                found[tenant, each] = (persons.get(each), given.get(each), each in objected)
    return found


def count_usage(
    connection: Connection, tenant: str, *, by: str, since: datetime, until: datetime
) -> list[Group]:
    """Uses and people by group; small groups are not left out yet.

    Args:
        connection: inside a transaction.
        tenant: whose.
        by: one of DIMENSIONS.
        since: aware; counted from here on.
        until: aware; not counted any more.

    Raises:
        KeyError: it is none of them.
    """
    dimension = {
        "day": USAGE.c.at - USAGE.c.at % _DAY,
        "endpoint": USAGE.c.kind,
        **{name: USAGE.c[name] for name in DIMENSIONS if name not in ("day", "endpoint")},
    }[by]
    rows = connection.execute(
        select(dimension, func.count(), func.count(distinct(USAGE.c.subject)))
        .where(
            USAGE.c.tenant == tenant,
            USAGE.c.at >= to_micros(since),
            USAGE.c.at < to_micros(until),
        )
        .group_by(dimension)
    )
    return [
        Group(
            name=from_micros(name).date().isoformat() if by == "day" else name,
            uses=uses,
            people=people,
        )
        for name, uses, people in rows
    ]
