"""The steps of the end in a store; the whole way is in tests/gateway/test_cli_tenant.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.access import termination_desk
from gateway.access.handed_over import Package
from gateway.access.terminations import Termination, TerminationState
from gateway.errors import GatewayError
from gateway.retention.hold_desk import By
from gateway.storage.database import DatabaseStore
from tests.gateway.access.stored import TENANT, on_store
from tests.gateway.consent import desks
from tests.gateway.storage.conftest import exchanges
from tests.gateway.storage.samples import START, disclosure

DAY = timedelta(days=1)
BY = By(actor="key", at=START)
HELD = Termination(tenant=TENANT, announced_by="key", announced_at=START, due_at=START + DAY)


def package(directory: Path) -> Package:
    tenant = desks.tenant(TENANT)
    return Package(directory=directory, tenant=tenant, keys=desks.keys(b"k"), now=START)


def test_from_the_announcement_to_the_end(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        with pytest.raises(GatewayError, match="No end was announced"):
            await termination_desk.found(store, TENANT)
        await termination_desk.announce(store, HELD)
        with pytest.raises(GatewayError, match="still to come"):
            await termination_desk.terminate(
                store, package(tmp_path / "early"), by=BY, run_id="run-1"
            )
        await store.record(disclosure(70, tenant="other"))
        on_the_day = replace(BY, at=START + DAY)
        ended = await termination_desk.terminate(
            store, package(tmp_path / "out"), by=on_the_day, run_id="run-2"
        )
        assert ended.termination.state is TerminationState.ENDED
        assert (ended.handed.people, ended.certificate) == (1, "complete")
        assert await store.conversations(TENANT) == []
        assert len(await store.conversations("other")) == 1
        with pytest.raises(GatewayError) as refused:
            await termination_desk.terminate(
                store, package(tmp_path / "again"), by=on_the_day, run_id="run-3"
            )
        assert refused.value.code == "tenant_terminated"
        with pytest.raises(GatewayError):
            await exchanges(store, range(80, 81))
        with pytest.raises(GatewayError):
            await termination_desk.announce(store, replace(HELD, announced_at=START))
        assert await termination_desk.clear(store, START + 2 * DAY, run_id="run-4") == 0

    on_store(tmp_path / "data", scenario)
    assert (tmp_path / "out" / "manifest.json").is_file()


def test_one_that_is_called_off_can_be_announced_again(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        for _ in range(2):
            await termination_desk.announce(store, HELD)
            await termination_desk.call_off(store, TENANT, by=BY)
        assert await termination_desk.sought(store, TENANT) is None
        await termination_desk.hurry(store, replace(HELD, approved_by="i1"), by=BY)
        assert (await termination_desk.found(store, TENANT)).approved_by == "i1"

    on_store(tmp_path, scenario, count=0)
