"""Erases all that there is of a tenant, and has a tenant that ended stay so in a restore."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import select

from gateway.access.terminations import Termination, TerminationState
from gateway.storage import tenant_rows, termination_rows
from gateway.storage.certificate_rows import Run
from gateway.storage.schema import API_KEY, META
from gateway.storage.schema_access import TERMINATION
from gateway.storage.session import TENANT
from gateway.storage.transaction import Acting, Transaction

PAGE = 500
CAUSE = "termination"
BY = "restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedAgain:
    """How many tenants have ended in a restored copy, and how many of their rows went again."""

    tenants: int = 0
    rows: int = 0


async def erase(store: Acting, tenant: str, *, run: Run) -> tuple[int, int]:
    """Erases all that there is of a tenant; how many rows and keys there were."""
    after = ""
    while True:

        def note(transaction: Transaction, after: str = after) -> str | None:
            page = tenant_rows.people(transaction, tenant, after=after, limit=PAGE)
            tenant_rows.note_people(transaction, tenant, subjects=page, run=run)
            return page[-1] if page else None

        last = await store.act(note, tenants=[tenant])
        if last is None:
            break
        after = last
    rows = await _pages(store, tenant, page=partial(tenant_rows.erase_conversations, run=run))
    rows += await _pages(store, tenant, page=partial(tenant_rows.erase_kept, run=run))
    keys = await _pages(store, tenant, page=partial(tenant_rows.destroy_keys, run=run))
    for table in tenant_rows.tables():
        rows += await _pages(
            store, tenant, page=partial(tenant_rows.delete_rows, run=run, table=table)
        )
    return rows, keys


async def end_again(store: Acting, *, run: Run) -> EndedAgain:
    """Ends in a restored copy each tenant whose end anything knows of; may be run again.

    The record of the end may have been carried over; without it the key store's mark tells
    that the end had begun, and the erasure ledger that the tenant was handed over and
    erased. What the copy has of a tenant that was erased is erased again.

    Args:
        store: over the copy, open, with the live erasure ledger.
        run: of the erasure and its certificates.
    """
    tenants, rows = 0, 0
    for tenant in await store.act(_known):
        find = partial(_end, tenant=tenant, run=run)
        ended = await store.act(find, tenants=[tenant])
        if ended is None:
            continue
        tenants += 1
        if ended.state is TerminationState.ENDED:
            rows += sum(await erase(store, tenant, run=run))
    return EndedAgain(tenants=tenants, rows=rows)


def _end(transaction: Transaction, *, tenant: str, run: Run) -> Termination | None:
    held = termination_rows.find(transaction.connection, tenant)
    if held is None or held.begun_at is None:
        erased = tenant_rows.is_end_noted(transaction, tenant)
        if not erased and not transaction.keys.has_ended(tenant):
            return None
        new = held or Termination(
            tenant=tenant, announced_by=BY, announced_at=run.at, due_at=run.at
        )
        held = replace(new, begun_at=run.at, ended_at=run.at if erased else None)
        termination_rows.put(transaction.connection, held)
    termination_rows.revoke_keys(transaction.connection, tenant, at=run.at)
    transaction.keys.end_tenant(tenant)
    return held


def _known(transaction: Transaction) -> list[str]:
    """All tenants that the copy was ever served for, and those that it knows an end or key of."""
    connection = transaction.connection
    facts = connection.execute(select(META.c.name)).scalars()
    found = {name.removeprefix(TENANT) for name in facts if name.startswith(TENANT)}
    for column in (TERMINATION.c.tenant, API_KEY.c.tenant):
        found.update(connection.execute(select(column).distinct()).scalars())
    return sorted(found)


async def _pages(store: Acting, tenant: str, *, page: Callable[..., int]) -> int:
    total = 0
    while count := await store.act(lambda act: page(act, tenant, limit=PAGE), tenants=[tenant]):
        total += count
    return total
