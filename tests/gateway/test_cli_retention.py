"""``discreet retention report|sweep``: conversations, and the records beside them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.consent.persons import AgeBand
from gateway.retention.record_sweep import FORMS
from gateway.storage.consent_ports import Refusal
from gateway.storage.database import DatabaseStore
from gateway.storage.record_expiry import RECORD_KINDS
from tests.gateway.commands import KEY, Shell
from tests.gateway.storage.conftest import exchange, with_store
from tests.gateway.storage.samples import tag

pytestmark = pytest.mark.usefixtures("log_state")
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def refusal(number: int, at: datetime) -> Refusal:
    return Refusal(
        refusal_id=f"refusal-{number}",
        tenant="main",
        subject="subject-1",
        purpose="answering",
        recipient="model",
        policy="default@0",
        endpoint="/v1/messages",
        code="consent_required",
        check="consent",
        reasons=(),
        signals=frozenset(),
        age_band=AgeBand.UNKNOWN,
        sources=frozenset(),
        at=at,
    )


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """One conversation is due; two refusals are of long ago, one is of today."""

    async def fill(store: DatabaseStore) -> None:
        await exchange(store, 1, None, tenant="main", at=NOW - 9 * DAY, tag=tag(NOW - DAY))
        for number, at in enumerate((NOW - 9999 * DAY, NOW - 9998 * DAY, NOW)):
            await store.note(refusal(number, at))

    made = Shell(tmp_path)
    store = DatabaseStore.in_directory(tmp_path / "data", master_key=bytes.fromhex(KEY))
    asyncio.run(with_store(store, fill))
    return made


def test_a_report_counts_what_is_due(shell: Shell) -> None:
    (row,) = shell.json("retention", "report")
    assert (row["conversations"], row["due"]) == (1, 1)


def test_a_sweep_names_the_records_that_ended(shell: Shell) -> None:
    lines = shell("retention", "sweep").stdout.splitlines()
    assert {"erased conversations: 1", "erased refusals: 2"} <= set(lines)
    assert "erased refusals: 0" not in shell("retention", "sweep").stdout


def test_a_sweep_counts_records_by_kind(shell: Shell) -> None:
    swept = shell.json("retention", "sweep")
    assert swept["erased"] == 1
    assert swept["records"] == {**dict.fromkeys((*RECORD_KINDS, FORMS), 0), "refusals": 2}
