"""What a sweep does to a real store, through crashes, readers, holds and rivals."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.errors import StorageFailed
from gateway.retention import hold_desk, sweep
from gateway.retention.certificates import COMPLETE, PENDING
from gateway.storage import due_pages, erasure
from gateway.storage.database import KEY_FILE, MAIN_FILE, DatabaseStore
from gateway.storage.keys import KeyFile, NewKey
from gateway.storage.schema_retention import ANONYMISED
from tests.gateway.retention.stored import END, certificates, dek_id, hold, left, release, stored
from tests.gateway.storage.conftest import exchange, opened, raw_bytes
from tests.gateway.storage.samples import DAY, MASTER, START, disclosure, new_state

MICROSECOND = timedelta(microseconds=1)


def test_each_is_dealt_with_by_what_its_row_says(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        await stored(store, 2, action="anonymise")
        await stored(store, 3, action="review")
        await stored(store, 4, action="move_to_separate_store", keep_until=END + 90 * DAY)
        await stored(store, 5, keep_until=END + 60 * DAY)
        await stored(store, 6, keep_until=END)
        await stored(store, 7, hide_at=END + MICROSECOND)
        await stored(store, 8, due_at=END + 3 * DAY)
        await stored(store, 9, action="a word of another version")
        result = await store.sweep(END, batch=2)
        assert (result.erased, result.anonymised, result.moved) == (2, 1, 2)
        assert (result.in_review, result.held, result.pending) == (2, 0, 0)
        assert await left(store) == {
            "conversation-3": "review",
            "conversation-7": "active",
            "conversation-8": "active",
            "conversation-9": "review",
        }
        kept = await store.act(lambda act: act.kept.listed("acme") if act.kept else [])
        assert {each.conversation_id for each in kept} == {"conversation-4", "conversation-5"}
        [one] = await certificates(store)
        assert (one.state, one.counted("erased", "anonymised", "moved")) == (COMPLETE, 5)
        # Kept until its time is over, and not a moment longer.
        assert (await store.sweep(END + 60 * DAY - MICROSECOND)).kept_erased == 0
        assert (await store.sweep(END + 60 * DAY)).kept_erased == 1
        assert (await store.sweep(END + 90 * DAY)).kept_erased == 1

    opened(tmp_path, scenario)


def test_what_is_anonymised_tells_nobody_from_another(tmp_path: Path) -> None:
    said = "I am [PERSON_7KQ2M0XA], not [PERSON_3KQ2M0XB.4F]"

    async def scenario(store: DatabaseStore) -> list[Any]:
        await stored(store, 1, text=said, action="anonymise")
        await stored(store, 2, text=said, action="anonymise")
        assert (await store.sweep(END)).anonymised == 2
        assert await left(store) == {}

        def read(act: Any) -> list[Any]:
            rows = act.connection.execute(select(ANONYMISED)).all()
            keys = act.keys.find([row.dek_id for row in rows])
            return [(row, keys[row.dek_id]) for row in rows]

        return list(await store.act(read))

    found = opened(tmp_path, scenario)
    rows = [row for row, _ in found]
    assert len({row.speaker for row in rows}) == len({row.dek_id for row in rows}) == 2
    assert not {row.speaker for row in rows} & {"subject-1"}
    month = START.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    assert {row.month for row in rows} == {int(month.timestamp() * 1_000_000)}
    assert b"7KQ2M0XA" not in raw_bytes(tmp_path)


@pytest.mark.parametrize(
    "place", ["note", "destroy", "delete_rows", "count", "put", "set_state", "truncate", "search"]
)
def test_a_crash_at_any_step_is_finished_by_the_next_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def crash(*_: Any, **__: Any) -> None:
        raise OSError("power is gone")

    where: dict[str, Any] = {
        "note": "gateway.storage.ledger.ErasureLedger.note",
        "destroy": "gateway.storage.keys.KeyFile.destroy",
        "delete_rows": "gateway.storage.erasure.delete_rows",
        "count": "gateway.storage.erasure.count",
        "put": "gateway.storage.kept_store.KeptStore.put",
        "set_state": "gateway.storage.due_pages.set_state",
        "truncate": "gateway.storage.session.Session.truncate",
        "search": "gateway.storage.database.search_files",
    }

    async def scenario(store: DatabaseStore) -> None:
        for number in range(1, 8):
            await stored(store, number)
        await stored(store, 8, keep_until=END + 9 * DAY)
        await stored(store, 9, action="review")
        await stored(store, 10, action="anonymise")
        with monkeypatch.context() as patch:
            patch.setattr(where[place], crash)
            with pytest.raises((StorageFailed, OSError)):
                await store.sweep(END, batch=4)
        keys = {dek_id(number) for number in range(1, 11)}
        gone = await store.act(lambda act: act.keys.missing(sorted(keys)))
        noted = await store.act(lambda act: act.ledger.holds_keys(sorted(keys)))
        # What moves is noted when the separate store erases it.
        assert gone - {dek_id(8)} <= noted
        assert dek_id(8) not in noted
        result = await store.sweep(END, batch=4)
        assert result.pending == 0
        assert await left(store) == {"conversation-9": "review"}
        kept = await store.act(lambda act: act.kept.listed("acme") if act.kept else [])
        assert len(kept) == 1
        found = await certificates(store)
        assert {each.state for each in found} == {COMPLETE}
        assert sum(each.counted("erased", "moved", "anonymised", "keyless") for each in found) == 9

    opened(tmp_path, scenario)


def test_a_crash_between_key_and_row_does_not_lose_what_a_law_keeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any, **__: Any) -> None:
        raise OSError("power is gone")

    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1, keep_until=END + 9 * DAY, text="the contract")
        with monkeypatch.context() as patch:
            patch.setattr(erasure, "delete_rows", crash)
            with pytest.raises(StorageFailed):
                await store.sweep(END)
        assert (await store.sweep(END)).moved == 1

        def texts(act: Any) -> list[str]:
            [kept] = act.kept.listed("acme")
            return [each.text for each in act.kept.messages("acme", kept.kept_id)[1]]

        assert await store.act(texts) == ["the contract", "the contract"]

    opened(tmp_path, scenario)


def test_a_reader_keeps_a_certificate_pending(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        reader = sqlite3.connect(tmp_path / MAIN_FILE)
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM message").fetchone() == (2,)
        result = await store.sweep(END)
        assert (result.erased, result.pending) == (1, 1)
        [one] = await certificates(store)
        logs = next(
            each for each in one.shown()["data_stores"] if each["store"] == "write_ahead_logs"
        )
        assert (one.state, one.shown()["completed_at"]) == (PENDING, None)
        assert (logs["items_retained"], logs["reason"]) == (1, "ReaderOpen")
        reader.close()
        assert (await store.sweep(END)).pending == 0
        [one] = await certificates(store)
        assert (one.state, one.shown()["checkpoint"]) == (COMPLETE, [0, 0, 0])

    opened(tmp_path, scenario)


def test_a_key_that_is_still_in_a_file_keeps_a_certificate_pending(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        (tmp_path / "forgotten copy").write_bytes(b"...." + dek_id(1).encode() + b"....")
        assert (await store.sweep(END)).pending == 1
        [one] = await certificates(store)
        assert (one.shown()["scan"]["found"], one.state) == (1, PENDING)
        (tmp_path / "forgotten copy").unlink()
        assert (await store.sweep(END)).pending == 0

    opened(tmp_path, scenario)


def test_a_hold_that_is_placed_between_two_pages_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        for number in range(1, 7):
            await stored(store, number, hide_at=END - (7 - number) * MICROSECOND)
        real, pages = due_pages.due_page, 0

        async def place() -> None:
            await hold_desk.place(store, hold(conversations={"conversation-5", "conversation-2"}))

        def page(*arguments: Any, **named: Any) -> Any:
            nonlocal pages
            pages += 1
            if pages == 2:
                tasks.append(asyncio.run_coroutine_threadsafe(place(), loop))
            return real(*arguments, **named)

        loop, tasks = asyncio.get_running_loop(), []  # type: ignore[var-annotated]
        monkeypatch.setattr(due_pages, "due_page", page)
        result = await store.sweep(END, batch=2)
        await asyncio.wrap_future(tasks[0])
        states = await left(store)
        # Placed while the second page (3 and 4) ran: the first page was gone by then.
        assert "conversation-2" not in states
        assert states.get("conversation-5") == "held"
        assert result.erased == 5

    opened(tmp_path, scenario)


def test_rivals_do_nothing_twice(tmp_path: Path) -> None:
    async def scenario() -> None:
        stores = [DatabaseStore.in_directory(tmp_path, master_key=MASTER) for _ in range(2)]
        for store in stores:
            await store.open()
        try:
            for number in range(1, 41):
                await stored(stores[0], number)
            results = await asyncio.gather(*(each.sweep(END, batch=3) for each in stores))
            assert sum(each.erased for each in results) == 40
            await stores[0].sweep(END)
            found = await certificates(stores[0])
            assert sum(each.counted("erased") for each in found) == 40
            assert {each.state for each in found} == {COMPLETE}
        finally:
            for store in stores:
                await store.close()

    asyncio.run(scenario())


def test_a_scheduled_sweep_walks_on_from_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "WALK_PAGES", 1)

    async def scenario(store: DatabaseStore) -> None:
        for number in range(1, 7):
            await stored(store, number)
        await store.act(lambda act: act.keys.destroy([dek_id(5), dek_id(6)]))
        assert [(await store.sweep(START, batch=2)).erased for _ in range(3)] == [0, 0, 2]

    opened(tmp_path, scenario)


def test_keys_that_a_row_of_any_table_names_stay(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        key = NewKey(dek_id="f" * 26, tenant="acme", key=bytes(32), created_at=0)
        await store.act(lambda act: act.keys.add([key]))
        named = await store.act(
            lambda act: erasure.without_row(act.connection, [dek_id(1), "f" * 26])
        )
        assert named == ["f" * 26]
        await store.sweep(START + 2 * DAY)
        assert await store.act(lambda act: act.keys.missing([key.dek_id])) == {key.dek_id}

    opened(tmp_path, scenario)


def test_a_wrong_key_sets_aside_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1, keep_until=END + DAY)
        with monkeypatch.context() as patch:
            patch.setattr(KeyFile, "find", lambda _, ids: dict.fromkeys(ids, bytes(32)))
            assert (await store.sweep(END)).failed == 1
        assert await left(store) == {"conversation-1": "failed"}
        assert (await store.sweep(END)).moved == 0
        assert (await store.sweep(END, whole_walk=True)).moved == 1

    opened(tmp_path, scenario)


def test_what_was_held_is_due_again_after_its_last_hold(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        await hold_desk.place(store, hold("a", conversations={"conversation-1"}))
        await hold_desk.place(store, hold("b", subjects={"subject-1"}))
        assert (await store.sweep(END)).erased == 0
        await release(store, "a", at=END)
        assert (await store.sweep(END)).erased == 0
        await release(store, "b", at=END)
        assert (await store.sweep(END)).erased == 1

    opened(tmp_path, scenario)


def test_a_later_conversation_of_a_held_person_is_held_when_it_is_due(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await hold_desk.place(store, hold(subjects={"subject-1"}))
        await stored(store, 1)
        await stored(store, 2, subject="subject-2")
        result = await store.sweep(END)
        assert (result.held, result.erased) == (1, 1)
        assert await left(store) == {"conversation-1": "held"}
        assert (await store.sweep(END)).held == 0

    opened(tmp_path, scenario)


def test_a_providers_state_stays_with_a_held_conversation(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await exchange(store, 1, new_state("state-1", "Jane", hide_at=START + DAY))
        await hold_desk.place(store, hold(subjects={"subject-1"}))
        await exchange(store, 2, new_state("state-2", "John", hide_at=START + DAY))
        # The first is held already, the second only covered: it is not due yet.
        assert (await store.sweep(START + DAY)).states == 0
        await release(store)
        assert (await store.sweep(START + DAY)).states == 2

    opened(tmp_path, scenario)


def test_an_empty_batch_is_refused(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        with pytest.raises(ValueError, match="batch"):
            await store.sweep(END, batch=0)

    opened(tmp_path, scenario)


def test_an_empty_run_leaves_no_certificate(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.record(disclosure(1))
        await store.sweep(START)
        assert await certificates(store) == []

    opened(tmp_path, scenario)
    assert (tmp_path / KEY_FILE).exists()
