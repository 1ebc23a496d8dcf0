"""An instruction is asked for before a change, where the policy says so, and its use noted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import Request
from starlette.routing import Route

from gateway.access.instruction_desk import InstructionDesk
from gateway.access.instructions import InstructionKind
from gateway.admin.keyring import Caller
from gateway.errors import InvalidRequest, Refused
from gateway.model import Role
from gateway.policy import Tenant
from gateway.policy_scope import Scope
from gateway.retention.hold_desk import By
from gateway.storage.database import DatabaseStore
from tests.gateway.access.stored import HOUR, TENANT, instruction, on_store
from tests.gateway.consent import desks
from tests.gateway.storage.conftest import raw_bytes
from tests.gateway.storage.samples import START


def tenant(*, needs: bool) -> Tenant:
    under = replace(desks.policy(), scope=Scope(needs_instructions=needs))
    return replace(desks.tenant(TENANT), policy=under)


def desk(store: DatabaseStore, *, needs: bool = True) -> InstructionDesk:
    return InstructionDesk(store=store, tenants={TENANT: tenant(needs=needs)}, now=lambda: START)


def asked(method: str, path: str) -> Request:
    route = Route(path, lambda _: None)
    return Request({"type": "http", "method": method, "path": path, "route": route, "headers": []})


def officer() -> Caller:
    return Caller(tenant=TENANT, role=Role.ADMIN, key_id="key")


def test_a_call_without_one_is_refused_and_leaves_nothing_to_note(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        request = asked("POST", "/privacy/holds")
        with pytest.raises(Refused):
            await desk(store).check(request, officer())
        assert not hasattr(request.state, "done")
        await desk(store).check(asked("GET", "/privacy/holds"), officer())

    on_store(tmp_path, scenario, count=0)


def test_a_change_is_made_on_one_that_stands(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        held = await desk(store).add(instruction())
        named = held.instruction_id
        now = By(actor="key", at=START)
        found = await desk(store).standing(TENANT, InstructionKind.HOLDS, named=named, by=now)
        assert found == held
        assert b'"act":"instruction.used"' not in raw_bytes(tmp_path)
        await desk(store).used(found, InstructionKind.HOLDS, by=now)
        for kind, said in (
            (InstructionKind.TERMINATION, named),
            (InstructionKind.HOLDS, "i2"),
            (InstructionKind.HOLDS, None),
            (InstructionKind.HOLDS, "' or 1"),
        ):
            with pytest.raises(Refused) as refused:
                await desk(store).standing(TENANT, kind, named=said, by=now)
            assert refused.value.code == "instruction_needed"
        by = By(actor="officer", at=START + HOUR)
        assert not (await desk(store).revoke(TENANT, named, by=by)).stands(START + HOUR)
        again = await desk(store).revoke(TENANT, named, by=replace(by, actor="later"))
        assert again.revoked_by == "officer"
        with pytest.raises(Refused):
            await desk(store).standing(TENANT, InstructionKind.HOLDS, named=named, by=now)
        with pytest.raises(InvalidRequest):
            await desk(store).revoke("other", named, by=by)
        assert [each.instruction_id for each in await desk(store).listed(TENANT)] == ["i1"]

    on_store(tmp_path, scenario, count=0)
    log = raw_bytes(tmp_path)
    assert b'"act":"instruction.used"' in log
    assert log.count(b'"step":"revoked"') == 1


def test_where_none_is_needed_nothing_is_read(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        calm = desk(store, needs=False)
        await calm.check(asked("POST", "/privacy/holds"), officer())
        with pytest.raises(InvalidRequest):
            await calm.add(instruction(reference="two words"))
        assert list(await calm.listed(TENANT)) == []

    on_store(tmp_path, scenario, count=0)
