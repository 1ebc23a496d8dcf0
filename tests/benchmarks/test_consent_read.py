"""The benchmark fills a store that the gateway can use, and takes out only the reading."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from benchmarks import consent_read
from benchmarks.consent_read import (
    ALLOWED,
    NOW,
    PURPOSE,
    RECIPIENT,
    TENANT,
    Figures,
    believed,
    disclosure,
    fill,
    measure,
    missed,
    report,
    subject,
)
from gateway.storage import batch
from gateway.storage.consent_ports import Watched
from gateway.storage.database import MAIN_FILE, DatabaseStore
from gateway.storage.ports import Recorded

PEOPLE = 100


@pytest.fixture
def filled(tmp_path: Path) -> DatabaseStore:
    store = DatabaseStore.in_directory(tmp_path, master_key=bytes(32), clock=lambda: NOW)

    async def make() -> None:
        await store.open()
        await store.close()

    asyncio.run(make())
    fill(tmp_path / MAIN_FILE, PEOPLE)
    return store


def test_everybody_has_a_consent_that_permits(filled: DatabaseStore) -> None:
    async def scenario() -> None:
        await filled.open()
        for number in (0, 1, PEOPLE - 1):
            asked = Watched(
                tenant=TENANT, subject=subject(number), purpose=PURPOSE, recipient=RECIPIENT
            )
            [facts] = await filled.facts([asked])
            assert facts.consent is not None
            assert facts.consent.permits(NOW)
            assert facts.person is not None
            assert facts.person.version == 1
            events = await filled.consent_events(TENANT, facts.consent.record_id)
            assert events == [facts.consent]
            leaving = disclosure(number, turn=0, run=1)
            assert await filled.record(leaving) is Recorded.RECORDED
        assert await filled.person(TENANT, subject(PEOPLE)) is None
        await filled.close()

    asyncio.run(scenario())


def test_without_the_reading_anything_is_believed(filled: DatabaseStore) -> None:
    async def scenario() -> None:
        await filled.open()
        stranger = replace(disclosure(0, turn=0, run=1), subject="nobody")
        assert await filled.record(stranger) is Recorded.FACTS_CHANGED
        with patch.object(batch, "read_standing", believed):
            assert await filled.record(stranger) is Recorded.RECORDED
        await filled.close()

    asyncio.run(scenario())


def test_a_run_measures_both_ways(tmp_path: Path) -> None:
    measured = asyncio.run(measure(tmp_path / "data", subjects=PEOPLE, rounds=1))
    assert [each.callers for each in measured.figures] == [1, consent_read.CALLERS]
    for each in measured.figures:
        assert min(each.reading, each.without, each.cpu_reading, each.cpu_without) > 0
        assert each.added == each.reading - each.without
    shown = report(measured)
    assert "100 people" in shown
    assert f"{measured.figures[0].reading:.1f}" in shown


def test_what_is_missed() -> None:
    def figures(added: float) -> Figures:
        return Figures(callers=1, reading=100 + added, without=100, cpu_reading=2, cpu_without=1)

    measured = consent_read.Measured(
        subjects=1,
        seconds_to_fill=1,
        file_megabytes=1,
        resident_before=1,
        resident_after=1,
        figures=(figures(ALLOWED), figures(ALLOWED + 1)),
    )
    assert missed(measured) == ["1 at once: 61 µs added"]
