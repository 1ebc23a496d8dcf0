"""Decisions on what is in review, and the alarm of what should be gone."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import InvalidRequest
from gateway.storage import due_rows
from gateway.storage.database import DatabaseStore
from gateway.storage.due_rows import Decision
from tests.gateway.retention.stored import END, left, stored
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import DAY, look_up


def late(act: Any, *, at: Any) -> int:
    return due_rows.overdue(act.connection, at)


def test_a_decision_erases_or_keeps_until_a_day_and_never_shows(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1, action="review")
        await stored(store, 2, action="review")
        await store.sweep(END)
        waiting = await store.act(lambda act: due_rows.awaiting(act.connection, "acme", limit=9))
        assert [each.conversation_id for each in waiting] == ["conversation-1", "conversation-2"]
        later = END + 30 * DAY
        for each, until in zip(waiting, (None, later), strict=True):
            decision = Decision(tenant="acme", row_id=each.row_id, keep_until=until, by="key-1")
            assert await store.act(partial(due_rows.decide, decision=decision, now=END))
            # It is decided: there is nothing more to decide on.
            assert not await store.act(partial(due_rows.decide, decision=decision, now=END))
        wanted = look_up(conversation_id="conversation-2", now=END)
        assert (await store.look_up(wanted)).conversation is None
        assert (await store.sweep(END)).erased == 1
        assert await left(store) == {"conversation-2": "active"}
        # At its day it comes up again; a sweep never decides.
        assert (await store.sweep(later)).in_review == 1

    opened(tmp_path, scenario)


def test_bad_decisions_change_nothing(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1, action="review")
        await stored(store, 2)
        await store.sweep(END - DAY)

        async def decided(row_id: int, tenant: str = "acme") -> bool:
            decision = Decision(tenant=tenant, row_id=row_id, keep_until=None, by="key-1")
            return await store.act(lambda act: due_rows.decide(act, decision, now=END))

        assert not await decided(1)
        await store.sweep(END)
        assert not await decided(1, "other")
        assert not await decided(99)
        past = Decision(tenant="acme", row_id=1, keep_until=END, by="key-1")
        with pytest.raises(InvalidRequest, match="future"):
            await store.act(lambda act: due_rows.decide(act, past, now=END))
        assert await left(store) == {"conversation-1": "review"}

    opened(tmp_path, scenario)


def test_what_is_past_its_promise_is_counted(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        await stored(store, 2, action="review")
        for at, count in ((END, 0), (END + DAY, 2)):
            assert await store.act(partial(late, at=at)) == count
        await store.sweep(END + DAY)
        assert await store.act(lambda act: due_rows.overdue(act.connection, END + DAY)) == 0

    opened(tmp_path, scenario)
