"""``discreet retention certificates|reviews|decide|kept|read``: what a sweep left and proved."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli_holds import BY, day
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
    from gateway.storage.transaction import ActingStore

_LISTED = 100
_COLUMNS = ("certificate_id", "cause", "state", "started_at", "items", "retained", "found")


@dataclass(frozen=True, kw_only=True)
class CertificateOptions(TenantOptions):
    """Options of ``retention certificates``."""

    certificate_id: Annotated[
        str | None, typer.Argument(help="Of one, to be shown whole as JSON.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class DecideOptions(InstructedOptions):
    """Options of ``retention decide``."""

    number: Annotated[int, typer.Argument(help="From `discreet retention reviews`.")]
    erase: Annotated[bool, typer.Option("--erase", help="The next sweep erases it.")] = False
    keep_until: Annotated[
        str | None, typer.Option(help="It stays hidden, and comes up again that day.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class ReadOptions(TenantOptions):
    """Options of ``retention read``."""

    kept_id: Annotated[str, typer.Argument(help="From `discreet retention kept`.")]
    purpose: Annotated[str, typer.Option(help="Only legal_compliance is let through.")]
    reason: Annotated[str, typer.Option(help="legal_obligation, or another of the closed list.")]


@takes(CertificateOptions)
def certificates(options: CertificateOptions) -> None:
    """List what sweeps and erasures did, or show one certificate whole."""
    from gateway.errors import InvalidRequest
    from gateway.storage import certificate_rows

    settings = open_settings(options.config)
    tenant, wanted = choose_tenant(settings, options.tenant), options.certificate_id
    if wanted is not None:
        found = with_store(
            settings,
            lambda store: store.act(
                lambda act: certificate_rows.find(act.connection, tenant, certificate_id=wanted)
            ),
        )
        if found is None:
            raise InvalidRequest("There is no such certificate.", code="not_found", status=404)
        changed = with_store(
            settings,
            lambda store: store.act(lambda act: certificate_rows.is_changed(act.connection, found)),
        )
        show_json({**found.shown(), "log": "CHANGED" if changed else "fits"})
        if changed:
            typer.echo("CHANGED: the audit log holds another hash of it", err=True)
            raise typer.Exit(1)
        return
    listed = with_store(
        settings,
        lambda store: store.act(
            lambda act: certificate_rows.listed(act.connection, tenant, limit=_LISTED)
        ),
    )
    if options.json:
        show_json([each.shown() for each in listed])
        return
    rows = []
    for each in listed:
        left = each.proof.left if each.proof else None
        retained = None if left is None else left.held + left.in_review + left.kept
        found_in = None if each.proof is None else each.proof.found.found
        count = sum(each.tally.values())
        row = (each.certificate_id, each.cause, each.state, each.started_at)
        rows.append((*row, count, retained, found_in))
    Table(title="Certificates", columns=_COLUMNS, rows=rows).show(as_json=False)


@takes(TenantOptions)
def reviews(options: TenantOptions) -> None:
    """List conversations that wait for a decision: erase them, or keep them until a day."""
    from gateway.storage import due_rows

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    found = with_store(
        settings,
        lambda store: store.act(
            lambda act: due_rows.awaiting(act.connection, tenant, limit=_LISTED)
        ),
    )
    Table(
        title="Reviews",
        columns=("number", *(each.name for each in dataclasses.fields(due_rows.Awaiting)[1:])),
        rows=[dataclasses.astuple(each) for each in found],
    ).show(as_json=options.json)


@takes(DecideOptions)
def decide(options: DecideOptions) -> None:
    """Decide on a conversation that waits in review."""
    from gateway.errors import InvalidRequest
    from gateway.storage import due_rows

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    if options.erase == (options.keep_until is not None):
        raise InvalidRequest("Say either --erase or --keep-until.", status=422)
    until = day(options.keep_until, field="keep_until") if options.keep_until else None
    decision = due_rows.Decision(tenant=tenant, row_id=options.number, keep_until=until, by=BY)

    async def work(store: ActingStore) -> None:
        if not await store.act(lambda act: due_rows.decide(act, decision, now=now())):
            raise InvalidRequest("No such conversation is in review.", code="not_found", status=404)

    first = on_instruction(settings, options, command="retention decide")
    with_store(settings, work, first=first)
    typer.echo("decided")


@takes(TenantOptions)
def kept(options: TenantOptions) -> None:
    """List what a law keeps in the separate store; texts are not shown."""
    from gateway.storage import kept_rows
    from gateway.storage.kept_store import Kept

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    found = with_store(settings, lambda store: store.act(lambda act: kept_rows.listed(act, tenant)))
    names = [each.name for each in dataclasses.fields(Kept) if each.name != "subject"]
    Table(
        title="Kept by law",
        columns=names,
        rows=[[getattr(each, name) for name in names] for each in found],
    ).show(as_json=options.json)


@takes(ReadOptions)
def read(options: ReadOptions) -> None:
    """Read one conversation of the separate store; who, why and when go into the audit log."""
    from gateway.rights.readable import readable
    from gateway.storage import kept_rows

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    reading = kept_rows.Reading(
        tenant=tenant,
        kept_id=options.kept_id,
        purpose=options.purpose,
        reason=options.reason,
        by=BY,
    )
    found, messages = with_store(
        settings,
        lambda store: store.act(lambda act: kept_rows.read_kept(act, reading, now=now())),
    )
    show_json(
        {
            "kept_id": found.kept_id,
            "conversation_id": found.conversation_id,
            "keep_until": found.keep_until,
            "messages": [{"role": each.role, "text": readable(each.text)} for each in messages],
        }
    )
