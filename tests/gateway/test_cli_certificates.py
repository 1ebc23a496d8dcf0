"""``discreet retention certificates|reviews|decide|kept|read`` on a store of one's own."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.storage.database import DatabaseStore
from tests.gateway.commands import KEY, Shell
from tests.gateway.rights.whole_person import wired
from tests.gateway.storage.conftest import with_store
from tests.gateway.storage.samples import answer, disclosure, message, outcome, tag

pytestmark = pytest.mark.usefixtures("log_state")
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
TENANT: dict[str, Any] = {"tenant": "main"}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    async def fill(store: DatabaseStore) -> None:
        for number, changes in enumerate(
            ({}, {"action": "review"}, {"action": "review"}, {"keep_until": NOW + 90 * DAY}),
            start=1,
        ):
            at: dict[str, Any] = {"at": NOW - 9 * DAY, "dek_id": f"{number:026x}"}
            said = tag(NOW - DAY, **changes)  # type: ignore[arg-type]
            texts = (message(wired("user", "the contract")),)
            await store.record(disclosure(number, tag=said, messages=texts, **at, **TENANT))
            await store.finish(outcome(number, answers=(answer(),), **at, **TENANT))

    made = Shell(tmp_path)
    store = DatabaseStore.in_directory(tmp_path / "data", master_key=bytes.fromhex(KEY))
    asyncio.run(with_store(store, fill))
    return made


def test_what_a_sweep_left_and_proved(shell: Shell) -> None:
    swept = shell("retention", "sweep").stdout
    for line in ("erased conversations: 1", "moved: 1", "in review: 2", "log: empty"):
        assert line in swept
    (one,) = shell.json("retention", "certificates")
    assert (one["state"], one["items"]["count"]) == ("complete", 2)
    shown = shell("retention", "certificates", one["certificate_id"])
    assert json.loads(shown.stdout) == {**one, "log": "fits"}
    assert "complete" in shell("retention", "certificates").stdout
    unknown = shell("retention", "certificates", "unknown")
    assert (unknown.exit_code, "not_found" in unknown.stderr) == (1, True)


def test_decisions(shell: Shell) -> None:
    shell("retention", "sweep")
    first, second = shell.json("retention", "reviews")
    assert first["conversation_id"] == "conversation-2"
    decide = ("retention", "decide", str(first["number"]))
    for wrong in ((), ("--erase", "--keep-until", "2999-01-01"), ("--keep-until", "2020-01-01")):
        assert shell(*decide, *wrong).exit_code == 1
    assert shell(*decide, "--erase").stdout == "decided\n"
    later = ("retention", "decide", str(second["number"]), "--keep-until", "2999-01-01")
    assert shell(*later).stdout == "decided\n"
    assert shell.json("retention", "reviews") == []
    assert "not_found" in shell(*decide, "--erase").stderr
    assert shell.json("retention", "sweep")["erased"] == 1


def test_what_a_law_keeps_is_read_for_one_purpose(shell: Shell) -> None:
    shell("retention", "sweep")
    (kept,) = shell.json("retention", "kept")
    assert (kept["conversation_id"], "subject" in kept) == ("conversation-4", False)
    read = ("retention", "read", kept["kept_id"], "--reason", "legal_obligation", "--purpose")
    told = json.loads(shell(*read, "legal_compliance").stdout)
    assert told["messages"][0] == {"role": "user", "text": "the contract"}
    refused = shell(*read, "answering")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "purpose_refused" in refused.stderr
