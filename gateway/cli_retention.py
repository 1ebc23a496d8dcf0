"""``discreet retention``: what is kept under which class, and the erasure of what is due."""

from __future__ import annotations

import dataclasses

import typer

from gateway.cli_store import (
    StoreOptions,
    Table,
    now,
    open_settings,
    show_json,
    takes,
    with_store,
)

app = typer.Typer(no_args_is_help=True, help="What is kept, and until when.")


@app.command()
@takes(StoreOptions)
def report(options: StoreOptions) -> None:
    """Count the conversations and provider states of each retention class."""
    from gateway.storage.ports import ClassCount

    settings = open_settings(options.config)
    counts = with_store(settings, lambda store: store.class_counts(now()))
    Table(
        title="Retention",
        columns=[each.name for each in dataclasses.fields(ClassCount)],
        rows=[dataclasses.astuple(count) for count in counts],
    ).show(as_json=options.json)


@app.command()
@takes(StoreOptions)
def sweep(options: StoreOptions) -> None:
    """Erase what is due: first each conversation's key, then its rows."""
    settings = open_settings(options.config)
    result = with_store(settings, lambda store: store.sweep(now()))
    if options.json:
        show_json(dataclasses.asdict(result))
        return
    typer.echo(f"erased conversations: {result.erased}")
    typer.echo(f"erased provider states: {result.states}")
    typer.echo(f"erased tags of sources: {result.tags}")
    if result.checkpoint is not None:
        empty = result.checkpoint == (0, 0, 0)
        typer.echo(f"write-ahead log: {'empty' if empty else 'in use; sweep again'}")
