"""``discreet keys``: API keys of chatbots, consent pages, guests and people who work here."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli_store import (
    ConfigOptions,
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
    from gateway.storage.transaction import ActingStore

app = typer.Typer(no_args_is_help=True, help="API keys: create, list, revoke.")

_COLUMNS = ("key_id", "tenant", "role", "label", "created_at", "expires_at", "revoked_at")


class KeyRole(StrEnum):
    """What a key may do."""

    CHAT = "chat"
    CONSENT = "consent"
    PRIVACY_OFFICER = "privacy_officer"
    SUPPORT = "support"
    ADMIN = "admin"
    GUEST = "guest"
    AUDITOR = "auditor"


@dataclass(frozen=True, kw_only=True)
class CreateOptions(TenantOptions):
    """Options of ``keys create``."""

    role: Annotated[KeyRole, typer.Option(help="What the key may do.")] = KeyRole.CHAT
    label: Annotated[str, typer.Option(help="What you know it by.")] = ""
    expires: Annotated[
        str | None, typer.Option(help="In how long, such as P90D; needed for a guest.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class RevokeOptions(ConfigOptions):
    """Options of ``keys revoke``."""

    key_id: Annotated[str, typer.Argument(help="From `discreet keys list`.")]


@app.command()
@takes(CreateOptions)
def create(options: CreateOptions) -> None:
    """Make a key. It is printed once and cannot be shown again."""
    from gateway.access import termination_desk
    from gateway.access.terminations import terminated
    from gateway.admin.auth import is_in_force, new_api_key
    from gateway.errors import ConfigurationError
    from gateway.model import Role

    settings = open_settings(options.config)
    tenant, made = choose_tenant(settings, options.tenant), now()
    record, plain = new_api_key(
        tenant, Role(options.role.value), label=options.label, entropy=os.urandom, now=made
    )
    if options.expires is not None:
        record = replace(record, expires_at=_end(made, options.expires))
    if not is_in_force(record, now=made):
        raise ConfigurationError("--expires: a guest is let in for P90D at most, such as P30D")

    async def add(store: ActingStore) -> None:
        held = await termination_desk.sought(store, tenant)
        if held is not None and held.begun_at is not None:
            raise terminated()
        await store.add_api_key(record)

    with_store(settings, add)
    if options.json:
        shown = {"key_id": record.key_id, "key": plain, "tenant": tenant, "role": record.role}
        show_json(shown | {"expires_at": record.expires_at})
        return
    typer.echo(plain)
    until = f", until {record.expires_at:%Y-%m-%d %H:%M} UTC" if record.expires_at else ""
    typer.echo(
        f"Role {record.role.value}, tenant {tenant}{until}. It is not shown again.", err=True
    )


def _end(made: datetime, duration: str) -> datetime:
    from gateway.errors import ConfigurationError
    from gateway.retention.classes import parse_duration

    try:
        return parse_duration(duration).after(made)
    except (ValueError, OverflowError):
        raise ConfigurationError("--expires: must be a duration such as P90D or P1Y") from None


@app.command("list")
@takes(StoreOptions)
def list_keys(options: StoreOptions) -> None:
    """List keys, those of the configuration file included; never their secrets."""
    settings = open_settings(options.config)
    stored = with_store(settings, lambda store: store.api_keys())
    rows = [[getattr(key, column) for column in _COLUMNS] for key in (*settings.keys, *stored)]
    Table(title="API keys", columns=_COLUMNS, rows=rows).show(as_json=options.json)


@app.command()
@takes(RevokeOptions)
def revoke(options: RevokeOptions) -> None:
    """Revoke a key of the store."""
    settings = open_settings(options.config)
    if not with_store(settings, lambda store: store.revoke_api_key(options.key_id, now())):
        typer.echo("discreet: the store has no such key that is in force", err=True)
        raise typer.Exit(1)
    typer.echo(f"revoked {options.key_id}")
