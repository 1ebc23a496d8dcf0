"""Official demands as rows; functions of one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from gateway.incidents.demand import Answer, Demand, DemandWords, LegalGround
from gateway.storage.incident_rows import read_time
from gateway.storage.people_rows import write_time
from gateway.storage.schema import from_micros, to_micros
from gateway.storage.schema_incidents import DEMAND
from gateway.storage.sealed import place, seal_words, shred, unseal_words
from gateway.storage.transaction import Transaction


def add(transaction: Transaction, demand: Demand) -> None:
    """Adds a demand; it has words."""
    transaction.connection.execute(
        insert(DEMAND).values(
            tenant=demand.tenant,
            demand_id=demand.demand_id,
            subject=demand.subject,
            ground=demand.ground.value,
            received_at=to_micros(demand.received_at),
            due_at=write_time(demand.due_at),
            recorded_by=demand.recorded_by,
            recorded_at=to_micros(demand.recorded_at),
            **_course(demand),
            **_sealed(transaction, demand, at=demand.recorded_at),
        )
    )


def change(transaction: Transaction, demand: Demand, *, at: datetime) -> None:
    """Keeps its answer, whether people may be told, and its words; the old words go."""
    where = (DEMAND.c.tenant == demand.tenant, DEMAND.c.demand_id == demand.demand_id)
    old = transaction.connection.execute(select(DEMAND.c.dek_id).where(*where)).scalar_one()
    sealed = _sealed(transaction, demand, at=at) if demand.words is not None else {}
    values = {**_course(demand), **sealed}
    transaction.connection.execute(update(DEMAND).where(*where).values(**values))
    if sealed:
        shred(transaction, [old], at=at)


def find(transaction: Transaction, tenant: str, *, demand_id: str) -> Demand | None:
    """One demand of a tenant."""
    query = select(DEMAND).where(DEMAND.c.tenant == tenant, DEMAND.c.demand_id == demand_id)
    return next(iter(_read(transaction, query)), None)


def listed(transaction: Transaction, tenant: str, *, most: int) -> Sequence[Demand]:
    """A tenant's demands, the last received first."""
    query = select(DEMAND).where(DEMAND.c.tenant == tenant)
    query = query.order_by(DEMAND.c.received_at.desc(), DEMAND.c.demand_id).limit(most)
    return _read(transaction, query)


def tellable(now: datetime) -> ColumnElement[bool]:
    """Whether people may be told of a demand: only then does anything show them that it is."""
    return or_(
        DEMAND.c.may_tell == 1,
        and_(DEMAND.c.silent_until.is_not(None), DEMAND.c.silent_until <= to_micros(now)),
    )


def erase(transaction: Transaction, keys: Sequence[tuple[Any, ...]], *, now: datetime) -> None:
    """Destroys the words of demands whose rows are about to go."""
    for tenant, demand_id in keys:
        query = select(DEMAND.c.dek_id).where(
            DEMAND.c.tenant == tenant, DEMAND.c.demand_id == demand_id
        )
        shred(transaction, transaction.connection.execute(query).scalars().all(), at=now)


def _course(demand: Demand) -> dict[str, Any]:
    return {
        "answer": demand.answer.value,
        "answered_at": write_time(demand.answered_at),
        "may_tell": int(demand.may_tell),
        "silent_until": write_time(demand.silent_until),
        "told_at": write_time(demand.told_at),
    }


def _where(tenant: str, demand_id: str) -> bytes:
    return place("demand", tenant, row_id=demand_id)


def _sealed(transaction: Transaction, demand: Demand, *, at: datetime) -> dict[str, Any]:
    assert demand.words is not None
    holder = (demand.tenant, _where(demand.tenant, demand.demand_id))
    return seal_words(transaction, asdict(demand.words), holder=holder, at=at)


def _read(transaction: Transaction, query: Select[Any]) -> list[Demand]:
    found = []
    for row in transaction.connection.execute(query).all():
        said = unseal_words(transaction, row, where=_where(row.tenant, row.demand_id))
        words = None if said is None else DemandWords(**said)
        found.append(
            Demand(
                tenant=row.tenant,
                demand_id=row.demand_id,
                ground=LegalGround(row.ground),
                received_at=from_micros(row.received_at),
                words=words,
                recorded_by=row.recorded_by,
                recorded_at=from_micros(row.recorded_at),
                subject=row.subject,
                answer=Answer(row.answer),
                due_at=read_time(row.due_at),
                answered_at=read_time(row.answered_at),
                may_tell=bool(row.may_tell),
                silent_until=read_time(row.silent_until),
                told_at=read_time(row.told_at),
            )
        )
    return found
