"""``discreet export``: conversations for a purpose, of those only who let them be used."""

from __future__ import annotations

import dataclasses
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli_store import (
    TenantOptions,
    choose_tenant,
    now,
    open_settings,
    show_json,
    takes,
    with_store,
)

_KEY_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class ExportOptions(TenantOptions):
    """Options of ``export``."""

    purpose: Annotated[str, typer.Option(help="What they are used for, such as evaluation.")]
    out: Annotated[Path, typer.Option(help="A directory that is new or empty.")]
    reason: Annotated[
        str, typer.Option(help="Why, a code of docs/roles.md, such as quality_review.")
    ]
    recipient: Annotated[
        str, typer.Option(help="Who uses them; the consents are those for it.")
    ] = "operator"


@takes(ExportOptions)
def export(options: ExportOptions) -> None:
    """Write redacted conversations that may be used for a purpose, with a manifest."""
    from gateway.admin.reasons import read_reason
    from gateway.purpose_export import PurposeExport, export_purpose
    from gateway.purpose_rules import Labels, export_route

    settings = open_settings(options.config)
    tenant = settings.tenants[choose_tenant(settings, options.tenant)]
    wanted = PurposeExport(
        route=export_route(tenant, purpose=options.purpose, recipient=options.recipient),
        labels=Labels(secrets.token_bytes(_KEY_BYTES)),
        now=now(),
        reason=read_reason(options.reason, said_by="--reason"),
    )
    report = with_store(settings, lambda store: export_purpose(store, wanted, out=options.out))
    if options.json:
        show_json(dataclasses.asdict(report))
        return
    typer.echo(f"conversations: {report.conversations}")
    typer.echo(f"messages: {report.messages}")
    for reason, count in report.excluded.items():
        typer.echo(f"not counted ({reason}): {count}")
    typer.echo(f"sha256: {report.sha256}")
