"""``discreet keys``: API keys of chatbots, consent pages and administrators."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

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

app = typer.Typer(no_args_is_help=True, help="API keys: create, list, revoke.")

_COLUMNS = ("key_id", "tenant", "role", "label", "created_at", "revoked_at")


class KeyRole(StrEnum):
    """What a key may do."""

    CHAT = "chat"
    CONSENT = "consent"
    ADMIN = "admin"


@dataclass(frozen=True, kw_only=True)
class CreateOptions(TenantOptions):
    """Options of ``keys create``."""

    role: Annotated[KeyRole, typer.Option(help="What the key may do.")] = KeyRole.CHAT
    label: Annotated[str, typer.Option(help="What you know it by.")] = ""


@dataclass(frozen=True, kw_only=True)
class RevokeOptions(ConfigOptions):
    """Options of ``keys revoke``."""

    key_id: Annotated[str, typer.Argument(help="From `discreet keys list`.")]


@app.command()
@takes(CreateOptions)
def create(options: CreateOptions) -> None:
    """Make a key. It is printed once and cannot be shown again."""
    from gateway.admin.auth import new_api_key
    from gateway.model import Role

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    record, plain = new_api_key(
        tenant, Role(options.role.value), label=options.label, entropy=os.urandom, now=now()
    )
    with_store(settings, lambda store: store.add_api_key(record))
    if options.json:
        show_json({"key_id": record.key_id, "key": plain, "tenant": tenant, "role": record.role})
        return
    typer.echo(plain)
    typer.echo(f"Role {record.role.value}, tenant {tenant}. It is not shown again.", err=True)


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
