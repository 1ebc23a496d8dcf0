"""Makes the routes of access, instructions, integrations and terminations. No rule lives here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from fastapi import APIRouter

from gateway.access.grant_desk import GrantDesk
from gateway.access.grant_routes import grant_router
from gateway.access.instruction_desk import InstructionDesk
from gateway.access.integration_desk import IntegrationDesk
from gateway.access.masking import Masking
from gateway.access.order_routes import order_router
from gateway.access.termination_desk import clear
from gateway.access.termination_routes import termination_router
from gateway.consent.desk import ConsentDesk
from gateway.housekeeping import Job
from gateway.rights.recipients_told import Tell
from gateway.rights.stored_words import Spaces
from gateway.storage.transaction import Acting


def access_routers(
    desk: ConsentDesk, *, store: Acting, spaces: Spaces, tell: Tell
) -> Sequence[APIRouter]:
    """All of them.

    Args:
        desk: knows who calls.
        store: holds grants, instructions and switches.
        spaces: each tenant's policy and detectors.
        tell: puts a message for a tenant into the outbox.
    """
    instructions = InstructionDesk(store=store, tenants=desk.tenants, now=desk.now)
    integrations = IntegrationDesk(store=store, tenants=desk.tenants)
    grants = GrantDesk(store=store, tell=tell)
    return (
        grant_router(desk, store=store, grants=grants, masking=Masking(spaces)),
        order_router(desk, instructions=instructions, integrations=integrations),
        termination_router(desk, store=store, tell=tell),
    )


def termination_job(store: Acting, *, new_id: Callable[[], str]) -> Job:
    """Erases what was written after the end of a tenant, once an hour.

    Args:
        store: of all tenants.
        new_id: random id.
    """

    async def run(now: datetime) -> int:
        return await clear(store, now, run_id=new_id())

    return Job(name="terminations", every=timedelta(hours=1), run=run)
