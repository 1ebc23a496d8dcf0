"""The table of keys is written anew: no destroyed key's bytes are left in the server's files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from gateway.storage.key_rewrite import is_installed, joined, rewrite
from gateway.storage.keys import KeyFile, NewKey
from tests.postgres import ROLE, Urls, cluster, new_databases, postgres, superuser

ACME = frozenset({"acme"})


@pytest.fixture
def urls() -> Urls:
    return new_databases()


@pytest.fixture
def keys(urls: Urls) -> Iterator[KeyFile]:
    file = KeyFile(postgres(urls.keys), bytes(32))
    file.open()
    file.tenants = ACME
    file.add([NewKey(dek_id=f"d{n}", tenant="acme", key=bytes(32), created_at=n) for n in range(9)])
    yield file
    file.close()


def table(urls: Urls) -> bytes:
    """The bytes of the table's file, once all of it is on disk."""
    with psycopg.connect(superuser(urls.keys), autocommit=True) as admin:
        admin.execute("CHECKPOINT")
        row = admin.execute("SELECT pg_relation_filepath('data_key')").fetchone()
    assert row is not None
    return Path(cluster().directory, "data", row[0]).read_bytes()


def wrapped(urls: Urls) -> list[bytes]:
    with psycopg.connect(superuser(urls.keys)) as admin:
        return [row[0] for row in admin.execute("SELECT wrapped FROM data_key ORDER BY dek_id")]


def test_destroyed_keys_leave_no_byte_in_the_table(keys: KeyFile, urls: Urls) -> None:
    before = wrapped(urls)
    keys.destroy([f"d{n}" for n in range(6)])
    held = table(urls)
    assert all(each in held for each in before)
    assert keys.truncate() is None
    assert keys.facts["rewritten"] is True
    assert str(keys.facts["wal_until"]).startswith("0/")
    after = table(urls)
    assert [each in after for each in before] == [False] * 6 + [True] * 3
    assert set(keys.find([f"d{n}" for n in range(9)])) == {"d6", "d7", "d8"}


def test_nothing_is_rewritten_when_nothing_was_destroyed(keys: KeyFile, urls: Urls) -> None:
    with psycopg.connect(superuser(urls.keys)) as admin:
        node = "SELECT pg_relation_filenode('data_key')"
        first = admin.execute(node).fetchone()
        keys.truncate()
        assert keys.facts == {}
        assert admin.execute(node).fetchone() == first


def test_an_older_transaction_makes_it_false_and_the_next_sweep_tries_again(
    keys: KeyFile, urls: Urls
) -> None:
    with psycopg.connect(superuser(urls.keys)) as reader:
        reader.execute("SELECT 1 FROM pg_class")
        keys.destroy(["d1"])
        keys.truncate()
        assert keys.facts["rewritten"] is False
    keys.truncate()
    assert keys.facts["rewritten"] is True


def test_a_table_that_somebody_holds_makes_it_false(keys: KeyFile, urls: Urls) -> None:
    keys._driver.execute("SET lock_timeout = 100")
    with psycopg.connect(superuser(urls.keys)) as reader:
        reader.execute("SELECT count(*) FROM data_key")
        keys.destroy(["d1"])
        keys.truncate()
        assert keys.facts["rewritten"] is False
    assert rewrite(keys._driver.core)["rewritten"] is True


def test_the_gateways_role_may_call_it_and_change_nothing(keys: KeyFile) -> None:
    core = keys._driver.core
    assert is_installed(core, role=ROLE)
    for statement in (
        "CLUSTER data_key USING data_key_pkey",
        "VACUUM FULL data_key",
        "DROP FUNCTION discreet_rewrite_keys()",
        "TRUNCATE data_key",
    ):
        core.exec_driver_sql("SET client_min_messages = error")
        before = keys._driver.execute("SELECT pg_relation_filenode('data_key')").fetchone()
        try:
            core.exec_driver_sql(statement)
        except DBAPIError:
            continue
        assert "VACUUM" in statement  # which only warns
        after = keys._driver.execute("SELECT pg_relation_filenode('data_key')").fetchone()
        assert after == before


def test_several_tables_are_as_good_as_the_worst_of_them() -> None:
    one: dict[str, bool | str] = {"rewritten": True, "wal_until": "0/FFFFFFFF"}
    other: dict[str, bool | str] = {"rewritten": False, "wal_until": "1/0"}
    assert joined([one, {}]) == one
    assert joined([other, one]) == other
    assert joined([one, {**one, "wal_until": "0/9"}]) == one
    assert joined([{}, {}]) == {}
