"""``discreet rights death|override``: what an officer records of a person.

A command acts as ``command``, as the two calls act for a key of role admin.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from gateway.cli_instructed import InstructedOptions, on_instruction
from gateway.cli_store import (
    Done,
    choose_tenant,
    now,
    open_settings,
    show_json,
    takes,
    with_store,
)

if TYPE_CHECKING:
    from gateway.rights.data_stores import Holder
    from gateway.rights.wiring import Rights
    from gateway.settings import Settings
    from gateway.storage.transaction import ActingStore, Transaction

Result = TypeVar("Result")

ACTOR = "command"


@dataclass(frozen=True, kw_only=True)
class SubjectOptions(InstructedOptions):
    """Options of a command about one person."""

    subject: Annotated[str, typer.Argument(help="The person, as the chatbot names them.")]


@dataclass(frozen=True, kw_only=True)
class OverrideOptions(SubjectOptions):
    """Options of ``rights override``."""

    purpose: Annotated[str, typer.Option(help="What the person objects to.")]
    reason: Annotated[str, typer.Option(help="The ground; LegalClaimDefenceImpaired alone is one.")]


@takes(SubjectOptions)
def death(options: SubjectOptions) -> None:
    """Record a verified death: all processing stops, and what the person wanted begins."""
    from gateway.rights.death import Death
    from gateway.rights.officer_routes import new_deaths

    settings = open_settings(options.config)
    record = Death(holder=_holder(settings, options), by=ACTOR, at=now())
    carried = with_rights(
        settings,
        lambda rights: new_deaths(rights.desk.service, rights.tell).record(record),
        first=on_instruction(settings, options, command="rights death"),
    )
    if options.json:
        show_json({"directive": carried.action, "request": carried.request_id or None})
        return
    typer.echo(f"directive: {carried.action}")
    if carried.request_id:
        typer.echo(f"request: {carried.request_id}")


@takes(OverrideOptions)
def override(options: OverrideOptions) -> None:
    """Go on for legal claims, whatever the person objects; never for direct marketing."""
    from gateway.errors import InvalidRequest
    from gateway.rights.kinds import Reason
    from gateway.rights.objection import override_objection
    from gateway.storage.objection_rows import Objection

    settings, at = open_settings(options.config), now()
    reason = word("--reason", options.reason, known={each.value: each for each in Reason})
    holder = _holder(settings, options)
    objection = Objection(
        tenant=holder.tenant, subject=holder.subject, purpose=options.purpose, since=at
    )

    def act(transaction: Transaction) -> bool:
        done = override_objection(transaction, objection, reason=reason, by=ACTOR, at=at)
        if not done:
            raise InvalidRequest("There is no such objection.", code="not_found", status=404)
        return done

    first = on_instruction(settings, options, command="rights override")
    with_rights(settings, lambda rights: rights.desk.service.store.act(act), first=first)
    if options.json:
        show_json({"purpose": options.purpose, "objected": False})
        return
    typer.echo("the objection is set aside")


def with_rights(
    settings: Settings,
    work: Callable[[Rights], Awaitable[Result]],
    *,
    first: Callable[[ActingStore], Awaitable[Done]] | None = None,
) -> Result:
    """Does work with people's rights over the configured store."""
    from gateway.proxy.examination import Examination
    from gateway.rights.stored_words import Spaces
    from gateway.rights.wiring import new_rights
    from gateway.settings import read_master_key
    from gateway.wiring import new_engine, new_settings, tenant_keys

    master = read_master_key(settings.storage, os.environ)
    keys = {tenant: tenant_keys(master, tenant) for tenant in settings.tenants}

    @cache
    def examinations() -> dict[str, Examination]:
        """Made when a text is to be examined: an engine takes a second to begin."""
        made = new_settings(settings, keys, engine=new_engine(settings))
        return {tenant: examination for tenant, (_, examination) in made.items()}

    spaces = Spaces(settings.tenants, keys=keys, examines=lambda each: examinations()[each])

    async def act(store: ActingStore) -> Result:
        rights = new_rights(store, spaces, env=os.environ)
        try:
            return await work(rights)
        finally:
            await rights.close()

    return with_store(settings, act, first=first)


def word(option: str, given: str, *, known: dict[str, Result]) -> Result:
    """One word of a closed list; ends the command with exit code 2 for another."""
    from gateway.errors import ConfigurationError

    if given not in known:
        raise ConfigurationError(f"{option}: must be one of {', '.join(known)}")
    return known[given]


def _holder(settings: Settings, options: SubjectOptions) -> Holder:
    from gateway.cli_consent import subject_of
    from gateway.rights.data_stores import Holder

    tenant = choose_tenant(settings, options.tenant)
    return Holder(tenant=tenant, subject=subject_of(settings, tenant, name=options.subject))
