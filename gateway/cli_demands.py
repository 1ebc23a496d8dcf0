"""``discreet demands``: official demands, what became of them, and who is to be told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from gateway.cli_consent import subject_of
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
    from datetime import datetime

    from gateway.incidents.demand import Demand
    from gateway.incidents.demand_register import Change, DemandRegister
    from gateway.settings import Settings

Result = TypeVar("Result")

app = typer.Typer(no_args_is_help=True, help="Official demands: register, answer, tell.")
BY = "command"
_COLUMNS = (
    *("id", "ground", "answer", "received_at", "due_at", "overdue"),
    *("may_tell", "silent_until", "telling_due", "told_at"),
)


class Ground(StrEnum):
    """What a demand rests on."""

    COURT_ORDER = "court_order"
    SEARCH_WARRANT = "search_warrant"
    PRODUCTION_ORDER = "production_order"
    SUBPOENA = "subpoena"
    ADMINISTRATIVE_ORDER = "administrative_order"
    PRESERVATION_REQUEST = "preservation_request"
    EMERGENCY_REQUEST = "emergency_request"
    MUTUAL_ASSISTANCE = "mutual_legal_assistance"
    OTHER_LAW = "other_law"


class Outcome(StrEnum):
    """What became of it."""

    PENDING = "pending"
    COMPLIED = "complied"
    PARTLY = "partly_complied"
    CHALLENGED = "challenged"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class RegisterOptions(TenantOptions):
    """Options of ``demands register``."""

    authority: Annotated[str, typer.Option(help="Who asks.")]
    asked_for: Annotated[str, typer.Option(help="For what, in words.")]
    ground: Annotated[Ground, typer.Option(help="What it rests on.")]
    received: Annotated[str | None, typer.Option(help="RFC 3339; else now.")] = None
    due: Annotated[str | None, typer.Option(help="RFC 3339; by when it wants an answer.")] = None
    subject: Annotated[
        str | None, typer.Option(help="The person it is about, as the chatbot names them.")
    ] = None
    silent: Annotated[bool, typer.Option("--silent", help="Nobody may be told of it.")] = False
    silent_until: Annotated[
        str | None, typer.Option(help="RFC 3339; nobody may be told before.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class OneDemandOptions(TenantOptions):
    """Options of a command about one demand."""

    demand_id: Annotated[str, typer.Argument(help="From `discreet demands list`.")]


@dataclass(frozen=True, kw_only=True)
class AnswerOptions(OneDemandOptions):
    """Options of ``demands answer``."""

    answer: Annotated[Outcome, typer.Argument(help="What became of it.")]
    given: Annotated[str | None, typer.Option(help="What was handed over, in words.")] = None
    may_tell: Annotated[
        bool, typer.Option("--may-tell", help="From now on people may be told.")
    ] = False


@app.command()
@takes(RegisterOptions)
def register(options: RegisterOptions) -> None:
    """Put an official demand into the register."""
    from gateway.incidents.bodies import read_time
    from gateway.incidents.demand import MOST_WORDS, Demand, DemandWords, LegalGround
    from gateway.incidents.incident import wrong
    from gateway.wiring import new_id

    for name, text in (("--authority", options.authority), ("--asked-for", options.asked_for)):
        if not 0 < len(text.strip()) <= MOST_WORDS:
            raise wrong(name, f"{name} has 1 to {MOST_WORDS} characters.")
    settings = open_settings(options.config)
    tenant, at = choose_tenant(settings, options.tenant), now()
    subject = ""
    if options.subject is not None:
        subject = subject_of(settings, tenant, name=options.subject)
    demand = Demand(
        tenant=tenant,
        demand_id=new_id(),
        ground=LegalGround(options.ground.value),
        received_at=read_time(options.received, field="received") or at,
        words=DemandWords(authority=options.authority, asked_for=options.asked_for),
        recorded_by=BY,
        recorded_at=at,
        subject=subject,
        due_at=read_time(options.due, field="due"),
        may_tell=not options.silent and options.silent_until is None,
        silent_until=read_time(options.silent_until, field="silent_until"),
    )
    recorded = _with_register(settings, lambda register: register.record(demand))
    _show([recorded], at=at, as_json=options.json)


@app.command("list")
@takes(TenantOptions)
def listed(options: TenantOptions) -> None:
    """List the demands, the last received first; without words and people."""
    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    found = _with_register(settings, lambda register: register.listed(tenant))
    _show(found, at=now(), as_json=options.json)


@app.command()
@takes(OneDemandOptions)
def show(options: OneDemandOptions) -> None:
    """Show one demand with its words, as JSON."""
    from gateway.incidents.bodies import shown_demand

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    found = _with_register(settings, lambda register: register.find(tenant, options.demand_id))
    show_json(shown_demand(found, now=now(), words=True))


@app.command()
@takes(AnswerOptions)
def answer(options: AnswerOptions) -> None:
    """Note what became of a demand, and whether people may be told now."""
    from gateway.incidents.demand import MOST_WORDS, Answer
    from gateway.incidents.demand_register import Change
    from gateway.incidents.incident import wrong

    if options.given is not None and len(options.given) > MOST_WORDS:
        raise wrong("--given", f"--given has at most {MOST_WORDS} characters.")
    change = Change(
        answer=Answer(options.answer.value),
        given=options.given,
        may_tell=True if options.may_tell else None,
    )
    _change(options, change)


@app.command()
@takes(OneDemandOptions)
def tell(options: OneDemandOptions) -> None:
    """Note that the person was told; refused as long as nobody may be."""
    from gateway.incidents.demand_register import Change

    _change(options, Change(told=True))


def _change(options: OneDemandOptions, change: Change) -> None:
    from gateway.incidents.telling import By

    settings = open_settings(options.config)
    tenant, by = choose_tenant(settings, options.tenant), By(actor=BY, at=now())
    changed = _with_register(
        settings,
        lambda register: register.change(tenant, options.demand_id, change=change, by=by),
    )
    _show([changed], at=by.at, as_json=options.json)


def _with_register(
    settings: Settings, work: Callable[[DemandRegister], Awaitable[Result]]
) -> Result:
    from gateway.incidents.wiring import demand_register
    from gateway.wiring import new_id

    return with_store(settings, lambda store: work(demand_register(store, new_id)))


def _show(found: Sequence[Demand], *, at: datetime, as_json: bool) -> None:
    rows = [
        (
            each.demand_id,
            each.ground.value,
            each.answer.value,
            each.received_at,
            each.due_at,
            each.overdue(at),
            each.tellable(at),
            each.silent_until,
            each.telling_due(at),
            each.told_at,
        )
        for each in found
    ]
    Table(title="Official demands", columns=_COLUMNS, rows=rows).show(as_json=as_json)
