"""Conversations are erased on a person's word, unless a hold or a law stands against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.retention.holds import Hold, Scope
from gateway.rights.conversation_erasure import (
    conversation_eraser,
    erase_hold_items,
    erase_one,
    erase_states,
    hide,
    kept_conversations,
)
from gateway.rights.data_stores import PageAsked
from gateway.rights.kinds import Ground
from gateway.storage import hold_rows
from gateway.storage.certificate_rows import Run, find
from gateway.storage.database import DatabaseStore
from gateway.storage.schema import CONVERSATION, to_micros
from tests.gateway.rights.acting import in_store
from tests.gateway.rights.whole_person import JANE, START
from tests.gateway.storage.samples import disclosure, new_state, outcome

DAY = timedelta(days=1)
ASKED = PageAsked(now=START, rows=2)
RUN = Run(run_id="run-1", at=START, cause="request:run-1")
HOLD = Hold(
    tenant=JANE.tenant,
    hold_id="hold-1",
    matter="case 7",
    authority="court",
    scope=Scope(subjects=frozenset({JANE.subject})),
    placed_by="key-1",
    placed_at=START,
    review_at=START + DAY,
)


async def spoken(store: DatabaseStore, count: int) -> None:
    for number in range(1, count + 1):
        await store.record(disclosure(number))
        await store.finish(outcome(number, state=new_state(f"state-{number}")))


async def left(store: DatabaseStore) -> list[str]:
    query = select(CONVERSATION.c.conversation_id).order_by(CONVERSATION.c.id)
    return await store.act(lambda each: list(each.connection.execute(query).scalars()))


def test_all_go_page_by_page_and_are_counted(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await spoken(store, 5)
        eraser = conversation_eraser(RUN.run_id, cause=RUN.cause)
        pages = [await store.act(lambda each: eraser(each, JANE, ASKED)) for _ in range(3)]
        assert [(each.items_removed, each.done) for each in pages] == [
            *((2, False), (2, False), (1, True))
        ]
        certificate = await store.act(
            lambda each: find(each.connection, "acme", certificate_id=RUN.run_id)
        )
        assert certificate is not None
        assert certificate.counted("erased") == 5
        assert await left(store) == []

    in_store(tmp_path, scenario)


@pytest.mark.parametrize(
    ("values", "ground"),
    [
        ({"state": "held"}, Ground.HELD),
        ({"keep_until": to_micros(START) + 1}, Ground.STATUTE),
        ({"state": "held", "keep_until": to_micros(START) + 1}, Ground.HELD),
        ({"keep_until": to_micros(START)}, None),
        ({"state": "review"}, None),
    ],
)
def test_what_stands_against_it_is_said(
    tmp_path: Path, values: dict[str, Any], ground: Ground | None
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await spoken(store, 2)
        first = update(CONVERSATION).where(CONVERSATION.c.id == 1).values(values)
        await store.act(lambda each: each.connection.execute(first))
        kept = await store.act(lambda each: kept_conversations(each, JANE, asked=ASKED))
        assert {each: items for each, items in kept.items() if items} == (
            {ground: 1} if ground else {}
        )
        states = await store.act(lambda each: erase_states(each, JANE, ASKED))
        states = await store.act(lambda each: erase_states(each, JANE, ASKED))
        assert states.reasons == ({ground: 1} if ground else {})
        done = await store.act(
            lambda each: erase_one(each, JANE, conversation_id="conversation-1", run=RUN)
        )
        assert done is not None
        assert (done.items_removed, done.items_retained) == ((0, 1) if ground else (1, 0))
        assert await left(store) == (
            ["conversation-1", "conversation-2"] if ground else ["conversation-2"]
        )
        shown = await store.conversations(JANE.tenant, subject=JANE.subject)
        assert [each.conversation_id for each in shown] == ["conversation-2"]

    in_store(tmp_path, scenario)


def test_a_hold_counts_from_the_moment_it_is_placed(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await spoken(store, 1)
        await store.act(lambda each: hold_rows.add(each.connection, HOLD))
        eraser = conversation_eraser(RUN.run_id, cause=RUN.cause)
        done = await store.act(lambda each: eraser(each, JANE, ASKED))
        assert done.reasons == {Ground.HELD: 1}
        items = await store.act(lambda each: erase_hold_items(each, JANE, ASKED))
        assert items.items_removed == 0
        await store.act(
            lambda each: hold_rows.set_released(each.connection, HOLD, at=START, by="key-1")
        )
        done = await store.act(lambda each: eraser(each, JANE, ASKED))
        assert (done.items_removed, done.reasons) == (1, {})

    in_store(tmp_path, scenario)


def test_another_persons_is_not_there(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await spoken(store, 1)
        for holder in (replace(JANE, subject="stranger"), replace(JANE, tenant="other")):
            done = await store.act(
                lambda each, holder=holder: erase_one(  # type: ignore[misc]
                    each, holder, conversation_id="conversation-1", run=RUN
                )
            )
            assert done is None
        assert await left(store) == ["conversation-1"]

    in_store(tmp_path, scenario)


def test_hiding_never_makes_anything_last_longer(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await spoken(store, 1)
        row = CONVERSATION.c
        ends = select(row.hide_at, row.due_at, row.erase_by, row.latest)
        for now in (START, START + DAY):
            await store.act(lambda each, now=now: hide(each, row.id == 1, now=now))  # type: ignore[misc]
            found = await store.act(lambda each: tuple(each.connection.execute(ends).one()))
            assert found == (to_micros(START),) * 4

    in_store(tmp_path, scenario)
