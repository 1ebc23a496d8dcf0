"""The end of records that are no conversations: disclosures, refusals, consents, usage, ...

What is kept of each kind has one retention class, named by the policy; its clock runs
from the record's own time (a consent's from its end: what holds never expires here).
Rows are walked in order of that time, a page a transaction, so that a sweep costs as much
as there is to delete.

A record about somebody who is under a legal hold stays as long as the hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Column, Table, and_, delete, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from gateway.access.grants import ANSWER_WITHIN
from gateway.consent.persons import ReportState
from gateway.consent.records import PERMITTING
from gateway.retention.classes import Duration, parse_duration
from gateway.storage import demand_rows, incident_rows, user_rows
from gateway.storage.held_people import HeldPeople
from gateway.storage.proof_rows import drop_proof
from gateway.storage.rights_rows import erase_requests
from gateway.storage.schema import (
    CONSENT_CURRENT,
    CONSENT_EVENT,
    DISCLOSURE,
    OUTCOME,
    REFUSAL,
    REPORT,
    SUBJECT,
    SUBJECT_EVENT,
    WITHDRAWAL_CODE,
    from_micros,
    to_micros,
)
from gateway.storage.schema_access import ACCESS_GRANT, ACCESS_READ, INSTRUCTION
from gateway.storage.schema_counts import DAILY_COUNT
from gateway.storage.schema_incidents import DEMAND, INCIDENT
from gateway.storage.schema_retention import HOLD, HOLD_ITEM, RETENTION_EVENT
from gateway.storage.schema_rights import IDENTITY_PROOF, RIGHTS_REQUEST
from gateway.storage.schema_sign_in import ACCOUNT
from gateway.storage.schema_usage import USAGE
from gateway.storage.transaction import Transaction

# No month is shorter: whatever ends now began so long ago at least.
_SHORTEST_MONTH = timedelta(days=28)
Row = tuple[Any, ...]


class _Erasing(Protocol):
    def __call__(self, transaction: Transaction, keys: Sequence[Row], *, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """How records of one kind are found and deleted.

    Attributes:
        table: they stand in it.
        time: that their clock runs from.
        ended: what must hold for the clock to run, or None.
        with_them: erases what belongs to the rows deleted; their keys are given.
    """

    table: Table
    time: ColumnElement[Any]
    ended: Any = None
    with_them: _Erasing | None = None


def _outcomes(transaction: Transaction, keys: Sequence[Row], *, now: datetime) -> None:
    connection = transaction.connection
    ids = [key[0] for key in keys]
    connection.execute(delete(OUTCOME).where(OUTCOME.c.disclosure_id.in_(ids)))


def _consent_events(transaction: Transaction, keys: Sequence[Row], *, now: datetime) -> None:
    """Events of consents that have ended, and codes of people who have none left."""
    connection = transaction.connection
    for tenant, subject, purpose, recipient in keys:
        events, held = CONSENT_EVENT.c, CONSENT_CURRENT.c
        records = select(held.record_id).where(
            held.tenant == tenant,
            held.subject == subject,
            held.purpose == purpose,
            held.recipient == recipient,
        )
        connection.execute(
            delete(CONSENT_EVENT).where(events.record_id.in_(records.scalar_subquery()))
        )
        others = select(held.record_id).where(
            held.tenant == tenant,
            held.subject == subject,
            or_(held.purpose != purpose, held.recipient != recipient),
        )
        if connection.execute(others.limit(1)).first() is None:
            codes = WITHDRAWAL_CODE.c
            connection.execute(
                delete(WITHDRAWAL_CODE).where(codes.tenant == tenant, codes.subject == subject)
            )


def _requests(transaction: Transaction, keys: Sequence[Row], *, now: datetime) -> None:
    """Requests with all of theirs; the keys of what people wrote and got go first."""
    by_tenant: dict[str, list[str]] = defaultdict(list)
    for tenant, request_id in keys:
        by_tenant[tenant].append(request_id)
    for tenant, request_ids in by_tenant.items():
        erase_requests(transaction, tenant, request_ids=request_ids, at=now)


def _proofs(transaction: Transaction, keys: Sequence[Row], *, now: datetime) -> None:
    """Documents that a decision left behind, each with its key."""
    for tenant, request_id in keys:
        drop_proof(transaction, tenant, request_id=request_id, at=now)


def _hold_items(transaction: Transaction, keys: Sequence[Row], *, now: datetime) -> None:
    """What a released hold had held, where an act was broken off."""
    items = (HOLD_ITEM.c.tenant, HOLD_ITEM.c.hold_id)
    transaction.connection.execute(delete(HOLD_ITEM).where(_any_of(items, keys)))


def _reads(transaction: Transaction, keys: Sequence[Row], *, now: datetime) -> None:
    """What was read under grants that go."""
    grants = (ACCESS_READ.c.tenant, ACCESS_READ.c.grant_id)
    transaction.connection.execute(delete(ACCESS_READ).where(_any_of(grants, keys)))


_NEWEST = (
    select(SUBJECT.c.version)
    .where(
        SUBJECT.c.tenant == SUBJECT_EVENT.c.tenant,
        SUBJECT.c.subject == SUBJECT_EVENT.c.subject,
    )
    .scalar_subquery()
)
_DECIDED = (
    select(RIGHTS_REQUEST.c.decided_at)
    .where(
        RIGHTS_REQUEST.c.tenant == IDENTITY_PROOF.c.tenant,
        RIGHTS_REQUEST.c.request_id == IDENTITY_PROOF.c.request_id,
    )
    .scalar_subquery()
)
_KINDS = {
    "disclosures": _Kind(table=DISCLOSURE, time=DISCLOSURE.c.at, with_them=_outcomes),
    "refusals": _Kind(table=REFUSAL, time=REFUSAL.c.at),
    "usage": _Kind(table=USAGE, time=USAGE.c.at),
    "counts": _Kind(table=DAILY_COUNT, time=DAILY_COUNT.c.day),
    "consents": _Kind(
        table=CONSENT_CURRENT,
        time=CONSENT_CURRENT.c.event_time,
        ended=CONSENT_CURRENT.c.state.not_in([state.value for state in PERMITTING]),
        with_them=_consent_events,
    ),
    "person_events": _Kind(
        table=SUBJECT_EVENT,
        time=SUBJECT_EVENT.c.at,
        ended=SUBJECT_EVENT.c.version != _NEWEST,
    ),
    "holds": _Kind(table=HOLD, time=HOLD.c.released_at, with_them=_hold_items),
    "events": _Kind(table=RETENTION_EVENT, time=RETENTION_EVENT.c.at),
    "incidents": _Kind(table=INCIDENT, time=INCIDENT.c.closed_at, with_them=incident_rows.erase),
    "demands": _Kind(table=DEMAND, time=DEMAND.c.answered_at, with_them=demand_rows.erase),
    "grants": _Kind(
        table=ACCESS_GRANT,
        time=func.coalesce(
            ACCESS_GRANT.c.ended_at,
            ACCESS_GRANT.c.expires_at,
            ACCESS_GRANT.c.requested_at + ANSWER_WITHIN // timedelta(microseconds=1),
        ),
        with_them=_reads,
    ),
    "instructions": _Kind(
        table=INSTRUCTION,
        time=func.coalesce(INSTRUCTION.c.revoked_at, INSTRUCTION.c.valid_until),
    ),
    "users": _Kind(table=ACCOUNT, time=ACCOUNT.c.disabled_at, with_them=user_rows.erase),
    "invitations": _Kind(
        table=ACCOUNT,
        time=ACCOUNT.c.invitation_until,
        ended=and_(ACCOUNT.c.enrolled_at.is_(None), ACCOUNT.c.disabled_at.is_(None)),
        with_them=user_rows.erase,
    ),
    "requests": _Kind(table=RIGHTS_REQUEST, time=RIGHTS_REQUEST.c.decided_at, with_them=_requests),
    "identity_proofs": _Kind(
        table=IDENTITY_PROOF,
        time=IDENTITY_PROOF.c.received_at,
        ended=_DECIDED.is_not(None),
        with_them=_proofs,
    ),
    "reports": _Kind(
        table=REPORT,
        time=REPORT.c.decided_at,
        ended=REPORT.c.state != ReportState.OPEN.value,
    ),
}
RECORD_KINDS = tuple(_KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """Which records end.

    Attributes:
        tenant: whose.
        kind: one of RECORD_KINDS.
        duration: ISO 8601, of the class.
        now: aware, UTC.
        held: people of whom nothing is deleted.
        held_conversations: conversations whose disclosures are not deleted.
    """

    tenant: str
    kind: str
    duration: str
    now: datetime
    held: HeldPeople = field(default_factory=HeldPeople)
    held_conversations: Collection[str] = ()


def expire(transaction: Transaction, what: Expiring, *, limit: int) -> int:
    """Deletes the oldest of what has ended; how many there were, 0 when none is left.

    Args:
        transaction: an act's.
        what: of which kind.
        limit: how many at most.

    Raises:
        KeyError: no such kind.
        ValueError: the duration cannot be read.
    """
    kind, duration = _KINDS[what.kind], parse_duration(what.duration, zero=True)
    table, keys = kind.table, tuple(kind.table.primary_key.columns)
    query = select(kind.time, *keys).where(
        table.c.tenant == what.tenant, kind.time <= to_micros(_latest(what.now, duration))
    )
    if kind.ended is not None:
        query = query.where(kind.ended)
    if "subject" in table.c:
        query = query.where(*what.held.conditions(table.c.subject))
    if what.held_conversations and "conversation_id" in table.c:
        query = query.where(table.c.conversation_id.not_in(sorted(what.held_conversations)))
    connection = transaction.connection
    rows = connection.execute(query.order_by(kind.time).limit(limit)).all()
    ended = [tuple(key) for at, *key in rows if duration.after(from_micros(at)) <= what.now]
    if not ended:
        return 0
    if kind.with_them is not None:
        kind.with_them(transaction, ended, now=what.now)
    connection.execute(delete(table).where(_any_of(keys, ended)))
    return len(ended)


def _latest(now: datetime, duration: Duration) -> datetime:
    """A record that has ended by now is at least so old; it may be a few days older."""
    return now - duration.span - duration.months * _SHORTEST_MONTH


def _any_of(keys: Sequence[Column[Any]], rows: Sequence[Row]) -> Any:
    if len(keys) == 1:
        return keys[0].in_([row[0] for row in rows])
    return or_(
        *(and_(*(key == value for key, value in zip(keys, row, strict=True))) for row in rows)
    )
