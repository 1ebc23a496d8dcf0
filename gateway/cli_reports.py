"""``discreet consent reports``: reports of under-age subjects, and what is decided of them.

A report stops all processing of its subject until somebody has decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli_consent import chosen
from gateway.cli_instructed import InstructedOptions, on_instruction
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
    from gateway.consent.persons import Report, ReportState
    from gateway.rights.minor import Confirmed
    from gateway.storage.ports import Store

app = typer.Typer(no_args_is_help=True, help="Reports of under-age subjects: list, decide.")

_COLUMNS = ("report_id", "state", "reported_at", "decided_at", "subject")


@dataclass(frozen=True, kw_only=True)
class ListOptions(TenantOptions):
    """Options of ``consent reports list``."""

    state: Annotated[str | None, typer.Option(help="open, confirmed or dismissed; else all.")] = (
        None
    )


@dataclass(frozen=True, kw_only=True)
class ReportOptions(InstructedOptions):
    """Options of a command about one report."""

    report_id: Annotated[str, typer.Argument(help="From `discreet consent reports list`.")]


@app.command("list")
@takes(ListOptions)
def list_reports(options: ListOptions) -> None:
    """List reports, newest first; the subject is a keyed hash."""
    from gateway.consent.persons import ReportState

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    state = None
    if options.state is not None:
        state = chosen("--state", options.state, known={each.value: each for each in ReportState})
    found = with_store(settings, lambda store: _all(store, tenant, state=state))
    rows = [[getattr(each, column) for column in _COLUMNS] for each in found]
    Table(title="Reports", columns=_COLUMNS, rows=rows).show(as_json=options.json)


@app.command()
@takes(ReportOptions)
def confirm(options: ReportOptions) -> None:
    """The subject is under age: revoke all consents, and erase all that is theirs now."""
    from gateway.consent.persons import ReportState

    _decide(options, ReportState.CONFIRMED)


@app.command()
@takes(ReportOptions)
def dismiss(options: ReportOptions) -> None:
    """The subject is not under age: the restriction ends with the last open report."""
    from gateway.consent.persons import ReportState

    _decide(options, ReportState.DISMISSED)


async def _all(store: Store, tenant: str, *, state: ReportState | None) -> list[Report]:
    from gateway.consent.reports import page_of_reports

    found: list[Report] = []
    after = None
    while True:
        page, after = await page_of_reports(store, tenant, state=state, after=after)
        found += page
        if after is None:
            return found


def _decide(options: ReportOptions, state: ReportState) -> None:
    from gateway.consent.persons import ReportState
    from gateway.consent.reports import decide
    from gateway.rights.minor import erase_minor
    from gateway.wiring import new_id

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)

    async def act(store: Store) -> Confirmed | None:
        at = now()
        report = await decide(store, options.report_id, tenant=tenant, state=state, at=at)
        if state is not ReportState.CONFIRMED:
            return None
        return await erase_minor(store, report, run_id=new_id(), now=at)

    verb = "confirm" if state is ReportState.CONFIRMED else "dismiss"
    first = on_instruction(settings, options, command=f"consent reports {verb}")
    done = with_store(settings, act, first=first)
    if options.json:
        shown = {} if done is None else done.shown()
        show_json({"id": options.report_id, "state": state.value, **shown})
        return
    typer.echo(f"report: {state.value}")
    if done is not None:
        typer.echo(f"erased conversations: {done.erased}")
        typer.echo(f"erased records: {done.records}")
        if done.certificate is not None:
            typer.echo(f"certificate: {done.certificate}")
