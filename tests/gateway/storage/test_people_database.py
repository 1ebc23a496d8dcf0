"""Consents and people on disk: append-only, whole or not at all, one history for all."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from gateway.consent.persons import AgeBand, PersonChange, ReportState, Restriction
from gateway.consent.records import ConsentRecord, ConsentState
from gateway.errors import StorageFailed
from gateway.storage.audit_rows import AuditRows
from gateway.storage.database import MAIN_FILE, DatabaseStore
from gateway.storage.files import driver_of, sqlite_engine
from gateway.storage.keys import KeyFile
from gateway.storage.migrate import migrate
from gateway.storage.people_database import DatabasePeople
from tests.gateway.storage.conftest import SetClock, opened
from tests.gateway.storage.samples import DAY, MASTER, START, consent, report


def rows(directory: Path, query: str) -> list[Any]:
    driver = sqlite3.connect(directory / MAIN_FILE)
    try:
        return driver.execute(query).fetchall()
    finally:
        driver.close()


def test_every_event_is_kept_and_only_the_newest_is_current(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.put_consent(consent())
        await store.put_consent(consent(notice="cd" * 32))
        await store.withdraw_consent("acme", "consent-1", subject=None, at=START)

    opened(tmp_path, scenario)
    events = rows(tmp_path, "SELECT event_id, record_id, state FROM consent_event ORDER BY 1")
    states = ("ConsentGiven", "ConsentInvalidated", "ConsentGiven", "ConsentWithdrawn")
    assert events == [(n, "consent-1", state) for n, state in enumerate(states, start=1)]
    current = rows(tmp_path, "SELECT event_id, record_id, state FROM consent_current")
    assert current == events[-1:]


def test_every_version_of_a_person_is_kept_and_holds_no_words(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        for change in (
            PersonChange(age_band=AgeBand.FROM_13),
            PersonChange(age_band=AgeBand.ADULT),  # not believed
            PersonChange(jurisdiction="DE", restrict=Restriction.REQUESTED),
        ):
            await store.change_person("acme", "subject-1", change=change, at=START)
        await store.add_report(report())
        await store.decide_report("acme", "report-1", state=ReportState.DISMISSED, at=START)

    opened(tmp_path, scenario)
    query = "SELECT version, age_band, jurisdiction, restrictions FROM subject_event ORDER BY 1"
    assert rows(tmp_path, query) == [
        (1, "13_15", None, ""),
        (2, "13_15", "DE", '["requested"]'),
        (3, "13_15", "DE", '["reported", "requested"]'),
        (4, "13_15", "DE", '["requested"]'),
    ]
    assert rows(tmp_path, "SELECT version FROM subject") == [(4,)]


def test_no_query_reads_a_whole_table(tmp_path: Path) -> None:
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        seen.append((sql, values))

    engine = sqlite_engine(tmp_path / MAIN_FILE)
    with engine.connect() as connection:
        migrate(connection)
        event.listen(engine, "before_cursor_execute", note)
        audit = AuditRows(driver_of(connection), KeyFile(tmp_path / "keys.db", MASTER))
        people = DatabasePeople(connection, audit=audit)
        people.holding(consent())
        people.is_taken("consent-1")
        people.consent("acme", "consent-1")
        people.consents("acme", "subject-1")
        people.consent_events("acme", "consent-1")
        people.shown_notice("acme", "ab" * 32)
        people.given_consents("acme", after="", most=10)
        people.holder("code")
        people.person("acme", "subject-1")
        people.report("acme", "report-1")
        people.has_open_report("acme", "subject-1")
        people.end_conversations("acme", "subject-1", at=START)
        driver = driver_of(connection)
        plans = [driver.execute(f"EXPLAIN QUERY PLAN {sql}", values) for sql, values in seen]
        steps = [row[3] for plan in plans for row in plan]
    assert len(seen) == 14
    assert not [step for step in steps if step.startswith(("SCAN", "USE TEMP"))]
    assert not [step for step in steps if step.endswith("(tenant=?)")]


@pytest.mark.parametrize("name", ["hold", "keep_code", "keep_shown_notice"])
def test_what_fails_halfway_is_not_kept_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    async def scenario(store: DatabaseStore) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(DatabasePeople, name, full)
            with pytest.raises(StorageFailed) as caught:
                await store.put_consent(consent(), code="c1", shown={"sha256": "ab" * 32})
            assert "full" not in str(caught.value)
        assert await store.consents("acme", "subject-1") == []
        assert await store.holder("c1") is None
        assert await store.shown_notice("acme", "ab" * 32) is None

    opened(tmp_path, scenario)
    assert rows(tmp_path, "SELECT count(*) FROM consent_event") == [(0,)]


def test_a_report_that_fails_halfway_restricts_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    async def scenario(store: DatabaseStore) -> None:
        await store.add_report(report(2))
        given = await store.put_consent(consent())
        acts: tuple[tuple[str, Callable[[], Awaitable[Any]]], ...] = (
            ("hold_person", lambda: store.add_report(report(subject="subject-2"))),
            (
                "end_conversations",
                lambda: store.decide_report(
                    "acme", "report-2", state=ReportState.CONFIRMED, at=START
                ),
            ),
        )
        for name, act in acts:
            with monkeypatch.context() as patch:
                patch.setattr(DatabasePeople, name, full)
                with pytest.raises(StorageFailed):
                    await act()
        assert await store.consents("acme", "subject-1") == [given]
        assert await store.person("acme", "subject-2") is None

    opened(tmp_path, scenario)
    assert rows(tmp_path, "SELECT report_id, state FROM report") == [("report-2", "open")]


def test_replicas_make_one_history(tmp_path: Path) -> None:
    async def scenario(first: DatabaseStore) -> list[ConsentRecord]:
        second = DatabaseStore.in_directory(tmp_path, master_key=MASTER, clock=SetClock())
        await second.open()
        try:
            changes = [
                store.put_consent(consent(record_id=f"{name}-{n}", notice=f"{n % 2}" * 64))
                for n in range(20)
                for name, store in (("first", first), ("second", second))
            ]
            people = [
                store.change_person(
                    "acme", "subject-1", change=PersonChange(jurisdiction=f"{n}"), at=START
                )
                for n, store in enumerate((first, second) * 10)
            ]
            await asyncio.gather(*changes, *people)
            known = await first.person("acme", "subject-1")
            assert known is not None
            assert known.version == 20
            [now] = await second.consents("acme", "subject-1")
            events = await first.consent_events("acme", now.record_id)
            assert events[-1] == now
            return list(events)
        finally:
            await second.close()

    events = opened(tmp_path, scenario)
    pairs = list(pairwise(events))
    assert all(after.event_id > before.event_id for before, after in pairs)
    for before, after in pairs:
        if after.notice != before.notice:
            assert before.state is ConsentState.INVALIDATED
    assert rows(tmp_path, "SELECT count(*) FROM consent_current") == [(1,)]


_CHANGES_UNTIL_KILLED = """
import asyncio, sys
from datetime import timedelta
from pathlib import Path
from gateway.storage.database import DatabaseStore
from tests.gateway.storage.samples import MASTER, START, consent

async def main() -> None:
    store = DatabaseStore.in_directory(Path(sys.argv[1]), master_key=MASTER)
    await store.open()
    for n in range(1_000_000):
        at = START + timedelta(seconds=n)
        now = await store.put_consent(consent(notice=f"{n % 2}" * 64, event_time=at))
        print(now.event_id, flush=True)

asyncio.run(main())
"""


def test_after_kill_9_what_holds_is_the_newest_event(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path, str(root)])}
    process = subprocess.Popen(
        [sys.executable, "-c", _CHANGES_UNTIL_KILLED, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=root,
    )
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(40)]
    process.send_signal(signal.SIGKILL)
    acknowledged += [int(line) for line in process.stdout.read().split("\n")[:-1]]
    process.wait(timeout=30)

    async def scenario(store: DatabaseStore) -> None:
        [now] = await store.consents("acme", "subject-1")
        events = await store.consent_events("acme", "consent-1")
        assert events[-1] == now
        assert now.event_id >= acknowledged[-1]
        # Every change of the notice is two events, and both are there.
        assert now.state is ConsentState.GIVEN
        assert [each.event_id for each in events] == list(range(1, now.event_id + 1))
        ended = await store.withdraw_consent(
            "acme", "consent-1", subject=None, at=now.event_time + DAY
        )
        assert ended is not None
        assert ended.event_id == now.event_id + 1

    opened(tmp_path, scenario)
