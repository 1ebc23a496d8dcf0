"""The tables of counts: a wall between tenants, and nothing in them is of anybody."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, delete, select, update

from gateway.counts.tally import DayCount
from gateway.errors import StorageFailed
from gateway.storage.count_rows import Figure, add_counts, put_figure
from gateway.storage.row_security import condition_of
from gateway.storage.schema_counts import DAILY_COUNT, FIGURE
from gateway.storage.transaction import Transaction
from tests.gateway.storage.acts import Acts
from tests.gateway.storage.acts import walled as walled
from tests.gateway.storage.samples import START

TABLES = (DAILY_COUNT, FIGURE)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_row_belongs_to_a_tenant_and_stands_behind_its_wall(table: Table) -> None:
    assert not table.c.tenant.nullable
    assert condition_of(table) is not None


def test_nothing_says_whose_it_is() -> None:
    columns = {each.name for table in TABLES for each in table.c}
    assert columns == {"tenant", "day", "kind", "key", "count", "name", "document", "at"}


def test_a_query_that_forgets_the_tenant_sees_and_changes_its_own(walled: Acts) -> None:
    mine, other = walled.tenant(), walled.tenant()

    def fill(transaction: Transaction, tenant: str) -> None:
        counted = DayCount(tenant, START.date(), "refusal", "consent", 3)
        add_counts(transaction.connection, [counted])
        figure = Figure(document={"messages": 3}, at=START)
        put_figure(transaction.connection, tenant, name="store", figure=figure)

    for tenant in (mine, other):
        walled.do(fill, tenant)
    for table in TABLES:
        assert [row.tenant for row in walled.rows(select(table), mine)] == [mine]
        with pytest.raises(StorageFailed):
            walled.changed(update(table).values(tenant=other), mine)
        assert walled.changed(delete(table), mine) == 1
        assert [row.tenant for row in walled.rows(select(table))] == [other]
