from __future__ import annotations

import pytest

from gateway.consent import desk
from gateway.model import Role
from tests.gateway.check.looking import Look


@pytest.mark.parametrize("probe", ["roles", "support_grant", "instructions", "guest_scoped"])
def test_it_is_kept(look: Look, probe: str) -> None:
    verdict = look("instntly").at(probe)
    assert verdict.kept, verdict.seen


def test_a_call_that_everybody_may_make_is_noticed(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "permitted", lambda _method, _path: frozenset(Role))
    verdict = look("instntly").at("roles")
    assert not verdict.kept
    assert "auditor may call POST /privacy/holds" in verdict.seen


def test_a_controller_needs_no_instruction(look: Look) -> None:
    verdict = look("workki").at("instructions")
    assert not verdict.kept
    assert "data is changed without one (200)" in verdict.seen
