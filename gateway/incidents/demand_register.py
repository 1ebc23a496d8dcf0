"""The register of official demands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.incidents.demand import (
    Answer,
    Demand,
    DemandWords,
    check_demand,
    check_telling,
    no_demand,
)
from gateway.incidents.telling import By
from gateway.storage import demand_rows
from gateway.storage.transaction import Acting, Transaction

MOST_LISTED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of a demand; None leaves a thing as it is.

    Attributes:
        answer: see Answer.
        given: what was handed over, in words.
        may_tell: whether people may be told now.
        silent_until: else not before; only with ``may_tell`` False.
        told: the person was told, now.
    """

    answer: Answer | None = None
    given: str | None = None
    may_tell: bool | None = None
    silent_until: datetime | None = None
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandRegister:
    """The register; ``new_id`` makes random ids."""

    store: Acting
    new_id: Callable[[], str]

    async def record(self, demand: Demand) -> Demand:
        """Puts a demand into the register.

        Raises:
            InvalidRequest: 422, it contradicts itself.
        """
        check_demand(demand, now=demand.recorded_at)
        by = By(actor=demand.recorded_by, at=demand.recorded_at)

        def act(transaction: Transaction) -> Demand:
            demand_rows.add(transaction, demand)
            _note(transaction, demand, act=Act.DEMAND_RECORDED, by=by)
            return demand

        return await self.store.act(act, tenants=[demand.tenant])

    async def listed(self, tenant: str) -> Sequence[Demand]:
        """A tenant's newest demands, 500 at most."""
        return await self.store.act(
            lambda each: demand_rows.listed(each, tenant, most=MOST_LISTED), tenants=[tenant]
        )

    async def find(self, tenant: str, demand_id: str) -> Demand:
        """One demand; raises InvalidRequest (404) if the tenant has none of this id."""
        return await self.store.act(
            lambda each: _found(each, tenant, demand_id=demand_id), tenants=[tenant]
        )

    async def change(self, tenant: str, demand_id: str, *, change: Change, by: By) -> Demand:
        """Notes its answer, whether people may be told, or that the person was told.

        Raises:
            InvalidRequest: 404, or 422 where it would contradict itself.
            Refused: 409, the person may not be told.
        """

        def act(transaction: Transaction) -> Demand:
            demand = _changed(_found(transaction, tenant, demand_id=demand_id), change, now=by.at)
            demand_rows.change(transaction, demand, at=by.at)
            _note(transaction, demand, act=Act.DEMAND_CHANGED, by=by)
            return demand

        return await self.store.act(act, tenants=[tenant])


def _changed(demand: Demand, change: Change, *, now: datetime) -> Demand:
    if change.answer is not None:
        answered = None if change.answer is Answer.PENDING else demand.answered_at or now
        demand = replace(demand, answer=change.answer, answered_at=answered)
    if change.given is not None:
        words = demand.words or DemandWords(authority="", asked_for="")
        demand = replace(demand, words=replace(words, given=change.given))
    if change.may_tell is not None:
        demand = replace(demand, may_tell=change.may_tell, silent_until=change.silent_until)
    elif change.silent_until is not None:
        demand = replace(demand, silent_until=change.silent_until)
    check_demand(demand, now=now)
    if change.told:
        check_telling(demand, now=now)
        demand = replace(demand, told_at=demand.told_at or now)
    return demand


def _found(transaction: Transaction, tenant: str, *, demand_id: str) -> Demand:
    demand = demand_rows.find(transaction, tenant, demand_id=demand_id)
    if demand is None:
        raise no_demand()
    return demand


def _note(transaction: Transaction, demand: Demand, *, act: Act, by: By) -> None:
    """Says nothing of whom it is about: an entry is shown to people who ask for theirs."""
    facts: dict[str, str | int | bool] = {
        "ground": demand.ground.value,
        "answer": demand.answer.value,
        "may_tell": demand.tellable(by.at),
        "told": demand.told_at is not None,
    }
    entry = AuditEntry(
        act=act,
        tenant=demand.tenant,
        at=by.at,
        object_id=demand.demand_id,
        actor=as_code(by.actor),
        facts=facts,
    )
    transaction.audit.append(entry)
