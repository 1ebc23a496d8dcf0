"""Certificates as rows: a page of a sweep counts in the transaction that erases.

So a sweep that is killed leaves a pending certificate that counts exactly what is gone, and
the next sweep completes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.retention.certificates import COMPLETE, PENDING, SWEEP, Certificate, Tally
from gateway.storage.schema import to_micros
from gateway.storage.schema_audit import AUDIT_ENTRY
from gateway.storage.schema_retention import CERTIFICATE
from gateway.storage.transaction import Transaction

_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a sweep, or one erasure request.

    Attributes:
        run_id: random; the certificates of its tenants have it as their id.
        at: now.
        cause: ``sweep``, or ``request:<id>``.
    """

    run_id: str
    at: datetime
    cause: str = SWEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What one page did to one tenant; see Certificate.plus."""

    tally: Tally
    recipients: Iterable[str] = ()
    samples: Iterable[str] = ()
    ledger: int | None = None


def count(connection: Connection, run: Run, *, tenant: str, counted: Counted) -> None:
    """Adds to the tenant's certificate of this run, which is made where it is not there yet.

    Args:
        connection: inside the transaction that does what is counted.
        run: which run.
        tenant: whose.
        counted: what was done.
    """
    if not counted.tally:
        return
    held = find(connection, tenant, certificate_id=run.run_id)
    before = held or Certificate(
        tenant=tenant, certificate_id=run.run_id, cause=run.cause, started_at=run.at
    )
    after = before.plus(
        counted.tally,
        recipients=counted.recipients,
        samples=counted.samples,
        ledger=counted.ledger,
    )
    if held is not None:
        put(connection, after)
        return
    connection.execute(
        insert(CERTIFICATE).values(
            tenant=tenant,
            certificate_id=run.run_id,
            run_id=run.run_id,
            cause=run.cause,
            state=after.state,
            at=to_micros(run.at),
            document=after.document(),
        )
    )


def put(connection: Connection, certificate: Certificate) -> None:
    """Writes a certificate that is there anew."""
    held = CERTIFICATE.c
    connection.execute(
        update(CERTIFICATE)
        .where(held.tenant == certificate.tenant, held.certificate_id == certificate.certificate_id)
        .values(state=certificate.state, document=certificate.document())
    )


def seal(transaction: Transaction, certificate: Certificate, *, at: datetime) -> None:
    """The same; of a complete one the audit log gets the hash."""
    put(transaction.connection, certificate)
    if certificate.state != COMPLETE:
        return
    transaction.audit.append(
        AuditEntry(
            act=Act.CERTIFIED,
            tenant=certificate.tenant,
            at=at,
            object_id=as_code(certificate.certificate_id),
            facts={"sha256": digest_of(certificate.document())},
        )
    )


def digest_of(document: str) -> str:
    """SHA-256 of a certificate as it is stored, in hex."""
    return sha256(document.encode()).hexdigest()


def digests(connection: Connection, *, tenant: str | None = None) -> dict[tuple[str, str], str]:
    """The hashes of all that are complete, by tenant and id."""
    held = CERTIFICATE.c
    query = select(held.tenant, held.certificate_id, held.document).where(held.state == COMPLETE)
    if tenant is not None:
        query = query.where(held.tenant == tenant)
    rows = connection.execute(query)
    return {(as_code(row[0]), as_code(row[1])): digest_of(row[2]) for row in rows}


def noted_in(body: object) -> tuple[tuple[str, str], str] | None:
    """Tenant and id, and the hash, of the certificate that an entry of the log is about."""
    if not isinstance(body, bytes) or Act.CERTIFIED.value.encode() not in body:
        return None
    try:
        said = json.loads(body)
        if said["act"] != Act.CERTIFIED.value:
            return None
        return (said["tenant"], said["object"]), str(said["facts"]["sha256"])
    except (ValueError, KeyError, TypeError):
        return None


def is_changed(connection: Connection, certificate: Certificate) -> bool:
    """Whether a complete one is not what the audit log says; reads the log from its proof on."""
    if certificate.state != COMPLETE:
        return False
    name, known = (as_code(certificate.tenant), as_code(certificate.certificate_id)), ""
    proof = certificate.proof
    first = proof.audit[0] if proof is not None and proof.audit is not None else 0
    query = select(AUDIT_ENTRY.c.body).where(AUDIT_ENTRY.c.seq >= first)
    for body in connection.execute(query.order_by(AUDIT_ENTRY.c.seq)).scalars():
        found = noted_in(bytes(body))
        if found is not None and found[0] == name:
            known = found[1]
    return digests(connection, tenant=certificate.tenant).get(name) != known


def find(connection: Connection, tenant: str, *, certificate_id: str) -> Certificate | None:
    """One certificate."""
    held = CERTIFICATE.c
    query = select(held.document).where(
        held.tenant == tenant, held.certificate_id == certificate_id
    )
    document = connection.execute(query).scalar()
    return None if document is None else Certificate.read(document)


def pending(connection: Connection) -> Sequence[Certificate]:
    """Those that wait for their proof, the oldest first; so many at once."""
    held = CERTIFICATE.c
    query = select(held.document).where(held.state == PENDING).order_by(held.at).limit(_AT_ONCE)
    return [Certificate.read(row[0]) for row in connection.execute(query)]


def listed(connection: Connection, tenant: str | None, *, limit: int) -> Sequence[Certificate]:
    """The newest ones, of a tenant or of all."""
    held = CERTIFICATE.c
    query = select(held.document).order_by(held.at.desc(), held.certificate_id.desc())
    if tenant is not None:
        query = query.where(held.tenant == tenant)
    return [Certificate.read(row[0]) for row in connection.execute(query.limit(limit))]
