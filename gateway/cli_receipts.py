"""``discreet consent receipt``, ``receipt-key`` and ``verify-receipt``."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli_store import (
    TenantOptions,
    choose_tenant,
    open_settings,
    show_json,
    takes,
    with_store,
)

if TYPE_CHECKING:
    from gateway.consent.receipts import Verdict

_REMEDIES: Mapping[str, str] = {
    "no_receipt": "the file is no receipt",
    "malformed": "it lacks what a receipt has",
    "changed": "it was changed after it was signed",
    "reformatted": "its values are as signed, its text is not as issued; take the original file",
    "foreign_key": "it was signed with another key than the trusted one",
    "unknown_key": "no trusted key is known here: compare the fingerprint with what the operator "
    "publishes at GET /privacy/receipt-key (or prints with `discreet consent receipt-key`), and "
    "pass that key as --public-key",
}


@dataclass(frozen=True, kw_only=True)
class ReceiptOptions(TenantOptions):
    """Options of ``consent receipt``."""

    record_id: Annotated[str, typer.Argument(help="From `discreet consent list`.")]


@dataclass(frozen=True, kw_only=True)
class VerifyOptions(TenantOptions):
    """Options of ``consent verify-receipt``."""

    file: Annotated[Path, typer.Argument(help="The receipt; - reads it from stdin.")]
    public_key: Annotated[
        str | None,
        typer.Option(help="Of the operator: hexadecimal, or a file; else the configuration's."),
    ] = None


@takes(ReceiptOptions)
def receipt(options: ReceiptOptions) -> None:
    """Print the signed receipt of a record, for the person."""
    from gateway.consent.hearing import receipt_facts
    from gateway.consent.receipts import issue

    settings = open_settings(options.config)
    tenant = settings.tenants[choose_tenant(settings, options.tenant)]
    facts = with_store(
        settings, lambda store: receipt_facts(store, tenant, record_id=options.record_id)
    )
    if facts is None:
        typer.echo("discreet: this tenant has no such record", err=True)
        raise typer.Exit(1)
    seed = _seeds(options)[tenant.key]
    typer.echo(issue(seed, facts))


@takes(TenantOptions)
def receipt_key(options: TenantOptions) -> None:
    """Print the public key that receipts are checked with, and its fingerprint."""
    from gateway.consent.receipts import key_document

    settings = open_settings(options.config)
    document = key_document(_seeds(options)[choose_tenant(settings, options.tenant)])
    if options.json:
        show_json(document)
        return
    typer.echo(document["public_key"])
    typer.echo(f"fingerprint: {document['fingerprint']}", err=True)


@takes(VerifyOptions)
def verify_receipt(options: VerifyOptions) -> None:
    """Check a receipt, offline; exit code 0 only for one that is valid."""
    from gateway.consent.receipts import LONGEST_RECEIPT, verify

    document = _read(options.file, LONGEST_RECEIPT + 1)
    found = verify(document, public_key=None)
    found = verify(document, public_key=_trusted(options, signed_with=found.fingerprint))
    if options.json:
        show_json(_described(found))
    else:
        _tell(found)
    if not found.is_valid:
        raise typer.Exit(1)


def _seeds(options: TenantOptions) -> dict[str, bytes]:
    """The keys for receipts by tenant."""
    from gateway.settings import read_master_key
    from gateway.wiring import tenant_keys

    settings = open_settings(options.config)
    master = read_master_key(settings.storage, os.environ)
    return {tenant: tenant_keys(master, tenant).receipt for tenant in settings.tenants}


def _read(file: Path, most: int) -> bytes:
    from gateway.errors import ConfigurationError

    if str(file) == "-":
        return sys.stdin.buffer.read(most)
    try:
        with file.open("rb") as opened:
            return opened.read(most)
    except OSError as error:
        raise ConfigurationError(f"the file cannot be read: {error.strerror}") from None


def _trusted(options: VerifyOptions, *, signed_with: str) -> bytes | None:
    """The key to check with: the one given, else that of a tenant, else none.

    A receipt can be checked where no gateway is configured; only a configuration or
    tenant that was asked for must be there.
    """
    from gateway.consent.receipts import fingerprint, public_key
    from gateway.errors import ConfigurationError, StorageFailed

    if options.public_key is not None:
        return _given_key(options.public_key)
    try:
        seeds = _seeds(options)
    except (ConfigurationError, StorageFailed):
        if options.config is not None or options.tenant is not None:
            raise
        return None
    if options.tenant is not None:
        if options.tenant not in seeds:
            raise ConfigurationError(f"--tenant: must be one of {', '.join(seeds)}")
        return public_key(seeds[options.tenant])
    keys = {fingerprint(key): key for key in map(public_key, seeds.values())}
    return keys.get(signed_with) or next(iter(keys.values()), None)


def _given_key(text: str) -> bytes:
    from gateway.consent.receipts import LONGEST_RECEIPT, read_public_key
    from gateway.errors import ConfigurationError

    try:
        return read_public_key(text)
    except ValueError:
        content = _read(Path(text), LONGEST_RECEIPT)
    try:
        return read_public_key(content.decode())
    except ValueError:
        raise ConfigurationError("--public-key: must be 64 hexadecimal digits") from None


def _described(found: Verdict) -> dict[str, Any]:
    return {
        "valid": found.is_valid,
        "problem": found.problem.value if found.problem else None,
        "fingerprint": found.fingerprint or None,
    }


def _tell(found: Verdict) -> None:
    if found.problem is not None:
        typer.echo(f"not valid: {found.problem.value}: {_REMEDIES[found.problem.value]}")
    else:
        typer.echo("valid")
        for event in found.receipt["event"]:
            typer.echo(f"  {event.get('event_time')} {event.get('event_state')}")
    if found.fingerprint:
        typer.echo(f"signed with: {found.fingerprint}")
