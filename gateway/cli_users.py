"""``discreet users``: people who sign in to the pages of administrators."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
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
    show_json,
    takes,
    with_store,
)

if TYPE_CHECKING:
    from gateway.sign_in.accounts import Account
    from gateway.sign_in.office import Office

Result = TypeVar("Result")

app = typer.Typer(
    no_args_is_help=True, help="People who sign in: create, list, disable, delete, reset."
)
BY = "command"
_COLUMNS = ("user_id", "name", "role", "created_at", "enrolled_at", "disabled_at")


class UserRole(StrEnum):
    """What somebody is."""

    ADMIN = "admin"
    PRIVACY_OFFICER = "privacy_officer"
    SUPPORT = "support"
    AUDITOR = "auditor"


@dataclass(frozen=True, kw_only=True)
class CreateUserOptions(TenantOptions):
    """Options of ``users create``."""

    name: Annotated[str, typer.Argument(help="Login name, such as an e-mail address.")]
    role: Annotated[UserRole, typer.Option(help="What they may do.")]


@dataclass(frozen=True, kw_only=True)
class OneUserOptions(TenantOptions):
    """Options of a command about one person."""

    user_id: Annotated[str, typer.Argument(help="From `discreet users list`.")]


@app.command()
@takes(CreateUserOptions)
def create(options: CreateUserOptions) -> None:
    """Invite somebody. The link is printed once and works for three days."""
    from gateway.model import Role

    at = now()
    account, token = _with_office(
        options,
        lambda office, tenant: office.invite(
            tenant, options.name, role=Role(options.role.value), by=BY, now=at
        ),
    )
    _show_invitation(account, token, as_json=options.json)


@app.command("list")
@takes(TenantOptions)
def listed(options: TenantOptions) -> None:
    """List the people who can sign in, or could."""
    found = _with_office(options, lambda office, tenant: office.listed(tenant))
    rows = [
        (
            each.user_id,
            each.name,
            each.role.value,
            each.created_at,
            each.enrolled_at,
            each.disabled_at,
        )
        for each in found
    ]
    Table(title="Users", columns=_COLUMNS, rows=rows).show(as_json=options.json)


@app.command()
@takes(OneUserOptions)
def disable(options: OneUserOptions) -> None:
    """End somebody's sessions and let them in no more."""
    at = now()
    account = _with_office(
        options, lambda office, tenant: office.disable(tenant, options.user_id, by=BY, now=at)
    )
    if options.json:
        show_json({"user_id": account.user_id, "disabled_at": account.disabled_at})
        return
    typer.echo("disabled")


@app.command()
@takes(OneUserOptions)
def delete(options: OneUserOptions) -> None:
    """Delete somebody's account and name; the audit log keeps the id."""
    at = now()
    account = _with_office(
        options, lambda office, tenant: office.delete(tenant, options.user_id, by=BY, now=at)
    )
    if options.json:
        show_json({"user_id": account.user_id, "deleted_at": at})
        return
    typer.echo("deleted")


@app.command()
@takes(OneUserOptions)
def reset(options: OneUserOptions) -> None:
    """Take somebody's password and codes away and invite them anew."""
    at = now()
    account, token = _with_office(
        options, lambda office, tenant: office.reset(tenant, options.user_id, by=BY, now=at)
    )
    _show_invitation(account, token, as_json=options.json)


def _show_invitation(account: Account, token: str, *, as_json: bool) -> None:
    path = f"/admin/enrol/{token}"
    if as_json:
        shown = {"user_id": account.user_id, "path": path, "until": account.invitation_until}
        show_json(shown)
        return
    typer.echo(f"user: {account.user_id}")
    typer.echo(f"invitation, until {account.invitation_until:%Y-%m-%d %H:%M} UTC: {path}")


def _with_office(
    options: TenantOptions, work: Callable[[Office, str], Awaitable[Result]]
) -> Result:
    from gateway.settings import read_master_key
    from gateway.sign_in.wiring import new_office
    from gateway.wiring import new_id, tenant_keys

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    master = read_master_key(settings.storage, os.environ)
    keys = {tenant: tenant_keys(master, tenant)}
    return with_store(settings, lambda store: work(new_office(store, keys, new_id=new_id), tenant))
