"""Every endpoint of this part is in the gateway, and its job is named."""

from __future__ import annotations

from pathlib import Path

from gateway.access.wiring import termination_job
from gateway.admin.roles import PERMITTED
from gateway.storage.database import DatabaseStore
from tests.gateway.access.stored import on_store
from tests.gateway.storage.samples import START


def test_the_job_finds_nothing_where_no_tenant_has_ended(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> object:
        job = termination_job(store, new_id=lambda: "run")
        assert job.name == "terminations"
        return await job.run(START)

    assert on_store(tmp_path, scenario) == 0


def test_the_role_table_has_them() -> None:
    paths = {path for _, path in PERMITTED}
    assert {"/privacy/grants", "/privacy/instructions", "/privacy/termination"} <= paths
