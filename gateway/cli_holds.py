"""``discreet retention hold|holds|hold-review|release``: legal holds."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
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
    from gateway.retention.holds import Hold

BY = "command"
COLUMNS = (
    *("hold_id", "matter", "authority", "people", "scope", "items", "placed_at", "review_at"),
    *("review_overdue", "released_at"),
)


@dataclass(frozen=True, kw_only=True)
class HoldOptions(InstructedOptions):
    """Options of ``retention hold``."""

    matter: Annotated[str, typer.Option(help="File reference of the case; not a name.")]
    authority: Annotated[str, typer.Option(help="Who asks for it, or on what ground.")]
    review: Annotated[str, typer.Option(help="Day by which somebody looks again: 2027-01-31.")]
    subject: Annotated[
        list[str] | None, typer.Option(help="A person, as the chatbot names them.")
    ] = None
    conversation: Annotated[list[str] | None, typer.Option(help="A conversation's id.")] = None
    retention_class: Annotated[list[str] | None, typer.Option(help="A retention class.")] = None
    since: Annotated[str | None, typer.Option(help="First day of the conversations.")] = None
    until: Annotated[str | None, typer.Option(help="The day after the last one.")] = None


@dataclass(frozen=True, kw_only=True)
class OneHoldOptions(InstructedOptions):
    """Options of a command about one hold."""

    hold_id: Annotated[str, typer.Argument(help="From `discreet retention holds`.")]


@dataclass(frozen=True, kw_only=True)
class ReviewOptions(OneHoldOptions):
    """Options of ``retention hold-review``."""

    review: Annotated[str, typer.Option(help="The next day to look again: 2027-01-31.")]


def day(text: str, *, field: str) -> datetime:
    """The beginning of a day, in UTC.

    Raises:
        InvalidRequest: it is no day.
    """
    from gateway.retention.holds import wrong

    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise wrong(field, f"{field}: a day is written like 2027-01-31.") from None


@takes(HoldOptions)
def hold(options: HoldOptions) -> None:
    """Keep conversations from being erased until the hold is released."""
    from gateway.proxy.subject import conversation_key, subject_reference
    from gateway.retention import hold_desk
    from gateway.retention.holds import Hold, Scope
    from gateway.settings import read_master_key
    from gateway.wiring import new_id, tenant_keys

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    keys = tenant_keys(read_master_key(settings.storage, os.environ), tenant)
    placed = Hold(
        tenant=tenant,
        hold_id=new_id(),
        matter=options.matter,
        authority=options.authority,
        scope=Scope(
            subjects=frozenset(subject_reference(keys, each) for each in options.subject or ()),
            conversations=frozenset(
                conversation_key(keys.chain, each) or each for each in options.conversation or ()
            ),
            classes=frozenset(options.retention_class or ()),
            created_from=day(options.since, field="since") if options.since else None,
            created_to=day(options.until, field="until") if options.until else None,
        ),
        placed_by=BY,
        placed_at=now(),
        review_at=day(options.review, field="review"),
    )
    classes = settings.tenants[tenant].policy.classes
    held = with_store(
        settings,
        lambda store: hold_desk.place(store, placed, classes=classes),
        first=on_instruction(settings, options, command="retention hold"),
    )
    _show([held], as_json=options.json)


@takes(TenantOptions)
def holds(options: TenantOptions) -> None:
    """List the holds, those with an overdue review date first."""
    from gateway.retention import hold_desk

    settings, at = open_settings(options.config), now()
    tenant = choose_tenant(settings, options.tenant)
    found = with_store(settings, lambda store: hold_desk.listed(store, tenant))
    _show(sorted(found, key=lambda each: not each.overdue(at)), as_json=options.json)


@takes(ReviewOptions)
def hold_review(options: ReviewOptions) -> None:
    """Give a hold its next review date."""
    from gateway.retention import hold_desk

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    review_at, by = day(options.review, field="review"), hold_desk.By(actor=BY, at=now())
    reviewed = with_store(
        settings,
        lambda store: hold_desk.review(
            store, tenant, hold_id=options.hold_id, review_at=review_at, by=by
        ),
        first=on_instruction(settings, options, command="retention hold-review"),
    )
    _show([reviewed], as_json=options.json)


@takes(OneHoldOptions)
def release(options: OneHoldOptions) -> None:
    """Release a hold: what waited for it goes with the next sweep."""
    from gateway.retention import hold_desk

    settings = open_settings(options.config)
    tenant, by = choose_tenant(settings, options.tenant), hold_desk.By(actor=BY, at=now())
    released = with_store(
        settings,
        lambda store: hold_desk.release(store, tenant, hold_id=options.hold_id, by=by),
        first=on_instruction(settings, options, command="retention release"),
    )
    _show([released], as_json=options.json)


def _show(found: Sequence[Hold], *, as_json: bool) -> None:
    at = now()
    rows = [
        (
            each.hold_id,
            each.matter,
            each.authority,
            len(each.scope.subjects),
            json.loads(each.scope.document()),
            each.items,
            each.placed_at,
            each.review_at,
            each.overdue(at),
            each.released_at,
        )
        for each in found
    ]
    if as_json:
        show_json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
        return
    texts = [[_lines(each) if isinstance(each, dict) else each for each in row] for row in rows]
    Table(title="Holds", columns=COLUMNS, rows=texts).show(as_json=False)


def _lines(scope: dict[str, Any]) -> str:
    """A scope for a cell: a line for each thing that it says."""
    said = ((name, value if isinstance(value, list) else [value]) for name, value in scope.items())
    return "\n".join(f"{name}: {', '.join(values)}" for name, values in said)
