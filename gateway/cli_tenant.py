"""``discreet tenant announce|cancel|terminate``: the end of a tenant."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli_holds import day
from gateway.cli_instructed import Instructed, instructed
from gateway.cli_store import (
    StoreOptions,
    Table,
    choose_tenant,
    now,
    open_settings,
    show_json,
    takes,
    with_store,
)

if TYPE_CHECKING:
    from gateway.access.termination_desk import Ended
    from gateway.access.terminations import Termination
    from gateway.settings import Settings
    from gateway.storage.transaction import ActingStore

app = typer.Typer(no_args_is_help=True, help="The end of a tenant: announce, cancel, terminate.")
BY = "command"


@dataclass(frozen=True, kw_only=True)
class OneTenantOptions(StoreOptions):
    """Options of a command about the end of one tenant."""

    tenant: Annotated[str, typer.Argument(help="Its id in the configuration.")]
    instruction: Annotated[
        str | None, typer.Option(help="Id of the tenant's instruction, where one is needed.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class AnnounceOptions(OneTenantOptions):
    """Options of ``tenant announce``."""

    on: Annotated[str, typer.Option(help="The day of the end: 2027-01-31.")]


@dataclass(frozen=True, kw_only=True)
class TerminateOptions(OneTenantOptions):
    """Options of ``tenant terminate``."""

    export: Annotated[Path, typer.Option(help="New or empty directory for all of its data.")]
    now: Annotated[bool, typer.Option("--now", help="Before the day; needs --instruction.")] = False
    handed_over: Annotated[
        bool,
        typer.Option(
            "--handed-over", help="The tenant takes over, with the export, what a law keeps."
        ),
    ] = False


@app.command()
@takes(AnnounceOptions)
def announce(options: AnnounceOptions) -> None:
    """Announce the end of a tenant; until that day nothing happens."""
    from gateway.access import termination_desk
    from gateway.access.terminations import Termination

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    wanted = Termination(
        tenant=tenant, announced_by=BY, announced_at=now(), due_at=day(options.on, field="on")
    )

    async def work(store: ActingStore) -> Termination:
        on = await _instructed(store, settings, options=options, command="announce")
        announced = await termination_desk.announce(store, wanted)
        await on.note()
        return announced

    _show(with_store(settings, work), as_json=options.json)


@app.command()
@takes(OneTenantOptions)
def cancel(options: OneTenantOptions) -> None:
    """Call an announced end off."""
    from gateway.access import termination_desk
    from gateway.retention.hold_desk import By

    settings = open_settings(options.config)
    tenant, by = choose_tenant(settings, options.tenant), By(actor=BY, at=now())

    async def work(store: ActingStore) -> Termination:
        on = await _instructed(store, settings, options=options, command="cancel")
        called_off = await termination_desk.call_off(store, tenant, by=by)
        await on.note()
        return called_off

    _show(with_store(settings, work), as_json=options.json, cancelled=True)


@app.command()
@takes(TerminateOptions)
def terminate(options: TerminateOptions) -> None:
    """Export all of a tenant's data, erase it, and prove it; its calls are refused from then on."""
    from gateway.errors import ConfigurationError

    settings = open_settings(options.config)
    choose_tenant(settings, options.tenant)
    if options.now and options.instruction is None:
        raise ConfigurationError("--now: needs --instruction, the tenant's own word for it")
    at = now()
    ended = with_store(settings, lambda store: _end(store, settings, options=options, at=at))
    if options.json:
        from gateway.access.termination_routes import shown

        show_json(
            {
                **shown(ended.termination),
                "people": ended.handed.people,
                "records": ended.handed.records,
                "kept": ended.handed.kept,
                "rows": ended.rows,
                "keys": ended.keys,
                "certificate": ended.certificate,
            }
        )
        return
    typer.echo(f"handed over: {ended.handed.people} people, {ended.handed.records} records")
    typer.echo(f"erased: {ended.rows} rows, {ended.keys} keys")
    typer.echo(f"manifest: sha256 {ended.handed.sha256}")
    typer.echo(f"certificate: {ended.termination.certificate_id} ({ended.certificate})")


async def _end(
    store: ActingStore, settings: Settings, *, options: TerminateOptions, at: datetime
) -> Ended:
    from gateway.access import termination_desk
    from gateway.access.handed_over import Package
    from gateway.access.terminations import Termination
    from gateway.retention.hold_desk import By
    from gateway.settings import read_master_key
    from gateway.wiring import new_id, tenant_keys

    tenant, by = options.tenant, By(actor=BY, at=at)
    held = await termination_desk.sought(store, tenant)
    # One that was broken off had its instruction when it began.
    if held is None or held.begun_at is None:
        command = "terminate --now" if options.now else "terminate"
        on = await _instructed(store, settings, options=options, command=command)
        if options.now:
            new = replace(
                held or Termination(tenant=tenant, announced_by=BY, announced_at=at, due_at=at),
                approved_by=on.instruction_id,
            )
            await termination_desk.hurry(store, new, by=by)
        # Before the end: it may be broken off and gone on with, and erases what was named.
        await on.note()
    keys = tenant_keys(read_master_key(settings.storage, os.environ), tenant)
    package = Package(directory=options.export, tenant=settings.tenants[tenant], keys=keys, now=at)
    return await termination_desk.terminate(
        store, package, by=by, run_id=new_id(), handed_over=options.handed_over
    )


async def _instructed(
    store: ActingStore, settings: Settings, *, options: OneTenantOptions, command: str
) -> Instructed:
    """Asks for the instruction where the policy, or the command, does."""
    return await instructed(
        store,
        settings,
        tenant=options.tenant,
        command=f"tenant {command}",
        named=options.instruction,
    )


def _show(termination: Termination, *, as_json: bool, cancelled: bool = False) -> None:
    from gateway.access.termination_routes import shown

    said = shown(termination, cancelled=cancelled)
    if as_json:
        show_json(said)
        return
    Table(title="Termination", columns=list(said), rows=[list(said.values())]).show(as_json=False)
