"""The second wall: whoever forgets a tenant's condition still sees no other tenant's row."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from gateway.errors import StorageFailed
from gateway.storage import records
from gateway.storage.driver import NOBODY, Tenants, reading, writing
from gateway.storage.keys import DATA_KEY, KEYS
from gateway.storage.migrate import MAIN
from gateway.storage.postgres import PostgresDriver
from gateway.storage.row_security import (
    condition_of,
    permitted,
    raise_walls,
    wrong_tables,
)
from gateway.storage.schema import CONSENT_EVENT, CONVERSATION, MESSAGE, OUTCOME, REFUSAL
from gateway.storage.tables import METADATA
from tests.gateway.storage.conftest import SetClock, with_store
from tests.gateway.storage.samples import (
    MASTER,
    answer,
    api_key,
    consent,
    disclosure,
    message,
    outcome,
    refusal,
)
from tests.postgres import ROLE, Urls, new_databases, postgres, store_on, superuser

ACME, OTHER = frozenset({"acme"}), frozenset({"other"})


@pytest.fixture
def urls() -> Urls:
    """Two tenants have each a row in every table that exchanges and consents fill."""
    made = new_databases()
    store = store_on(made, master_key=MASTER, tenants=("acme", "other"), clock=SetClock())

    async def fill(store: Any) -> None:
        for number, tenant in ((1, "acme"), (2, "other")):
            mine: dict[str, Any] = {"tenant": tenant, "subject": f"subject-{number}"}
            await store.put_consent(consent(record_id=f"consent-{number}", **mine))
            await store.record(disclosure(number, messages=(message("hello"),), **mine))
            await store.finish(outcome(number, answers=(answer(),), **mine))
            await store.note(refusal(refusal_id=f"refusal-{number}", **mine))
            await store.add_api_key(api_key(number, tenant=tenant))

    asyncio.run(with_store(store, fill))
    return made


@pytest.fixture
def driver(urls: Urls) -> Iterator[PostgresDriver]:
    opened = postgres(urls.main).connect()
    yield opened
    opened.close()


def counts(driver: PostgresDriver, tenants: Tenants | None) -> dict[str, int]:
    """How many rows of each table are seen; None is outside of any transaction."""

    def count() -> dict[str, int]:
        return {
            name: driver.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name, table in METADATA.tables.items()
            if condition_of(table) is not None
        }

    if tenants is None:
        return count()
    with reading(driver, tenants):
        return count()


def test_every_table_with_a_tenant_has_a_wall() -> None:
    free = {name for name, table in METADATA.tables.items() if condition_of(table) is None}
    for name in free:
        assert "tenant" not in METADATA.tables[name].columns
        assert "subject" not in METADATA.tables[name].columns
    assert condition_of(MESSAGE) is not None
    assert condition_of(OUTCOME) is not None
    assert condition_of(DATA_KEY) is not None


@pytest.mark.parametrize("tenants", [None, NOBODY, frozenset({"nobody"}), frozenset({""})])
def test_without_the_right_setting_no_row_is_seen(
    driver: PostgresDriver, tenants: Tenants | None
) -> None:
    assert set(counts(driver, tenants).values()) == {0}
    # Nor after a transaction that had a setting: it ended with it.
    assert counts(driver, ACME)["conversation"] == 1
    assert set(counts(driver, tenants).values()) == {0}


def test_each_tenant_sees_its_own_and_both_together_all(driver: PostgresDriver) -> None:
    filled = ("conversation", "disclosure", "outcome", "refusal", "consent_current", "api_key")
    for tenants, factor in ((ACME, 1), (OTHER, 1), (ACME | OTHER, 2)):
        seen = counts(driver, tenants)
        assert [seen[name] for name in filled] == [factor] * len(filled)
        assert seen["message"] == 2 * factor


def test_a_query_without_its_tenant_condition_still_crosses_no_wall(
    driver: PostgresDriver,
) -> None:
    with reading(driver, ACME):
        assert {row.tenant for row in driver.core.execute(select(CONVERSATION))} == {"acme"}
        assert {each.tenant for each in records.api_keys(driver.core)} == {"acme"}
    with writing(driver, ACME):
        for planted in (
            'UPDATE conversation SET "trigger" = "trigger"',
            "UPDATE consent_current SET language = 'xx'",
            "DELETE FROM refusal",
            "DELETE FROM message",
        ):
            changed = driver.execute(planted).rowcount
            assert changed == (2 if "message" in planted else 1)
    assert counts(driver, OTHER)["message"] == 2
    assert counts(driver, OTHER)["refusal"] == 1


def test_no_row_can_be_written_for_another_tenant(driver: PostgresDriver, urls: Urls) -> None:
    with psycopg.connect(superuser(urls.main)) as admin:
        theirs = admin.execute("SELECT id FROM conversation WHERE tenant = 'other'").fetchone()
    assert theirs is not None
    row = {
        "refusal_id": "x",
        "tenant": "other",
        **dict.fromkeys(("subject", "purpose", "recipient", "policy", "endpoint"), ""),
        **dict.fromkeys(("code", "check_name", "reasons", "signals", "age_band", "sources"), ""),
        "at": 0,
    }
    said = {
        "conversation": theirs[0],
        "seq": 9,
        "role": "user",
        "owner": "",
        "chain": "",
        "body": b"",
    }
    for statement in (
        insert(REFUSAL).values(row),
        insert(MESSAGE).values(said),
        CONVERSATION.update().values(tenant="other"),
    ):
        with pytest.raises(DBAPIError, match="row-level security"), writing(driver, ACME):
            driver.core.execute(statement)
    assert counts(driver, OTHER)["message"] == 2


def test_what_is_only_ever_added_cannot_be_changed(driver: PostgresDriver) -> None:
    assert permitted("audit_entry") == {"SELECT", "INSERT"}
    assert permitted("consent_event") == {"SELECT", "INSERT", "DELETE"}
    assert permitted("alembic_version") == {"SELECT"}
    assert permitted("conversation") == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    for forbidden in (
        CONSENT_EVENT.update().values(state="ConsentGiven"),
        text("DELETE FROM audit_entry"),
        text("UPDATE audit_entry SET body = ''"),
        text("TRUNCATE conversation CASCADE"),
        text("UPDATE alembic_version SET version_num = '0001'"),
        text("ALTER TABLE conversation DISABLE ROW LEVEL SECURITY"),
        text("DROP POLICY discreet_tenants ON conversation"),
        text("SET row_security = off; SELECT * FROM conversation"),
    ):
        with pytest.raises(DBAPIError), writing(driver, ACME):
            driver.core.execute(forbidden)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE conversation DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE message NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY discreet_tenants ON disclosure",
        "CREATE POLICY more ON refusal USING (true)",
        f"GRANT UPDATE ON audit_entry TO {ROLE}",
        f"GRANT TRUNCATE ON conversation TO {ROLE}",
        f"REVOKE DELETE ON message FROM {ROLE}",
        "ALTER TABLE meta ENABLE ROW LEVEL SECURITY",
        "DROP TABLE usage",
    ],
)
def test_a_wall_that_does_not_stand_refuses_the_start(urls: Urls, change: str) -> None:
    with psycopg.connect(superuser(urls.main), autocommit=True) as admin:
        admin.execute(change.encode())
    with pytest.raises(StorageFailed, match="owner_url_env"):
        postgres(urls.main).open(MAIN)
    beyond = ("DROP TABLE", "CREATE POLICY", "TABLE meta")
    if not any(each in change for each in beyond):
        postgres(urls.main, owner=urls.owner).open(MAIN).close()
        postgres(urls.main).open(MAIN).close()


@pytest.mark.parametrize(
    ("change", "undo", "why"),
    [
        (f"ALTER ROLE {ROLE} SUPERUSER", f"ALTER ROLE {ROLE} NOSUPERUSER", "superuser"),
        (f"ALTER ROLE {ROLE} BYPASSRLS", f"ALTER ROLE {ROLE} NOBYPASSRLS", "BYPASSRLS"),
        (f"GRANT discreet_owner TO {ROLE}", f"REVOKE discreet_owner FROM {ROLE}", "owner"),
    ],
)
def test_a_role_that_no_wall_holds_is_refused(urls: Urls, change: str, undo: str, why: str) -> None:
    with psycopg.connect(superuser(urls.main), autocommit=True) as admin:
        admin.execute(change.encode())
        try:
            with pytest.raises(StorageFailed, match=why):
                postgres(urls.main).open(MAIN)
        finally:
            admin.execute(undo.encode())


def test_the_owner_itself_is_refused_as_the_gateways_role(urls: Urls) -> None:
    with pytest.raises(StorageFailed, match="owner"):
        postgres(urls.owner).open(MAIN)


def test_keys_have_the_same_wall(urls: Urls) -> None:
    keys = postgres(urls.keys).open(KEYS)
    for tenants, count in ((NOBODY, 0), (ACME, 1), (OTHER, 1), (ACME | OTHER, 2)):
        keys.see(tenants)
        wrapped = keys.execute("SELECT tenant FROM data_key WHERE length(dek_id) < 10").fetchall()
        assert len(wrapped) == count
    keys.close()


def test_walls_can_be_raised_again_and_again(urls: Urls) -> None:
    owner = postgres(urls.owner).connect()
    for _ in range(2):
        with writing(owner, NOBODY):
            raise_walls(owner.core, METADATA, role=ROLE)
    assert wrong_tables(owner.core, METADATA, role=ROLE) == set()
    owner.close()
