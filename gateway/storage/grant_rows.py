"""Grants of access and the reads under them as rows; functions of one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from gateway.access.grants import Grant, GrantKind, GrantReason, View
from gateway.storage.schema import from_micros, to_micros
from gateway.storage.schema_access import ACCESS_GRANT, ACCESS_READ

MOST_READS = 1000
MOST_LISTED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One read under a grant.

    Attributes:
        tenant, grant_id: of the grant.
        read_id: random, sorts by time.
        by: id of the key.
        view: what was seen.
        content: which conversation, see content_of.
        messages: how many of it.
        at: when.
    """

    tenant: str
    grant_id: str
    read_id: str
    by: str
    view: View
    content: str
    messages: int
    at: datetime


def content_of(dek_id: str) -> str:
    """What names one conversation in grants; no other one ever has the same, not by its id.

    It says nothing of the key's id, which a search of the files must not find here once
    the key is gone.
    """
    return sha256(f"content {dek_id}".encode()).hexdigest()[:32]


def add(connection: Connection, grant: Grant) -> None:
    """Adds a grant."""
    connection.execute(insert(ACCESS_GRANT).values(**_values(grant)))


def put(connection: Connection, grant: Grant) -> None:
    """Writes a grant that is there anew."""
    connection.execute(
        update(ACCESS_GRANT)
        .where(ACCESS_GRANT.c.tenant == grant.tenant, ACCESS_GRANT.c.grant_id == grant.grant_id)
        .values(**_values(grant))
    )


def find(connection: Connection, tenant: str, *, grant_id: str) -> Grant | None:
    """One grant."""
    row = ACCESS_GRANT.c
    query = select(ACCESS_GRANT).where(row.tenant == tenant, row.grant_id == grant_id)
    found = connection.execute(query).first()
    return None if found is None else _grant(found)


def listed(connection: Connection, tenant: str, *, most: int = MOST_LISTED) -> Sequence[Grant]:
    """A tenant's grants, the newest first."""
    row = ACCESS_GRANT.c
    query = select(ACCESS_GRANT).where(row.tenant == tenant)
    query = query.order_by(row.requested_at.desc(), row.grant_id.desc()).limit(most)
    return [_grant(each) for each in connection.execute(query)]


def standing(connection: Connection, tenant: str, *, now: datetime) -> Sequence[Grant]:
    """Those that may be used now, the oldest first; followers only while the first stands."""
    row = ACCESS_GRANT.c
    query = (
        select(ACCESS_GRANT)
        .where(row.tenant == tenant, row.expires_at > to_micros(now), row.ended_at.is_(None))
        .order_by(row.approved_at, row.grant_id)
    )
    found = {
        each.grant_id: each for each in map(_grant, connection.execute(query)) if each.stands(now)
    }
    return [each for each in found.values() if not each.follows or each.follows in found]


def add_read(connection: Connection, read: Read) -> None:
    """Adds a read."""
    connection.execute(
        insert(ACCESS_READ).values(
            tenant=read.tenant,
            grant_id=read.grant_id,
            read_id=read.read_id,
            by=read.by,
            view=read.view.value,
            content=read.content,
            messages=read.messages,
            at=to_micros(read.at),
        )
    )


def reads(connection: Connection, tenant: str, *, grant_id: str) -> Sequence[Read]:
    """What was read under a grant, the oldest first."""
    row = ACCESS_READ.c
    query = select(ACCESS_READ).where(row.tenant == tenant, row.grant_id == grant_id)
    return [
        Read(
            tenant=each.tenant,
            grant_id=each.grant_id,
            read_id=each.read_id,
            by=each.by,
            view=View(each.view),
            content=each.content,
            messages=each.messages,
            at=from_micros(each.at),
        )
        for each in connection.execute(query.order_by(row.at, row.read_id).limit(MOST_READS))
    ]


def read_counts(connection: Connection, tenant: str) -> Mapping[str, int]:
    """How many reads there were, by grant."""
    row = ACCESS_READ.c
    query = select(row.grant_id, func.count()).where(row.tenant == tenant).group_by(row.grant_id)
    return {each[0]: each[1] for each in connection.execute(query)}


def _values(grant: Grant) -> dict[str, Any]:
    return {
        "tenant": grant.tenant,
        "grant_id": grant.grant_id,
        "kind": grant.kind.value,
        "view": grant.view.value,
        "content": grant.content,
        "conversation_id": grant.conversation_id,
        "follows": grant.follows,
        "reader": grant.reader,
        "reason": grant.reason.value,
        "ticket": grant.ticket,
        "seconds": int(grant.lasts.total_seconds()),
        "requested_by": grant.requested_by,
        "requested_at": to_micros(grant.requested_at),
        "approved_by": grant.approved_by,
        "approved_at": _micros(grant.approved_at),
        "expires_at": _micros(grant.expires_at),
        "ended_by": grant.ended_by,
        "ended_at": _micros(grant.ended_at),
    }


def _grant(row: Any) -> Grant:
    return Grant(
        tenant=row.tenant,
        grant_id=row.grant_id,
        kind=GrantKind(row.kind),
        view=View(row.view),
        content=row.content,
        conversation_id=row.conversation_id,
        follows=row.follows,
        reader=row.reader,
        reason=GrantReason(row.reason),
        ticket=row.ticket,
        lasts=timedelta(seconds=row.seconds),
        requested_by=row.requested_by,
        requested_at=from_micros(row.requested_at),
        approved_by=row.approved_by,
        approved_at=_time(row.approved_at),
        expires_at=_time(row.expires_at),
        ended_by=row.ended_by,
        ended_at=_time(row.ended_at),
    )


def _micros(at: datetime | None) -> int | None:
    return None if at is None else to_micros(at)


def _time(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)
