"""``discreet consent notices``: what people are shown, and whom to tell when it changed.

Subjects are keyed hashes here as everywhere; ``--subjects`` compares them with a list of
the operator's own.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from gateway.cli_store import (
    Table,
    TenantOptions,
    choose_tenant,
    find_configuration,
    now,
    open_settings,
    show_json,
    takes,
    with_store,
)

if TYPE_CHECKING:
    from gateway.consent.records import ConsentRecord
    from gateway.notice import NoticeSeries, ShownNotice, Standing
    from gateway.policy import Tenant
    from gateway.settings import Settings
    from gateway.storage.ports import Store

Known = TypeVar("Known")
Notices = Mapping[tuple[str, str], "NoticeSeries"]

app = typer.Typer(no_args_is_help=True, help="Notices: list, show, check, whom to tell.")

_LISTED = (
    *("notice", "version", "valid_from", "material_change", "standing"),
    *("purpose", "recipient", "language", "sha256"),
)
_CHECKED = ("purpose", "recipient", "notice", "version", "language", "sha256", "given", "standing")
_STALE = ("subject", "purpose", "recipient", "notice", "version", "language", "given_at")
_SHOWN_OF_HASH = 12  # so much of it in a table; --json and show have all
_AT = "With its zone, such as 2026-12-01T00:00:00Z; else now."


@dataclass(frozen=True, kw_only=True)
class SelectOptions(TenantOptions):
    """Options that choose notices by what they are for."""

    purpose: Annotated[str | None, typer.Option(help="Only this purpose.")] = None
    recipient: Annotated[str | None, typer.Option(help="Only this recipient.")] = None


@dataclass(frozen=True, kw_only=True)
class ShowOptions(TenantOptions):
    """Options of ``consent notices show``."""

    purpose: Annotated[str | None, typer.Option(help="Else the policy's default.")] = None
    recipient: Annotated[str | None, typer.Option(help="Needed where there are several.")] = None
    language: Annotated[str | None, typer.Option(help="ISO 639-1; else the first one.")] = None
    sha256: Annotated[str | None, typer.Option(help="The text with this hash instead.")] = None
    at: Annotated[str | None, typer.Option(help=_AT)] = None


@dataclass(frozen=True, kw_only=True)
class StaleOptions(SelectOptions):
    """Options of ``consent notices stale``."""

    subjects: Annotated[
        Path | None, typer.Option(help="File with your own subject ids, one a line.")
    ] = None
    at: Annotated[str | None, typer.Option(help="Whom a version to come ends. " + _AT)] = None


@app.command("list")
@takes(SelectOptions)
def list_notices(options: SelectOptions) -> None:
    """List every text that people were, are or will be shown, with its hash."""
    _, tenant = _opened(options)
    at = now()
    rows = [
        (
            *(text.key, text.version, version.valid_from, version.material_change),
            *(filled.standing(text.sha256, at), purpose, recipient, text.language, text.sha256),
        )
        for (purpose, recipient), filled in _notices(tenant).items()
        if options.purpose in (None, purpose) and options.recipient in (None, recipient)
        for version in filled.versions
        for text in version.texts.values()
    ]
    _show(_LISTED, rows, options=options, title="Notices")


@app.command()
@takes(ShowOptions)
def show(options: ShowOptions) -> None:
    """Show a notice as a person sees it."""
    from gateway.errors import ConfigurationError

    settings, tenant = _opened(options)
    if options.sha256 is not None:
        found = _with_hash(settings, tenant, options=options)
    else:
        found = _in_force(tenant, options)
    if found is None:
        raise ConfigurationError("no version of this notice has that hash, or is valid then")
    if options.json:
        show_json(found.described())
        return
    _print(found)


def _in_force(tenant: Tenant, options: ShowOptions) -> ShownNotice | None:
    purpose = options.purpose or tenant.policy.default_purpose
    notices = _notices(tenant)
    _chosen("--purpose", purpose, known={each: each for each, _ in notices})
    for_purpose = {key[1]: filled for key, filled in notices.items() if key[0] == purpose}
    only = next(iter(for_purpose)) if len(for_purpose) == 1 else ""
    filled = _chosen("--recipient", options.recipient or only, known=for_purpose)
    return filled.in_force(_time(options.at), options.language)


def _with_hash(settings: Settings, tenant: Tenant, *, options: ShowOptions) -> ShownNotice | None:
    """The text with a hash: of the configuration, else as it was shown to somebody once."""
    from gateway.notice import read_document

    sha256 = options.sha256 or ""
    found = next(filter(None, (each.find(sha256) for each in _notices(tenant).values())), None)
    if found is None:
        kept = with_store(settings, lambda store: store.shown_notice(tenant.key, sha256))
        found = read_document(kept) if kept is not None else None
    if found is None or found.sha256 != sha256:
        return None
    wanted = options.purpose in (None, found.facts.purpose)
    return found if wanted and options.recipient in (None, found.facts.recipient) else None


@app.command()
@takes(TenantOptions)
def check(options: TenantOptions) -> None:
    """Compare the notices with what people consented to; exit code 1 if a text is gone.

    Every file in the directory of notices is read, those that no purpose names, too.
    """
    from gateway.consent.notices import load_notices
    from gateway.notice import Standing

    settings, tenant = _opened(options)
    load_notices(find_configuration(options.config).parent / "notices")
    at, notices = now(), _notices(tenant)
    counts: Counter[tuple[str, ...]] = Counter()

    def count(record: ConsentRecord) -> None:
        about = (record.purpose, record.recipient, record.notice_key, record.notice_version)
        counts[*about, record.language, record.notice, _standing(notices, record, at=at)] += 1

    with_store(settings, lambda store: _each_given(store, tenant.key, visit=count))
    rows = [(*row[:-1], given, row[-1]) for row, given in sorted(counts.items())]
    _show(_CHECKED, rows, options=options, title="Consents by notice")
    gone = sum(given for row, given in counts.items() if row[-1] == Standing.UNKNOWN)
    if gone:
        typer.echo(
            f"discreet: {gone} given consents are to texts that no file has any more", err=True
        )
        raise typer.Exit(1)


@app.command()
@takes(StaleOptions)
def stale(options: StaleOptions) -> None:
    """List whom to tell: people whose consent has ended because the notice changed."""
    from gateway.consent.stale import stale_consents

    settings, tenant = _opened(options)
    at, names = _time(options.at), _named(settings, tenant.key, file=options.subjects)
    every = with_store(settings, lambda store: stale_consents(store, tenant, at=at))
    ended = [
        each
        for each in every
        if options.purpose in (None, each.purpose)
        and options.recipient in (None, each.recipient)
        and (names is None or each.subject in names)
    ]
    rows = [
        (
            *(names[each.subject] if names is not None else each.subject, each.purpose),
            *(each.recipient, each.notice_key, each.notice_version, each.language),
            each.event_time,
        )
        for each in ended
    ]
    _show(_STALE, rows, options=options, title="To be told")


def _opened(options: TenantOptions) -> tuple[Settings, Tenant]:
    settings = open_settings(options.config)
    return settings, settings.tenants[choose_tenant(settings, options.tenant)]


def _notices(tenant: Tenant) -> Notices:
    from gateway.consent.stale import notices_of

    return notices_of(tenant)


def _show(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    options: TenantOptions,
    title: str,
) -> None:
    if not options.json and "sha256" in columns:
        place = columns.index("sha256")
        rows = [[*row[:place], str(row[place])[:_SHOWN_OF_HASH], *row[place + 1 :]] for row in rows]
    Table(title=title, columns=columns, rows=rows).show(as_json=options.json)


def _chosen(option: str, key: str, *, known: Mapping[str, Known]) -> Known:
    from gateway.errors import ConfigurationError

    if key not in known:
        raise ConfigurationError(f"{option}: must be one of {', '.join(known)}")
    return known[key]


def _time(text: str | None) -> datetime:
    from gateway.errors import ConfigurationError

    if text is None:
        return now()
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # refused below, like a time without zone
    raise ConfigurationError("--at: must be a time with its zone, such as 2026-12-01T00:00:00Z")


def _print(notice: ShownNotice) -> None:
    for words in notice.parts.values():
        typer.echo(f"{words}\n")
    typer.echo(f"notice {notice.key}, version {notice.version}, language {notice.language}")
    typer.echo(f"valid from {notice.valid_from.isoformat(timespec='seconds')}")
    typer.echo(f"sha256 {notice.sha256}")


def _standing(notices: Notices, record: ConsentRecord, *, at: datetime) -> Standing:
    from gateway.consent.stale import standing_of

    return standing_of(notices, record, at=at)


async def _each_given(store: Store, tenant: str, *, visit: Callable[[ConsentRecord], None]) -> None:
    """Visits every given consent of a tenant."""
    from gateway.cli_records import given_pages

    async for page in given_pages(store, tenant):
        for record in page:
            visit(record)


def _named(settings: Settings, tenant: str, *, file: Path | None) -> Mapping[str, str] | None:
    """The operator's own subject ids by the keyed hash of each; None without a file."""
    from gateway.errors import ConfigurationError
    from gateway.proxy.subject import subject_reference
    from gateway.settings import read_master_key
    from gateway.wiring import tenant_keys

    if file is None:
        return None
    keys = tenant_keys(read_master_key(settings.storage, os.environ), tenant)
    try:
        with file.open(encoding="utf-8-sig") as lines:
            names = (line.strip() for line in lines)
            return {subject_reference(keys, name): name for name in names if name}
    except (OSError, UnicodeDecodeError) as error:
        kind = type(error).__name__
        raise ConfigurationError(f"--subjects: cannot be read ({kind})") from None
