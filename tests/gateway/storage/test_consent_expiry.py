"""A consent that nobody renews ends at its time, and so does what was kept until then."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.consent.records import ConsentState
from gateway.storage.consent_expiry import end_run_out
from gateway.storage.database import MAIN_FILE, DatabaseStore
from gateway.storage.schema import FOREVER, from_micros
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import DAY, START, consent

END = START + 10 * DAY


def rows(directory: Path, query: str) -> list[Any]:
    database = sqlite3.connect(directory / MAIN_FILE)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


@pytest.mark.parametrize(
    ("at", "ended"),
    [(END - timedelta(microseconds=1), 0), (END, 2), (END + 400 * DAY, 2)],
)
def test_what_has_run_out_ends_once_at_its_time(tmp_path: Path, at: datetime, ended: int) -> None:
    async def scenario(store: DatabaseStore) -> list[int]:
        for number in range(3):
            until = END if number else None
            await store.put_consent(
                consent(record_id=f"c{number}", subject=f"s{number}", valid_until=until)
            )
        return [await end_run_out(store, at, page=1) for _ in range(2)]

    assert opened(tmp_path, scenario) == [ended, 0]
    found = rows(tmp_path, "SELECT record_id, state, event_time FROM consent_current ORDER BY 1")
    states = {record: state for record, state, _ in found}
    assert states["c0"] == ConsentState.GIVEN.value
    assert list(states.values()).count(ConsentState.EXPIRED.value) == ended
    assert {from_micros(at) for _, state, at in found if state == "ConsentExpired"} <= {END}
    events = rows(tmp_path, "SELECT type, purpose, at FROM retention_event")
    assert {(kind, from_micros(at)) for kind, _, at in events} == (
        {("consent_withdrawal", END)} if ended else set()
    )
    assert len(events) == ended


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_withdrawal_after_the_end_starts_the_clock_at_the_end(
    tmp_path: Path, by_hand: bool
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.put_consent(consent(valid_until=END))
        if by_hand:
            await end_run_out(store, END + DAY)
        await store.put_consent(
            consent(state=ConsentState.WITHDRAWN, event_time=END + 30 * DAY, method="withdrawal")
        )

    opened(tmp_path, scenario)
    events = rows(tmp_path, "SELECT at FROM retention_event")
    assert [from_micros(at) for (at,) in events] == [END]


def test_one_that_is_renewed_in_the_same_breath_keeps_what_it_has(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.put_consent(consent(valid_until=END))
        await store.put_consent(consent(event_time=END + DAY, valid_until=FOREVER))

    opened(tmp_path, scenario)
    assert rows(tmp_path, "SELECT count(*) FROM retention_event") == [(0,)]
    assert rows(tmp_path, "SELECT state FROM consent_current") == [("RenewedConsentGiven",)]
