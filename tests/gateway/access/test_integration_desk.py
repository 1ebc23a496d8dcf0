"""Recipients are switched by their tenant, and each change is noted once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gateway.access.integration_desk import IntegrationDesk
from gateway.errors import InvalidRequest
from gateway.policy_scope import Scope
from gateway.retention.hold_desk import By
from gateway.storage.database import DatabaseStore
from tests.gateway.access.stored import TENANT, on_store
from tests.gateway.consent import desks
from tests.gateway.storage.conftest import raw_bytes
from tests.gateway.storage.samples import START

BY = By(actor="key", at=START)


@pytest.mark.parametrize("off", [True, False])
def test_switches_and_how_they_begin(tmp_path: Path, *, off: bool) -> None:
    under = replace(desks.policy(), scope=Scope(integrations_off=off))
    tenant = replace(desks.tenant(TENANT), policy=under)

    async def scenario(store: DatabaseStore) -> None:
        desk = IntegrationDesk(store=store, tenants={TENANT: tenant})
        before = await desk.listed(TENANT)
        assert [each.recipient for each in before] == [each.key for each in tenant.recipients]
        assert {(each.is_on, each.needs_switch) for each in before} == {(not off, off)}
        name = tenant.recipients[0].key
        for on in (True, True, False):
            assert (await desk.switch(TENANT, name, on=on, by=BY)).is_on is on
        assert (await desk.listed(TENANT))[0].is_on is False
        with pytest.raises(InvalidRequest):
            await desk.switch(TENANT, "nobody", on=True, by=BY)

    on_store(tmp_path, scenario, count=0)
    assert raw_bytes(tmp_path).count(b'"act":"integration.changed"') == 2
