"""``discreet retention``: what is kept under which class, and the erasure of what is due."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import typer

from gateway import cli_certificates, cli_holds, cli_retention_classes, cli_undo
from gateway.cli_store import (
    StoreOptions,
    Table,
    now,
    open_settings,
    show_json,
    takes,
    with_store,
)

if TYPE_CHECKING:
    from gateway.storage.retention_ports import SweepResult
    from gateway.storage.transaction import ActingStore

app = typer.Typer(no_args_is_help=True, help="What is kept, and until when.")
app.command("classes")(cli_retention_classes.classes)
app.command("event")(cli_retention_classes.event)
app.command("preview")(cli_retention_classes.preview)
app.command("apply")(cli_retention_classes.apply)
app.command("hold")(cli_holds.hold)
app.command("holds")(cli_holds.holds)
app.command("hold-review")(cli_holds.hold_review)
app.command("release")(cli_holds.release)
app.command("undo")(cli_undo.undo)
app.command("certificates")(cli_certificates.certificates)
app.command("reviews")(cli_certificates.reviews)
app.command("decide")(cli_certificates.decide)
app.command("kept")(cli_certificates.kept)
app.command("read")(cli_certificates.read)


@app.command()
@takes(StoreOptions)
def report(options: StoreOptions) -> None:
    """Count the conversations and provider states of each retention class."""
    from gateway.storage.retention_ports import ClassCount

    settings = open_settings(options.config)
    counts = with_store(settings, lambda store: store.class_counts(now()))
    Table(
        title="Retention",
        columns=[each.name for each in dataclasses.fields(ClassCount)],
        rows=[dataclasses.astuple(count) for count in counts],
    ).show(as_json=options.json)
    overdue = sum(count.overdue for count in counts)
    if overdue:
        typer.echo(f"discreet: {overdue} past the promised time: run a sweep", err=True)


@app.command()
@takes(StoreOptions)
def sweep(options: StoreOptions) -> None:
    """Erase what is due: first each conversation's key, then its rows; and other records."""
    from gateway.retention.record_sweep import sweep_records

    settings, at = open_settings(options.config), now()

    async def work(store: ActingStore) -> tuple[dict[str, int], SweepResult]:
        # Records first: the sweep ends with the logs empty of their keys, too.
        records = await sweep_records(store, settings.tenants, now=at)
        return records, await store.sweep(at, whole_walk=True)

    records, result = with_store(settings, work)
    if options.json:
        show_json({**dataclasses.asdict(result), "records": records})
        return
    typer.echo(f"erased conversations: {result.erased}")
    for name in ("anonymised", "moved", "in_review", "held", "failed", "kept_erased"):
        if count := getattr(result, name):
            typer.echo(f"{name.replace('_', ' ')}: {count}")
    typer.echo(f"erased provider states: {result.states}")
    typer.echo(f"erased tags of sources: {result.tags}")
    for kind, count in records.items():
        if count:
            typer.echo(f"erased {kind.replace('_', ' ')}: {count}")
    if result.checkpoint is not None:
        empty = result.checkpoint == (0, 0, 0)
        typer.echo(f"write-ahead log: {'empty' if empty else 'in use; sweep again'}")
    if result.pending:
        typer.echo(f"certificates without proof: {result.pending}; sweep again")
