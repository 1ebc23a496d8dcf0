"""``discreet wires``: what is examined of each field of each endpoint, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from gateway.cli_store import Table, takes


@dataclass(frozen=True, kw_only=True)
class WiresOptions:
    """Options of ``wires``."""

    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the page docs/coverage.md.")
    ] = False


@takes(WiresOptions)
def wires(options: WiresOptions) -> None:
    """List the endpoints, field by field: text, data, structural, opaque or refused."""
    from gateway.proxy.coverage import as_markdown, manifest

    endpoints = manifest()
    if options.markdown:
        typer.echo(as_markdown(endpoints), nl=False)
        return
    Table(
        title="Fields",
        columns=("wire", "endpoint", "field", "treatment", "note"),
        rows=[
            (each.wire, each.paths[0], row.pointer, row.treatment, row.note)
            for each in endpoints
            for row in each.rows
        ],
    ).show(as_json=options.json)
