"""Which conversation a request belongs to, on the database and in memory."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from gateway.storage import batch, facts, lookups
from gateway.storage.files import driver_of, sqlite_engine
from gateway.storage.migrate import migrate
from gateway.storage.ports import Recorded, Store
from gateway.storage.rows import HELD_BY_NAME
from gateway.storage.statements import with_rows
from tests.gateway.storage.conftest import Run
from tests.gateway.storage.samples import (
    DAY,
    START,
    answer,
    data_key,
    disclosure,
    look_up,
    message,
    outcome,
    tag,
)


def test_an_exchange_is_found_by_its_answers_chain(run: Run) -> None:
    async def scenario(store: Store) -> None:
        assert await store.record(disclosure()) is Recorded.RECORDED
        await store.finish(outcome())
        known = await store.look_up(look_up("u1", "a1", "u2"))
        assert known.conversation is not None
        assert known.conversation.conversation_id == "conversation-1"
        assert known.conversation.common == 2
        assert known.conversation.data_key.key == data_key().key

    run(scenario)


def test_a_question_without_answer_is_not_joined(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.record(disclosure())
        assert (await store.look_up(look_up("u1"))).conversation is None
        named = await store.look_up(look_up("u1", conversation_id="conversation-1"))
        assert named.conversation is not None
        assert named.conversation.common == 1

    run(scenario)


def test_the_longest_chain_wins_and_common_reaches_past_it(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.record(disclosure(1))
        await store.finish(outcome(1))
        await store.record(
            disclosure(2, messages=(message(), answer(), message("more", "u2"))),
        )
        await store.finish(outcome(2, answers=(answer("yes", "a2"),)))
        await store.record(disclosure(3))
        await store.finish(outcome(3))
        # The third question was recorded, its answer never came.
        await store.record(
            disclosure(2, new=False, disclosure_id="again", messages=(message("third", "u3"),))
        )
        long = await store.look_up(look_up("u1", "a1", "u2", "a2", "u3", "x"))
        assert long.conversation is not None
        assert (long.conversation.conversation_id, long.conversation.common) == (
            "conversation-2",
            5,
        )
        short = await store.look_up(look_up("u1", "a1", "other"))
        assert short.conversation is not None
        assert (short.conversation.conversation_id, short.conversation.common) == (
            "conversation-3",
            2,
        )

    run(scenario)


def test_a_named_conversation_is_not_replaced_by_a_chain(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.record(disclosure())
        await store.finish(outcome())
        wanted = look_up("u1", "a1", conversation_id="unknown")
        assert (await store.look_up(wanted)).conversation is None

    run(scenario)


def test_equal_beginnings_of_one_person_join_the_newest(run: Run) -> None:
    async def scenario(store: Store) -> None:
        for number in (1, 2, 3):
            await store.record(disclosure(number, at=START + timedelta(seconds=number)))
            await store.finish(outcome(number))
        known = await store.look_up(look_up("u1", "a1"))
        assert known.conversation is not None
        assert known.conversation.conversation_id == "conversation-3"
        # The newest is hidden first here; the next one takes its place.
        short = tag(START + DAY)
        await store.record(disclosure(3, new=False, disclosure_id="short", tag=short))
        known = await store.look_up(look_up("u1", "a1", now=START + DAY))
        assert known.conversation is not None
        assert known.conversation.conversation_id == "conversation-2"

    run(scenario)


@pytest.mark.parametrize(
    ("query", "width"),
    [
        (facts.FACTS, 4),
        (facts.TAGGED_FACTS, 4),
        (facts.STANDING, 4),
        (lookups._BY_ID, 1),
        (lookups._ANSWERED, 4),
        (lookups._STORED, 2),
        (HELD_BY_NAME, 3),
        (batch._BY_KEY, 1),
        (batch._TOUCH, 3),
    ],
)
@pytest.mark.parametrize("count", [1, 64])
def test_no_hot_query_reads_a_whole_table(
    tmp_path: Path, query: str, width: int, count: int
) -> None:
    with sqlite_engine(tmp_path / "a.db").connect() as connection:
        migrate(connection)
        driver = driver_of(connection)
        for sql, parameters in with_rows(query, [(1,) * width] * count):
            plan = driver.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()
            steps = [row[3] for row in plan]
            assert not [
                step
                for step in steps
                if step.startswith("SCAN") and step != "SCAN w" and "CONSTANT ROW" not in step
            ]
            assert any(step.startswith("SEARCH") for step in steps)
            assert not any("AUTOMATIC" in step for step in steps)
