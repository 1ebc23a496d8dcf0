"""``discreet policy schema``: the JSON Schema of a policy file, for editors."""

from __future__ import annotations

import typer


def schema() -> None:
    """Print the JSON Schema of a policy file, which editors complete and check with."""
    from gateway.policy_schema import schema_text

    typer.echo(schema_text(), nl=False)
