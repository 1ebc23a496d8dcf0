"""What only files can break: crashes, kills, copies, raw bytes, other processes."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.errors import StorageFailed
from gateway.storage.database import KEY_FILE, MAIN_FILE, DatabaseStore
from gateway.storage.ports import Recorded
from tests.gateway.storage.conftest import SetClock, exchanges, opened
from tests.gateway.storage.samples import (
    CANARY,
    DAY,
    MASTER,
    START,
    consent,
    disclosure,
    look_up,
    message,
    tag,
)


def test_a_wrong_master_key_is_refused_at_open(tmp_path: Path) -> None:
    async def fill(store: DatabaseStore) -> None:
        await exchanges(store, range(1, 2))

    async def scenario(_store: DatabaseStore) -> None:
        raise AssertionError("it opened")

    opened(tmp_path, fill)
    with pytest.raises(StorageFailed, match="master key"):
        opened(tmp_path, scenario, master_key=bytes(32))
    with pytest.raises(StorageFailed, match="32 bytes"):
        opened(tmp_path, scenario, master_key=b"short")


def test_a_key_store_of_another_database_is_refused(tmp_path: Path) -> None:
    async def fill(store: DatabaseStore) -> None:
        await exchanges(store, range(1, 2))

    async def scenario(_store: DatabaseStore) -> None:
        raise AssertionError("it opened")

    opened(tmp_path, fill)
    (tmp_path / KEY_FILE).rename(tmp_path / "elsewhere")
    with pytest.raises(StorageFailed, match="is missing"):
        opened(tmp_path, scenario)
    opened(tmp_path / "other", fill)
    (tmp_path / "other" / KEY_FILE).rename(tmp_path / KEY_FILE)
    with pytest.raises(StorageFailed, match="does not belong"):
        opened(tmp_path, scenario)


def test_a_message_moved_or_changed_does_not_decrypt(tmp_path: Path) -> None:
    async def fill(store: DatabaseStore) -> None:
        await exchanges(store, range(1, 2))

    async def scenario(store: DatabaseStore) -> None:
        with pytest.raises(StorageFailed) as caught:
            await store.conversations("acme")
        assert CANARY not in str(caught.value)

    for change in (
        "UPDATE message SET seq = seq + 10",
        "UPDATE conversation SET subject = 'subject-2'",
        "UPDATE message SET body = substr(body, 2)",
    ):
        directory = tmp_path / str(len(change))
        opened(directory, fill)
        with sqlite3.connect(directory / MAIN_FILE) as connection:
            connection.execute(change)
        opened(directory, scenario)


def test_two_stores_on_the_same_files_write_and_sweep(tmp_path: Path) -> None:
    async def scenario(first: DatabaseStore) -> None:
        second = DatabaseStore.in_directory(tmp_path, master_key=MASTER, clock=SetClock())
        await second.open()
        try:
            due = [first.record(disclosure(n, tag=tag(START + DAY))) for n in range(1, 60)]
            kept = [second.record(disclosure(n)) for n in range(60, 120)]
            results = await asyncio.gather(*due, *kept)
            assert set(results) == {Recorded.RECORDED}
            late = [first.record(disclosure(n)) for n in range(120, 180)]
            swept, later = await asyncio.gather(
                second.sweep(START + DAY, batch=10), asyncio.gather(*late)
            )
            assert set(later) == {Recorded.RECORDED}
            assert swept.erased == 59
            assert len(await first.conversations("acme")) == 120
            # A key that the other process destroyed is not used from memory here.
            gone = disclosure(1, new=False, disclosure_id="gone")
            assert await first.record(gone) is Recorded.CONVERSATION_CHANGED
        finally:
            await second.close()

    opened(tmp_path, scenario)


def test_consent_events_are_all_kept(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.put_consent(consent())
        await store.withdraw_consent("acme", "consent-1", subject=None, at=START + DAY)
        await store.put_consent(consent(record_id="new", event_time=START + 2 * DAY))

    opened(tmp_path, scenario)
    with sqlite3.connect(tmp_path / MAIN_FILE) as connection:
        rows = connection.execute(
            "SELECT record_id, state FROM consent_event ORDER BY event_id"
        ).fetchall()
    states = ("ConsentGiven", "ConsentWithdrawn", "ConsentGiven")
    assert rows == [("consent-1", state) for state in states]


def test_operations_from_several_loops_are_answered(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        def elsewhere(number: int) -> Recorded:
            return asyncio.run(store.record(disclosure(number)))

        results = await asyncio.gather(
            *(asyncio.to_thread(elsewhere, number) for number in range(1, 5)),
            store.record(disclosure(9)),
        )
        assert results == [Recorded.RECORDED] * 5

    opened(tmp_path, scenario)


def test_closing_finishes_what_is_queued(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        tasks = [asyncio.create_task(store.record(disclosure(n))) for n in range(1, 30)]
        await asyncio.sleep(0)
        await store.close()
        assert await asyncio.gather(*tasks) == [Recorded.RECORDED] * 29

    async def count(store: DatabaseStore) -> int:
        return len(await store.conversations("acme"))

    opened(tmp_path, scenario)
    assert opened(tmp_path, count) == 29


def test_a_store_can_be_opened_again_but_not_twice(tmp_path: Path) -> None:
    store = DatabaseStore.in_directory(tmp_path, master_key=MASTER, clock=SetClock())

    async def scenario(number: int) -> None:
        await store.open()
        with pytest.raises(StorageFailed):
            await store.open()
        await store.record(disclosure(number))
        await store.close()
        await store.close()

    for number in (1, 2):
        asyncio.run(scenario(number))

    async def count(again: DatabaseStore) -> int:
        return len(await again.conversations("acme"))

    assert opened(tmp_path, count) == 2


_WRITES_UNTIL_KILLED = """
import asyncio, sys
from pathlib import Path
from gateway.storage.database import DatabaseStore
from tests.gateway.storage.samples import MASTER, answer, disclosure, message, new_state, outcome

async def main() -> None:
    store = DatabaseStore.in_directory(Path(sys.argv[1]), master_key=MASTER)
    await store.open()

    async def worker(first: int) -> None:
        for number in range(first, 1_000_000, 8):
            text = f"text {number}"
            await store.record(disclosure(number, messages=(message(text),)))
            print("recorded", number, flush=True)
            state = new_state(f"state-{number}", text)
            await store.finish(outcome(number, answers=(answer(text),), state=state))
            print("finished", number, flush=True)

    await asyncio.gather(*(worker(first) for first in range(8)))

asyncio.run(main())
"""


@pytest.mark.parametrize("lines", [1, 40, 700])
def test_after_kill_9_every_acknowledged_record_is_there(tmp_path: Path, lines: int) -> None:
    root = Path(__file__).parents[3]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path, str(root)])}
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITES_UNTIL_KILLED, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=root,
    )
    assert process.stdout is not None
    acknowledged = [process.stdout.readline().split() for _ in range(lines)]
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read()
    process.wait(timeout=30)
    # The last line may have been cut by the kill.
    acknowledged += [line.split() for line in rest.split("\n")[:-1]]

    async def read(store: DatabaseStore) -> dict[str, list[str]]:
        shown = await store.conversations("acme")
        return {each.conversation_id: [m.text for m in each.messages] for each in shown}

    async def read_states(store: DatabaseStore) -> None:
        for what, number in acknowledged[:50]:
            state = (await store.look_up(look_up(state=f"state-{number}"))).state
            found = state.values if state is not None else None
            allowed = [(("PERSON", f"text {number}"),), *([None] if what == "recorded" else [])]
            assert found in allowed

    texts = opened(tmp_path, read)
    opened(tmp_path, read_states)
    assert len(acknowledged) >= lines
    for what, number in acknowledged:
        expected = [f"text {number}"] * (1 if what == "recorded" else 2)
        assert texts[f"conversation-{number}"][: len(expected)] == expected
    for name in (MAIN_FILE, KEY_FILE):
        with sqlite3.connect(tmp_path / name) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_reprs_hold_no_path_and_no_value(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> str:
        await store.record(replace(disclosure(), messages=(message(CANARY),)))
        return repr(store) + repr(store._keys) + repr(store._writer)

    shown = opened(tmp_path, scenario)
    assert str(tmp_path) not in shown
    assert CANARY not in shown
    assert repr(MASTER) not in shown
