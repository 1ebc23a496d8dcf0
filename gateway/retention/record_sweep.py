"""Sweeps the records that are no conversations, each kind by its class of the policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from gateway.policy import Tenant
from gateway.storage import hold_rows
from gateway.storage.form_rows import sweep_entries
from gateway.storage.held_people import held_people
from gateway.storage.record_expiry import RECORD_KINDS, Expiring, expire
from gateway.storage.transaction import Acting, Transaction

PAGE = 500
# Filled-in forms end by the class of each, not by one for all of their kind.
FORMS = "forms"


async def sweep_records(
    store: Acting, tenants: Mapping[str, Tenant], *, now: datetime, page: int = PAGE
) -> dict[str, int]:
    """Deletes what has ended; how many records there were, by kind.

    Args:
        store: the store.
        tenants: by key; records of a tenant that is not configured any more stay.
        now: aware, UTC.
        page: records a transaction.

    Raises:
        StorageFailed: what is left is deleted by the next sweep.
    """
    deleted = dict.fromkeys((*RECORD_KINDS, FORMS), 0)
    for key, tenant in tenants.items():
        for kind in RECORD_KINDS:
            duration = tenant.policy.record_class(kind).duration
            ending = Expiring(tenant=key, kind=kind, duration=duration, now=now)
            while count := await store.act(partial(_expire_page, what=ending, limit=page)):
                deleted[kind] += count
        ending_forms = partial(sweep_entries, tenant=key, now=now, limit=page)
        while (swept := await store.act(ending_forms)).looked_at:
            deleted[FORMS] += swept.ended
    return deleted


def _expire_page(transaction: Transaction, *, what: Expiring, limit: int) -> int:
    """A hold counts from the moment it is placed: it is asked for with each page."""
    scopes = [hold.scope for hold in hold_rows.in_force(transaction.connection, [what.tenant])]
    held = replace(
        what,
        held=held_people(transaction, what.tenant),
        held_conversations={each for scope in scopes for each in scope.conversations},
    )
    return expire(transaction, held, limit=limit)
