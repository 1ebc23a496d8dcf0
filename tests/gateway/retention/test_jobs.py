"""The jobs of retention do their work, and say what is late."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.retention import hold_desk, jobs
from gateway.retention.jobs import RetentionJobs
from gateway.retention.schedule import Schedule
from gateway.storage import due_pages
from gateway.storage.database import DatabaseStore
from tests.gateway.retention.stored import END, hold, left, stored
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import DAY, START

Lines = list[tuple[str, str, dict[str, Any]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Lines:
    found: Lines = []
    for level in ("info", "warning", "error"):
        monkeypatch.setattr(
            jobs._log,
            level,
            lambda event, level=level, **fields: found.append((level, event, fields)),
        )
    return found


def test_a_sweep_is_told_of_and_what_is_past_its_promise_is_an_alarm(
    tmp_path: Path, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        work = RetentionJobs(store, {}, schedule=Schedule())
        await stored(store, 1)
        await stored(store, 2, hide_at=END + DAY)
        await work.sweep(END)
        assert await left(store) == {"conversation-2": "active"}
        told = {"erased": 1, "held": 0, "in_review": 0, "pending": 0}
        assert lines == [("info", "swept", told)]
        lines.clear()
        with monkeypatch.context() as patch:
            patch.setattr(due_pages, "due", lambda *_, **__: [])
            await work.sweep(END + 2 * DAY)
        assert [each[1:] for each in lines[1:]] == [("erasure_overdue", {"overdue": 1})]

    opened(tmp_path, scenario)


def test_overdue_reviews_of_holds_are_told(tmp_path: Path, lines: Lines) -> None:
    async def scenario(store: DatabaseStore) -> None:
        work = RetentionJobs(store, {}, schedule=Schedule())
        placed = await hold_desk.place(store, hold(subjects={"subject-1"}))
        await work.reviews(START)
        assert lines == []
        await work.reviews(placed.review_at)
        assert lines == [("warning", "hold_reviews_overdue", {"overdue": 1})]

    opened(tmp_path, scenario)


def test_records_are_swept_with_no_tenant_too(tmp_path: Path, lines: Lines) -> None:
    async def scenario(store: DatabaseStore) -> None:
        work = RetentionJobs(store, {}, schedule=Schedule(sweep_every=timedelta(minutes=5)))
        await work.records(START)
        assert lines == [("info", "records_swept", {"erased": 0})]
        every = {job.name: job.every for job in work.jobs}
        assert every["sweep"] == timedelta(minutes=5)
        assert every["records"] == every["hold_reviews"] == every["closed_accounts"] == DAY
        await work.closed_accounts(START)

    opened(tmp_path, scenario)
