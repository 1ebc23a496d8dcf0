"""Consents whose time is over, ended by an event of their own.

A request that comes upon one ends it at once. Of people who never come back nobody would
notice, and what is kept until a consent ends would be kept for ever.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from gateway.consent.records import ConsentState
from gateway.storage.people import People
from gateway.storage.people_database import DatabasePeople
from gateway.storage.transaction import Acting, Transaction

_PAGE = 200


async def end_run_out(store: Acting, now: datetime, *, page: int = _PAGE) -> int:
    """Ends every consent that has run out, at the time when it did; how many.

    Args:
        store: of the consents.
        now: aware, UTC.
        page: most that are ended in one transaction.
    """

    def some(transaction: Transaction) -> int:
        people = DatabasePeople(transaction.connection, audit=transaction.audit)
        ended = [
            People(people).put_consent(
                replace(each, state=ConsentState.EXPIRED, event_time=now, recorded_at=now)
            )
            for each in people.run_out(now, most=page)
        ]
        return sum(each.state is ConsentState.EXPIRED for each in ended)

    total = 0
    while done := await store.act(some):
        total += done
    return total
