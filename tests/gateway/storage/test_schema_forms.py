"""The table of lead forms: a wall between tenants, and no column for what somebody entered."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from gateway.errors import StorageFailed
from gateway.storage.form_rows import add_entry
from gateway.storage.row_security import condition_of
from gateway.storage.schema_forms import FORM_ENTRY
from tests.gateway.storage.acts import Acts
from tests.gateway.storage.acts import walled as walled
from tests.gateway.storage.test_form_rows import EMAIL, LEAD, entry


def test_every_row_belongs_to_a_tenant_and_stands_behind_its_wall() -> None:
    assert not FORM_ENTRY.c.tenant.nullable
    assert condition_of(FORM_ENTRY) is not None


def test_what_was_entered_has_no_column_but_the_sealed_one() -> None:
    assert not {"fields", "email", "name", "phone", "text"} & set(FORM_ENTRY.c.keys())
    assert FORM_ENTRY.c.dek_id.unique


def test_a_query_that_forgets_the_tenant_sees_and_changes_its_own(walled: Acts) -> None:
    mine, other = walled.tenant(), walled.tenant()
    for number, tenant in enumerate((mine, other), start=1):
        walled.do(add_entry, entry(number, tenant=tenant), retention_class=LEAD)
    (row,) = walled.rows(select(FORM_ENTRY), mine)
    assert row.tenant == mine
    assert EMAIL not in str(row)
    with pytest.raises(StorageFailed):
        walled.changed(update(FORM_ENTRY).values(tenant=other), mine)
    assert walled.changed(delete(FORM_ENTRY), mine) == 1
    assert [row.tenant for row in walled.rows(select(FORM_ENTRY))] == [other]
