"""What only rows, files and keys of provider states can break."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import StorageFailed
from gateway.storage.database import MAIN_FILE, DatabaseStore
from gateway.storage.files import driver_of, sqlite_engine
from gateway.storage.migrate import migrate
from gateway.storage.statements import with_rows
from gateway.storage.states import _HELD, _WITH_CONVERSATION, HeldState
from tests.gateway.storage.conftest import NOTHING, exchange, opened, raw_bytes
from tests.gateway.storage.samples import (
    CANARY,
    DAY,
    START,
    answer,
    disclosure,
    look_up,
    new_state,
    outcome,
)


def test_a_value_never_stands_in_clear_and_is_gone_after_a_sweep(tmp_path: Path) -> None:
    def bodies() -> list[bytes]:
        with sqlite3.connect(tmp_path / MAIN_FILE) as connection:
            return [row[0] for row in connection.execute("SELECT body FROM provider_state")]

    async def scenario(store: DatabaseStore) -> None:
        for number in range(1, 20):
            value = f"{CANARY}-{number}"
            end = START + (1 if number % 2 else 90) * DAY
            state = new_state(f"state-{number}", value, hide_at=end)
            await exchange(store, number, state)
            await store.look_up(look_up(state=f"state-{number}"))
        before, held = raw_bytes(tmp_path), bodies()
        assert len(held) == 19
        assert all(body in before for body in held)
        assert CANARY.encode() not in before
        assert (await store.sweep(START + DAY, batch=4)).states == 10
        left, raw = bodies(), raw_bytes(tmp_path)
        assert len(left) == 9
        assert [body in raw for body in held] == [body in left for body in held]
        assert (await store.sweep(START + 30 * DAY)).erased == 19
        after = raw_bytes(tmp_path)
        assert not any(body in after for body in held)

    opened(tmp_path, scenario)
    assert CANARY.encode() not in raw_bytes(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE provider_state SET state = 'state-9'",
        "UPDATE provider_state SET recipient = 'second'",
        "UPDATE provider_state SET conversation = 2",
        "UPDATE provider_state SET body = (SELECT body FROM message LIMIT 1)",
        "UPDATE provider_state SET body = substr(body, 2)",
    ],
)
def test_a_state_moved_or_changed_does_not_decrypt(tmp_path: Path, change: str) -> None:
    async def fill(store: DatabaseStore) -> None:
        await exchange(store, 1, new_state("state-1", CANARY))
        await exchange(store, 2, None)

    async def look(store: DatabaseStore) -> None:
        asked = [
            look_up(state=key, recipient=recipient)
            for key in ("state-1", "state-9")
            for recipient in ("model-eu", "second")
        ]
        answers = await asyncio.gather(
            *(store.look_up(each) for each in (*asked, look_up("u1", "a1"))),
            return_exceptions=True,
        )
        failed = [each for each in answers if isinstance(each, StorageFailed)]
        assert len(failed) == 1
        assert CANARY not in str(failed[0])
        assert [getattr(each, "state", None) for each in answers] == [None] * 5
        # Others of the same batch are answered.
        assert getattr(answers[-1], "conversation", None) is not None

    opened(tmp_path, fill)
    with sqlite3.connect(tmp_path / MAIN_FILE) as connection:
        connection.execute(change)
    opened(tmp_path, look)


def test_a_state_in_a_conversation_without_key_is_not_found(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await exchange(store, 1, new_state("state-1", "Jane"))
        await store.act(lambda act: act.keys.destroy(["dek-1"]))
        assert await store.look_up(look_up(state="state-1")) == NOTHING

    async def clean(store: DatabaseStore) -> None:
        assert (await store.sweep(START)).erased == 1
        assert await store.class_counts(START) == []

    opened(tmp_path, scenario)
    opened(tmp_path, clean)


def test_rows_are_read_as_they_were_written() -> None:
    row = ("t", "k", 7, "c", "collection", "p", "r", "d@1", 5, 6, 4, 3, b"body")
    state = HeldState.read(row)
    assert state.row() == row
    assert (state.tenant, state.conversation, state.started_at) == ("t", 7, 3)
    assert "body" not in repr(state)


@pytest.mark.parametrize("query", [_HELD, _WITH_CONVERSATION])
@pytest.mark.parametrize("count", [1, 64])
def test_no_query_reads_a_whole_table(tmp_path: Path, query: str, count: int) -> None:
    with sqlite_engine(tmp_path / "a.db").connect() as connection:
        migrate(connection)
        driver = driver_of(connection)
        for sql, parameters in with_rows(query, [("t", "k")] * count):
            plan = driver.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()
            steps = [row[3] for row in plan]
            tables = [step for step in steps if step.startswith("SCAN") and step != "SCAN w"]
            assert all("CONSTANT ROW" in step for step in tables)
            assert any(step.startswith("SEARCH s USING INDEX") for step in steps)


def test_an_answer_is_stored_with_its_state_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    async def scenario(store: DatabaseStore) -> None:
        await store.record(disclosure())
        ended = outcome(answers=(answer(),), state=new_state("state-1", "Jane"))
        with monkeypatch.context() as patch:
            patch.setattr("gateway.storage.states.StateBatch.write", full)
            with pytest.raises(StorageFailed):
                await store.finish(ended)
        [shown] = await store.conversations("acme")
        assert len(shown.messages) == 1
        await store.finish(ended)
        assert (await store.look_up(look_up(state="state-1"))).state is not None

    opened(tmp_path, scenario)
