"""Places, reviews and releases legal holds.

A hold is in force with its own row; what it covers is then set aside page by page, so that
no page keeps the gateway waiting. A sweep beside it asks the scopes of all holds in force,
and a release that was broken off is finished by the next sweep.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.retention.holds import (
    Hold,
    check_hold,
    check_review,
    no_hold,
    nothing_held,
)
from gateway.storage import hold_rows
from gateway.storage.transaction import Acting, Transaction

PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who does something, and when: id of a key, or ``command``; aware UTC time."""

    actor: str
    at: datetime


async def place(store: Acting, hold: Hold, *, classes: Collection[str] = ()) -> Hold:
    """Places a hold; what it covers is not erased any more when this returns.

    Args:
        store: holds the conversations.
        hold: what is to be placed.
        classes: keys of the policy's classes; those that the store has seen count anyway.

    Raises:
        InvalidRequest: it is not said in full, names what nothing has ever had, or covers
            nothing. One that names people and none of their conversations may cover
            nothing yet.
    """
    check_hold(hold)

    def begin(act: Transaction) -> None:
        unknown = hold_rows.unknown_names(act, hold, classes=classes)
        if unknown is not None:
            raise nothing_held(unknown)
        may_wait = bool(hold.scope.subjects) and not hold.scope.conversations
        if not (may_wait or hold_rows.covers_something(act, hold)):
            raise nothing_held()
        hold_rows.add(act.connection, hold)
        _note(act, Act.HOLD_PLACED, hold=hold, by=By(actor=hold.placed_by, at=hold.placed_at))

    await store.act(begin, tenants=[hold.tenant])
    last = 0

    def page(act: Transaction) -> tuple[int, int] | None:
        return hold_rows.hold_page(act.connection, hold, after=last, limit=PAGE, at=hold.placed_at)

    items = 0
    while (found := await store.act(page, tenants=[hold.tenant])) is not None:
        items, last = items + found[0], found[1]
    return hold.with_items(items)


async def review(store: Acting, tenant: str, *, hold_id: str, review_at: datetime, by: By) -> Hold:
    """Gives a hold a new review date.

    Raises:
        InvalidRequest: there is no such hold, it is released, or the date is not to come.
    """

    def act(transaction: Transaction) -> Hold:
        hold = _found(transaction, tenant, hold_id=hold_id)
        check_review(hold, review_at, now=by.at)
        hold_rows.set_review(transaction.connection, hold, review_at=review_at)
        _note(transaction, Act.HOLD_REVIEWED, hold=hold, by=by)
        return _found(transaction, tenant, hold_id=hold_id)

    return await store.act(act, tenants=[tenant])


async def release(store: Acting, tenant: str, *, hold_id: str, by: By) -> Hold:
    """Releases a hold: what no other one covers is due again, at once if its time is over.

    A hold that is released already stays as it is.

    Raises:
        InvalidRequest: there is no such hold.
    """

    def act(transaction: Transaction) -> Hold:
        hold = _found(transaction, tenant, hold_id=hold_id)
        if hold.in_force:
            hold_rows.set_released(transaction.connection, hold, at=by.at, by=by.actor)
            _note(transaction, Act.HOLD_RELEASED, hold=hold, by=by)
        return _found(transaction, tenant, hold_id=hold_id)

    released = await store.act(act, tenants=[tenant])
    await _let_go(store, released)
    return released.with_items(0)


async def finish_releases(store: Acting) -> None:
    """Lets go what a release that was broken off still holds."""
    for hold in await store.act(lambda act: hold_rows.unfinished(act.connection)):
        await _let_go(store, hold)


async def listed(store: Acting, tenant: str | None) -> Sequence[Hold]:
    """All holds of a tenant, or of all tenants, released ones too; the oldest first."""
    return await store.act(
        lambda act: hold_rows.holds(act.connection, tenant),
        tenants=None if tenant is None else [tenant],
    )


async def overdue(store: Acting, now: datetime) -> Sequence[Hold]:
    """Holds whose review date has passed."""
    return await store.act(lambda act: hold_rows.overdue(act.connection, now))


async def _let_go(store: Acting, hold: Hold) -> None:
    def page(act: Transaction) -> int:
        return hold_rows.let_go(act.connection, hold, limit=PAGE)

    while await store.act(page, tenants=[hold.tenant]):
        pass


def _found(transaction: Transaction, tenant: str, *, hold_id: str) -> Hold:
    hold = hold_rows.find(transaction.connection, tenant, hold_id=hold_id)
    if hold is None:
        raise no_hold()
    return hold


def _note(transaction: Transaction, act: Act, *, hold: Hold, by: By) -> None:
    transaction.audit.append(
        AuditEntry(
            act=act,
            tenant=hold.tenant,
            at=by.at,
            object_id=as_code(hold.hold_id),
            actor=as_code(by.actor),
        )
    )
