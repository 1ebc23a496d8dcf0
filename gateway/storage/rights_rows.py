"""Rows of requests, their steps and tasks; functions of one transaction.

What the person wrote is sealed under a key of its own. Every step leaves an event and an
entry of the audit log in the transaction of the step.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Row

from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.errors import Refused
from gateway.rights.kinds import OPEN, Method, Reason, RightKind, Status
from gateway.rights.machine import Doing
from gateway.rights.requests import RightsEvent, RightsRequest, TaskState
from gateway.storage.people_rows import read_codes, write_codes
from gateway.storage.schema import SUBJECT, from_micros, to_micros
from gateway.storage.schema_rights import (
    IDENTITY_PROOF,
    RIGHTS_EVENT,
    RIGHTS_REQUEST,
    RIGHTS_RESULT,
    RIGHTS_TASK,
)
from gateway.storage.sealed import Sealed, place, seal, shred, unseal
from gateway.storage.transaction import Transaction

_OPEN = tuple(sorted(each.value for each in OPEN))
_TIMES = (
    *("received_at", "started_at", "ack_due_at", "due_at", "extended_at", "verified_at"),
    *("approved_at", "decided_at"),
)
_TEXTS = (
    *("tenant", "request_id", "subject", "regime", "calendar", "filer", "verified_by"),
    *("proof_hash", "approver", "preview", "outcome"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which requests are listed.

    Attributes:
        subject: only that person's.
        kind: only of that kind.
        open_only: only those in which something is still to be done.
        overdue_at: only those that are late at that time.
        since: only those that came in at that time or later.
        after: id of the request that the page before ended with.
        most: of one page.
    """

    subject: str | None = None
    kind: RightKind | None = None
    open_only: bool = False
    overdue_at: datetime | None = None
    since: datetime | None = None
    after: str | None = None
    most: int = 100


def add_request(transaction: Transaction, request: RightsRequest, *, by: str) -> None:
    """Keeps a new request with its first event; its details are sealed."""
    values = {**_values(request), **_sealed(transaction, request)}
    transaction.connection.execute(insert(RIGHTS_REQUEST).values(values))
    _add_event(transaction, request, step="file", by=by, at=request.received_at)


def step_request(
    transaction: Transaction, before: RightsRequest, *, after: RightsRequest, doing: Doing
) -> None:
    """Keeps what a step made of a request.

    Raises:
        Refused: 409 ``request_changed``; somebody else was quicker.
    """
    table = RIGHTS_REQUEST
    done = transaction.connection.execute(
        update(table)
        .where(
            table.c.tenant == before.tenant,
            table.c.request_id == before.request_id,
            table.c.version == before.version,
        )
        .values(_values(after))
    )
    if done.rowcount != 1:
        raise Refused("request_changed", "The request was changed meanwhile.", status=409)
    _add_event(transaction, after, step=doing.step.value, by=doing.by, at=doing.now)


def find_request(transaction: Transaction, tenant: str, *, request_id: str) -> RightsRequest | None:
    """A request with its details, or None."""
    table = RIGHTS_REQUEST
    row = transaction.connection.execute(
        select(table).where(table.c.tenant == tenant, table.c.request_id == request_id)
    ).one_or_none()
    return _request(row, _details(transaction, row)) if row is not None else None


def find_requests(
    transaction: Transaction, tenant: str, *, wanted: Wanted
) -> Sequence[RightsRequest]:
    """Requests by id, which is by time; without their details."""
    table = RIGHTS_REQUEST
    query = select(table).where(table.c.tenant == tenant).order_by(table.c.request_id)
    if wanted.subject is not None:
        query = query.where(table.c.subject == wanted.subject)
    if wanted.kind is not None:
        query = query.where(table.c.kind == wanted.kind.value)
    if wanted.open_only or wanted.overdue_at is not None:
        query = query.where(table.c.status.in_(_OPEN))
    if wanted.overdue_at is not None:
        now = to_micros(wanted.overdue_at)
        unheard = (table.c.status == Status.INITIATED.value) & (table.c.ack_due_at <= now)
        query = query.where((table.c.due_at <= now) | unheard)
    if wanted.since is not None:
        query = query.where(table.c.received_at >= to_micros(wanted.since))
    if wanted.after is not None:
        query = query.where(table.c.request_id > wanted.after)
    rows = transaction.connection.execute(query.limit(wanted.most))
    return [_request(row, {}) for row in rows]


def events_of(transaction: Transaction, request: RightsRequest) -> Sequence[RightsEvent]:
    """All steps of a request, oldest first."""
    table = RIGHTS_EVENT
    rows = transaction.connection.execute(
        select(table)
        .where(table.c.tenant == request.tenant, table.c.request_id == request.request_id)
        .order_by(table.c.seq)
    )
    return [
        RightsEvent(
            seq=row.seq,
            status=Status(row.status),
            reason=row.reason,
            at=from_micros(row.at),
            by=row._mapping["by"],
        )
        for row in rows
    ]


def jurisdiction_of_person(transaction: Transaction, tenant: str, *, subject: str) -> str | None:
    """The country that is known of a person."""
    table = SUBJECT
    row = transaction.connection.execute(
        select(table.c.jurisdiction).where(table.c.tenant == tenant, table.c.subject == subject)
    ).one_or_none()
    return row.jurisdiction if row is not None else None


def tasks_of(transaction: Transaction, request: RightsRequest) -> Sequence[TaskState]:
    """How far each store has come with a request, by name."""
    table = RIGHTS_TASK
    rows = transaction.connection.execute(
        select(table)
        .where(table.c.tenant == request.tenant, table.c.request_id == request.request_id)
        .order_by(table.c.store)
    )
    return [
        TaskState(
            store=row.store,
            items_removed=row.items_removed,
            items_retained=row.items_retained,
            reasons=json.loads(row.reasons) if row.reasons else {},
            cursor=row.cursor,
            done_at=_time(row.done_at),
        )
        for row in rows
    ]


def put_task(
    transaction: Transaction, request: RightsRequest, *, state: TaskState, at: datetime
) -> None:
    """Keeps how far a store has come; an entry in the log once it is done."""
    table = RIGHTS_TASK
    key = {"tenant": request.tenant, "request_id": request.request_id, "store": state.store}
    values = {
        "items_removed": state.items_removed,
        "items_retained": state.items_retained,
        "reasons": json.dumps(dict(state.reasons), sort_keys=True) if state.reasons else "",
        "cursor": state.cursor,
        "done_at": _micros(state.done_at),
    }
    changed = transaction.connection.execute(
        update(table).where(*(table.c[name] == value for name, value in key.items())).values(values)
    )
    if changed.rowcount == 0:
        transaction.connection.execute(insert(table).values({**key, **values}))
    if state.done_at is not None:
        transaction.audit.append(
            AuditEntry(
                act=Act.RIGHTS_TASK_DONE,
                tenant=request.tenant,
                at=at,
                subject=request.subject,
                object_id=request.request_id,
                facts={
                    "store": state.store,
                    "removed": state.items_removed,
                    "retained": state.items_retained,
                },
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A request on which work is to be done."""

    tenant: str
    request_id: str


def accepted_requests(transaction: Transaction, *, most: int = 100) -> Sequence[Ready]:
    """Open requests that were approved, oldest first: the service goes on with them."""
    table = RIGHTS_REQUEST
    rows = transaction.connection.execute(
        select(table.c.tenant, table.c.request_id)
        .where(table.c.status.in_(_OPEN), table.c.approved_at.is_not(None))
        .order_by(table.c.approved_at)
        .limit(most)
    )
    return [Ready(tenant=row.tenant, request_id=row.request_id) for row in rows]


def closed_before(
    transaction: Transaction, tenant: str, *, at: datetime, most: int = 100
) -> Sequence[str]:
    """Ids of requests that were closed before a time."""
    table = RIGHTS_REQUEST
    rows = transaction.connection.execute(
        select(table.c.request_id)
        .where(table.c.tenant == tenant, table.c.decided_at < to_micros(at))
        .order_by(table.c.decided_at)
        .limit(most)
    )
    return [row.request_id for row in rows]


def put_details(transaction: Transaction, request: RightsRequest, *, at: datetime) -> None:
    """Keeps other details under a new key; what stood there before cannot be read any more."""
    drop_details(transaction, request, at=at)
    table = RIGHTS_REQUEST
    transaction.connection.execute(
        update(table)
        .where(table.c.tenant == request.tenant, table.c.request_id == request.request_id)
        .values(_sealed(transaction, request))
    )


def drop_details(transaction: Transaction, request: RightsRequest, *, at: datetime) -> None:
    """Destroys what the person wrote; the request itself stays."""
    table = RIGHTS_REQUEST
    where = (table.c.tenant == request.tenant, table.c.request_id == request.request_id)
    dek_id = transaction.connection.execute(select(table.c.dek_id).where(*where)).scalar_one()
    if dek_id:
        shred(transaction, [dek_id], at=at)
        transaction.connection.execute(update(table).where(*where).values(dek_id="", body=None))


def erase_requests(
    transaction: Transaction, tenant: str, *, request_ids: Sequence[str], at: datetime
) -> int:
    """Erases requests with all of theirs, keys first; how many there were."""
    if not request_ids:
        return 0
    keys = []
    for table in (RIGHTS_REQUEST, RIGHTS_RESULT, IDENTITY_PROOF):
        rows = transaction.connection.execute(
            select(table.c.dek_id).where(
                table.c.tenant == tenant, table.c.request_id.in_(request_ids)
            )
        )
        keys += [row.dek_id for row in rows if row.dek_id]
    shred(transaction, keys, at=at)
    for table in (IDENTITY_PROOF, RIGHTS_RESULT, RIGHTS_TASK, RIGHTS_EVENT):
        transaction.connection.execute(
            delete(table).where(table.c.tenant == tenant, table.c.request_id.in_(request_ids))
        )
    gone = transaction.connection.execute(
        delete(RIGHTS_REQUEST).where(
            RIGHTS_REQUEST.c.tenant == tenant, RIGHTS_REQUEST.c.request_id.in_(request_ids)
        )
    )
    return gone.rowcount


def _add_event(
    transaction: Transaction, request: RightsRequest, *, step: str, by: str, at: datetime
) -> None:
    reason = request.reason.value if request.reason is not None else ""
    transaction.connection.execute(
        insert(RIGHTS_EVENT).values(
            tenant=request.tenant,
            request_id=request.request_id,
            seq=request.version,
            status=request.status.value,
            reason=reason,
            at=to_micros(at),
            by=by,
        )
    )
    transaction.audit.append(
        AuditEntry(
            act=Act.RIGHTS_STEP,
            tenant=request.tenant,
            at=at,
            subject=request.subject,
            object_id=request.request_id,
            actor=as_code(by),
            facts={
                "kind": request.kind.value,
                "step": step,
                "status": request.status.value,
                "reason": reason,
            },
        )
    )


def _sealed(transaction: Transaction, request: RightsRequest) -> dict[str, Any]:
    """The two columns that hold what the person wrote."""
    if not request.details:
        return {"dek_id": "", "body": None}
    sealed = seal(
        transaction.keys,
        json.dumps(dict(request.details), ensure_ascii=False).encode("utf-8", "surrogatepass"),
        tenant=request.tenant,
        where=place("rights_request", request.tenant, row_id=request.request_id),
        at=request.received_at,
    )
    return {"dek_id": sealed.dek_id, "body": sealed.body}


def _values(request: RightsRequest) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(request, name) for name in _TEXTS}
    values |= {name: _micros(getattr(request, name)) for name in _TIMES}
    return values | {
        "kind": request.kind.value,
        "status": request.status.value,
        "reason": request.reason.value if request.reason is not None else "",
        "method": request.method.value if request.method is not None else "",
        "version": request.version,
        "officers": write_codes(request.officers),
        "lifts": int(request.lifts),
    }


def _request(row: Row[Any], details: Mapping[str, Any]) -> RightsRequest:
    known = row._mapping
    plain: dict[str, Any] = {name: known[name] for name in _TEXTS}
    plain |= {name: _time(known[name]) for name in _TIMES}
    return RightsRequest(
        **plain,
        kind=RightKind(row.kind),
        status=Status(row.status),
        reason=Reason(row.reason) if row.reason else None,
        method=Method(row.method) if row.method else None,
        version=row.version,
        officers=read_codes(row.officers),
        lifts=bool(row.lifts),
        details=details,
    )


def _details(transaction: Transaction, row: Row[Any]) -> Mapping[str, Any]:
    if not row.dek_id or row.body is None:
        return {}
    where = place("rights_request", row.tenant, row_id=row.request_id)
    sealed = Sealed(dek_id=row.dek_id, body=bytes(row.body))
    data = unseal(transaction.keys, sealed, where=where)
    found: Mapping[str, Any] = json.loads(data) if data is not None else {}
    return found


def _micros(at: datetime | None) -> int | None:
    return to_micros(at) if at is not None else None


def _time(micros: int | None) -> datetime | None:
    return from_micros(micros) if micros is not None else None
