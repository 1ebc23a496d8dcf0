"""Grants are steps in transactions: each is noted, and broken glass tells the tenant."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.access.grant_desk import GrantDesk, Wanted
from gateway.access.grants import Grant, GrantKind, GrantState, View
from gateway.errors import InvalidRequest
from gateway.model import Role
from gateway.retention.hold_desk import By
from gateway.rights.recipients_told import Telling
from gateway.storage.database import DatabaseStore
from gateway.storage.transaction import Transaction
from tests.gateway.access.stored import HOUR, TENANT, grant, on_store
from tests.gateway.storage.conftest import raw_bytes
from tests.gateway.storage.samples import START, disclosure


class Told:
    def __init__(self) -> None:
        self.tellings: list[Telling] = []

    def __call__(self, _: Transaction, telling: Telling) -> None:
        self.tellings.append(telling)


def wanted(held: Grant, role: Role = Role.ADMIN, by: str = "asker") -> Wanted:
    return Wanted(grant=held, role=role, by=By(actor=by, at=START))


def test_breaking_the_glass_tells_the_tenant_at_every_step(tmp_path: Path) -> None:
    told = Told()

    async def scenario(store: DatabaseStore) -> None:
        desk = GrantDesk(store=store, tell=told)
        filed = grant(kind=GrantKind.BREAK_GLASS, reader="asker")
        assert not (await desk.ask(wanted(filed, Role.SUPPORT))).stands(START)
        by = By(actor="second", at=START)
        assert (await desk.approve(TENANT, "g1", role=Role.ADMIN, by=by)).stands(START)
        ended = await desk.end(TENANT, "g1", role=Role.ADMIN, by=by)
        assert ended.state(START) is GrantState.REVOKED
        await desk.end(TENANT, "g1", role=Role.ADMIN, by=by)  # over already: nobody is told

    on_store(tmp_path, scenario, count=0)
    assert [each.body["step"] for each in told.tellings] == ["requested", "approved", "revoked"]
    assert {each.kind for each in told.tellings} == {"AccessBreakGlass"}
    assert told.tellings[1].body["approved_by"] == "second"
    assert raw_bytes(tmp_path).count(b'"act":"access.grant_changed"') == 3


def test_a_grant_names_a_conversation_that_is_there(tmp_path: Path) -> None:
    name = disclosure(1).conversation_id
    told = Told()

    async def scenario(store: DatabaseStore) -> None:
        desk = GrantDesk(store=store, tell=told)
        given = await desk.ask(wanted(grant(conversation_id=name)))
        assert given.stands(START)
        assert given.content
        first = replace(given, grant_id="g2", view=View.CLEAR, follows="g1", lasts=8 * HOUR)
        clear = await desk.ask(wanted(replace(first, approved_at=None, expires_at=None)))
        assert clear.expires_at == given.expires_at
        with pytest.raises(InvalidRequest):
            await desk.ask(wanted(grant(grant_id="g3", conversation_id="nowhere")))
        listed, counts = await desk.listed(TENANT)
        assert ([each.grant_id for each in listed], counts) == (["g2", "g1"], {})
        found, reads = await desk.one(TENANT, "g1")
        assert (found, list(reads)) == (given, [])
        for tenant, grant_id in (("other", "g1"), (TENANT, "g9")):
            with pytest.raises(InvalidRequest):
                await desk.one(tenant, grant_id)

    on_store(tmp_path, scenario)
    assert told.tellings == []


def test_one_that_cannot_be_is_not_kept(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        desk = GrantDesk(store=store, tell=Told())
        with pytest.raises(InvalidRequest):
            await desk.ask(wanted(grant(lasts=timedelta(days=1))))
        assert (await desk.listed(TENANT))[0] == []

    on_store(tmp_path, scenario, count=0)
