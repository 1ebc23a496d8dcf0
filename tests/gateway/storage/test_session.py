"""Connections that belong together, and tenants that are remembered."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import StorageFailed
from gateway.storage.database import KEY_FILE, MAIN_FILE, DatabaseStore
from gateway.storage.files import SqliteFile
from gateway.storage.keys import KeyFile
from gateway.storage.ledger import ledger_in
from gateway.storage.ports import Recorded
from gateway.storage.session import Session
from tests.gateway.retention.stored import stored
from tests.gateway.storage.conftest import SetClock, exchanges, opened, with_store
from tests.gateway.storage.samples import DAY, MASTER, START, disclosure, tag
from tests.postgres import Urls, new_databases, postgres, store_on


def session(directory: Path, *tenants: str) -> Session:
    return Session(
        SqliteFile(directory / MAIN_FILE),
        KeyFile(directory / KEY_FILE, MASTER),
        ledger=ledger_in(directory / "ledger"),
        tenants=tenants,
    )


def test_it_opens_closes_and_opens_again(tmp_path: Path) -> None:
    opened = session(tmp_path)
    for _ in range(2):
        assert repr(opened) == "Session(closed)"
        with pytest.raises(StorageFailed, match="not open"):
            _ = opened.driver
        opened.open()
        assert repr(opened) == "Session(open)"
        opened.connect_anew()
        opened.close()
        opened.close()


def test_a_write_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    opened = session(tmp_path)
    opened.open()
    with opened.writing() as transaction:
        transaction.connection.exec_driver_sql("INSERT INTO meta VALUES ('a', 'b')")

    def write() -> None:
        with opened.writing(["acme"]) as transaction:
            transaction.connection.exec_driver_sql("INSERT INTO meta VALUES ('c', 'd')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    with opened.reading(["acme"]):
        names = {row[0] for row in opened.driver.execute("SELECT name FROM meta")}
    assert "a" in names
    assert "c" not in names
    opened.close()


def test_tenants_that_are_no_longer_configured_are_still_served(tmp_path: Path) -> None:
    for named in (("acme", "other"), ("acme",), ("third",), ()):
        opened = session(tmp_path, *named)
        opened.open()
        opened.close()
    assert opened.tenants == {"acme", "other", "third"}


def test_what_a_tenant_left_behind_is_swept_after_it_is_gone() -> None:
    urls = new_databases()

    def run(tenants: tuple[str, ...], scenario: Any) -> Any:
        store = store_on(urls, master_key=MASTER, tenants=tenants, clock=SetClock())
        return asyncio.run(with_store(store, scenario))

    async def fill(store: DatabaseStore) -> None:
        leaving = disclosure(1, tenant="leaving", tag=tag(START + DAY))
        assert await store.record(leaving) is Recorded.RECORDED

    async def sweep(store: DatabaseStore) -> int:
        return (await store.sweep(START + 2 * DAY)).erased

    run(("acme", "leaving"), fill)
    assert run(("acme",), sweep) == 1


@pytest.mark.parametrize("error", [OSError(), MemoryError(), sqlite3.OperationalError()])
def test_a_failure_of_the_machine_is_nobodys_fault(tmp_path: Path, error: Exception) -> None:
    assert not session(tmp_path).is_fault(error)
    assert session(tmp_path).is_fault(sqlite3.IntegrityError())
    assert session(tmp_path).is_fault(ValueError())


def test_after_a_reconnect_another_store_is_not_taken_for_this_one() -> None:
    urls, others = new_databases(), new_databases()

    async def nothing(_: DatabaseStore) -> None:
        return None

    for each in (urls, others):
        store = store_on(each, master_key=MASTER, tenants=("acme",), clock=SetClock())
        asyncio.run(with_store(store, nothing))

    async def scenario(store: DatabaseStore) -> None:
        await exchanges(store, range(1, 2))
        store._session.database = postgres(others.main)
        store._session.driver.close()
        for _ in range(2):
            with pytest.raises(StorageFailed, match="does not belong"):
                await store.record(disclosure(2))
        store._session.database = postgres(urls.main)
        assert await store.record(disclosure(3)) is Recorded.RECORDED

    asyncio.run(with_store(_store(urls), scenario))


def _store(urls: Urls) -> DatabaseStore:
    return store_on(urls, master_key=MASTER, tenants=("acme",), clock=SetClock())


def test_a_missing_main_database_beside_keys_is_refused(tmp_path: Path) -> None:
    async def fill(store: DatabaseStore) -> None:
        await stored(store, 1)

    opened(tmp_path, fill)
    for path in tmp_path.glob("discreet.db*"):
        path.unlink()
    for _ in range(2):
        with pytest.raises(StorageFailed, match="main database is missing"):
            opened(tmp_path, fill)
