"""Makes the registers from what the gateway has, and its jobs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from gateway.incidents.demand_register import DemandRegister
from gateway.incidents.register import IncidentRegister
from gateway.incidents.telling import Telling
from gateway.policy import Tenant
from gateway.proxy.subject import TenantKeys
from gateway.storage.audit_checkpoints import LogBroken
from gateway.storage.transaction import Acting

RESEND_EVERY = timedelta(minutes=1)
Run = Callable[[datetime], Awaitable[object]]


def incident_register(
    store: Acting,
    tenants: Mapping[str, Tenant],
    *,
    keys: Mapping[str, TenantKeys],
    new_id: Callable[[], str],
) -> IncidentRegister:
    """The register of incidents over a store."""
    telling = Telling(tenants=tenants, keys=keys, new_id=new_id)
    return IncidentRegister(store=store, tenants=tenants, telling=telling, new_id=new_id)


def demand_register(store: Acting, new_id: Callable[[], str]) -> DemandRegister:
    """The register of official demands over a store."""
    return DemandRegister(store=store, new_id=new_id)


def watched(verify: Run, register: IncidentRegister) -> Run:
    """The audit log's verification, whose failure is an incident of every tenant."""

    async def run(now: datetime) -> None:
        try:
            await verify(now)
        except LogBroken:
            await register.report_broken_log(now)
            raise

    return run
