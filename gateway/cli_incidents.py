"""``discreet incidents``: what happened, whom it touched, who was told."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from gateway.cli_store import (
    StoreOptions,
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
    from gateway.incidents.register import Entry, IncidentRegister
    from gateway.settings import Settings

Result = TypeVar("Result")

app = typer.Typer(no_args_is_help=True, help="Incidents: report, scope, tell, close.")
BY = "command"
_COLUMNS = (
    *("id", "tenant", "source", "state", "risk", "noticed_at", "people", "disclosures"),
    *("next_duty", "due_at", "overdue"),
)
_PEOPLE = (
    *("subject", "disclosures", "conversations", "recipients", "data_categories"),
    *("entity_types", "first_at", "last_at"),
)


class Breach(StrEnum):
    """What was breached."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"


class Told(StrEnum):
    """Who is told."""

    AUTHORITY = "authority"
    CONTROLLER = "controller"
    PEOPLE = "people"


class Judged(StrEnum):
    """The risk to people."""

    UNKNOWN = "unknown"
    UNLIKELY = "unlikely"
    LIKELY = "likely"
    HIGH = "high"


@dataclass(frozen=True, kw_only=True)
class ReportOptions(StoreOptions):
    """Options of ``incidents report``."""

    description: Annotated[str, typer.Argument(help="What happened.")]
    kind: Annotated[list[Breach], typer.Option(help="What was breached; several times for more.")]
    tenant: Annotated[
        list[str] | None, typer.Option(help="One or several; else every tenant touched.")
    ] = None
    began: Annotated[str | None, typer.Option(help="RFC 3339, or left out if unknown.")] = None
    ended: Annotated[str | None, typer.Option(help="RFC 3339, or left out while it lasts.")] = None
    noticed: Annotated[str | None, typer.Option(help="RFC 3339; else now.")] = None
    party: Annotated[str | None, typer.Option(help="Recipient at which it happened.")] = None
    recipient: Annotated[list[str] | None, typer.Option(help="Limits the scope.")] = None
    purpose: Annotated[list[str] | None, typer.Option(help="Limits the scope.")] = None
    entity_type: Annotated[list[str] | None, typer.Option(help="Limits the scope.")] = None
    risk: Annotated[Judged, typer.Option(help="To people.")] = Judged.UNKNOWN


@dataclass(frozen=True, kw_only=True)
class OneIncidentOptions(TenantOptions):
    """Options of a command about one incident."""

    incident_id: Annotated[str, typer.Argument(help="From `discreet incidents list`.")]


@dataclass(frozen=True, kw_only=True)
class TellOptions(OneIncidentOptions):
    """Options of ``incidents tell``."""

    target: Annotated[Told, typer.Argument(help="Who is told.")]
    by_hand: Annotated[
        bool, typer.Option("--by-hand", help="They were told, and have said so.")
    ] = False


@dataclass(frozen=True, kw_only=True)
class CloseOptions(OneIncidentOptions):
    """Options of ``incidents close``."""

    risk: Annotated[Judged | None, typer.Option(help="To people, as it turned out.")] = None
    measures: Annotated[str | None, typer.Option(help="What was done about it.")] = None


@app.command()
@takes(ReportOptions)
def report(options: ReportOptions) -> None:
    """Put an incident into the register of each tenant touched, and start its clocks."""
    from gateway.errors import ConfigurationError
    from gateway.incidents.bodies import read_time
    from gateway.incidents.incident import BreachKind, Reach, Risk, Source, Words
    from gateway.incidents.register import Reported
    from gateway.incidents.telling import By

    settings = open_settings(options.config)
    unknown = set(options.tenant or ()) - set(settings.tenants)
    if unknown:
        raise ConfigurationError(f"--tenant: must be among {', '.join(settings.tenants)}")
    reported = Reported(
        kinds=frozenset(BreachKind(each.value) for each in options.kind),
        words=Words(description=options.description),
        noticed_at=read_time(options.noticed, field="noticed"),
        reach=Reach(
            began_at=read_time(options.began, field="began"),
            ended_at=read_time(options.ended, field="ended"),
            recipients=frozenset(options.recipient or ()),
            purposes=frozenset(options.purpose or ()),
            entity_types=frozenset(options.entity_type or ()),
        ),
        party=options.party or "",
        source=Source.RECIPIENT if options.party else Source.REPORTED,
        risk=Risk(options.risk.value),
    )
    by = By(actor=BY, at=now())

    async def act(register: IncidentRegister) -> Sequence[Entry]:
        if options.tenant:
            return [await register.report(each, reported, by=by) for each in options.tenant]
        return await register.report_touched(reported, by=by)

    _show(_with_register(settings, act), at=by.at, as_json=options.json)


@app.command("list")
@takes(StoreOptions)
def listed(options: StoreOptions) -> None:
    """List the incidents of all tenants, the last noticed first."""
    settings = open_settings(options.config)
    found = _with_register(settings, lambda register: register.listed(list(settings.tenants)))
    _show(found, at=now(), as_json=options.json)


@app.command()
@takes(OneIncidentOptions)
def show(options: OneIncidentOptions) -> None:
    """Show one incident with its notices, as JSON."""
    from gateway.incidents.bodies import shown_incident

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    entry = _with_register(settings, lambda each: each.find(tenant, options.incident_id))
    show_json(shown_incident(entry, now=now(), words=True))


@app.command()
@takes(OneIncidentOptions)
def scope(options: OneIncidentOptions) -> None:
    """Count the scope of an incident again and list the people touched."""
    from gateway.incidents.bodies import shown_person
    from gateway.incidents.incident import PeopleAsked
    from gateway.incidents.telling import By

    settings = open_settings(options.config)
    tenant, by = choose_tenant(settings, options.tenant), By(actor=BY, at=now())
    incident_id = options.incident_id

    async def act(register: IncidentRegister) -> list[dict[str, Any]]:
        await register.scope(tenant, incident_id, by=by)
        found: list[dict[str, Any]] = []
        while True:
            after = found[-1]["subject"] if found else ""
            page = await register.people(tenant, incident_id, by=by, asked=PeopleAsked(after=after))
            if not page:
                return found
            found += [shown_person(each) for each in page]

    people = _with_register(settings, act)
    if options.json:
        show_json({"people": people})
        return
    rows = [
        [", ".join(each[name]) if isinstance(each[name], list) else each[name] for name in _PEOPLE]
        for each in people
    ]
    Table(title="People touched", columns=_PEOPLE, rows=rows).show(as_json=False)


@app.command()
@takes(TellOptions)
def tell(options: TellOptions) -> None:
    """Tell somebody by webhook, or note that they were told."""
    from gateway.incidents.incident import Target
    from gateway.incidents.telling import By

    settings = open_settings(options.config)
    tenant, by = choose_tenant(settings, options.tenant), By(actor=BY, at=now())
    entry = _with_register(
        settings,
        lambda register: register.tell(
            tenant,
            options.incident_id,
            target=Target(options.target.value),
            by=by,
            by_hand=options.by_hand,
        ),
    )
    _show([entry], at=by.at, as_json=options.json)


@app.command()
@takes(CloseOptions)
def close(options: CloseOptions) -> None:
    """Conclude an incident; refused while somebody has still to be told."""
    from gateway.incidents.incident import Risk, State, Words
    from gateway.incidents.telling import By

    settings = open_settings(options.config)
    tenant, by = choose_tenant(settings, options.tenant), By(actor=BY, at=now())

    async def act(register: IncidentRegister) -> Entry:
        old = (await register.find(tenant, options.incident_id)).incident
        words = old.words or Words(description="")
        changed = replace(
            old,
            state=State.CONCLUDING,
            risk=old.risk if options.risk is None else Risk(options.risk.value),
            words=replace(
                words,
                measures=words.measures if options.measures is None else options.measures,
            ),
        )
        return await register.move(changed, by=by)

    _show([_with_register(settings, act)], at=by.at, as_json=options.json)


def _with_register(
    settings: Settings, work: Callable[[IncidentRegister], Awaitable[Result]]
) -> Result:
    from gateway.incidents.wiring import incident_register
    from gateway.settings import read_master_key
    from gateway.wiring import new_id, tenant_keys

    master = read_master_key(settings.storage, os.environ)
    keys = {tenant: tenant_keys(master, tenant) for tenant in settings.tenants}
    return with_store(
        settings,
        lambda store: work(incident_register(store, settings.tenants, keys=keys, new_id=new_id)),
    )


def _show(found: Sequence[Entry], *, at: datetime, as_json: bool) -> None:
    rows = []
    for each in found:
        incident, counts = each.incident, each.incident.counts
        # The next duty is the one that is due first; those without a day come last.
        duties = [duty for duty in each.duties if duty.met_at is None]
        duty = min(duties, key=lambda one: (one.due_at is None, one.due_at), default=None)
        rows.append(
            (
                incident.incident_id,
                incident.tenant,
                incident.source.value,
                incident.state.value,
                incident.risk.value,
                incident.noticed_at,
                counts.people if counts else None,
                counts.disclosures if counts else None,
                duty.target.value if duty else None,
                duty.due_at if duty else None,
                duty.overdue(at) if duty else False,
            )
        )
    Table(title="Incidents", columns=_COLUMNS, rows=rows).show(as_json=as_json)
