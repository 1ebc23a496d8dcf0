"""The store on PostgreSQL: conversations in one database, keys and ledger in another."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime

from gateway.storage.database import DatabaseStore
from gateway.storage.keys import KeyFile
from gateway.storage.ledger import LedgerFile
from gateway.storage.ledger_key import KeySource
from gateway.storage.ledger_postgres import LedgerInPostgres
from gateway.storage.postgres import PostgresDatabase
from gateway.storage.postgres_url import PostgresUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """The master key, and the ledger's own. The repr hides them."""

    master: bytes = field(repr=False)
    ledger: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the databases are; the owners' URLs only where this process may use them."""

    main: PostgresUrl
    keys: PostgresUrl
    owner: PostgresUrl | None = None
    keys_owner: PostgresUrl | None = None


def _utc_now() -> datetime:
    return datetime.now(UTC)


def postgres_store(
    places: Places,
    secrets: Secrets,
    *,
    tenants: Collection[str],
    clock: Callable[[], datetime] = _utc_now,
) -> DatabaseStore:
    """A store on two databases, not connected yet.

    Args:
        places: of the databases.
        secrets: its keys.
        tenants: all that it serves.
        clock: see DatabaseStore.
    """
    keys = PostgresDatabase(places.keys, owner=places.keys_owner)
    main = PostgresDatabase(places.main, owner=places.owner, apart_from=keys)
    return DatabaseStore(
        main,
        KeyFile(keys, secrets.master),
        ledger=LedgerFile(LedgerInPostgres(keys), KeySource(key=secrets.ledger)),
        tenants=tenants,
        clock=clock,
    )
