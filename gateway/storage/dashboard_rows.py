"""What the pages of administrators show of the store; each query reads few rows.

Lines hold ids, codes, counts and times; no words and no subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.engine import Connection

from gateway.storage.audit_reader import AuditReader
from gateway.storage.figure_scans import OPEN_STATES, is_overdue
from gateway.storage.schema import from_micros, to_micros
from gateway.storage.schema_access import ACCESS_GRANT, INTEGRATION
from gateway.storage.schema_audit import AUDIT_CHECKPOINT
from gateway.storage.schema_incidents import INCIDENT
from gateway.storage.schema_retention import LEASE
from gateway.storage.schema_rights import RIGHTS_REQUEST


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """One request of a person that is open."""

    request_id: str
    kind: str
    regime: str
    status: str
    received_at: datetime
    due_at: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantLine:
    """One grant of access."""

    grant_id: str
    kind: str
    view: str
    reason: str
    ticket: str
    requested_by: str
    approved_by: str
    expires_at: datetime | None
    ended_at: datetime | None

    def state(self, now: datetime) -> str:
        """``open``, ``in force`` or ``over``."""
        if self.ended_at is not None or (self.expires_at is not None and self.expires_at <= now):
            return "over"
        return "in force" if self.expires_at is not None else "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
    """One incident that is not closed."""

    incident_id: str
    state: str
    risk: str
    noticed_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """The audit log: how many entries, how many of them under a signed checkpoint."""

    entries: int
    signed: int


def requests(
    connection: Connection, tenant: str, *, now: datetime, most: int
) -> Sequence[RequestLine]:
    """Open requests, overdue ones first, then by the day they are due."""
    row = RIGHTS_REQUEST.c
    late = case((is_overdue(now), 1), else_=0)
    query = (
        select(RIGHTS_REQUEST, late.label("late"))
        .where(row.tenant == tenant, row.status.in_(OPEN_STATES))
        .order_by(late.desc(), func.coalesce(row.due_at, row.ack_due_at), row.request_id)
        .limit(most)
    )
    return [
        RequestLine(
            request_id=each.request_id,
            kind=each.kind,
            regime=each.regime,
            status=each.status,
            received_at=from_micros(each.received_at),
            due_at=_time(each.due_at if each.due_at is not None else each.ack_due_at),
            overdue=bool(each.late),
        )
        for each in connection.execute(query)
    ]


def open_requests(connection: Connection, tenant: str) -> int:
    """How many requests are open."""
    row = RIGHTS_REQUEST.c
    query = select(func.count()).where(row.tenant == tenant, row.status.in_(OPEN_STATES))
    return int(connection.execute(query).scalar_one())


def grants(connection: Connection, tenant: str, *, now: datetime, most: int) -> Sequence[GrantLine]:
    """Grants, those that are open or in force first, then the newest."""
    row = ACCESS_GRANT.c
    over = row.ended_at.is_not(None) | (row.expires_at <= to_micros(now))
    query = (
        select(ACCESS_GRANT)
        .where(row.tenant == tenant)
        .order_by(case((over, 1), else_=0), row.requested_at.desc())
        .limit(most)
    )
    return [
        GrantLine(
            grant_id=each.grant_id,
            kind=each.kind,
            view=each.view,
            reason=each.reason,
            ticket=each.ticket,
            requested_by=each.requested_by,
            approved_by=each.approved_by,
            expires_at=_time(each.expires_at),
            ended_at=_time(each.ended_at),
        )
        for each in connection.execute(query)
    ]


def incidents(connection: Connection, tenant: str, *, most: int) -> Sequence[IncidentLine]:
    """Incidents that are not closed, the one that somebody must hear of first."""
    row = INCIDENT.c
    due = func.coalesce(row.authority_due_at, row.controller_due_at)
    query = (
        select(INCIDENT, due.label("due"))
        .where(row.tenant == tenant, row.closed_at.is_(None))
        .order_by(due, row.noticed_at)
        .limit(most)
    )
    return [
        IncidentLine(
            incident_id=each.incident_id,
            state=each.state,
            risk=each.risk,
            noticed_at=from_micros(each.noticed_at),
            due_at=_time(each.due),
        )
        for each in connection.execute(query)
    ]


def switched_on(connection: Connection, tenant: str) -> dict[str, bool]:
    """Whether each recipient is switched on, by its id, where somebody ever switched it."""
    row = INTEGRATION.c
    query = select(row.recipient, row.is_on).where(row.tenant == tenant)
    return {each.recipient: bool(each.is_on) for each in connection.execute(query)}


def audit_log(connection: Connection) -> AuditLine:
    """How long the log is, and how much of it is under a signed checkpoint."""
    signed = connection.execute(select(func.max(AUDIT_CHECKPOINT.c.size))).scalar()
    return AuditLine(entries=AuditReader(connection).size(), signed=int(signed or 0))


def last_done(connection: Connection) -> dict[str, datetime]:
    """When each job of the housekeeping was last done, by its name."""
    rows = connection.execute(select(LEASE.c.name, LEASE.c.last_at).where(LEASE.c.last_at > 0))
    return {name: from_micros(at) for name, at in rows}


def _time(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)
