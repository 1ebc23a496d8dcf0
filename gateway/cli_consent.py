"""``discreet consent``: the opt-in records of people, their history and receipts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from gateway import cli_receipts
from gateway.cli_instructed import InstructedOptions, on_instruction
from gateway.cli_records import show_events, show_given, show_records
from gateway.cli_store import (
    TenantOptions,
    choose_tenant,
    now,
    open_settings,
    takes,
    with_store,
)

if TYPE_CHECKING:
    from gateway.consent.indication import Indication, Setting
    from gateway.consent.offer import Offer
    from gateway.consent.records import ConsentRecord
    from gateway.policy import Tenant
    from gateway.proxy.subject import TenantKeys
    from gateway.settings import Settings
    from gateway.storage.ports import Store

Known = TypeVar("Known")

app = typer.Typer(no_args_is_help=True, help="Opt-ins: list, record, withdraw, prove.")
app.command()(cli_receipts.receipt)
app.command("receipt-key")(cli_receipts.receipt_key)
app.command("verify-receipt")(cli_receipts.verify_receipt)


@dataclass(frozen=True, kw_only=True)
class ListOptions(TenantOptions):
    """Options of ``consent list``."""

    subject: Annotated[
        str | None, typer.Option(help="As the chatbot names the person; else all that is given.")
    ] = None
    purpose: Annotated[str | None, typer.Option(help="Only this purpose.")] = None
    recipient: Annotated[str | None, typer.Option(help="Only this recipient.")] = None

    def wants(self, record: ConsentRecord) -> bool:
        """Whether a record is for the purpose and the recipient that are named."""
        return self.purpose in (None, record.purpose) and self.recipient in (None, record.recipient)


@dataclass(frozen=True, kw_only=True)
class RecordOptions(InstructedOptions):
    """Options of ``consent record``."""

    subject: Annotated[str, typer.Option(help="As the chatbot names the person here.")]
    recipient: Annotated[str, typer.Option(help="The recipient that the person was told of.")]
    notice_sha256: Annotated[
        str | None, typer.Option(help="Of the notice that was shown; else the one in force.")
    ] = None
    purpose: Annotated[str | None, typer.Option(help="Else the policy's default.")] = None
    answer: Annotated[str, typer.Option(help="given, refused or deferred.")] = "given"
    language: Annotated[str | None, typer.Option(help="Of the text, ISO 639-1.")] = None
    event_time: Annotated[
        str | None, typer.Option(help="When it was said, with time zone; else now.")
    ] = None
    shown_at: Annotated[str | None, typer.Option(help="When the notice was shown.")] = None
    method: Annotated[
        str, typer.Option(help="How it was said: paper, phone, form, email, in_person, dialog.")
    ] = "paper"
    signal_shown: Annotated[
        list[str] | None, typer.Option(help="Signal that was named: gpc or dnt; repeatable.")
    ] = None
    guardian: Annotated[
        str | None, typer.Option(help="Who signs as second, as the chatbot names people.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class RecordIdOptions(TenantOptions):
    """Options of a command about one record."""

    record_id: Annotated[str, typer.Argument(help="From `discreet consent list`.")]


@dataclass(frozen=True, kw_only=True)
class WithdrawOptions(InstructedOptions):
    """Options of ``consent withdraw``."""

    record_id: Annotated[
        str | None, typer.Argument(help="From `discreet consent list`; or --all.")
    ] = None
    all: Annotated[bool, typer.Option("--all", help="All of a subject; needs --subject.")] = False
    subject: Annotated[str | None, typer.Option(help="With --all: whose.")] = None
    purpose: Annotated[str | None, typer.Option(help="With --all: for this purpose only.")] = None


@app.command("list")
@takes(ListOptions)
def list_records(options: ListOptions) -> None:
    """List what holds now for one subject, or every given consent of the tenant."""
    settings = open_settings(options.config)
    tenant = settings.tenants[choose_tenant(settings, options.tenant)]
    if options.subject is None:
        with_store(
            settings,
            lambda store: show_given(store, tenant, wants=options.wants, as_json=options.json),
        )
        return
    subject = subject_of(settings, tenant.key, name=options.subject)
    records = with_store(settings, lambda store: store.consents(tenant.key, subject))
    show_records(filter(options.wants, records), tenant, as_json=options.json)


@app.command()
@takes(RecordOptions)
def record(options: RecordOptions) -> None:
    """Record an answer that a subject gave elsewhere, for example on paper."""
    from gateway.consent.hearing import hear
    from gateway.consent.indication import Setting
    from gateway.consent.records import COMMAND
    from gateway.consent.withdrawal import withdrawal_code
    from gateway.wiring import new_id

    settings = open_settings(options.config)
    tenant = settings.tenants[choose_tenant(settings, options.tenant)]
    keys = keys_of(settings, tenant.key)
    subject = subject_of(settings, tenant.key, name=options.subject)
    asked = _indication(options, tenant, keys=keys)
    code = withdrawal_code(keys.withdrawal, subject)
    setting = Setting(
        tenant=tenant,
        subject=subject,
        person=None,
        current=None,
        by_operator=True,
        record_id=new_id(),
        now=now(),
    )
    held, setting = with_store(
        settings,
        lambda store: hear(store, asked, setting=setting, code=code, recorded_by=COMMAND),
        first=on_instruction(settings, options, command="consent record"),
    )
    guardian, signals = _lacking(held, setting)
    if options.json:
        lacking = {"needs_guardian": guardian, "refusing_signals": signals}
        show_records([held], tenant, as_json=True, more={**lacking, "withdrawal_code": code})
        return
    show_records([held], tenant, as_json=False)
    if guardian:
        typer.echo(
            "needs a guardian: the person is too young or of unknown age, and nothing is "
            "permitted until a guardian has signed as well"
        )
    if signals:
        typer.echo(
            f"refused by a stored preference ({', '.join(signals)}): nothing is permitted unless "
            "the person says yes in knowledge of it"
        )
    typer.echo(f"withdrawal code: {code}")


@app.command()
@takes(WithdrawOptions)
def withdraw(options: WithdrawOptions) -> None:
    """Withdraw a consent, or all of a subject; answers under way are cut."""
    settings = open_settings(options.config)
    tenant = settings.tenants[choose_tenant(settings, options.tenant)]
    if options.all:
        ended = _withdraw_all(settings, tenant, options=options)
    else:
        ended = _withdraw_one(settings, tenant, options=options)
    show_records(ended, tenant, as_json=options.json)


@app.command()
@takes(RecordIdOptions)
def history(options: RecordIdOptions) -> None:
    """Show every event of one record, oldest first."""
    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    events = with_store(settings, lambda store: store.consent_events(tenant, options.record_id))
    if not events:
        raise _no_record()
    show_events(events, as_json=options.json)


def _no_record() -> typer.Exit:
    typer.echo("discreet: this tenant has no such record", err=True)
    return typer.Exit(1)


def keys_of(settings: Settings, tenant: str) -> TenantKeys:
    """The keys of a tenant."""
    from gateway.settings import read_master_key
    from gateway.wiring import tenant_keys

    return tenant_keys(read_master_key(settings.storage, os.environ), tenant)


def subject_of(settings: Settings, tenant: str, *, name: str) -> str:
    """The keyed hash of a person, by the name that the chatbot gives."""
    from gateway.proxy.subject import subject_reference

    return subject_reference(keys_of(settings, tenant), name)


def chosen(option: str, key: str, *, known: Mapping[str, Known]) -> Known:
    """What a key stands for; raises ConfigurationError with the known ones if nothing."""
    from gateway.errors import ConfigurationError

    if key not in known:
        raise ConfigurationError(f"{option}: must be one of {', '.join(known)}")
    return known[key]


def read_time(option: str, text: str | None) -> datetime | None:
    """A time with its zone, in UTC; raises ConfigurationError if it is none."""
    from gateway.consent.indication import parse_time
    from gateway.errors import ConfigurationError, Refused

    try:
        return parse_time(text) if text is not None else None
    except Refused:
        raise ConfigurationError(
            f"{option}: must be a time such as 2026-11-22T09:30:00+01:00"
        ) from None


def _indication(options: RecordOptions, tenant: Tenant, *, keys: TenantKeys) -> Indication:
    from gateway.consent.indication import SIGNAL_NAMES, Answer, Indication, Method
    from gateway.consent.offer import OPERATOR, offered
    from gateway.consent.records import Signer
    from gateway.proxy.subject import subject_reference

    purpose = options.purpose or tenant.policy.default_purpose
    chosen("--purpose", purpose, known=tenant.policy.purposes)
    if options.recipient != OPERATOR:
        known = {each.key: each for each in tenant.recipients}
        chosen("--recipient", options.recipient, known=known)
    event_time = read_time("--event-time", options.event_time)
    offer = offered(tenant, purpose=purpose, recipient=options.recipient)
    answer = chosen("--answer", options.answer, known={each.value: each for each in Answer})
    signals = {name: name for name in sorted(SIGNAL_NAMES)}
    guardian = options.guardian
    return Indication(
        purpose=purpose,
        recipient=options.recipient,
        answer=answer,
        notice=_shown(options, offer, at=event_time, is_yes=answer is Answer.GIVEN),
        language=options.language,
        shown_at=read_time("--shown-at", options.shown_at),
        event_time=event_time,
        signals_shown=frozenset(
            chosen("--signal-shown", each, known=signals) for each in options.signal_shown or ()
        ),
        signer=Signer.SUBJECT if guardian is None else Signer.GUARDIAN,
        guardian=subject_reference(keys, guardian) if guardian is not None else None,
        method=chosen("--method", options.method, known={each.value: each for each in Method}),
    )


def _shown(
    options: RecordOptions, offer: Offer, *, at: datetime | None, is_yes: bool
) -> str | None:
    """The hash of what was shown: the one that is named, else of the notice in force then."""
    from gateway.consent.languages import language_of
    from gateway.errors import Refused

    named, time, notices = options.notice_sha256, now(), offer.notices
    at = at or time
    shown = notices.find(named) if named is not None else notices.in_force(at, options.language)
    if options.language is not None and shown is not None:
        spoken = language_of(options.language.replace("_", "-")) or ""
        languages = shown.languages if named is None else (shown.language,)
        chosen("--language", spoken, known={each: each for each in languages})
    if named is None and is_yes and at <= time:
        if shown is None:
            message = "The notice was not in force then."
            raise Refused("consent_time_invalid", message, status=422)
        if not notices.still_counts(shown.sha256, time):
            message = "The notice of that time has changed materially since; ask again."
            raise Refused("consent_stale", message, status=409)
    return named if named is not None or shown is None else shown.sha256


def _lacking(held: ConsentRecord, setting: Setting) -> tuple[bool, list[str]]:
    """What a given consent lacks: whether a guardian, and signals it was not given against."""
    from gateway.consent.evaluate import Question, evaluate
    from gateway.consent.offer import offered
    from gateway.consent.records import PERMITTING
    from gateway.consent.standing import state_now

    at = now()
    offer = offered(setting.tenant, purpose=held.purpose, recipient=held.recipient)
    if state_now(offer, held, now=at) not in PERMITTING:
        return False, []
    question = Question(route=offer.route, person=setting.person, consent=held, now=at)
    refusing = {each.name: each for each in evaluate(question).checks if not each.permits}
    signals = refusing.get("signals")
    return "age" in refusing, list(signals.reasons) if signals is not None else []


def _withdraw_all(
    settings: Settings, tenant: Tenant, *, options: WithdrawOptions
) -> Sequence[ConsentRecord]:
    from gateway.consent.records import COMMAND, Author
    from gateway.errors import ConfigurationError

    name, purpose = options.subject, options.purpose
    if name is None or options.record_id is not None:
        raise ConfigurationError("--all: needs --subject, and no record")
    if purpose is not None:
        chosen("--purpose", purpose, known=tenant.policy.purposes)
    subject = subject_of(settings, tenant.key, name=name)

    async def end(store: Store) -> Sequence[ConsentRecord]:
        by = Author(recorded_by=COMMAND)
        ended = await store.withdraw_all(tenant.key, subject, purpose=purpose, at=now(), by=by)
        known = ended or await store.consents(tenant.key, subject)
        if not known and await store.person(tenant.key, subject) is None:
            typer.echo("discreet: nothing is recorded of this subject", err=True)
            raise typer.Exit(1)
        return ended

    first = on_instruction(settings, options, command="consent withdraw")
    return with_store(settings, end, first=first)


def _withdraw_one(
    settings: Settings, tenant: Tenant, *, options: WithdrawOptions
) -> Sequence[ConsentRecord]:
    from gateway.consent.records import COMMAND, Author
    from gateway.errors import ConfigurationError

    record_id = options.record_id
    if record_id is None or options.subject is not None or options.purpose is not None:
        raise ConfigurationError("withdraw: name one record, or --all with --subject")

    async def end(store: Store) -> Sequence[ConsentRecord]:
        by = Author(recorded_by=COMMAND)
        ended = await store.withdraw_consent(tenant.key, record_id, subject=None, at=now(), by=by)
        if ended is None:
            raise _no_record()
        return [ended]

    first = on_instruction(settings, options, command="consent withdraw")
    return with_store(settings, end, first=first)
