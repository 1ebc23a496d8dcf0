from __future__ import annotations

import pytest

from gateway.check.probes import sign_in as probe
from tests.gateway.check.looking import Look


def test_people_sign_in_with_two_factors(look: Look) -> None:
    verdict = look("instntly").at("sign_in")
    assert verdict.kept, verdict.seen
    assert "with both a session begins" in verdict.seen


def test_a_password_kept_as_it_is_would_be_seen(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What stands in the files for another reason is taken for the password.
    monkeypatch.setattr(probe, "_NAME", "second@operator.example")
    monkeypatch.setattr(probe, "_PASSWORD", "SQLite format 3")
    verdict = look("instntly").at("sign_in")
    assert not verdict.kept
    assert "a password is kept" in verdict.seen
