"""Terminations as rows; functions of one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from gateway.access.terminations import Keeping, Termination
from gateway.storage import hold_rows
from gateway.storage.schema import API_KEY, CONVERSATION, from_micros, to_micros
from gateway.storage.schema_access import TERMINATION
from gateway.storage.transaction import Transaction


def find(connection: Connection, tenant: str) -> Termination | None:
    """A tenant's, or None."""
    row = connection.execute(select(TERMINATION).where(TERMINATION.c.tenant == tenant)).first()
    return None if row is None else _termination(row)


def put(connection: Connection, termination: Termination) -> None:
    """Writes it, in the place of the one before."""
    values: dict[str, Any] = {
        "tenant": termination.tenant,
        "announced_by": termination.announced_by,
        "announced_at": to_micros(termination.announced_at),
        "due_at": to_micros(termination.due_at),
        "approved_by": termination.approved_by,
        "package_sha256": termination.package_sha256,
        "certificate_id": termination.certificate_id,
        "begun_at": _micros(termination.begun_at),
        "ended_at": _micros(termination.ended_at),
    }
    row = TERMINATION.c.tenant == termination.tenant
    if not connection.execute(update(TERMINATION).where(row).values(**values)).rowcount:
        connection.execute(insert(TERMINATION).values(**values))


def remove(connection: Connection, tenant: str) -> None:
    """It was called off."""
    connection.execute(delete(TERMINATION).where(TERMINATION.c.tenant == tenant))


def begun(connection: Connection) -> frozenset[str]:
    """Tenants whose end has begun: their calls are refused."""
    query = select(TERMINATION.c.tenant).where(TERMINATION.c.begun_at.is_not(None))
    return frozenset(connection.execute(query).scalars())


def revoke_keys(connection: Connection, tenant: str, *, at: datetime) -> int:
    """Revokes all API keys of a tenant and forgets their labels; how many there were."""
    own = API_KEY.c.tenant == tenant
    connection.execute(
        update(API_KEY).where(own, API_KEY.c.revoked_at.is_(None)).values(revoked_at=to_micros(at))
    )
    return connection.execute(update(API_KEY).where(own).values(label="")).rowcount


def keeping(transaction: Transaction, tenant: str, *, now: datetime) -> Keeping:
    """What stands against the erasure of all that a tenant has."""
    row = CONVERSATION.c
    query = select(func.count()).where(row.tenant == tenant, row.keep_until > to_micros(now))
    by_law = transaction.connection.execute(query).scalar_one()
    kept = transaction.kept
    if kept is not None and kept.is_made:
        by_law += sum(each.keep_until > now for each in kept.listed(tenant, limit=None))
    return Keeping(holds=len(hold_rows.in_force(transaction.connection, [tenant])), by_law=by_law)


def _termination(row: Any) -> Termination:
    return Termination(
        tenant=row.tenant,
        announced_by=row.announced_by,
        announced_at=from_micros(row.announced_at),
        due_at=from_micros(row.due_at),
        approved_by=row.approved_by,
        package_sha256=row.package_sha256,
        certificate_id=row.certificate_id,
        begun_at=_time(row.begun_at),
        ended_at=_time(row.ended_at),
    )


def _micros(at: datetime | None) -> int | None:
    return None if at is None else to_micros(at)


def _time(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)
