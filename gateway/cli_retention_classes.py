"""``discreet retention classes|event|preview|apply``: classes, their clocks, their changes."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

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
    from gateway.retention.preview import Preview
    from gateway.settings import Settings
    from gateway.storage.transaction import ActingStore

_COUNTS = (
    *("retention_class", "version", "to_class", "to_version", "rows", "hidden"),
    *("hidden_at_once", "due_at_once", "held", "kept_by_law"),
)
_ENDS = (
    *("retention_class", "version", "earliest_before", "latest_before"),
    *("earliest_after", "latest_after"),
)
_CLASSES = (
    *("key", "version", "trigger", "duration", "undo", "action", "minimum", "law"),
    "legal_ground",
)


@dataclass(frozen=True, kw_only=True)
class EventOptions(InstructedOptions):
    """Options of ``retention event``."""

    type: Annotated[str, typer.Argument(help="account_closure, contract_end, ... or event:<type>.")]
    subject: Annotated[str, typer.Option(help="The person, under the chatbot's own name.")]
    purpose: Annotated[str, typer.Option(help="Of consent_withdrawal, purpose_fulfilled.")] = ""
    at: Annotated[str | None, typer.Option(help="When it was, as RFC 3339 says it; else now.")] = (
        None
    )


@dataclass(frozen=True, kw_only=True)
class ChangeOptions(InstructedOptions):
    """Options of a change of classes."""

    to: Annotated[
        list[str] | None,
        typer.Option(help="Where conversations of classes that are gone go: NEW, or OLD=NEW."),
    ] = field(default=None)


@dataclass(frozen=True, kw_only=True)
class ApplyOptions(ChangeOptions):
    """Options of ``retention apply``."""

    preview_id: Annotated[str, typer.Argument(help="From `discreet retention preview`.")]


@takes(TenantOptions)
def classes(options: TenantOptions) -> None:
    """List the policy's retention classes."""
    from gateway.retention.listing import class_facts

    settings = open_settings(options.config)
    tenant = settings.tenants[choose_tenant(settings, options.tenant)]
    listed = class_facts(tenant.policy)
    if options.json:
        show_json(listed)
        return
    rows = [[each.get(name) for name in _CLASSES] for each in listed]
    Table(title="Retention classes", columns=_CLASSES, rows=rows).show(as_json=False)


@takes(EventOptions)
def event(options: EventOptions) -> None:
    """Record what starts clocks: an account is closed, a contract ends, ..."""
    from gateway.proxy.subject import subject_reference
    from gateway.retention.events import RetentionEvent, check_event, read_time
    from gateway.settings import read_master_key
    from gateway.storage.event_rows import record_event
    from gateway.wiring import new_id, tenant_keys

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    told = now()
    made = RetentionEvent(
        event_id=new_id(),
        tenant=tenant,
        subject=subject_reference(
            tenant_keys(read_master_key(settings.storage, os.environ), tenant), options.subject
        ),
        type=options.type,
        purpose=options.purpose,
        at=read_time(options.at) if options.at is not None else told,
        recorded_at=told,
        recorded_by="command",
    )
    check_event(made, settings.tenants[tenant].policy.purposes)
    done = with_store(
        settings,
        lambda store: store.act(lambda t: record_event(t, made)),
        first=on_instruction(settings, options, command="retention event"),
    )
    if options.json:
        shown = {"id": done.event.event_id, "new": done.new, "conversations": done.conversations}
        show_json(shown)
        return
    typer.echo(f"event: {'recorded' if done.new else 'known already'}")
    typer.echo(f"conversations whose end changed: {done.conversations}")


@takes(ChangeOptions)
def preview(options: ChangeOptions) -> None:
    """Count what changed classes would do to conversations that carry older ones."""
    settings = open_settings(options.config)
    tenant = settings.tenants[choose_tenant(settings, options.tenant)]

    async def act(store: ActingStore) -> Preview:
        from gateway.retention.change import preview_changes

        await _declare(store, settings)
        return await preview_changes(store, tenant, moves=_moves(options.to), now=now())

    made = with_store(settings, act)
    if options.json:
        effects = [_plain(dataclasses.asdict(each)) for each in made.effects]
        show_json({"preview_id": made.preview_id, "effects": effects})
        return
    _show(made)


@takes(ApplyOptions)
def apply(options: ApplyOptions) -> None:
    """Do what a preview said: conversations take the policy's classes."""
    settings = open_settings(options.config)
    tenant = settings.tenants[choose_tenant(settings, options.tenant)]

    async def act(store: ActingStore) -> int:
        from gateway.retention.change import apply_changes

        await _declare(store, settings)
        return await apply_changes(
            store, tenant, preview_id=options.preview_id, moves=_moves(options.to), now=now()
        )

    first = on_instruction(settings, options, command="retention apply")
    changed = with_store(settings, act, first=first)
    if options.json:
        show_json({"preview_id": options.preview_id, "changed": changed})
        return
    typer.echo(f"conversations changed: {changed}")


async def _declare(store: ActingStore, settings: Settings) -> None:
    from gateway.retention.change import declare

    await declare(store, settings.tenants, at=now())


def _show(made: Preview) -> None:
    rows = [dataclasses.asdict(each) for each in made.effects]
    if not rows:
        typer.echo("Every conversation carries the policy's classes as they are.")
        return
    for title, columns in (("Changed classes", _COUNTS), ("Ends", _ENDS)):
        shown = [[_plain(row)[name] for name in columns] for row in rows]
        Table(title=title, columns=columns, rows=shown).show(as_json=False)
    if any(not row["to_class"] for row in rows):
        typer.echo(
            "Classes that are gone keep their conversations; --to names one to move them to."
        )
    typer.echo(f"preview id: {made.preview_id}")


def _plain(effect: Mapping[str, Any]) -> dict[str, Any]:
    """An effect as it is printed: what has no end has none."""
    from gateway.retention.classes import FOREVER

    return {
        name: None if isinstance(value, datetime) and value >= FOREVER else value
        for name, value in effect.items()
    }


def _moves(to: Sequence[str] | None) -> dict[str, str]:
    from gateway.retention.preview import EVERY

    moves: dict[str, str] = {}
    for each in to or ():
        old, separator, new = each.rpartition("=")
        moves[old if separator else EVERY] = new
    return moves
