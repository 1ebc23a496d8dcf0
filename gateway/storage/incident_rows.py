"""Incidents, their reports and notices as rows; functions of one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update

from gateway.incidents.incident import (
    BreachKind,
    Counts,
    Incident,
    Notice,
    Phase,
    Reach,
    Risk,
    Source,
    State,
    Target,
    Words,
)
from gateway.policy_scope import PartyRole
from gateway.storage.people_rows import read_codes, write_codes, write_time
from gateway.storage.schema import from_micros, to_micros
from gateway.storage.schema_incidents import INCIDENT, INCIDENT_EVENT, INCIDENT_NOTICE
from gateway.storage.sealed import place, seal_words, shred, unseal_words
from gateway.storage.transaction import Transaction


def add(transaction: Transaction, incident: Incident) -> None:
    """Adds an incident; it has words."""
    transaction.connection.execute(
        insert(INCIDENT).values(
            tenant=incident.tenant,
            incident_id=incident.incident_id,
            source=incident.source.value,
            kinds=write_codes(each.value for each in incident.kinds),
            state=incident.state.value,
            role=incident.role.value,
            risk=incident.risk.value,
            party=incident.party,
            **_reach(incident.reach),
            noticed_at=to_micros(incident.noticed_at),
            authority_due_at=write_time(incident.authority_due_at),
            controller_due_at=write_time(incident.controller_due_at),
            reported_by=incident.reported_by,
            reported_at=to_micros(incident.reported_at),
            **_sealed(transaction, incident, at=incident.reported_at),
        )
    )
    _note_state(transaction, incident, at=incident.reported_at, by=incident.reported_by)


def find(transaction: Transaction, tenant: str, *, incident_id: str) -> Incident | None:
    """One incident of a tenant."""
    row = INCIDENT.c
    query = select(INCIDENT).where(row.tenant == tenant, row.incident_id == incident_id)
    return next(iter(_read(transaction, query)), None)


def listed(transaction: Transaction, tenants: Collection[str], *, most: int) -> Sequence[Incident]:
    """The tenants' incidents, the last noticed first."""
    query = (
        select(INCIDENT)
        .where(INCIDENT.c.tenant.in_(sorted(tenants)))
        .order_by(INCIDENT.c.noticed_at.desc(), INCIDENT.c.incident_id)
        .limit(most)
    )
    return _read(transaction, query)


def unconcluded(transaction: Transaction, tenants: Collection[str]) -> Sequence[Incident]:
    """All incidents of the tenants that are not concluded, the first noticed first."""
    row = INCIDENT.c
    query = select(INCIDENT).where(row.tenant.in_(sorted(tenants)), row.closed_at.is_(None))
    return _read(transaction, query.order_by(row.noticed_at, row.incident_id))


def is_open_from(transaction: Transaction, tenant: str, *, source: Source) -> bool:
    """Whether an incident of this source is in the register and not concluded."""
    query = select(INCIDENT.c.incident_id).where(
        INCIDENT.c.tenant == tenant,
        INCIDENT.c.source == source.value,
        INCIDENT.c.closed_at.is_(None),
    )
    return transaction.connection.execute(query.limit(1)).first() is not None


def change(transaction: Transaction, incident: Incident, *, at: datetime, by: str) -> None:
    """Keeps a new report of an incident: state, risk, reach and words; the old words go."""
    where = _one(incident.tenant, incident.incident_id)
    old = transaction.connection.execute(select(INCIDENT.c.dek_id).where(*where)).scalar_one()
    values: dict[str, Any] = {
        "state": incident.state.value,
        "risk": incident.risk.value,
        "closed_at": write_time(incident.closed_at),
        **_reach(incident.reach),
    }
    if incident.words is not None:
        values |= _sealed(transaction, incident, at=at)
    transaction.connection.execute(update(INCIDENT).where(*where).values(**values))
    if incident.words is not None:
        shred(transaction, [old], at=at)
    _note_state(transaction, incident, at=at, by=by)


def count(transaction: Transaction, incident: Incident, *, counts: Counts) -> None:
    """Keeps what the last look at the scope found."""
    transaction.connection.execute(
        update(INCIDENT)
        .where(*_one(incident.tenant, incident.incident_id))
        .values(
            people=counts.people,
            conversations=counts.conversations,
            disclosures=counts.disclosures,
            scoped_at=to_micros(counts.at),
        )
    )


def events(transaction: Transaction, incident: Incident) -> Sequence[Mapping[str, Any]]:
    """Its reports in order: state, when, and by whom."""
    row = INCIDENT_EVENT.c
    query = (
        select(INCIDENT_EVENT)
        .where(row.tenant == incident.tenant, row.incident_id == incident.incident_id)
        .order_by(row.seq)
    )
    return [
        {"state": each.state, "at": from_micros(each.at), "by": each.by}
        for each in transaction.connection.execute(query)
    ]


def notices(transaction: Transaction, incident: Incident) -> Sequence[Notice]:
    """Who was told of it, in order."""
    row = INCIDENT_NOTICE.c
    query = (
        select(INCIDENT_NOTICE)
        .where(row.tenant == incident.tenant, row.incident_id == incident.incident_id)
        .order_by(row.seq)
    )
    return [_notice(each) for each in transaction.connection.execute(query)]


def add_notice(transaction: Transaction, incident: Incident, *, notice: Notice) -> None:
    """Adds a notice."""
    transaction.connection.execute(
        insert(INCIDENT_NOTICE).values(
            tenant=incident.tenant,
            incident_id=incident.incident_id,
            seq=notice.seq,
            target=notice.target.value,
            phase=notice.phase.value,
            at=to_micros(notice.at),
            by=notice.by,
            message_id=notice.message_id,
            attempts=notice.attempts,
            next_at=write_time(notice.next_at),
            acknowledged_at=write_time(notice.acknowledged_at),
            acknowledged_by=notice.acknowledged_by,
        )
    )


def change_notice(transaction: Transaction, incident: Incident, *, notice: Notice) -> None:
    """Keeps what became of a notice: attempts, and its acknowledgement."""
    row = INCIDENT_NOTICE.c
    transaction.connection.execute(
        update(INCIDENT_NOTICE)
        .where(
            row.tenant == incident.tenant,
            row.incident_id == incident.incident_id,
            row.seq == notice.seq,
        )
        .values(
            attempts=notice.attempts,
            next_at=write_time(notice.next_at),
            acknowledged_at=write_time(notice.acknowledged_at),
            acknowledged_by=notice.acknowledged_by,
        )
    )


def waiting(
    transaction: Transaction, now: datetime, *, tenants: Collection[str], most: int
) -> Sequence[tuple[str, str, Notice]]:
    """Tenants' notices that are to be put out again: tenant, incident and notice, oldest first."""
    row = INCIDENT_NOTICE.c
    query = (
        select(INCIDENT_NOTICE)
        .where(row.tenant.in_(sorted(tenants)))
        .where(row.next_at <= to_micros(now), row.acknowledged_at.is_(None))
        .order_by(row.next_at)
        .limit(most)
    )
    found = transaction.connection.execute(query).all()
    return [(each.tenant, each.incident_id, _notice(each)) for each in found]


def erase(transaction: Transaction, keys: Sequence[tuple[Any, ...]], *, now: datetime) -> None:
    """Destroys the words of incidents whose rows are about to go, and what hangs on them."""
    for tenant, incident_id in keys:
        query = select(INCIDENT.c.dek_id).where(*_one(tenant, incident_id))
        shred(transaction, transaction.connection.execute(query).scalars().all(), at=now)
        for table in (INCIDENT_EVENT, INCIDENT_NOTICE):
            here = (table.c.tenant == tenant, table.c.incident_id == incident_id)
            transaction.connection.execute(delete(table).where(*here))


def _one(tenant: str, incident_id: str) -> tuple[Any, Any]:
    return INCIDENT.c.tenant == tenant, INCIDENT.c.incident_id == incident_id


def _reach(reach: Reach) -> dict[str, Any]:
    return {
        "began_at": write_time(reach.began_at),
        "ended_at": write_time(reach.ended_at),
        "recipients": write_codes(reach.recipients),
        "purposes": write_codes(reach.purposes),
        "entity_types": write_codes(reach.entity_types),
    }


def _where(tenant: str, incident_id: str) -> bytes:
    return place("incident", tenant, row_id=incident_id)


def _sealed(transaction: Transaction, incident: Incident, *, at: datetime) -> dict[str, Any]:
    assert incident.words is not None
    holder = (incident.tenant, _where(incident.tenant, incident.incident_id))
    return seal_words(transaction, asdict(incident.words), holder=holder, at=at)


def _note_state(transaction: Transaction, incident: Incident, *, at: datetime, by: str) -> None:
    row = INCIDENT_EVENT.c
    last = select(func.max(row.seq)).where(
        row.tenant == incident.tenant, row.incident_id == incident.incident_id
    )
    seq = (transaction.connection.execute(last).scalar() or 0) + 1
    transaction.connection.execute(
        insert(INCIDENT_EVENT).values(
            tenant=incident.tenant,
            incident_id=incident.incident_id,
            seq=seq,
            state=incident.state.value,
            at=to_micros(at),
            by=by,
        )
    )


def _read(transaction: Transaction, query: Select[Any]) -> list[Incident]:
    found = []
    for row in transaction.connection.execute(query).all():
        said = unseal_words(transaction, row, where=_where(row.tenant, row.incident_id))
        found.append(_incident(row, None if said is None else Words(**said)))
    return found


def _incident(row: Any, words: Words | None) -> Incident:
    counts = None
    if row.scoped_at is not None:
        counts = Counts(
            people=row.people,
            conversations=row.conversations,
            disclosures=row.disclosures,
            at=from_micros(row.scoped_at),
        )
    return Incident(
        tenant=row.tenant,
        incident_id=row.incident_id,
        source=Source(row.source),
        kinds=frozenset(BreachKind(each) for each in read_codes(row.kinds)),
        role=PartyRole(row.role),
        noticed_at=from_micros(row.noticed_at),
        reach=Reach(
            began_at=read_time(row.began_at),
            ended_at=read_time(row.ended_at),
            recipients=read_codes(row.recipients),
            purposes=read_codes(row.purposes),
            entity_types=read_codes(row.entity_types),
        ),
        words=words,
        reported_by=row.reported_by,
        reported_at=from_micros(row.reported_at),
        party=row.party,
        state=State(row.state),
        risk=Risk(row.risk),
        authority_due_at=read_time(row.authority_due_at),
        controller_due_at=read_time(row.controller_due_at),
        counts=counts,
        closed_at=read_time(row.closed_at),
    )


def _notice(row: Any) -> Notice:
    return Notice(
        seq=row.seq,
        target=Target(row.target),
        phase=Phase(row.phase),
        at=from_micros(row.at),
        by=row.by,
        message_id=row.message_id,
        attempts=row.attempts,
        next_at=read_time(row.next_at),
        acknowledged_at=read_time(row.acknowledged_at),
        acknowledged_by=row.acknowledged_by,
    )


def read_time(micros: int | None) -> datetime | None:
    """The time, or None."""
    return None if micros is None else from_micros(micros)
