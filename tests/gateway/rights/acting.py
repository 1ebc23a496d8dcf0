"""Runs a right's tasks to their end on a store, as the service does."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Table, func, select

from detectors import Engine
from detectors.cache import FindingsCache
from gateway.proxy.examination import Examination
from gateway.rights.data_stores import Holder
from gateway.rights.execution import Done, Handler, Page, PreparedTask, WideTask
from gateway.rights.kinds import Method, RightKind, Status
from gateway.rights.recipients_told import Telling
from gateway.rights.requests import RightsRequest
from gateway.rights.stored_words import StoredWords
from gateway.storage.database import DatabaseStore
from gateway.storage.transaction import Transaction
from tests.gateway.proxy.policies import actions, policy
from tests.gateway.rights.whole_person import JANE, START, opened

Result = TypeVar("Result")
_IDS = count(1)


def request(
    kind: RightKind, details: Mapping[str, Any] | None = None, **changes: Any
) -> RightsRequest:
    """A verified request of Jane."""
    fields: dict[str, Any] = {
        "tenant": JANE.tenant,
        "request_id": "request-1",
        "subject": JANE.subject,
        "kind": kind,
        "regime": "GDPR",
        "status": Status.ACCEPTED,
        "received_at": START,
        "filer": "subject",
        "method": Method.TOKEN,
        "details": details or {},
    }
    return RightsRequest(**(fields | changes))


def in_store(directory: Path, scenario: Callable[[DatabaseStore], Awaitable[Result]]) -> Result:
    """Runs a scenario on an open store."""

    async def run() -> Result:
        store = opened(directory)
        await store.open()
        try:
            return await scenario(store)
        finally:
            await store.close()

    return asyncio.run(run())


async def carried_out(
    store: DatabaseStore,
    handler: Handler,
    wanted: RightsRequest,
    *,
    at: datetime = START,
    limit: int = 2,
) -> dict[str, Done]:
    """Begins a request and runs all of its tasks; what each of them did in sum."""
    handler.check(wanted.details, wanted.tenant)
    await store.act(lambda each: handler.begin(each, wanted, now=at))
    found: dict[str, Done] = {}
    for task in handler.tasks:
        cursor, pages = "", 0
        removed, reasons = 0, Counter[Any]()
        while True:
            page = Page(now=at, new_id=lambda: f"id-{next(_IDS)}", cursor=cursor, limit=limit)
            if isinstance(task, WideTask):
                done = await task.perform(store, wanted, page=page)
            else:
                if isinstance(task, PreparedTask):
                    made = await task.prepare(store, wanted, page=page)
                    page = replace(page, prepared=made)
                done = await store.act(partial(task.run, request=wanted, page=page))
            removed += done.items_removed
            reasons += Counter(done.reasons)
            cursor, pages = done.cursor, pages + 1
            assert pages < 1000
            if done.done:
                break
        found[task.store] = Done(
            items_removed=removed, items_retained=reasons.total(), reasons=dict(reasons)
        )
    return found


def rows_of(transaction: Transaction, table: Table, holder: Holder = JANE) -> int:
    """How many rows of a table are somebody's."""
    query = select(func.count()).select_from(table)
    mine = query.where(table.c.tenant == holder.tenant, table.c.subject == holder.subject)
    return int(transaction.connection.execute(mine).scalar_one())


def words(_tenant: str = "acme") -> StoredWords:
    """Rewrites texts: names stay, cards are masked, passwords not taken, all else is out."""
    names = {each: actions(store="allow") for each in ("PERSON", "LOCATION", "DATE_TIME")}
    more = {"CREDIT_CARD": actions(store="mask"), "US_SSN": actions(store="block")}
    mails = {"EMAIL_ADDRESS": actions(store="keyed_hash")}
    return StoredWords(
        policy=policy({**names, **more, **mails}), hash_key=bytes(32), examines=examination()
    )


@cache
def examination() -> Examination:
    """An engine with a cache of its own."""
    return Examination(Engine(), FindingsCache(bytes(32)), scope="test", language="en")


class Told:
    """Takes messages."""

    def __init__(self) -> None:
        self.messages: list[Telling] = []

    def __call__(self, _transaction: Transaction, telling: Telling) -> None:
        self.messages.append(telling)
