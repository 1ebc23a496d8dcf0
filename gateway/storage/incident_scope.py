"""Whose data an incident touched: a query over disclosures and conversations.

At a recipient it is what was sent to it in that time. At the gateway itself it is also
every conversation that was stored by its end, however old. Conversations that have been
erased since cannot be named any more; disclosures are kept longer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, union
from sqlalchemy.sql.elements import ColumnElement

from gateway.incidents.incident import Incident
from gateway.storage.schema import CONVERSATION, DISCLOSURE, from_micros, to_micros
from gateway.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person touched.

    Attributes:
        subject: keyed hash, as the store knows them.
        disclosures: how many things that were sent.
        conversations: how many of theirs are stored and touched.
        recipients: to whom something was sent.
        entity_types: what was found in what was sent.
        first_at, last_at: of what was sent; None where only stored text is touched.
    """

    subject: str
    disclosures: int
    conversations: int
    recipients: frozenset[str]
    entity_types: frozenset[str]
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The scope in figures."""

    people: int
    conversations: int
    disclosures: int
    recipients: frozenset[str] = field(default_factory=frozenset)
    entity_types: frozenset[str] = field(default_factory=frozenset)


def totals(transaction: Transaction, incident: Incident) -> Totals:
    """How much is in the scope of an incident."""
    people = select(func.count()).select_from(_subjects(incident).subquery())
    conversations = 0
    if _of_store(incident):
        stored = select(func.count()).select_from(CONVERSATION).where(_stored(incident))
        conversations = transaction.connection.execute(stored).scalar_one()
    else:
        named = select(DISCLOSURE.c.subject, DISCLOSURE.c.conversation_id).distinct()
        sent = select(func.count()).select_from(named.where(_sent(incident)).subquery())
        conversations = transaction.connection.execute(sent).scalar_one()
    told = DISCLOSURE.c
    groups = transaction.connection.execute(
        select(told.recipient, told.entity_counts, func.count().label("rows"))
        .where(_sent(incident))
        .group_by(told.recipient, told.entity_counts)
    ).all()
    return Totals(
        people=transaction.connection.execute(people).scalar_one(),
        conversations=conversations,
        disclosures=sum(each.rows for each in groups),
        recipients=frozenset(each.recipient for each in groups),
        entity_types=frozenset(name for each in groups for name in _types(each.entity_counts)),
    )


def people(
    transaction: Transaction, incident: Incident, *, after: str = "", most: int = 200
) -> Sequence[Person]:
    """A page of the people touched, in order of their reference.

    Args:
        transaction: of the act.
        incident: whose scope.
        after: reference at which the page before ended.
        most: of one page.
    """
    subjects = _subjects(incident).subquery()
    page = select(subjects.c.subject).where(subjects.c.subject > after)
    page = page.order_by(subjects.c.subject).limit(most)
    names = transaction.connection.execute(page).scalars().all()
    return _details(transaction, incident, names=names)


def person(transaction: Transaction, incident: Incident, *, subject: str) -> Person | None:
    """What of one person is touched, or None where nothing is."""
    found = _details(transaction, incident, names=[subject])[0]
    return found if found.disclosures or found.conversations else None


def _details(
    transaction: Transaction, incident: Incident, *, names: Sequence[str]
) -> Sequence[Person]:
    told = DISCLOSURE.c
    columns = (told.subject, told.recipient, told.entity_counts, func.count().label("rows"))
    query = (
        select(*columns, func.min(told.at).label("first"), func.max(told.at).label("last"))
        .where(_sent(incident), told.subject.in_(names))
        .group_by(told.subject, told.recipient, told.entity_counts)
    )
    groups: dict[str, list[Any]] = {name: [] for name in names}
    for row in transaction.connection.execute(query):
        groups[row.subject].append(row)
    stored: dict[str, int] = {}
    if _of_store(incident):
        held = CONVERSATION.c
        counted = (
            select(held.subject, func.count().label("rows"))
            .where(_stored(incident), held.subject.in_(names))
            .group_by(held.subject)
        )
        stored = {row.subject: row.rows for row in transaction.connection.execute(counted)}
    else:
        counted = (
            select(told.subject, func.count(told.conversation_id.distinct()).label("rows"))
            .where(_sent(incident), told.subject.in_(names))
            .group_by(told.subject)
        )
        stored = {row.subject: row.rows for row in transaction.connection.execute(counted)}
    return [_person(name, groups[name], conversations=stored.get(name, 0)) for name in names]


def _person(name: str, rows: Sequence[Any], *, conversations: int) -> Person:
    return Person(
        subject=name,
        disclosures=sum(each.rows for each in rows),
        conversations=conversations,
        recipients=frozenset(each.recipient for each in rows),
        entity_types=frozenset(kind for each in rows for kind in _types(each.entity_counts)),
        first_at=from_micros(min(each.first for each in rows)) if rows else None,
        last_at=from_micros(max(each.last for each in rows)) if rows else None,
    )


def _subjects(incident: Incident) -> Any:
    sent = select(DISCLOSURE.c.subject).where(_sent(incident))
    if not _of_store(incident):
        return sent.distinct()
    return union(sent, select(CONVERSATION.c.subject).where(_stored(incident)))


def _of_store(incident: Incident) -> bool:
    """Whether what is stored is touched: it happened here, and not at a recipient."""
    return not incident.party


def _sent(incident: Incident) -> ColumnElement[bool]:
    told, reach = DISCLOSURE.c, incident.reach
    met = [told.tenant == incident.tenant]
    if reach.began_at is not None:
        met.append(told.at >= to_micros(reach.began_at))
    if reach.ended_at is not None:
        met.append(told.at <= to_micros(reach.ended_at))
    recipients = reach.recipients | ({incident.party} if incident.party else frozenset())
    if recipients:
        met.append(told.recipient.in_(sorted(recipients)))
    if reach.purposes:
        met.append(told.purpose.in_(sorted(reach.purposes)))
    if reach.entity_types:
        met.append(_has_type(incident))
    return and_(*met)


def _has_type(incident: Incident) -> ColumnElement[bool]:
    """Counts are a JSON object whose keys are codes without quotes."""
    named = sorted(incident.reach.entity_types)
    return or_(
        *(DISCLOSURE.c.entity_counts.contains(f'"{each}"', autoescape=True) for each in named)
    )


def _stored(incident: Incident) -> ColumnElement[bool]:
    held, reach = CONVERSATION.c, incident.reach
    met = [held.tenant == incident.tenant]
    if reach.ended_at is not None:
        met.append(held.created_at <= to_micros(reach.ended_at))
    if reach.recipients:
        met.append(held.recipient.in_(sorted(reach.recipients)))
    if reach.purposes:
        met.append(held.purpose.in_(sorted(reach.purposes)))
    if reach.entity_types:
        told = DISCLOSURE.c
        met.append(
            exists().where(
                told.tenant == held.tenant,
                told.subject == held.subject,
                told.conversation_id == held.conversation_id,
                _has_type(incident),
            )
        )
    return and_(*met)


def _types(entity_counts: str) -> Sequence[str]:
    return list(json.loads(entity_counts)) if entity_counts else []


def all_sent(transaction: Transaction, tenant: str, *, column: str, names: Sequence[str]) -> bool:
    """Whether something was sent to each of these recipients, or for each of these purposes.

    Args:
        transaction: of the act.
        tenant: whose.
        column: ``recipients`` or ``purposes``.
        names: which.
    """
    told = DISCLOSURE.c.recipient if column == "recipients" else DISCLOSURE.c.purpose
    query = select(told).where(DISCLOSURE.c.tenant == tenant, told.in_(names)).distinct()
    return set(transaction.connection.execute(query).scalars()) == set(names)
