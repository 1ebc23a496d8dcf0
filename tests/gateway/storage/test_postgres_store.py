"""The store on two databases: its secrets are told to nobody, its parts are apart."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from gateway.errors import StorageFailed
from gateway.storage.postgres_store import Places, Secrets, postgres_store
from gateway.storage.postgres_url import read_url
from tests.gateway.storage.conftest import exchanges, with_store
from tests.gateway.storage.samples import CANARY, MASTER
from tests.postgres import Urls, new_databases, superuser


def places(main: str, keys: str) -> Places:
    return Places(main=read_url(main, place="MAIN"), keys=read_url(keys, place="KEYS"))


def test_keys_are_in_one_database_and_texts_in_the_other() -> None:
    urls: Urls = new_databases()
    secrets = Secrets(master=MASTER, ledger=bytes(32))
    store = postgres_store(places(urls.main, urls.keys), secrets, tenants=("acme",))

    async def fill(store: object) -> None:
        await exchanges(store, range(1, 4))  # type: ignore[arg-type]

    asyncio.run(with_store(store, fill))
    tables = "SELECT to_regclass('public.data_key')::text"
    with psycopg.connect(superuser(urls.keys)) as keys:
        assert keys.execute(tables).fetchone() == ("data_key",)
    with psycopg.connect(superuser(urls.main)) as main:
        assert main.execute(tables).fetchone() == (None,)
        bodies = b"".join(row[0] for row in main.execute("SELECT body FROM message"))
    assert len(bodies) > 100
    assert CANARY.encode() not in bodies
    assert repr(MASTER) not in repr(secrets)


def test_one_database_for_both_is_refused() -> None:
    urls = new_databases()
    secrets = Secrets(master=MASTER, ledger=bytes(32))
    same = urls.keys.replace("?host=", "?application_name=x&host=")
    store = postgres_store(places(same, urls.keys), secrets, tenants=("acme",))

    async def nothing(_: object) -> None:
        raise AssertionError("it opened")

    with pytest.raises(StorageFailed, match="two databases"):
        asyncio.run(with_store(store, nothing))
