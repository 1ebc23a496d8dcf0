"""``discreet consent``: the opt-in records of one subject, their history and receipts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from gateway import cli_receipts
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
    from gateway.consent.indication import Indication
    from gateway.consent.records import ConsentRecord, ConsentState
    from gateway.policy import Tenant
    from gateway.proxy.subject import TenantKeys
    from gateway.settings import Settings
    from gateway.storage.ports import Store

Known = TypeVar("Known")

app = typer.Typer(no_args_is_help=True, help="Opt-ins: list, record, withdraw, prove.")
app.command()(cli_receipts.receipt)
app.command("receipt-key")(cli_receipts.receipt_key)
app.command("verify-receipt")(cli_receipts.verify_receipt)

# With these even long names fit into 160 characters; --json has all of a record.
_COLUMNS = (
    *("record_id", "purpose", "recipient", "state", "notice"),
    *("event_time", "valid_until"),
)
_HISTORY = ("event_id", "event_time", "state", "signer", "method", "notice", "valid_until",
            "signals_shown")  # fmt: skip
# So much of a hash tells two notices apart.
_SHOWN_OF_HASH = 12


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
class WithdrawOptions(TenantOptions):
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
    """List what holds now for one subject."""
    settings = open_settings(options.config)
    tenant = settings.tenants[choose_tenant(settings, options.tenant)]
    subject = subject_of(settings, tenant.key, name=options.subject)
    records = with_store(settings, lambda store: store.consents(tenant.key, subject))
    _show(records, tenant, as_json=options.json)


@app.command()
@takes(RecordOptions)
def record(options: RecordOptions) -> None:
    """Record an answer that a subject gave elsewhere, for example on paper."""
    from gateway.consent.withdrawal import withdrawal_code

    settings = open_settings(options.config)
    tenant = settings.tenants[choose_tenant(settings, options.tenant)]
    keys = keys_of(settings, tenant.key)
    subject = subject_of(settings, tenant.key, name=options.subject)
    asked = _indication(options, tenant, keys=keys)
    code = withdrawal_code(keys.withdrawal, subject)
    held = with_store(
        settings, lambda store: _hear(store, asked, tenant=tenant, subject=subject, code=code)
    )
    _show([held], tenant, as_json=options.json, more={"withdrawal_code": code})
    if not options.json:
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
    _show(ended, tenant, as_json=options.json)


@app.command()
@takes(RecordIdOptions)
def history(options: RecordIdOptions) -> None:
    """Show every event of one record, oldest first."""
    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    events = with_store(settings, lambda store: store.consent_events(tenant, options.record_id))
    if not events:
        raise _no_record()
    if options.json:
        show_json([_whole(each) for each in events])
        return
    rows = [[_in_table(each, column) for column in _HISTORY] for each in events]
    Table(title="Events", columns=_HISTORY, rows=rows).show(as_json=False)


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
    shown = offer.notices.in_force(event_time or now(), options.language)
    signals = {name: name for name in sorted(SIGNAL_NAMES)}
    guardian = options.guardian
    return Indication(
        purpose=purpose,
        recipient=options.recipient,
        answer=chosen("--answer", options.answer, known={each.value: each for each in Answer}),
        notice=options.notice_sha256 or (shown.sha256 if shown is not None else None),
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


async def _hear(
    store: Store, asked: Indication, *, tenant: Tenant, subject: str, code: str
) -> ConsentRecord:
    """Records an indication under the same rules as the endpoint; returns what holds."""
    from gateway.consent.indication import Answer, Setting, check_heard, record_of
    from gateway.consent.records import PERMITTING
    from gateway.consent.withdrawal import code_digest
    from gateway.wiring import new_id

    records = await store.consents(tenant.key, subject)
    about = (asked.purpose, asked.recipient)
    wanted = record_of(
        asked,
        Setting(
            tenant=tenant,
            subject=subject,
            person=await store.person(tenant.key, subject),
            current=next(
                (each for each in records if (each.purpose, each.recipient) == about), None
            ),
            by_operator=True,
            record_id=new_id(),
            now=now(),
        ),
    )
    held = await store.put_consent(wanted, code=code_digest(code))
    if asked.answer is Answer.REFUSED and asked.event_time is None and held.state in PERMITTING:
        # The clock has stepped back: a no is heard all the same.
        ended = await store.withdraw_consent(
            tenant.key, held.record_id, subject=subject, at=now(), signer=wanted.signer
        )
        held = ended or held
    check_heard(wanted, held)
    return held


def _withdraw_all(
    settings: Settings, tenant: Tenant, *, options: WithdrawOptions
) -> Sequence[ConsentRecord]:
    from gateway.errors import ConfigurationError

    name, purpose = options.subject, options.purpose
    if name is None or options.record_id is not None:
        raise ConfigurationError("--all: needs --subject, and no record")
    if purpose is not None:
        chosen("--purpose", purpose, known=tenant.policy.purposes)
    subject = subject_of(settings, tenant.key, name=name)
    return with_store(
        settings, lambda store: store.withdraw_all(tenant.key, subject, purpose=purpose, at=now())
    )


def _withdraw_one(
    settings: Settings, tenant: Tenant, *, options: WithdrawOptions
) -> Sequence[ConsentRecord]:
    from gateway.errors import ConfigurationError

    record_id = options.record_id
    if record_id is None or options.subject is not None or options.purpose is not None:
        raise ConfigurationError("withdraw: name one record, or --all with --subject")
    ended = with_store(
        settings,
        lambda store: store.withdraw_consent(tenant.key, record_id, subject=None, at=now()),
    )
    if ended is None:
        raise _no_record()
    return [ended]


def _show(
    records: Iterable[ConsentRecord],
    tenant: Tenant,
    *,
    as_json: bool,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Prints what holds now: a given consent expires, and goes with its notice."""
    found = [replace(each, state=_state_now(each, tenant)) for each in records]
    if as_json:
        show_json([{**_whole(each), **(more or {})} for each in found])
        return
    rows = [[_in_table(each, column) for column in _COLUMNS] for each in found]
    Table(title="Consent", columns=_COLUMNS, rows=rows).show(as_json=False)


def _state_now(held: ConsentRecord, tenant: Tenant) -> ConsentState:
    from gateway.consent.offer import offered
    from gateway.consent.standing import state_now
    from gateway.errors import Refused

    try:
        offer = offered(tenant, purpose=held.purpose, recipient=held.recipient)
    except Refused:
        return state_now(None, held, now=now())
    return state_now(offer, held, now=now())


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
