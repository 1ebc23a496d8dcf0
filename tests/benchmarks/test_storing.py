"""The benchmark of storing adds up, and its store without storage keeps nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from benchmarks import storing
from benchmarks.storing import KINDS, OFF, STORED, UNAUDITED, Cost, Off, Storing, main, summary
from gateway.storage.consent_ports import Watched
from gateway.storage.ports import Recorded
from tests.gateway.storage.samples import MASTER, consent, disclosure, look_up, outcome, refusal


def test_the_loss_is_that_of_runs_side_by_side() -> None:
    found = {
        STORED: [Cost(rate=80, cpu=0.004), Cost(rate=45, cpu=0.005), Cost(rate=90, cpu=0.006)],
        OFF: [Cost(rate=100, cpu=0.003), Cost(rate=50, cpu=0.003), Cost(rate=100, cpu=0.003)],
        UNAUDITED: [Cost(rate=80, cpu=0.004), Cost(rate=50, cpu=0.004), Cost(rate=90, cpu=0.004)],
    }
    figures = summary(found)
    assert figures.costs[STORED] == Cost(rate=80, cpu=0.005)
    assert figures.throughput_lost == pytest.approx(0.1)
    assert figures.audit_lost == pytest.approx(0.0)


def test_a_store_that_is_off_keeps_people_and_consents_alone(tmp_path: Path) -> None:
    async def scenario() -> Any:
        store = Off.in_directory(tmp_path / "data", master_key=MASTER)
        assert isinstance(store, Off)
        await store.open()
        held = await store.put_consent(consent())
        assert await store.record(disclosure(1)) is Recorded.RECORDED
        await store.finish(outcome(1))
        await store.note(refusal())
        known = await store.look_up(look_up(conversation_id="conversation-1"))
        watched = Watched(
            tenant="acme", subject="subject-1", purpose="answering", recipient="model-eu"
        )
        facts = await store.facts([watched])
        kept = await store.conversations("acme")
        await store.close()
        return held, known, facts, kept

    held, known, facts, kept = asyncio.run(scenario())
    assert (known.consent, known.conversation) == (held, None)
    assert [each.consent for each in facts] == [held]
    assert list(kept) == []


@pytest.mark.parametrize(("lost", "code"), [(0.1, 0), (0.2, 1)])
def test_too_much_lost_is_a_failure(
    lost: float, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    costs = {kind: Cost(rate=100.0, cpu=0.001) for kind in KINDS}
    made = Storing(costs=costs, throughput_lost=lost, audit_lost=0.01)
    monkeypatch.setattr(storing, "measure", lambda *_, **__: made)
    assert main([]) == code
    assert "audit entries take 1.0%" in capsys.readouterr().out
    assert main(["--json"]) == code
    assert '"audit_lost": 0.01' in capsys.readouterr().out
