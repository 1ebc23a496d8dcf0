"""Which store a configuration gives."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.settings import Settings, load_settings
from gateway.storage.database import MAIN_FILE, DatabaseStore
from gateway.storage.opening import configured_store
from tests.gateway.configuration import GATEWAY, write
from tests.gateway.serving import MASTER_KEY
from tests.gateway.storage.conftest import with_store
from tests.postgres import OWNER, cluster, new_databases

ENV = {"DISCREET_MASTER_KEY": MASTER_KEY, "LEDGER": MASTER_KEY}
ON_POSTGRES = "ledger_key_env: LEDGER, url_env: MAIN, keys_url_env: KEYS, region: DE"
OWNED = f"{ON_POSTGRES}, owner_url_env: OWNER, keys_owner_url_env: KEYS_OWNER"


def settings(directory: Path, storage: str) -> Settings:
    start, end = GATEWAY.index("storage:"), GATEWAY.index("recipients:")
    line = f"storage: {{{storage}, master_key_env: DISCREET_MASTER_KEY}}\n"
    return load_settings(write(directory, gateway=GATEWAY[:start] + line + GATEWAY[end:]), {})


async def opens(store: DatabaseStore) -> bool:
    return await store.api_keys() == []


def test_a_directory(tmp_path: Path) -> None:
    made = settings(tmp_path, f"directory: {tmp_path / 'data'}, region: DE")
    assert asyncio.run(with_store(configured_store(made, ENV), opens))
    assert (tmp_path / "data" / MAIN_FILE).exists()


def test_postgresql(tmp_path: Path) -> None:
    urls = new_databases()
    env = ENV | {"MAIN": urls.main, "KEYS": urls.keys}
    store = configured_store(settings(tmp_path, ON_POSTGRES), env)
    assert asyncio.run(with_store(store, opens))
    assert "discreet_gateway" not in repr(store)


def test_the_owners_urls_make_an_empty_store_ready_for_those_without(tmp_path: Path) -> None:
    for name in ("bare_main", "bare_keys"):
        cluster().run(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} OWNER {OWNER}")
    env = ENV | {
        "MAIN": cluster().url("bare_main", "discreet_gateway"),
        "KEYS": cluster().url("bare_keys", "discreet_gateway"),
        "OWNER": cluster().url("bare_main", OWNER),
        "KEYS_OWNER": cluster().url("bare_keys", OWNER),
    }
    for storage in (OWNED, ON_POSTGRES, OWNED):
        store = configured_store(settings(tmp_path / storage[-5:].strip(), storage), env)
        assert asyncio.run(with_store(store, opens))


@pytest.mark.parametrize(
    ("env", "why"),
    [
        ({}, "MAIN: must hold the URL"),
        ({"MAIN": "sqlite:///x"}, "MAIN: must begin"),
        ({"MAIN": "postgresql://me@localhost/x"}, "KEYS: must hold the URL"),
        ({"MAIN": "postgresql://me:pw@db.example/x"}, "MAIN: needs sslmode"),
        ({"LEDGER": "short"}, "LEDGER: must hold a key"),
        ({"DISCREET_MASTER_KEY": ""}, "DISCREET_MASTER_KEY: must hold a master key"),
    ],
)
def test_what_the_environment_lacks_is_refused(
    tmp_path: Path, env: dict[str, str], why: str
) -> None:
    with pytest.raises(ConfigurationError, match=why):
        configured_store(settings(tmp_path, ON_POSTGRES), ENV | env)
