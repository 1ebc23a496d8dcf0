"""The tables of sign-in: walls between tenants, and nothing that a browser holds."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, delete, select, update

from gateway.errors import StorageFailed
from gateway.sign_in.accounts import Source
from gateway.storage import session_rows, user_rows
from gateway.storage.row_security import condition_of
from gateway.storage.schema_sign_in import ACCOUNT, SESSION, SIGN_IN_FAILURE
from tests.gateway.storage.acts import Acts
from tests.gateway.storage.acts import walled as walled
from tests.gateway.storage.samples import START
from tests.gateway.storage.test_session_rows import started
from tests.gateway.storage.test_user_rows import account

TABLES = (ACCOUNT, SESSION, SIGN_IN_FAILURE)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_row_belongs_to_a_tenant_and_stands_behind_its_wall(table: Table) -> None:
    assert not table.c.tenant.nullable
    assert condition_of(table) is not None


def test_names_passwords_and_tokens_have_no_column() -> None:
    columns = {each.name for table in TABLES for each in table.c}
    assert not columns & {"name", "login", "password", "secret", "token", "session_id", "host"}
    assert {"name_hash", "password_hash", "session_sha256"} <= columns


def test_a_query_that_forgets_the_tenant_sees_and_changes_its_own(walled: Acts) -> None:
    mine, other = walled.tenant(), walled.tenant()
    for tenant in (mine, other):
        walled.do(user_rows.add, account(tenant), name_hash="hash")
        started(walled, tenant, "session")
        sources = {"a" * 64: Source.ACCOUNT}
        walled.do(session_rows.begin_attempt, tenant, sources=sources, now=START)
    for table in TABLES:
        assert [row.tenant for row in walled.rows(select(table), mine)] == [mine]
        with pytest.raises(StorageFailed):
            walled.changed(update(table).values(tenant=other), mine)
        assert walled.changed(delete(table), mine) == 1
        assert [row.tenant for row in walled.rows(select(table))] == [other]
