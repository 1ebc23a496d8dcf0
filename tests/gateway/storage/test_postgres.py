"""What only a server can do: go away, make writers wait, abort, be the wrong one."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from gateway.errors import StorageFailed
from gateway.storage.database import DatabaseStore
from gateway.storage.driver import NOBODY, reading, writing
from gateway.storage.keys import KEYS
from gateway.storage.migrate import MAIN
from gateway.storage.ports import Recorded
from gateway.storage.postgres import PostgresDatabase, _numbered, write_lock
from gateway.storage.postgres_url import read_url
from gateway.storage.row_security import lower_walls, raise_walls
from gateway.storage.tables import METADATA
from tests.gateway.storage.conftest import TENANTS, SetClock, exchanges, with_store
from tests.gateway.storage.samples import (
    CANARY,
    DAY,
    MASTER,
    START,
    consent,
    disclosure,
    look_up,
    message,
    outcome,
    watched,
)
from tests.postgres import (
    OWNER,
    Urls,
    cluster,
    cut_off,
    end_sessions,
    let_in,
    new_databases,
    postgres,
    store_on,
)

ACME = frozenset({"acme"})


@pytest.fixture
def urls() -> Urls:
    return new_databases()


def opened(urls: Urls, scenario: Any) -> Any:
    store = store_on(urls, master_key=MASTER, tenants=TENANTS, clock=SetClock())
    return asyncio.run(with_store(store, scenario))


@pytest.mark.parametrize(
    ("sql", "numbered"),
    [
        ("SELECT 1", "SELECT 1"),
        ("SELECT ? WHERE ? = 1", "SELECT $1 WHERE $2 = 1"),
        ("VALUES (?, ?), (?, ?)", "VALUES ($1, $2), ($3, $4)"),
        ("SELECT 5 % 2, ?", "SELECT 5 % 2, $1"),
    ],
)
def test_placeholders(sql: str, numbered: str) -> None:
    assert _numbered(sql) == numbered


@pytest.mark.parametrize("which", ["main", "keys", "both"])
def test_after_the_connections_are_gone_one_batch_fails_and_the_next_connects(
    urls: Urls, which: str
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await exchanges(store, range(1, 3))
        assert await store.facts([watched()])
        for name in ("main", "keys"):
            if which in (name, "both"):
                end_sessions(getattr(urls, name))
        with pytest.raises(StorageFailed) as caught:
            await store.record(disclosure(3, messages=(message(CANARY),)))
        assert CANARY not in str(caught.value)
        assert await store.record(disclosure(4)) is Recorded.RECORDED
        if which != "keys":
            with pytest.raises(StorageFailed):
                await store.facts([watched()])
        assert await store.facts([watched()])
        assert (await store.sweep(START + 40 * DAY)).erased == 3

    opened(urls, scenario)


def test_while_the_server_lets_nobody_in_all_fails_closed(urls: Urls) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await exchanges(store, range(1, 2))
        cut_off(urls.main)
        for _ in range(3):
            with pytest.raises(StorageFailed):
                await store.look_up(look_up("u1", "a1"))
        with pytest.raises(StorageFailed):
            await store.facts([watched()])
        let_in(urls.main)
        assert (await store.look_up(look_up("u1", "a1"))).conversation is not None

    opened(urls, scenario)


def test_a_transaction_with_a_failed_statement_is_never_taken_as_kept(urls: Urls) -> None:
    driver = postgres(urls.main).connect()

    def write() -> None:
        with writing(driver, ACME):
            driver.execute("INSERT INTO meta (name, value) VALUES ('a', 'b')")
            with suppress(psycopg.Error):
                driver.execute("SELECT * FROM nowhere")

    with pytest.raises(StorageFailed, match="failed before its end"):
        write()
    assert driver.execute("SELECT * FROM meta WHERE name = 'a'").fetchall() == []
    driver.close()


def test_writers_wait_for_one_another_and_see_what_the_last_one_left(urls: Urls) -> None:
    first, second = (postgres(urls.main).connect() for _ in range(2))
    seen: list[Any] = []
    began = threading.Event()

    def late() -> None:
        began.set()
        with writing(second, ACME):
            seen.append(second.execute("SELECT value FROM meta WHERE name = 'a'").fetchone())

    with writing(first, ACME):
        thread = threading.Thread(target=late)
        thread.start()
        began.wait()
        thread.join(0.2)
        assert thread.is_alive()
        first.execute("INSERT INTO meta (name, value) VALUES ('a', 'b')")
    thread.join(20)
    assert seen == [("b",)]
    for driver in (first, second):
        driver.close()


def test_a_writer_that_waits_too_long_gives_up(urls: Urls) -> None:
    first, second = (postgres(urls.main).connect() for _ in range(2))
    second.core.execute(text("SET lock_timeout = 100"))
    with writing(first, ACME), pytest.raises(psycopg.errors.LockNotAvailable):
        second.begin_write(ACME)
    with writing(second, ACME):
        assert not second.is_lost
    assert write_lock("") != write_lock("kept")
    for driver in (first, second):
        driver.close()


def test_a_reader_sees_one_state_and_writes_nothing(urls: Urls) -> None:
    reader, writer = (postgres(urls.main).connect() for _ in range(2))
    count = "SELECT count(*) FROM meta WHERE name = 'a'"
    with reading(reader, ACME):
        assert reader.execute(count).fetchone() == (0,)
        with writing(writer, ACME):
            writer.execute("INSERT INTO meta (name, value) VALUES ('a', 'b')")
        assert reader.execute(count).fetchone() == (0,)
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction), reading(reader, ACME):
        reader.execute("INSERT INTO meta (name, value) VALUES ('c', 'd')")
    for driver in (reader, writer):
        driver.close()


def test_core_and_driver_share_one_transaction(urls: Urls) -> None:
    driver = postgres(urls.main).connect()
    seen: list[Any] = []

    def write() -> None:
        with writing(driver, ACME):
            driver.core.execute(text("INSERT INTO meta (name, value) VALUES ('a', 'b')"))
            seen.append(driver.execute("SELECT value FROM meta WHERE name = 'a'").fetchone())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    assert seen == [("b",)]
    assert driver.core.execute(text("SELECT * FROM meta WHERE name = 'a'")).all() == []
    driver.close()


def test_row_ids_grow_and_are_never_given_twice(urls: Urls) -> None:
    drivers = [postgres(urls.main).connect() for _ in range(2)]
    given: list[int] = []
    for n in range(6):
        with writing(drivers[n % 2], ACME):
            given += drivers[n % 2].row_ids(n)
    assert given == sorted(set(given))
    assert len(given) == 15
    for driver in drivers:
        driver.close()


def test_one_operations_values_are_told_from_a_failure_of_the_database(urls: Urls) -> None:
    database = postgres(urls.main)
    for error in (
        psycopg.errors.UniqueViolation(),
        psycopg.errors.NumericValueOutOfRange(),
        psycopg.errors.InsufficientPrivilege(),
        psycopg.DataError(),
        UnicodeEncodeError("utf-8", "x", 0, 1, "surrogates"),
        StorageFailed("contradiction"),
    ):
        assert database.is_fault(error)
    for failure in (
        psycopg.OperationalError(),
        psycopg.errors.AdminShutdown(),
        psycopg.errors.DiskFull(),
        psycopg.errors.LockNotAvailable(),
        psycopg.errors.QueryCanceled(),
        psycopg.InternalError(),
        psycopg.InterfaceError(),
    ):
        assert not database.is_fault(failure)


@pytest.mark.parametrize("subject", ["a\x00b", "\ud800"])
def test_a_value_that_the_server_cannot_store_fails_alone(urls: Urls, subject: str) -> None:
    async def scenario(store: DatabaseStore) -> None:
        bad = disclosure(1, subject=subject, messages=(message(CANARY),))
        results = await asyncio.gather(
            *(store.record(each) for each in (disclosure(2), bad, disclosure(3))),
            return_exceptions=True,
        )
        assert [results[0], results[2]] == [Recorded.RECORDED] * 2
        assert isinstance(results[1], StorageFailed)
        assert CANARY not in str(results[1])

    opened(urls, scenario)


def test_keys_in_the_same_database_are_refused(urls: Urls) -> None:
    # The same database under another spelling of its URL.
    again = replace(urls, keys=urls.main.replace("//discreet_gateway@", "//discreet_gateway:@"))
    keys = postgres(again.keys)
    keys.connect().close()
    keys._identify(keys.connect())
    main = PostgresDatabase(read_url(urls.main, place="A"), apart_from=keys)
    with pytest.raises(StorageFailed, match="two databases"):
        main.open(MAIN)


def test_a_database_of_another_locale_is_refused() -> None:
    cluster().run(
        "DROP DATABASE IF EXISTS elsewhere",
        f"CREATE DATABASE elsewhere OWNER {OWNER} TEMPLATE template0 ENCODING 'SQL_ASCII'",
    )
    with pytest.raises(StorageFailed, match="LOCALE 'C'"):
        postgres(cluster().url("elsewhere", OWNER)).open(MAIN)


def test_without_the_owner_an_empty_database_is_refused_with_what_to_do() -> None:
    cluster().run("DROP DATABASE IF EXISTS empty", f"CREATE DATABASE empty OWNER {OWNER}")
    url, owner = cluster().url("empty", "discreet_gateway"), cluster().url("empty", OWNER)
    with pytest.raises(StorageFailed, match="owner_url_env"):
        postgres(url).open(MAIN)
    postgres(url, owner=owner).open(MAIN).close()
    postgres(url).open(MAIN).close()


def test_an_owner_of_another_database_is_refused(urls: Urls) -> None:
    with pytest.raises(StorageFailed, match="another database"):
        postgres(urls.main, owner=urls.keys_owner).open(MAIN)


def test_a_migration_sees_all_rows_and_nobody_else_does_meanwhile(urls: Urls) -> None:
    async def fill(store: DatabaseStore) -> None:
        await store.put_consent(consent())
        await exchanges(store, range(1, 3))

    opened(urls, fill)
    count = "SELECT count(*) FROM conversation"
    owner, gateway = postgres(urls.owner).connect(), postgres(urls.main).connect()
    gateway.core.execute(text("SET lock_timeout = 100"))
    with writing(owner, NOBODY):
        assert owner.execute(count).fetchone() == (0,)
        lower_walls(owner.core, METADATA)
        assert owner.execute(count).fetchone() == (2,)
        with pytest.raises(psycopg.errors.LockNotAvailable):
            gateway.execute(count)
        raise_walls(owner.core, METADATA, role="discreet_gateway")
    assert owner.execute(count).fetchone() == (0,)
    assert gateway.execute(count).fetchone() == (0,)
    for driver in (owner, gateway):
        driver.close()


def test_no_error_of_a_connection_tells_its_url() -> None:
    secret = "hunter2-secret"
    for host in ("/nowhere", "127.0.0.1:1"):
        place = f"/x?host={host}" if host.startswith("/") else f"{host}/x"
        url = f"postgresql://me:{secret}@{place}"
        with pytest.raises(StorageFailed, match="cannot be reached") as caught:
            postgres(url).open(KEYS)
        assert secret not in str(caught.value)
        assert caught.value.__cause__ is None
    assert "hunter2" not in repr(postgres(f"postgresql://me:{secret}@localhost/x"))


def test_an_answer_that_comes_after_a_reconnect_is_kept(urls: Urls) -> None:
    async def scenario(store: DatabaseStore) -> None:
        assert await store.record(disclosure(1)) is Recorded.RECORDED
        end_sessions(urls.main)
        with pytest.raises(StorageFailed):
            await store.finish(outcome(1))
        await store.finish(outcome(1))

    opened(urls, scenario)
    driver = postgres(urls.main).connect()
    with reading(driver, ACME):
        assert driver.execute("SELECT count(*) FROM outcome").fetchone() == (1,)
    with reading(driver, NOBODY):
        assert driver.execute("SELECT count(*) FROM outcome").fetchone() == (0,)
    driver.close()
