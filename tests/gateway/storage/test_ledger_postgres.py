"""The erasure ledger beside the keys: who has the store open, and who restores it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from gateway.errors import StorageFailed
from gateway.storage.database import DatabaseStore
from gateway.storage.ledger import LedgerFile
from gateway.storage.ledger_key import KeySource
from gateway.storage.ledger_postgres import LedgerInPostgres
from gateway.storage.ledger_rows import Position
from tests.gateway.storage.conftest import SetClock, with_store
from tests.gateway.storage.samples import MASTER
from tests.postgres import Urls, new_databases, postgres, store_on

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def place() -> LedgerInPostgres:
    return LedgerInPostgres(postgres(new_databases().keys))


def test_it_exists_once_it_was_begun_and_is_for_one_store(place: LedgerInPostgres) -> None:
    assert not place.exists()
    ledger = LedgerFile(place, KeySource(key=bytes(32)))
    ledger.open("store-1", known=Position())
    assert place.exists()
    reached = ledger.note(keys=["dek-1", "dek-2"], at=NOW)
    assert (reached.run, reached.entries) == (1, 2)
    assert ledger.holds_keys(["dek-2", "dek-3"]) == {"dek-2"}
    assert ledger.verify() == reached
    ledger.close()
    for other, key in (("store-2", bytes(32)), ("store-1", bytes([1]) * 32)):
        with pytest.raises(StorageFailed):
            LedgerFile(place, KeySource(key=key)).open(other, known=reached)


def test_many_have_it_open_and_one_alone_restores(place: LedgerInPostgres) -> None:
    shares = [place.occupy() for _ in range(3)]
    with pytest.raises(StorageFailed, match="has this store open"), place.alone():
        raise AssertionError("it was not alone")
    for share in shares:
        assert share.is_held
        share.release()
        share.release()
    other = LedgerInPostgres(place.database)  # type: ignore[arg-type]
    with place.alone():
        own = place.occupy()
        assert not own.is_held
        own.release()
        with pytest.raises(StorageFailed, match="being restored"):
            other.occupy()
    other.occupy().release()


def test_a_ledger_that_lost_entries_is_noticed_when_the_store_opens() -> None:
    urls = new_databases()

    def store(urls: Urls) -> DatabaseStore:
        return store_on(urls, master_key=MASTER, tenants=("acme",), clock=SetClock())

    async def erase(opened: DatabaseStore) -> None:
        await opened.act(lambda transaction: transaction.ledger.note(keys=["dek-1"], at=NOW))

    asyncio.run(with_store(store(urls), erase))
    owner = postgres(urls.keys_owner).connect()
    owner.execute("DELETE FROM ledger_run")
    owner.close()
    with pytest.raises(StorageFailed, match="ledger"):
        asyncio.run(with_store(store(urls), erase))
