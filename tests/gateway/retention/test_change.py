"""A change of classes from its preview to its end, broken off in between."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from gateway.errors import Refused, StorageFailed
from gateway.policy import Policy, Tenant, Trigger
from gateway.retention import change
from gateway.retention.assign import tag
from gateway.retention.change import apply_changes, catch_up, declare, preview_changes
from gateway.retention.classes import version_of
from gateway.retention.events import RetentionEvent
from gateway.storage.event_rows import record_event
from gateway.storage.ports import Recorded
from tests.gateway.retention.policies import occasion, policy, retention_class
from tests.gateway.storage.conftest import Run, clock, run
from tests.gateway.storage.samples import DAY, START, disclosure

__all__ = ["clock", "run"]

MONTH = retention_class("chat", duration="P30D")
WEEK = retention_class("chat", duration="P7D")
GONE = retention_class("gone", duration="P90D")
NOW = START + 8 * DAY
ON_DATABASES = pytest.mark.parametrize("run", ["database", "postgres"], indirect=True)


def tenant(*classes: Any) -> Tenant:
    return Tenant(key="acme", policy=policy(*classes), recipients=())


async def stored(store: Any, number: int, under: Policy, purpose: str = "chat") -> None:
    made = tag(under, occasion(purpose), now=START)
    wanted = disclosure(number, tag=made, purpose=purpose)
    assert await store.record(wanted) is Recorded.RECORDED


async def ends(store: Any) -> list[Any]:
    found = await store.conversations("acme")
    return [(each.tag.retention_class, each.tag.hide_at - START) for each in found]


@ON_DATABASES
def test_a_shorter_class_waits_for_its_approval(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change, "PAGE", 2)

    async def scenario(store: Any) -> None:
        for number in range(1, 6):
            await stored(store, number, policy(MONTH))
        changed = tenant(WEEK)
        assert await declare(store, {"acme": changed}, at=START) == 1
        preview = await preview_changes(store, changed, moves={}, now=NOW)
        [effect] = preview.effects
        assert (effect.rows, effect.hidden_at_once, effect.version) == (5, 5, version_of(MONTH))
        assert await ends(store) == [("chat", 30 * DAY)] * 5
        with pytest.raises(Refused) as refused:
            await apply_changes(store, changed, preview_id="0" * 12, moves={}, now=NOW)
        assert (refused.value.code, refused.value.status) == ("preview_outdated", 409)
        with pytest.raises(Refused):
            await apply_changes(
                store, changed, preview_id=preview.preview_id, moves={}, now=NOW + DAY
            )
        assert await ends(store) == [("chat", 30 * DAY)] * 5
        done = await apply_changes(
            store, changed, preview_id=preview.preview_id, moves={}, now=START + 8 * DAY
        )
        assert done == 5
        assert await ends(store) == [("chat", 7 * DAY)] * 5
        assert (await preview_changes(store, changed, moves={}, now=NOW)).effects == []

    run(scenario)


@ON_DATABASES
def test_conversations_that_came_since_the_preview_are_not_approved_with_it(run: Run) -> None:
    async def scenario(store: Any) -> None:
        await stored(store, 1, policy(MONTH))
        changed = tenant(WEEK)
        seen = await preview_changes(store, changed, moves={}, now=NOW)
        await stored(store, 2, policy(WEEK))  # under the new class already
        again = await preview_changes(store, changed, moves={}, now=NOW)
        assert again.preview_id == seen.preview_id
        await stored(store, 3, policy(MONTH))
        call: dict[str, Any] = {"preview_id": seen.preview_id, "moves": {}, "now": NOW}
        with pytest.raises(Refused) as refused:
            await apply_changes(store, changed, **call)
        assert refused.value.code == "preview_outdated"
        assert sorted(each for _, each in await ends(store)) == [7 * DAY, 30 * DAY, 30 * DAY]

    run(scenario)


class Failing:
    """A store whose acts fail after a number of them."""

    def __init__(self, store: Any, acts: int) -> None:
        self.store = store
        self.left = acts

    async def act(self, function: Any, **_: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            raise StorageFailed("the disk is full")
        return await self.store.act(function)


@ON_DATABASES
def test_what_broke_off_is_done_by_the_same_call_again(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change, "PAGE", 2)

    async def scenario(store: Any) -> None:
        for number in range(1, 6):
            await stored(store, number, policy(MONTH))
        changed = tenant(WEEK)
        preview = await preview_changes(store, changed, moves={}, now=NOW)
        call: dict[str, Any] = {"preview_id": preview.preview_id, "moves": {}}
        # One act reads the approval, three are pages of the preview, one approves.
        with pytest.raises(StorageFailed):
            await apply_changes(Failing(store, 6), changed, now=NOW, **call)
        assert sorted(await ends(store)) == [("chat", 7 * DAY)] * 2 + [("chat", 30 * DAY)] * 3
        assert await apply_changes(store, changed, now=NOW + DAY, **call) == 3
        assert await ends(store) == [("chat", 7 * DAY)] * 5
        with pytest.raises(Refused):
            await apply_changes(store, changed, now=NOW, **call)

    run(scenario)


@ON_DATABASES
def test_an_approval_is_not_for_a_policy_that_changed_again(run: Run) -> None:
    async def scenario(store: Any) -> None:
        await stored(store, 1, policy(MONTH))
        preview = await preview_changes(store, tenant(WEEK), moves={}, now=NOW)
        call: dict[str, Any] = {"preview_id": preview.preview_id, "moves": {}, "now": NOW}
        with pytest.raises(StorageFailed):
            await apply_changes(Failing(store, 3), tenant(WEEK), **call)
        with pytest.raises(Refused):
            await apply_changes(store, tenant(replace(WEEK, duration="P1D")), **call)
        assert await ends(store) == [("chat", 30 * DAY)]

    run(scenario)


@ON_DATABASES
def test_a_class_that_is_gone_keeps_its_conversations_until_they_are_moved(run: Run) -> None:
    async def scenario(store: Any) -> None:
        both = policy(MONTH, GONE)
        await stored(store, 1, both)
        await stored(store, 2, both, "gone")
        left = tenant(MONTH)
        still = await preview_changes(store, left, moves={}, now=START)
        assert [(each.retention_class, each.to_class) for each in still.effects] == [("gone", "")]
        assert (
            await apply_changes(store, left, preview_id=still.preview_id, moves={}, now=START) == 0
        )
        assert await ends(store) == [("chat", 30 * DAY), ("gone", 90 * DAY)]
        moves = {"gone": "chat"}
        moving = await preview_changes(store, left, moves=moves, now=START)
        assert moving.preview_id != still.preview_id
        assert (
            await apply_changes(store, left, preview_id=moving.preview_id, moves=moves, now=START)
            == 1
        )
        assert await ends(store) == [("chat", 30 * DAY)] * 2

    run(scenario)


@ON_DATABASES
def test_what_a_closed_account_says_gets_an_end_page_by_page(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change, "PAGE", 2)
    waiting = retention_class("service", Trigger.ACCOUNT_CLOSURE, "P30D")

    async def scenario(store: Any) -> None:
        for number in range(1, 6):
            event = RetentionEvent(
                event_id=f"event-{number}",
                tenant="acme",
                subject=f"subject-{number}",
                type="account_closure",
                at=START - DAY,
                recorded_at=START,
            )
            await store.act(partial(record_event, event=event))
        for number in (1, 3, 5, 7):
            made = tag(policy(waiting), occasion("service"), now=START)
            wanted = disclosure(number, subject=f"subject-{number}", tag=made)
            assert await store.record(wanted) is Recorded.RECORDED
        assert await catch_up(store, START + DAY) == 3
        assert await catch_up(store, START + DAY) == 0
        assert sorted(await ends(store))[:3] == [("service", 30 * DAY)] * 3

    run(scenario)
