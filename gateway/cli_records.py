"""How consent records and their events are printed, as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from gateway.cli_store import Table, now, show_json

if TYPE_CHECKING:
    from gateway.consent.offer import Offer
    from gateway.consent.records import ConsentRecord
    from gateway.policy import Tenant
    from gateway.storage.ports import Store

# With these even long names fit into 160 characters; --json has all of a record.
_COLUMNS = (
    *("record_id", "purpose", "recipient", "state", "notice"),
    *("event_time", "valid_until"),
)
_OF_TENANT = ("record_id", "subject", "purpose", "recipient", "state", "event_time")
_HISTORY = ("event_id", "event_time", "recorded_at", "recorded_by", "state", "signer", "method",
            "notice", "valid_until", "signals_shown")  # fmt: skip
# So much of a hash tells two notices apart.
_SHOWN_OF_HASH = 12
_PAGE = 1000


def show_records(
    records: Iterable[ConsentRecord],
    tenant: Tenant,
    *,
    as_json: bool,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Prints what holds now: a given consent expires, and goes with its notice."""
    found = _standing(records, tenant)
    if as_json:
        show_json([{**_whole(each), **(more or {})} for each in found])
        return
    rows = [[_in_table(each, column) for column in _COLUMNS] for each in found]
    Table(title="Consent", columns=_COLUMNS, rows=rows).show(as_json=False)


async def given_pages(store: Store, tenant: str) -> AsyncIterator[Sequence[ConsentRecord]]:
    """Every given consent of a tenant, a page at a time."""
    after = ""
    while page := await store.given_consents(tenant, after=after, most=_PAGE):
        after = page[-1].record_id
        yield page


async def show_given(
    store: Store, tenant: Tenant, *, wants: Callable[[ConsentRecord], bool], as_json: bool
) -> None:
    """Prints every given consent, a page at a time; the subject as its keyed hash."""
    printed = False
    async for page in given_pages(store, tenant.key):
        found = _standing(filter(wants, page), tenant)
        if as_json:
            for each in found:
                shown = {"subject": each.subject, **_whole(each)}
                text = json.dumps(shown, default=_seconds)
                typer.echo(f"{',' if printed else '['}\n  {text}", nl=False)
                printed = True
        elif found:
            rows = [[_in_table(each, column) for column in _OF_TENANT] for each in found]
            Table(title="Consent", columns=_OF_TENANT, rows=rows).show(as_json=False)
            printed = True
    if as_json:
        typer.echo("\n]" if printed else "[]")
    elif not printed:
        typer.echo("Consent: none")


def show_events(events: Iterable[ConsentRecord], *, as_json: bool) -> None:
    """Prints events of a record as they were recorded."""
    if as_json:
        show_json([_whole(each) for each in events])
        return
    rows = [[_in_table(each, column) for column in _HISTORY] for each in events]
    Table(title="Events", columns=_HISTORY, rows=rows).show(as_json=False)


def _seconds(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _standing(records: Iterable[ConsentRecord], tenant: Tenant) -> list[ConsentRecord]:
    """Records in the state that they are in now."""
    from gateway.consent.offer import offered
    from gateway.consent.standing import state_now
    from gateway.errors import Refused

    offers: dict[tuple[str, str], Offer | None] = {}
    found = []
    for held in records:
        about = (held.purpose, held.recipient)
        if about not in offers:
            try:
                offers[about] = offered(tenant, purpose=held.purpose, recipient=held.recipient)
            except Refused:
                offers[about] = None
        found.append(replace(held, state=state_now(offers[about], held, now=now())))
    return found


def _whole(held: ConsentRecord) -> dict[str, Any]:
    """All of a record or event but tenant and subject, as JSON."""
    shown = {each.name: getattr(held, each.name) for each in fields(held)}
    shown["signals_shown"] = sorted(held.signals_shown)
    return {name: value for name, value in shown.items() if name not in ("tenant", "subject")}


def _in_table(held: ConsentRecord, column: str) -> object:
    value = getattr(held, column)
    if column == "notice":
        return value[:_SHOWN_OF_HASH] or None
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")
    return ", ".join(sorted(value)) or None if isinstance(value, frozenset) else value
