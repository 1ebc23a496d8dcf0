"""Puts the result of a check on the pages of the tenants that have the policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gateway.admin.dashboard import CHECK
from gateway.check.runner import Report, State
from gateway.policy import Tenant
from gateway.storage.count_rows import Figure, put_figure
from gateway.storage.transaction import Acting, Transaction


def document_of(report: Report) -> Mapping[str, Any]:
    """One row a commitment; one with a broken probe is broken."""
    states: dict[str, State] = {}
    for row in report.rows:
        if states.get(row.commitment) is not State.BROKEN:
            states[row.commitment] = row.state
    rows = [{"commitment": key, "state": state.lower()} for key, state in states.items()]
    return {"rows": rows}


def concerned(report: Report, tenants: Mapping[str, Tenant]) -> list[str]:
    """Tenants with just the policy that was checked, hash and all."""
    return [key for key, each in tenants.items() if each.policy.reference == report.policy]


async def record_check(store: Acting, report: Report, *, tenants: list[str], at: datetime) -> None:
    """Writes it down for these tenants.

    Args:
        store: open.
        report: of all commitments of a policy.
        tenants: that have it.
        at: when it was checked; aware, UTC.
    """
    figure = Figure(document=document_of(report), at=at)

    def put(transaction: Transaction) -> None:
        for tenant in tenants:
            put_figure(transaction.connection, tenant, name=CHECK, figure=figure)

    await store.act(put, tenants=tenants)
