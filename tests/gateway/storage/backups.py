"""Stores, back-ups and restores for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from gateway.storage.backup import Copied, Made, back_up_data, back_up_keys, manifest_key
from gateway.storage.database import DatabaseStore
from gateway.storage.driver import Database
from gateway.storage.files import SqliteFile
from gateway.storage.kept_store import KEPT_FILE, KEPT_KEY_FILE
from gateway.storage.ledger_key import KeySource
from gateway.storage.ledger_place import LedgerInFile
from gateway.storage.ports import StoredConversation
from gateway.storage.restore import Restored, Target, Wanted, restore
from tests.gateway.storage.samples import MASTER, START

KEY = manifest_key(MASTER)
Result = TypeVar("Result")


def with_store(directory: Path, work: Callable[[DatabaseStore], Awaitable[Result]]) -> Result:
    """Opens the store of a directory, works with it, closes it; its clock is START."""

    async def run() -> Result:
        store = DatabaseStore.in_directory(directory, master_key=MASTER, clock=lambda: START)
        await store.open()
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def copied(directory: Path) -> Copied:
    return Copied(
        main=SqliteFile(directory / "discreet.db"),
        keys=SqliteFile(directory / "keys.db"),
        kept=_kept(directory),
    )


def _kept(directory: Path) -> tuple[Database, Database] | None:
    main, keys = SqliteFile(directory / KEPT_FILE), SqliteFile(directory / KEPT_KEY_FILE)
    return (main, keys) if main.path.exists() else None


def data_copy(directory: Path, target: Path, *, now: datetime = START) -> Made:
    return back_up_data(copied(directory), target, key=KEY, now=now)


def key_copy(directory: Path, target: Path, *, now: datetime = START) -> Made:
    return back_up_keys(copied(directory), target, key=KEY, now=now)


def target_of(directory: Path, *, ledger: Path | None = None) -> Target:
    place = ledger or directory / "ledger"
    return Target(
        main=directory / "discreet.db",
        keys=directory / "keys.db",
        ledger=(LedgerInFile(place / "erasures.db"), KeySource(file=place / "erasures.key")),
        root=MASTER,
    )


def put_back(
    directory: Path, wanted: Wanted, *, now: datetime = START, ledger: Path | None = None
) -> Restored:
    target = target_of(directory, ledger=ledger)
    return asyncio.run(restore(target, wanted, key=KEY, now=now))


def texts(directory: Path, tenant: str = "acme") -> dict[str, list[str]]:
    """What can be read of each stored conversation."""

    async def read(store: DatabaseStore) -> dict[str, list[str]]:
        found: list[StoredConversation] = list(await store.conversations(tenant))
        return {each.conversation_id: [message.text for message in each.messages] for each in found}

    return with_store(directory, read)
