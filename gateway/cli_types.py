"""``discreet types``: every entity type that the shipped detectors find."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from gateway.cli_store import Table, show_json, takes


@dataclass(frozen=True, kw_only=True)
class TypesOptions:
    """Options of ``types``."""

    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the page docs/entity-types.md.")
    ] = False


@takes(TypesOptions)
def types(options: TypesOptions) -> None:
    """List the entity types: who issues them, how they are written and checked."""
    from detectors.entity_types import as_markdown, entity_types

    rows = entity_types()
    if options.markdown:
        typer.echo(as_markdown(rows), nl=False)
    elif options.json:
        show_json([asdict(row) for row in rows])
    else:
        Table(
            title=f"{len({row.name for row in rows})} entity types",
            columns=("type", "family", "country", "layout", "check digit"),
            rows=[(row.name, row.family, row.country, row.layout, row.check) for row in rows],
        ).show(as_json=False)
