"""``discreet usage``: how much the service is used, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

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


@dataclass(frozen=True, kw_only=True)
class UsageOptions(TenantOptions):
    """Options of ``usage``."""

    by: Annotated[
        str,
        typer.Option(help="day, country, network, purpose, channel, bot, endpoint or outcome."),
    ] = "day"
    since: Annotated[str | None, typer.Option(help="First day; else 30 days are counted.")] = None
    until: Annotated[str | None, typer.Option(help="Last day; else today.")] = None


@takes(UsageOptions)
def usage(options: UsageOptions) -> None:
    """Count uses and people by group; groups of few people are not shown."""
    from gateway.usage.routes import as_json, read_span, usage_report

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    span = read_span(options.since, options.until, now=now())
    report = with_store(
        settings,
        lambda store: usage_report(
            store, tenant, policy=settings.tenants[tenant].policy, by=options.by, span=span
        ),
    )
    if options.json:
        show_json(as_json(report, by=options.by, span=span))
        return
    Table(
        title=f"Usage by {options.by}",
        columns=(options.by, "uses", "people"),
        rows=[(each.name or "-", each.uses, each.people) for each in report.groups],
    ).show(as_json=False)
    if report.hidden:
        typer.echo(f"groups of too few people, not shown: {report.hidden}")
