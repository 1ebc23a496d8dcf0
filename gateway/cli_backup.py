"""``discreet backup`` and ``discreet restore``: copies of a store, and how they come back."""

from __future__ import annotations

import asyncio
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli_store import StoreOptions, now, open_settings, show_json, takes

if TYPE_CHECKING:
    from gateway.settings import Settings
    from gateway.storage.backup import KeyBackups, Made
    from gateway.storage.carried_rows import CarriedOver
    from gateway.storage.restore import Anchor, Restored, Wanted
    from gateway.storage.transaction import Acting

_TAKEN_OVER = (
    *("holds", "objections", "restrictions", "directives", "requests", "incidents", "demands"),
)
_ENDED_SINCE = {
    "api_keys": "API keys revoked",
    "grants": "grants ended",
    "instructions": "instructions taken back",
    "integrations": "integrations switched off",
    "users": "users disabled",
}


@dataclass(frozen=True, kw_only=True)
class BackupOptions(StoreOptions):
    """Options of ``backup``."""

    directory: Annotated[Path, typer.Argument(help="Where back-ups are kept.")]
    keys: Annotated[
        bool, typer.Option("--keys", help="Of the key store; those older than 7 days are deleted.")
    ] = False


@dataclass(frozen=True, kw_only=True)
class RestoreOptions(StoreOptions):
    """Options of ``restore``."""

    directory: Annotated[Path, typer.Argument(help="The back-up, as `backup` printed it.")]
    keys: Annotated[Path | None, typer.Option(help="A back-up of the key store.")] = None
    replace: Annotated[bool, typer.Option("--replace", help="Over the store that is there.")] = (
        False
    )
    unsafe_keep_consents: Annotated[
        bool,
        typer.Option(
            "--unsafe-keep-consents",
            help="Consents count as when the back-up was made, withdrawn ones since included.",
        ),
    ] = False
    unsafe_without_ledger: Annotated[
        bool,
        typer.Option(
            "--unsafe-without-ledger",
            help="The erasure ledger is lost: what was erased since the back-up comes back.",
        ),
    ] = False
    unsafe_without_live: Annotated[
        bool,
        typer.Option(
            "--unsafe-without-live",
            help="The store that is there cannot be read: its holds and objections are lost.",
        ),
    ] = False
    unsafe_old_keys: Annotated[
        bool,
        typer.Option(
            "--unsafe-old-keys",
            help="A key back-up older than 7 days, which certificates say is gone.",
        ),
    ] = False


@takes(BackupOptions)
def backup(options: BackupOptions) -> None:
    """Copy the store while the gateway serves: the data, or with --keys the key store."""
    settings = open_settings(options.config)
    made, pruned = asyncio.run(_back_up(settings, options.directory, keys=options.keys))
    if options.json:
        show_json(
            {
                "place": made.place,
                "manifest": asdict(made.manifest),
                "pruned": None if pruned is None else asdict(pruned),
            }
        )
        return
    typer.echo(str(made.place))
    if pruned is not None:
        typer.echo(f"back-ups of a week ago, deleted: {pruned.deleted}", err=True)
        typer.echo(f"erased keys, taken out of the others: {pruned.erased}", err=True)
        if pruned.damaged:
            typer.echo(f"DAMAGED, not pruned; delete them: {pruned.damaged}", err=True)


@takes(RestoreOptions)
def restore(options: RestoreOptions) -> None:
    """Put a back-up in the place of a store that nobody has open; erased things stay erased."""
    from gateway.storage.restore import Wanted

    settings = open_settings(options.config)
    wanted = Wanted(
        data=options.directory,
        keys=options.keys,
        replaces=options.replace,
        keeps_consents=options.unsafe_keep_consents,
        without_ledger=options.unsafe_without_ledger,
        without_live=options.unsafe_without_live,
        old_keys=options.unsafe_old_keys,
    )
    restored = asyncio.run(_restore(settings, wanted))
    if options.json:
        show_json(asdict(restored))
        return
    done = restored.replayed
    typer.echo(f"restored the store of {restored.made_at}")
    typer.echo(f"erased keys left out: {restored.keys_erased}")
    typer.echo(f"rows without a key, deleted: {done.unreadable}")
    typer.echo(f"people erased again: {done.people}")
    typer.echo(f"consents to be given anew: {done.consents}")
    _show_carried(restored.carried)


def _show_carried(carried: CarriedOver) -> None:
    """Says what was taken over and what ended, and what nobody can know."""
    if carried.read:
        for name in _TAKEN_OVER:
            typer.echo(f"{name} taken over from the store that was there: {getattr(carried, name)}")
        for name, meaning in _ENDED_SINCE.items():
            typer.echo(f"{meaning} since the back-up, as in that store: {getattr(carried, name)}")
    else:
        typer.echo(
            "No store was there: holds, objections, restrictions, directives, requests,"
            " incidents and demands made since the back-up are lost.",
            err=True,
        )
        typer.echo(
            "Nobody knows which API keys were revoked, users disabled and instructions taken"
            " back since: do it again before the gateway starts.",
            err=True,
        )
        typer.echo(f"grants ended: {carried.grants}")
        typer.echo(f"integrations switched off: {carried.integrations}")
    typer.echo(f"sessions ended: {carried.sessions}")
    typer.echo(f"open invitations ended: {carried.invitations}")
    if carried.tenants:
        typer.echo(f"tenants that have ended: {carried.tenants}")
        typer.echo(f"of theirs, erased again: {carried.tenant_rows}")


async def _back_up(
    settings: Settings, directory: Path, *, keys: bool
) -> tuple[Made, KeyBackups | None]:
    from gateway.audit.entry import Act, AuditEntry
    from gateway.settings import read_master_key
    from gateway.storage.backup import (
        Copied,
        back_up_data,
        back_up_keys,
        manifest_key,
        prune_key_backups_of,
    )
    from gateway.storage.opening import configured_store

    key = manifest_key(read_master_key(settings.storage, os.environ))
    store = configured_store(settings, os.environ)
    await store.open()
    try:
        copied, at = Copied.of(store), now()
        take = back_up_keys if keys else back_up_data
        made = await asyncio.to_thread(take, copied, directory, key=key, now=at)
        pruned = None
        if keys:
            pruned = await asyncio.to_thread(
                prune_key_backups_of, store, directory, key=key, now=at
            )
        facts = {"kind": made.manifest.kind.value, "backup": made.manifest.sha256}
        entry = AuditEntry(act=Act.BACKED_UP, tenant="", at=at, actor="command", facts=facts)
        await store.act(lambda transaction: transaction.audit.append(entry))
    finally:
        await store.close()
    return made, pruned


async def _restore(settings: Settings, wanted: Wanted) -> Restored:
    from gateway.settings import read_master_key
    from gateway.storage.backup import manifest_key
    from gateway.storage.opening import restore_target
    from gateway.storage.restore import restore as put_back

    at, root = now(), read_master_key(settings.storage, os.environ)
    return await put_back(
        restore_target(settings, os.environ),
        wanted,
        key=manifest_key(root),
        now=at,
        anchor=_anchor(settings),
    )


def _anchor(settings: Settings) -> Anchor:
    from gateway.audit.opening import configured_log

    async def go_on(store: Acting) -> None:
        await configured_log(settings, os.environ, store=store).reanchor(now(), actor="command")

    return go_on
