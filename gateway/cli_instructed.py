"""Commands that change a tenant's data: a processor makes them on an instruction only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli_store import Done, TenantOptions, choose_tenant, now

if TYPE_CHECKING:
    from gateway.settings import Settings
    from gateway.storage.transaction import Acting

BY = "command"


@dataclass(frozen=True, kw_only=True)
class InstructedOptions(TenantOptions):
    """Options of a command that changes a tenant's data."""

    instruction: Annotated[
        str | None, typer.Option(help="Id of the tenant's instruction, where one is needed.")
    ] = None


def on_instruction(
    settings: Settings, options: InstructedOptions, *, command: str
) -> Callable[[Acting], Awaitable[Done]]:
    """What is done before the change: asks for the instruction, where the policy does.

    It gives what is to be done after the change, and only then: its use is noted.

    Args:
        settings: loaded.
        options: of the command.
        command: its name in gateway.access.instructions.COMMANDS.

    Raises:
        Refused: ``instruction_needed``; raised when it is called with a store.
    """
    tenant = choose_tenant(settings, options.tenant)

    async def check(store: Acting) -> Done:
        found = await instructed(
            store, settings, tenant=tenant, command=command, named=options.instruction
        )
        return found.note

    return check


@dataclass(frozen=True, kw_only=True)
class Instructed:
    """On what a command makes its change.

    Attributes:
        instruction_id: or empty where none is needed.
        note: notes that the change was made on it.
    """

    instruction_id: str
    note: Done


async def instructed(
    store: Acting, settings: Settings, *, tenant: str, command: str, named: str | None
) -> Instructed:
    """The same at once; ``tenant terminate --now`` needs one whatever the policy says."""
    from gateway.access.instruction_desk import InstructionDesk
    from gateway.access.instructions import ALWAYS, COMMANDS
    from gateway.retention.hold_desk import By

    scope = settings.tenants[tenant].policy.scope
    if not scope.needs_instructions and command not in ALWAYS:
        return Instructed(instruction_id="", note=_nothing)
    desk = InstructionDesk(store=store, tenants=settings.tenants, now=now)
    by = By(actor=BY, at=now())
    found = await desk.standing(tenant, COMMANDS[command], named=named, by=by)

    async def note() -> None:
        await desk.used(found, COMMANDS[command], by=by)

    return Instructed(instruction_id=found.instruction_id, note=note)


async def _nothing() -> None:
    """Nothing was needed, and nothing is noted."""
