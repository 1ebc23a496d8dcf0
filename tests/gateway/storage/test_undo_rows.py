"""A conversation is brought back in the store: read, continued and swept as if it were new."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.admin.reasons import read_reason
from gateway.errors import InvalidRequest
from gateway.retention import hold_desk
from gateway.rights.conversation_erasure import hide
from gateway.storage.database import DatabaseStore
from gateway.storage.schema import CONVERSATION
from gateway.storage.schema_audit import AUDIT_ENTRY
from gateway.storage.undo_rows import Undo, bring_back
from tests.gateway.retention.stored import hold, left, stored
from tests.gateway.retention.test_undo import MOVING
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import DAY, START

END = START + 30 * DAY
KEPT: dict[str, Any] = {"terms": (MOVING,), "due_at": END + 7 * DAY, "erase_by": END + 8 * DAY}


async def undo(store: DatabaseStore, number: int, at: datetime, **changes: Any) -> datetime:
    asked = Undo(
        tenant="acme",
        conversation_id=f"conversation-{number}",
        actor="key-1",
        at=at,
        **changes,
    )
    return (await store.act(lambda act: bring_back(act, asked))).hide_at


async def refusal(store: DatabaseStore, number: int, at: datetime, **changes: Any) -> str:
    with pytest.raises(InvalidRequest) as refused:
        await undo(store, number, at, **changes)
    return refused.value.code


def test_it_lives_a_whole_time_more(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1, **KEPT)
        await stored(store, 2, **KEPT)
        assert await refusal(store, 1, END - DAY) == "not_undone"
        assert (await store.sweep(END + DAY)).erased == 0
        assert (
            await undo(store, 1, END + DAY, reason=read_reason("support_request")) == END + 31 * DAY
        )
        assert await refusal(store, 1, END + DAY) == "not_undone"
        assert (await store.sweep(END + 7 * DAY)).erased == 1
        assert await left(store) == {"conversation-1": "active"}
        assert await refusal(store, 2, END + 7 * DAY) == "not_found"
        row = await store.act(lambda act: act.connection.execute(select(CONVERSATION)).one())
        assert row.last_interaction_at == int((END + DAY).timestamp() * 1_000_000)
        assert (await store.sweep(END + 37 * DAY)).erased == 0
        assert (await store.sweep(END + 38 * DAY)).erased == 1
        query = select(AUDIT_ENTRY.c.body)
        bodies = await store.act(lambda act: act.connection.execute(query).scalars().all())
        noted = [each for each in bodies if b'"retention.undone"' in bytes(each)]
        assert len(noted) == 1
        assert b'"reason":"support_request"' in bytes(noted[0])

    opened(tmp_path, scenario)


def test_what_was_erased_hidden_or_is_due_stays_so(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        for number in (1, 2, 3):
            await stored(store, number, **KEPT)
        await stored(store, 4)  # without a time to undo
        for number, at in ((1, END - DAY), (2, END + DAY)):
            named = CONVERSATION.c.conversation_id == f"conversation-{number}"
            await store.act(partial(hide, where=named, now=at))
            assert await refusal(store, number, END + 2 * DAY) == "not_undone"
        assert await refusal(store, 3, END + 7 * DAY) == "not_undone"
        assert await refusal(store, 4, END) == "not_undone"
        assert await refusal(store, 5, END) == "not_found"

    opened(tmp_path, scenario)


def test_a_hold_stays_and_a_lost_key_is_no_conversation(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1, **KEPT)
        await stored(store, 2, **KEPT)
        await hold_desk.place(store, hold(conversations={"conversation-1"}))
        assert await undo(store, 1, END) == END + 30 * DAY
        assert (await left(store))["conversation-1"] == "held"
        row = select(CONVERSATION.c.dek_id).where(
            CONVERSATION.c.conversation_id == "conversation-2"
        )
        await store.act(lambda act: act.keys.destroy([act.connection.execute(row).scalar_one()]))
        assert await refusal(store, 2, END) == "not_undone"

    opened(tmp_path, scenario)


def test_several_people_with_one_id_are_told_apart(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1, **KEPT)
        await stored(store, 2, **KEPT, subject="subject-2")
        every = CONVERSATION.update().values(conversation_id="conversation-1")
        await store.act(lambda act: act.connection.execute(every))
        assert await refusal(store, 1, END) == "subject_needed"
        assert await refusal(store, 1, END, subject="subject-3") == "not_found"
        assert await undo(store, 1, END, subject="subject-2") == END + 30 * DAY

    opened(tmp_path, scenario)
