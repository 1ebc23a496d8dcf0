"""Packages that people get, sealed under keys of their own until they end."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import insert, select

from gateway.rights.execution import Result
from gateway.rights.requests import RightsRequest
from gateway.storage.schema import from_micros, to_micros
from gateway.storage.schema_rights import RIGHTS_RESULT
from gateway.storage.sealed import Sealed, place, seal, shred_row, unseal
from gateway.storage.transaction import Transaction


def put_result(
    transaction: Transaction, request: RightsRequest, *, result: Result, at: datetime
) -> None:
    """Keeps what the person gets, sealed, in place of an earlier one."""
    drop_result(transaction, request.tenant, request_id=request.request_id, at=at)
    sealed = seal(
        transaction.keys,
        result.body,
        tenant=request.tenant,
        where=place("rights_result", request.tenant, row_id=request.request_id),
        at=at,
    )
    transaction.connection.execute(
        insert(RIGHTS_RESULT).values(
            tenant=request.tenant,
            request_id=request.request_id,
            dek_id=sealed.dek_id,
            body=sealed.body,
            sha256=hashlib.sha256(result.body).hexdigest(),
            media_type=result.media_type,
            filename=result.filename,
            expires_at=to_micros(result.expires_at),
        )
    )


def find_result(
    transaction: Transaction, request: RightsRequest, *, now: datetime
) -> Result | None:
    """What the person gets, or None where there is nothing (any more)."""
    table = RIGHTS_RESULT
    row = transaction.connection.execute(
        select(table).where(
            table.c.tenant == request.tenant,
            table.c.request_id == request.request_id,
            table.c.expires_at > to_micros(now),
        )
    ).one_or_none()
    if row is None:
        return None
    where = place("rights_result", request.tenant, row_id=request.request_id)
    sealed = Sealed(dek_id=row.dek_id, body=bytes(row.body))
    body = unseal(transaction.keys, sealed, where=where)
    if body is None:
        return None
    return Result(
        body=body,
        media_type=row.media_type,
        filename=row.filename,
        expires_at=from_micros(row.expires_at),
    )


def drop_result(transaction: Transaction, tenant: str, *, request_id: str, at: datetime) -> bool:
    """Destroys a result, its key first; whether there was one."""
    table = RIGHTS_RESULT
    where = (table.c.tenant == tenant, table.c.request_id == request_id)
    return shred_row(transaction, table, where=where, at=at)


def drop_results_before(transaction: Transaction, now: datetime, *, most: int = 100) -> int:
    """Destroys results that have ended; how many there were."""
    table = RIGHTS_RESULT
    rows = transaction.connection.execute(
        select(table.c.tenant, table.c.request_id)
        .where(table.c.expires_at <= to_micros(now))
        .limit(most)
    ).all()
    for row in rows:
        drop_result(transaction, row.tenant, request_id=row.request_id, at=now)
    return len(rows)


def result_ends(
    transaction: Transaction, request: RightsRequest, *, now: datetime
) -> datetime | None:
    """Until when there is a result to fetch, or None where there is none."""
    table = RIGHTS_RESULT
    micros = transaction.connection.execute(
        select(table.c.expires_at).where(
            table.c.tenant == request.tenant,
            table.c.request_id == request.request_id,
            table.c.expires_at > to_micros(now),
        )
    ).scalar_one_or_none()
    return from_micros(micros) if micros is not None else None
