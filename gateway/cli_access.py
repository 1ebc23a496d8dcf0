"""``discreet instructions add|list|revoke``, ``discreet grants list|revoke``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli_holds import day
from gateway.cli_store import (
    Table,
    TenantOptions,
    choose_tenant,
    now,
    open_settings,
    show_json,
    takes,
    with_store,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gateway.access.instructions import Instruction

instructions_app = typer.Typer(
    no_args_is_help=True, help="What a tenant has told its processor to do: add, list, revoke."
)
grants_app = typer.Typer(no_args_is_help=True, help="Grants of access to content: list, revoke.")
BY = "command"


@dataclass(frozen=True, kw_only=True)
class AddOptions(TenantOptions):
    """Options of ``instructions add``."""

    kind: Annotated[list[str], typer.Option(help="What it permits; may be given several times.")]
    given_by: Annotated[str, typer.Option(help="Who gave it: a code, not a name.")]
    reference: Annotated[str, typer.Option(help="Of the document: a clause, a ticket.")]
    until: Annotated[str, typer.Option(help="It stands before this day: 2027-01-31.")]


@dataclass(frozen=True, kw_only=True)
class OneOptions(TenantOptions):
    """Options of a command about one of them."""

    id: Annotated[str, typer.Argument(help="As listed.")]


@instructions_app.command("add")
@takes(AddOptions)
def add_instruction(options: AddOptions) -> None:
    """Write an instruction of a tenant down."""
    from gateway.access.instruction_desk import InstructionDesk
    from gateway.access.instructions import Instruction, read_kinds
    from gateway.wiring import new_id

    settings, at = open_settings(options.config), now()
    wanted = Instruction(
        tenant=choose_tenant(settings, options.tenant),
        instruction_id=new_id(),
        kinds=read_kinds(options.kind),
        given_by=options.given_by,
        reference=options.reference,
        valid_from=at,
        valid_until=day(options.until, field="until"),
        recorded_by=BY,
        recorded_at=at,
    )
    added = with_store(
        settings,
        lambda store: InstructionDesk(store=store, tenants=settings.tenants, now=now).add(wanted),
    )
    _show([added], as_json=options.json)


@instructions_app.command("list")
@takes(TenantOptions)
def list_instructions(options: TenantOptions) -> None:
    """List a tenant's instructions, the newest first."""
    from gateway.access.instruction_desk import InstructionDesk

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    found = with_store(
        settings,
        lambda store: InstructionDesk(store=store, tenants=settings.tenants, now=now).listed(
            tenant
        ),
    )
    _show(found, as_json=options.json)


@instructions_app.command("revoke")
@takes(OneOptions)
def revoke_instruction(options: OneOptions) -> None:
    """Take an instruction back: nothing is changed on it any more."""
    from gateway.access.instruction_desk import InstructionDesk
    from gateway.retention.hold_desk import By

    settings = open_settings(options.config)
    tenant, by = choose_tenant(settings, options.tenant), By(actor=BY, at=now())
    revoked = with_store(
        settings,
        lambda store: InstructionDesk(store=store, tenants=settings.tenants, now=now).revoke(
            tenant, options.id, by=by
        ),
    )
    _show([revoked], as_json=options.json)


@grants_app.command("list")
@takes(TenantOptions)
def list_grants(options: TenantOptions) -> None:
    """List a tenant's grants with how often each was used, the newest first."""
    from gateway.storage import grant_rows

    settings, at = open_settings(options.config), now()
    tenant = choose_tenant(settings, options.tenant)
    found, counts = with_store(
        settings,
        lambda store: store.act(
            lambda act: (
                grant_rows.listed(act.connection, tenant),
                grant_rows.read_counts(act.connection, tenant),
            ),
            tenants=[tenant],
        ),
    )
    columns = ("id", "state", "kind", "view", "conversation", "ticket", "expires_at", "reads")
    rows = [
        (
            each.grant_id,
            each.state(at).value,
            each.kind.value,
            each.view.value,
            each.conversation_id or None,
            each.ticket,
            each.expires_at,
            counts.get(each.grant_id, 0),
        )
        for each in found
    ]
    Table(title="Grants", columns=columns, rows=rows).show(as_json=options.json)


@grants_app.command("revoke")
@takes(OneOptions)
def revoke_grant(options: OneOptions) -> None:
    """Revoke a grant at once, or turn a request down."""
    from gateway.access.grant_desk import GrantDesk
    from gateway.model import Role
    from gateway.retention.hold_desk import By

    settings = open_settings(options.config)
    tenant, by = choose_tenant(settings, options.tenant), By(actor=BY, at=now())
    ended = with_store(
        settings,
        lambda store: GrantDesk(store=store, tell=lambda _act, _telling: None).end(
            tenant, options.id, role=Role.ADMIN, by=by
        ),
    )
    state = ended.state(by.at).value
    if options.json:
        show_json({"id": ended.grant_id, "state": state})
        return
    typer.echo(f"{ended.grant_id}: {state}")


def _show(found: Sequence[Instruction], *, as_json: bool) -> None:
    at = now()
    columns = ("id", "kinds", "given_by", "reference", "from", "until", "revoked_at", "stands")
    rows = [
        (
            each.instruction_id,
            ", ".join(sorted(each.kinds)),
            each.given_by,
            each.reference,
            each.valid_from,
            each.valid_until,
            each.revoked_at,
            each.stands(at),
        )
        for each in found
    ]
    Table(title="Instructions", columns=columns, rows=rows).show(as_json=as_json)
