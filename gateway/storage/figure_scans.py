"""What a look at every row counts, a page of rows at a time.

Each page is a short transaction of its own: together they show no single moment, and what
is added while they are read may be counted or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.engine import Connection

from gateway.incidents.incident import Risk, Target
from gateway.rights.kinds import OPEN, Status
from gateway.storage.schema import CONSENT_CURRENT, CONVERSATION, FOREVER, to_micros
from gateway.storage.schema_incidents import INCIDENT, INCIDENT_NOTICE
from gateway.storage.schema_rights import OUTBOX, RIGHTS_REQUEST

PAGE = 10_000
OPEN_STATES = sorted(status.value for status in OPEN)
_DAY = timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class ClassFigure:
    """What is held of one class, and when its time is over.

    Attributes:
        conversations: all of them.
        overdue: that should be gone, and that nothing keeps.
        day, week, month: that a sweep takes within 24 hours, 7 and 30 days from now.
        endless: whose clock has not started.
        held, review, failed: that no sweep takes; see ClassCount.
        next_at: microseconds; when a sweep takes the next one, or None.
    """

    conversations: int = 0
    overdue: int = 0
    day: int = 0
    week: int = 0
    month: int = 0
    endless: int = 0
    held: int = 0
    review: int = 0
    failed: int = 0
    next_at: int | None = None

    def add(self, other: ClassFigure) -> None:
        """What another page held of the same class."""
        for each in fields(ClassFigure):
            if each.name != "next_at":
                setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))
        known = [each for each in (self.next_at, other.next_at) if each is not None]
        self.next_at = min(known, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPage:
    """One page of conversations; ``last`` is its last row, None where no more follow."""

    classes: Mapping[tuple[str, str], ClassFigure]
    last: int | None


def scan_classes(
    connection: Connection, *, after: int, now: datetime, rows: int = PAGE
) -> ClassPage:
    """Conversations by tenant and class, from one row on.

    Args:
        connection: inside a transaction.
        after: the last row of the page before; -1 for the first.
        now: aware, UTC.
        rows: of a page.
    """
    row = CONVERSATION.c
    last = connection.execute(
        select(row.id).where(row.id > after).order_by(row.id).offset(rows - 1).limit(1)
    ).scalar()
    wanted = row.id > after if last is None else (row.id > after) & (row.id <= last)
    counts = _class_counts(now)
    query = (
        select(row.tenant, row.retention_class, *counts.values())
        .where(wanted)
        .group_by(row.tenant, row.retention_class)
    )
    found = {}
    for tenant, key, *values in connection.execute(query):
        given = dict(zip(counts, values, strict=True))
        found[tenant, key] = ClassFigure(
            **{name: value if name == "next_at" else int(value) for name, value in given.items()}
        )
    return ClassPage(classes=found, last=last)


def _class_counts(now: datetime) -> dict[str, ColumnElement[Any]]:
    row, at = CONVERSATION.c, to_micros(now)
    active, endless = row.state == "active", row.due_at >= to_micros(FOREVER)

    def many(condition: ColumnElement[bool]) -> ColumnElement[Any]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    def within(days: int) -> ColumnElement[Any]:
        return many(active & (row.due_at <= to_micros(now + days * _DAY)))

    return {
        "conversations": func.count(),
        "overdue": many(active & (row.due_at <= at) & (row.erase_by <= at)),
        "day": within(1),
        "week": within(7),
        "month": within(30),
        "endless": many(active & endless),
        "held": many(row.state == "held"),
        "review": many(row.state == "review"),
        "failed": many(row.state == "failed"),
        "next_at": func.min(case((active & ~endless, row.due_at))),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentPage:
    """One page of people; ``last`` is the last of them, None where no more follow.

    ``counts`` are by purpose, recipient and state.
    """

    counts: Counter[tuple[str, str, str]]
    last: str | None


def scan_consents(
    connection: Connection, tenant: str, *, after: str, rows: int = PAGE
) -> ConsentPage:
    """What people of a tenant have said, as it stands now, from one person on."""
    row = CONSENT_CURRENT.c
    there = (row.tenant == tenant) & (row.subject > after)
    last = connection.execute(
        select(row.subject).where(there).order_by(row.subject).offset(rows - 1).limit(1)
    ).scalar()
    wanted = there if last is None else there & (row.subject <= last)
    query = (
        select(row.purpose, row.recipient, row.state, func.count())
        .where(wanted)
        .group_by(row.purpose, row.recipient, row.state)
    )
    counts: Counter[tuple[str, str, str]] = Counter()
    for purpose, recipient, state, count in connection.execute(query):
        counts[purpose, recipient, state] = int(count)
    return ConsentPage(counts=counts, last=last)


def overdue_requests(connection: Connection, tenant: str, *, now: datetime) -> int:
    """Requests of people that should have been answered by now."""
    query = select(func.count()).where(RIGHTS_REQUEST.c.tenant == tenant, is_overdue(now))
    return int(connection.execute(query).scalar_one())


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """A request that is open, and past its day or unheard for too long."""
    row, at = RIGHTS_REQUEST.c, to_micros(now)
    unheard = (row.status == Status.INITIATED.value) & (row.ack_due_at <= at)
    return row.status.in_(OPEN_STATES) & ((row.due_at <= at) | unheard)


def webhooks_pending(connection: Connection, tenant: str) -> int:
    """Messages that nobody has taken yet."""
    row = OUTBOX.c
    query = select(func.count()).where(row.tenant == tenant, row.delivered_at.is_(None))
    return int(connection.execute(query).scalar_one())


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFigure:
    """What is still to be done about a tenant's incidents.

    Attributes:
        open: that are not concluded.
        overdue: clocks that have run out with nobody told, or no acknowledgement.
        unacknowledged: notices sent by webhook that nobody has acknowledged.
    """

    open: int
    overdue: int
    unacknowledged: int


def incident_figure(connection: Connection, tenant: str, *, now: datetime) -> IncidentFigure:
    """How many there are, by gateway.incidents.incident.duties."""
    row, told, at = INCIDENT.c, INCIDENT_NOTICE.c, to_micros(now)
    unconcluded = (row.tenant == tenant, row.closed_at.is_(None))
    of_it = (told.tenant == row.tenant, told.incident_id == row.incident_id)
    authority = exists().where(*of_it, told.target == Target.AUTHORITY.value)
    controller = exists().where(
        *of_it, told.target == Target.CONTROLLER.value, told.acknowledged_at.is_not(None)
    )
    late = (
        ((row.authority_due_at <= at) & (row.risk != Risk.UNLIKELY.value) & ~authority),
        ((row.controller_due_at <= at) & ~controller),
    )

    def counted(*where: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(INCIDENT).where(*unconcluded, *where)
        return int(connection.execute(query).scalar_one())

    waiting = select(func.count()).where(
        told.tenant == tenant, told.message_id != "", told.acknowledged_at.is_(None)
    )
    return IncidentFigure(
        open=counted(),
        overdue=sum(counted(each) for each in late),
        unacknowledged=int(connection.execute(waiting).scalar_one()),
    )
