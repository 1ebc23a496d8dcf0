"""The tables of incidents and demands: walls between tenants, and words only sealed."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, Text, insert, select, update

from gateway.errors import StorageFailed
from gateway.storage.demand_rows import add as add_demand
from gateway.storage.incident_rows import add as add_incident
from gateway.storage.incident_rows import add_notice
from gateway.storage.row_security import condition_of
from gateway.storage.schema_incidents import DEMAND, INCIDENT, INCIDENT_EVENT, INCIDENT_NOTICE
from tests.gateway.storage.acts import Acts
from tests.gateway.storage.acts import walled as walled
from tests.gateway.storage.test_demand_rows import demand
from tests.gateway.storage.test_incident_rows import incident, notice

TABLES = (INCIDENT, INCIDENT_EVENT, INCIDENT_NOTICE, DEMAND)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_row_belongs_to_a_tenant_and_stands_behind_its_wall(table: Table) -> None:
    assert next(iter(table.primary_key.columns)).name == "tenant"
    assert condition_of(table) is not None


@pytest.mark.parametrize("table", [INCIDENT, DEMAND], ids=lambda table: table.name)
def test_words_have_no_column_of_their_own(table: Table) -> None:
    assert {"dek_id", "body"} <= set(table.c.keys())
    words = {"description", "effects", "measures", "authority", "asked_for", "given"}
    assert not words & {each.name for each in table.c if isinstance(each.type, Text)}


def test_a_query_that_forgets_the_tenant_sees_its_own(walled: Acts) -> None:
    mine, other = walled.tenant(), walled.tenant()
    for tenant in (mine, other):
        made = incident(tenant)
        walled.do(add_incident, made)
        walled.do(add_notice, made, notice=notice())
        walled.do(add_demand, demand(tenant))
    for table in TABLES:
        assert [row.tenant for row in walled.rows(select(table), mine)] == [mine]
        with pytest.raises(StorageFailed):
            walled.changed(update(table).values(tenant=other), mine)
    event = {"tenant": other, "incident_id": "x", "seq": 9, "state": "", "at": 0, "by": ""}
    with pytest.raises(StorageFailed):
        walled.changed(insert(INCIDENT_EVENT).values(event), mine)
