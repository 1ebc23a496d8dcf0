"""What is done to a restored copy before anybody may use it: erased things stay erased.

1. Rows whose data key is gone are deleted: nobody can read them.
2. People whom the erasure ledger lists since the back-up was made, or whose request the
   copy still holds open, are erased again, in every store.
3. Consents must be given anew: the copy does not know of those that were withdrawn since.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Table, delete, select, tuple_, union, update

from gateway.consent.records import PERMITTING, ConsentState
from gateway.rights.data_stores import Eraser, Holder, PageAsked
from gateway.rights.erasers import Terms, erasers
from gateway.storage import termination_rows
from gateway.storage.ledger_rows import Position
from gateway.storage.people_database import DatabasePeople
from gateway.storage.peppers import forget, pepper_id
from gateway.storage.schema import CONSENT_CURRENT, CONVERSATION
from gateway.storage.schema_rights import RIGHTS_REQUEST
from gateway.storage.tables import METADATA
from gateway.storage.transaction import Acting, Transaction

_PAGE = 500
_HANGING = "conversation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What it changed.

    Attributes:
        unreadable: rows without a key that were deleted or emptied.
        people: that were erased again.
        consents: that must be given anew.
    """

    unreadable: int
    people: int
    consents: int


async def replay(store: Acting, *, since: Position, now: datetime, keep_consents: bool) -> Replayed:
    """Brings a restored copy up to what was erased; may be run again.

    Args:
        store: over the copy, open, with the live erasure ledger.
        since: how far the ledger went when the copy was made.
        now: aware, UTC.
        keep_consents: leave consents as they were, withdrawn ones since included.

    Raises:
        StorageFailed: run it again.
    """
    unreadable = 0
    for table in METADATA.sorted_tables:
        if "dek_id" in table.c:
            unreadable += await _pages(store, _Unreadable(table).page)
    people = await _erase_again(store, since=since, now=now)
    consents = 0 if keep_consents else await _pages(store, _Ending(now).page)
    return Replayed(unreadable=unreadable, people=people, consents=consents)


async def _pages(store: Acting, page: Callable[[Transaction], int | None]) -> int:
    total = 0
    while (count := await store.act(page)) is not None:
        total += count
    return total


class _Unreadable:
    """Walks a table by its primary key."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._key = list(table.primary_key.columns)
        self._after: tuple[Any, ...] | None = None

    def page(self, transaction: Transaction) -> int | None:
        """Deletes what has no key in the next page; None at the end."""
        named = self._table.c.dek_id
        query = select(*self._key, named).where(named != "").order_by(*self._key).limit(_PAGE)
        if self._after is not None:
            query = query.where(tuple_(*self._key) > tuple_(*self._after))
        rows = transaction.connection.execute(query).all()
        if not rows:
            return None
        self._after = tuple(rows[-1][:-1])
        missing = transaction.keys.missing([row[-1] for row in rows])
        self._delete(transaction, [tuple(row[:-1]) for row in rows if row[-1] in missing])
        return sum(row[-1] in missing for row in rows)

    def _delete(self, transaction: Transaction, gone: Sequence[tuple[Any, ...]]) -> None:
        if not gone:
            return
        if self._table is CONVERSATION:
            ids = [row[0] for row in gone]
            for table in METADATA.sorted_tables:
                if _HANGING in table.c:
                    hanging = delete(table).where(table.c[_HANGING].in_(ids))
                    transaction.connection.execute(hanging)
        where = tuple_(*self._key).in_(gone)
        body = self._table.c.get("body")
        if body is not None and body.nullable:
            emptied = update(self._table).where(where).values(dek_id="", body=None)
            transaction.connection.execute(emptied)
        else:
            transaction.connection.execute(delete(self._table).where(where))


class _Ending:
    """Ends consents that permit something."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def page(self, transaction: Transaction) -> int | None:
        """The next page of them; None when none is left."""
        people = DatabasePeople(transaction.connection, audit=transaction.audit)
        held, states = CONSENT_CURRENT.c, [state.value for state in PERMITTING]
        query = select(held.tenant, held.record_id).where(held.state.in_(states)).limit(_PAGE)
        # Of a tenant that has ended every call is refused, and nothing can be written.
        gone = sorted(termination_rows.begun(transaction.connection))
        if gone:
            query = query.where(held.tenant.not_in(gone))
        rows = transaction.connection.execute(query).all()
        for tenant, record_id in rows:
            record = people.consent(tenant, record_id)
            assert record is not None
            ended = replace(
                record,
                state=ConsentState.INVALIDATED,
                event_time=max(self._now, record.event_time),
                recorded_at=self._now,
                recorded_by="restore",
            )
            people.hold(replace(ended, event_id=people.append(ended)))
        return len(rows) or None


async def _erase_again(store: Acting, *, since: Position, now: datetime) -> int:
    erased, last = 0, ("", "")
    while True:
        page = await store.act(partial(_holders, after=last))
        if not page:
            return erased
        last = page[-1]
        for holder in sorted(await store.act(partial(_listed, holders=page, since=since))):
            await erase_person(store, holder, now=now)
            erased += 1


def _listed(
    transaction: Transaction, *, holders: Sequence[tuple[str, str]], since: Position
) -> frozenset[tuple[str, str]]:
    requests = _open_requests(transaction, holders)
    return transaction.ledger.erased_people(holders, after=since.run, requests=requests)


def _holders(transaction: Transaction, *, after: tuple[str, str]) -> list[tuple[str, str]]:
    """The next people whom any table names."""
    named = [
        select(table.c.tenant, table.c.subject)
        for table in METADATA.sorted_tables
        if "subject" in table.c and "tenant" in table.c
    ]
    every = union(*named).subquery()
    query = select(every).where(tuple_(*every.c) > tuple_(*after)).order_by(*every.c).limit(_PAGE)
    return [(row.tenant, row.subject) for row in transaction.connection.execute(query)]


def _open_requests(transaction: Transaction, holders: Sequence[tuple[str, str]]) -> list[str]:
    row = RIGHTS_REQUEST.c
    query = select(row.request_id).where(
        tuple_(row.tenant, row.subject).in_(holders), row.decided_at.is_(None)
    )
    return list(transaction.connection.execute(query).scalars())


async def erase_person(store: Acting, holder: tuple[str, str], *, now: datetime) -> None:
    """Erases a person (tenant, subject) in every store; done again, it does nothing.

    What is evidence, held or kept by a law stays.
    """
    who, asked = Holder(tenant=holder[0], subject=holder[1]), PageAsked(now=now)
    for eraser in erasers(Terms()).values():
        run = partial(_run, eraser=eraser, who=who, asked=asked)
        while not await store.act(run):
            pass
    await store.act(partial(_forget, holder=holder, now=now))


def _run(transaction: Transaction, *, eraser: Eraser, who: Holder, asked: PageAsked) -> bool:
    return eraser(transaction, who, asked).done


def _forget(transaction: Transaction, *, holder: tuple[str, str], now: datetime) -> None:
    transaction.ledger.note(keys=[pepper_id(holder)], at=now)
    forget(transaction.keys, holder)
