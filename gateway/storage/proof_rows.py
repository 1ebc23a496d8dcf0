"""Rows of identity: the code that is out for a request, and a document that was handed in.

A document is sealed under a key of its own, which is destroyed in the transaction of the
decision, or by ``drop_proofs`` after some days.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from gateway.rights.identity import CodeState
from gateway.rights.requests import RightsRequest
from gateway.storage.schema import from_micros, to_micros
from gateway.storage.schema_rights import IDENTITY_PROOF, RIGHTS_REQUEST
from gateway.storage.sealed import Sealed, place, seal, shred_row, unseal
from gateway.storage.transaction import Transaction


def find_code(transaction: Transaction, request: RightsRequest) -> CodeState:
    """The code of a request, as far as it is kept."""
    table = RIGHTS_REQUEST
    row = transaction.connection.execute(
        select(table.c.code, table.c.code_until, table.c.code_attempts, table.c.codes_made).where(
            table.c.tenant == request.tenant, table.c.request_id == request.request_id
        )
    ).one()
    return CodeState(
        digest=row.code,
        until=from_micros(row.code_until) if row.code_until is not None else None,
        attempts=row.code_attempts,
        made=row.codes_made,
    )


def put_code(transaction: Transaction, request: RightsRequest, *, state: CodeState) -> None:
    """Keeps the state of a request's code."""
    table = RIGHTS_REQUEST
    transaction.connection.execute(
        update(table)
        .where(table.c.tenant == request.tenant, table.c.request_id == request.request_id)
        .values(
            code=state.digest,
            code_until=to_micros(state.until) if state.until is not None else None,
            code_attempts=state.attempts,
            codes_made=state.made,
        )
    )


def put_proof(
    transaction: Transaction, request: RightsRequest, *, data: bytes, at: datetime
) -> None:
    """Keeps a document in place of an earlier one."""
    drop_proof(transaction, request.tenant, request_id=request.request_id, at=at)
    sealed = seal(
        transaction.keys,
        data,
        tenant=request.tenant,
        where=place("identity_proof", request.tenant, row_id=request.request_id),
        at=at,
    )
    transaction.connection.execute(
        insert(IDENTITY_PROOF).values(
            tenant=request.tenant,
            request_id=request.request_id,
            subject=request.subject,
            dek_id=sealed.dek_id,
            body=sealed.body,
            received_at=to_micros(at),
        )
    )


def find_proof(transaction: Transaction, request: RightsRequest) -> bytes | None:
    """The document of a request, or None where there is none (any more)."""
    table = IDENTITY_PROOF
    row = transaction.connection.execute(
        select(table.c.dek_id, table.c.body).where(
            table.c.tenant == request.tenant, table.c.request_id == request.request_id
        )
    ).one_or_none()
    if row is None:
        return None
    where = place("identity_proof", request.tenant, row_id=request.request_id)
    sealed = Sealed(dek_id=row.dek_id, body=bytes(row.body))
    return unseal(transaction.keys, sealed, where=where)


def drop_proof(transaction: Transaction, tenant: str, *, request_id: str, at: datetime) -> bool:
    """Destroys the document of a request, its key first; whether there was one."""
    table = IDENTITY_PROOF
    where = (table.c.tenant == tenant, table.c.request_id == request_id)
    return shred_row(transaction, table, where=where, at=at)


def drop_proofs(
    transaction: Transaction, tenant: str, *, older: timedelta, now: datetime, most: int = 100
) -> int:
    """Destroys documents of so long ago, decided or not; how many."""
    table = IDENTITY_PROOF
    rows = transaction.connection.execute(
        select(table.c.request_id)
        .where(table.c.tenant == tenant, table.c.received_at <= to_micros(now - older))
        .limit(most)
    ).all()
    for row in rows:
        drop_proof(transaction, tenant, request_id=row.request_id, at=now)
    return len(rows)
