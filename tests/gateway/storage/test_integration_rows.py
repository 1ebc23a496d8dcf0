"""Switches as rows: versions grow, and a disclosure holds only under the one it was decided on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from gateway.consent.records import Basis
from gateway.storage import integration_rows
from gateway.storage.consent_ports import Facts, Watched
from gateway.storage.database import DatabaseStore
from gateway.storage.integration_rows import Integration, with_switch
from gateway.storage.ports import Recorded
from tests.gateway.access.stored import TENANT, on_store
from tests.gateway.storage.samples import START, disclosure


def switch(recipient: str, on: bool) -> Integration:
    return Integration(
        tenant=TENANT,
        recipient=recipient,
        is_on=on,
        version=0,
        changed_by="key",
        changed_at=START,
    )


def test_a_disclosure_is_recorded_only_under_the_switch_it_was_decided_on(tmp_path: Path) -> None:
    first = disclosure(7)

    async def scenario(store: DatabaseStore) -> None:
        async def put(on: bool) -> int:
            wanted = switch(first.recipient, on)
            held = await store.act(lambda act: integration_rows.put(act.connection, wanted))
            return held.version

        async def recorded(version: int, number: int) -> Recorded:
            decided = disclosure(number)
            basis = replace(decided.basis, switch=version)
            return await store.record(replace(decided, basis=basis))

        watched = Watched(
            tenant=first.tenant,
            subject=first.subject,
            purpose=first.purpose,
            recipient=first.recipient,
            switched=True,
        )
        assert await recorded(1, 7) is Recorded.FACTS_CHANGED
        assert [await put(True), await put(True)] == [1, 1]
        assert [each.switch for each in await store.facts([watched])] == [1]
        assert await recorded(1, 8) is Recorded.RECORDED
        assert await put(False) == 2
        assert [each.switch for each in await store.facts([watched])] == [0]
        for version in (1, 2):
            assert await recorded(version, 9) is Recorded.FACTS_CHANGED
        assert await put(True) == 3
        assert await recorded(1, 10) is Recorded.FACTS_CHANGED
        assert await recorded(3, 11) is Recorded.RECORDED
        # Who needs no switch is not asked for one.
        assert await recorded(0, 12) is Recorded.RECORDED
        assert [each.switch for each in await store.facts([replace(watched, switched=False)])] == [
            0
        ]

    on_store(tmp_path, scenario, count=0)


def test_switches_are_one_tenants_own(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        def act(transaction: Any) -> None:
            core = transaction.connection
            integration_rows.put(core, switch("a", True))
            integration_rows.put(core, switch("b", False))
            assert {
                key: each.is_on for key, each in integration_rows.integrations(core, TENANT).items()
            } == {"a": True, "b": False}
            assert integration_rows.integrations(core, "other") == {}

        await store.act(act)

    on_store(tmp_path, scenario, count=0)


def test_nobody_is_asked_about_for_nothing() -> None:
    class Refuses:
        def execute(self, *_: Any) -> Any:
            raise AssertionError("no statement is needed")

    assert integration_rows.switches(Refuses(), []) == {}
    facts = Facts(consent=None, person=None)
    assert with_switch(facts, switch("a", True), on={}) is facts
    assert with_switch(facts, switch("a", True), on={(TENANT, "a"): 4}).switch == 4


def test_a_basis_without_a_switch_asks_for_none() -> None:
    assert Basis().switch == 0
