"""The store that a configuration names, not opened yet: SQLite files, or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gateway.errors import ConfigurationError
from gateway.settings import Settings, read_ledger_key, read_master_key
from gateway.settings_storage import PostgresUrls, Storage
from gateway.storage.database import KEY_FILE, LEDGER_DIRECTORY, MAIN_FILE, DatabaseStore
from gateway.storage.ledger import ledger_in, ledger_place

if TYPE_CHECKING:
    from gateway.storage.restore import Target


def _utc_now() -> datetime:
    return datetime.now(UTC)


def configured_store(
    settings: Settings, env: Mapping[str, str], *, clock: Callable[[], datetime] = _utc_now
) -> DatabaseStore:
    """The store; nothing is connected to yet.

    Args:
        settings: a loaded configuration.
        env: holds the keys, and the URLs of a store on PostgreSQL.
        clock: aware UTC time, used where a call is not given one; of files only.

    Raises:
        ConfigurationError: a key or URL is missing, or is not one that is safe to use.
    """
    storage = settings.storage
    master, ledger = read_master_key(storage, env), read_ledger_key(storage, env)
    if storage.postgres is not None and ledger is not None:
        return _on_postgres(storage.postgres, env, keys=(master, ledger), settings=settings)
    return DatabaseStore.in_directory(
        storage.directory,
        master_key=master,
        clock=clock,
        ledger=ledger_in(ledger_directory(storage), key=ledger),
    )


def restore_target(settings: Settings, env: Mapping[str, str]) -> Target:
    """What a back-up is restored into.

    Raises:
        ConfigurationError: a key is missing, or the store is on PostgreSQL.
    """
    from gateway.storage.restore import Target

    storage = settings.storage
    directory, key = ledger_directory(storage), read_ledger_key(storage, env)
    if storage.postgres is not None and key is not None:
        return _target_on_postgres(storage.postgres, env, settings=settings, ledger_key=key)
    return Target(
        main=storage.directory / MAIN_FILE,
        keys=storage.directory / KEY_FILE,
        ledger=ledger_place(directory, key=key),
        root=read_master_key(storage, env),
        tenants=frozenset(settings.tenants),
    )


def _target_on_postgres(
    urls: PostgresUrls, env: Mapping[str, str], *, settings: Settings, ledger_key: bytes
) -> Target:
    from gateway.storage.ledger_key import KeySource
    from gateway.storage.ledger_postgres import LedgerInPostgres
    from gateway.storage.postgres import PostgresDatabase
    from gateway.storage.postgres_url import read_url
    from gateway.storage.restore import Target
    from gateway.storage.restore_rows import LiveDatabases

    if urls.owner is None or urls.keys_owner is None:
        raise ConfigurationError("storage: restore needs owner_url_env and keys_owner_url_env")
    main, keys, main_owner, keys_owner = (
        PostgresDatabase(read_url(env.get(name, ""), place=name))
        for name in (urls.main, urls.keys, urls.owner, urls.keys_owner)
    )
    return Target(
        main=settings.storage.directory / MAIN_FILE,
        keys=settings.storage.directory / KEY_FILE,
        ledger=(LedgerInPostgres(keys, owner=keys_owner), KeySource(key=ledger_key)),
        root=read_master_key(settings.storage, env),
        tenants=frozenset(settings.tenants),
        live=LiveDatabases(main=main, keys=keys, main_owner=main_owner, keys_owner=keys_owner),
    )


def ledger_directory(storage: Storage) -> Path:
    """Where the erasure ledger lies: beside the data, or as configured."""
    return storage.ledger_directory or storage.directory / LEDGER_DIRECTORY


def _on_postgres(
    urls: PostgresUrls, env: Mapping[str, str], *, keys: tuple[bytes, bytes], settings: Settings
) -> DatabaseStore:
    # Only here: who keeps files does not pay for the import.
    from gateway.storage.postgres_store import Places, Secrets, postgres_store
    from gateway.storage.postgres_url import PostgresUrl, read_url

    def optional(name: str | None) -> PostgresUrl | None:
        return None if name is None else read_url(env.get(name, ""), place=name)

    places = Places(
        main=read_url(env.get(urls.main, ""), place=urls.main),
        keys=read_url(env.get(urls.keys, ""), place=urls.keys),
        owner=optional(urls.owner),
        keys_owner=optional(urls.keys_owner),
    )
    secrets = Secrets(master=keys[0], ledger=keys[1])
    return postgres_store(places, secrets, tenants=settings.tenants)
