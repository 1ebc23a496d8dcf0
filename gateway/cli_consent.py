"""``discreet consent``: the opt-in records of one subject."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from gateway.cli_store import (
    Table,
    TenantOptions,
    choose_tenant,
    now,
    open_settings,
    takes,
    with_store,
)

if TYPE_CHECKING:
    from gateway.proxy.decide import Route
    from gateway.settings import Settings
    from gateway.storage.ports import ConsentRecord

Known = TypeVar("Known")

app = typer.Typer(no_args_is_help=True, help="Opt-ins: list, record, withdraw.")

_COLUMNS = ("record_id", "purpose", "recipient", "state", "language", "notice", "event_time")


class Answer(StrEnum):
    """What the person said."""

    GIVEN = "given"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class ListOptions(TenantOptions):
    """Options of ``consent list``."""

    subject: Annotated[str, typer.Option(help="As the chatbot names the person here.")]


@dataclass(frozen=True, kw_only=True)
class RecordOptions(ListOptions):
    """Options of ``consent record``."""

    recipient: Annotated[str, typer.Option(help="The recipient that the person was told of.")]
    notice_sha256: Annotated[
        str | None, typer.Option(help="Of the notice that was shown; else the one in force.")
    ] = None
    purpose: Annotated[str | None, typer.Option(help="Else the policy's default.")] = None
    answer: Annotated[Answer, typer.Option(help="What the person said.")] = Answer.GIVEN
    language: Annotated[str, typer.Option(help="Of the text, ISO 639-1.")] = "en"


@dataclass(frozen=True, kw_only=True)
class WithdrawOptions(TenantOptions):
    """Options of ``consent withdraw``."""

    record_id: Annotated[str, typer.Argument(help="From `discreet consent list`.")]


@app.command("list")
@takes(ListOptions)
def list_records(options: ListOptions) -> None:
    """List what holds now for one subject."""
    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    subject = _reference(settings, tenant, subject=options.subject)
    _show(with_store(settings, lambda store: store.consents(tenant, subject)), options)


@app.command()
@takes(RecordOptions)
def record(options: RecordOptions) -> None:
    """Record an answer that a subject gave elsewhere, for example on paper."""
    from gateway.proxy.decide import Route
    from gateway.storage.ports import ConsentRecord, ConsentState

    settings = open_settings(options.config)
    tenant = settings.tenants[choose_tenant(settings, options.tenant)]
    route = Route(
        tenant=tenant,
        purpose=_chosen(
            "--purpose",
            options.purpose or tenant.policy.default_purpose,
            known=tenant.policy.purposes,
        ),
        recipient=_chosen(
            "--recipient", options.recipient, known={each.key: each for each in tenant.recipients}
        ),
    )
    states = {Answer.GIVEN: ConsentState.GIVEN, Answer.REFUSED: ConsentState.REFUSED}
    asked = ConsentRecord(
        record_id=str(uuid.uuid4()),
        tenant=tenant.key,
        subject=_reference(settings, tenant.key, subject=options.subject),
        purpose=route.purpose.key,
        recipient=route.recipient.key,
        state=states[options.answer],
        notice=_notice(route, options.notice_sha256),
        language=options.language,
        event_time=now(),
    )
    _show([with_store(settings, lambda store: store.put_consent(asked))], options)


@app.command()
@takes(WithdrawOptions)
def withdraw(options: WithdrawOptions) -> None:
    """Withdraw a consent; it takes effect with the next request."""
    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    ended = with_store(
        settings,
        lambda store: store.withdraw_consent(tenant, options.record_id, subject=None, at=now()),
    )
    if ended is None:
        typer.echo("discreet: this tenant has no such record", err=True)
        raise typer.Exit(1)
    _show([ended], options)


def _reference(settings: Settings, tenant: str, *, subject: str) -> str:
    from gateway.proxy.subject import subject_reference
    from gateway.settings import read_master_key
    from gateway.wiring import tenant_keys

    master = read_master_key(settings.storage, os.environ)
    return subject_reference(tenant_keys(master, tenant), subject)


def _chosen(option: str, key: str, *, known: Mapping[str, Known]) -> Known:
    from gateway.errors import ConfigurationError

    if key not in known:
        raise ConfigurationError(f"{option}: must be one of {', '.join(known)}")
    return known[key]


def _notice(route: Route, shown: str | None) -> str:
    from gateway.errors import ConfigurationError
    from gateway.proxy.decide import notice_hash, notice_of

    in_force = notice_hash(notice_of(route))
    if shown not in (None, in_force):
        raise ConfigurationError("--notice-sha256: the notice that was shown is not in force")
    return in_force


def _show(records: Sequence[ConsentRecord], options: TenantOptions) -> None:
    rows = [[getattr(each, column) for column in _COLUMNS] for each in records]
    Table(title="Consent", columns=_COLUMNS, rows=rows).show(as_json=options.json)
