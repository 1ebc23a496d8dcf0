from __future__ import annotations

import pytest

from gateway.check.probes import erasure
from tests.gateway.check.looking import Look


@pytest.mark.parametrize(
    ("policy", "probe"),
    [
        ("instantchatbots", "erasure_leaves_nothing"),
        ("instantchatbots", "backup_unreadable"),
        ("instntly", "termination"),
    ],
)
def test_it_is_kept(look: Look, policy: str, probe: str) -> None:
    verdict = look(policy).at(probe)
    assert verdict.kept, verdict.seen


def test_an_erasure_that_is_not_done_is_noticed(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_done(*_: object, **_kind: object) -> dict[str, object]:
        return {"status": "RequestFulfilled", "tasks": []}

    monkeypatch.setattr(erasure, "carried_out", not_done)
    verdict = look("instantchatbots").at("erasure_leaves_nothing")
    assert not verdict.kept
    assert "1 left of conversations" in verdict.seen
    assert "a text still decrypts" in verdict.seen
