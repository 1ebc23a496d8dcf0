from __future__ import annotations

import pytest

from gateway.check.probes import security
from gateway.check.sandbox import Sandbox
from tests.gateway.check.looking import Look


@pytest.mark.parametrize("probe", ["encrypted", "database_alone"])
def test_it_is_kept(look: Look, probe: str) -> None:
    verdict = look("instntly").at(probe)
    assert verdict.kept, verdict.seen


def test_plain_text_in_a_file_is_noticed(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sandbox, "files", lambda _: b"... pangolins ...")
    verdict = look("instntly").at("encrypted")
    assert (verdict.kept, verdict.seen) == (False, "plain text stands in a file")


def test_plain_text_in_a_row_is_noticed(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "_everything", lambda _: ["I am fond of pangolins."])
    verdict = look("instntly").at("database_alone")
    assert not verdict.kept
    assert "a word or a name stands in it" in verdict.seen
