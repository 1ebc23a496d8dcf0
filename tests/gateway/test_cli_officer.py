"""``discreet rights death|override`` do as an officer's two calls do."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.cli_consent import subject_of
from gateway.cli_store import open_settings, with_store
from gateway.consent.persons import Restriction
from gateway.storage.objection_rows import Objection, object_to
from gateway.wiring import now
from tests.gateway.commands import KEY, Shell

pytestmark = pytest.mark.usefixtures("log_state")
GROUND = "LegalClaimDefenceImpaired"
OVERRIDE = ("rights", "override", "jane", "--purpose")


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("DISCREET_MASTER_KEY", KEY)
    return Shell(tmp_path)


def test_a_death_stops_processing(shell: Shell) -> None:
    shell("consent", "record", "--subject", "jane", "--recipient", "model")
    assert shell.json("rights", "death", "jane") == {"directive": "none", "request": None}
    settings = open_settings(shell.config)
    jane = subject_of(settings, "main", name="jane")
    person = with_store(settings, lambda store: store.person("main", jane))
    assert person is not None
    assert person.restrictions == {Restriction.DECEASED}
    assert shell("rights", "death", "jane").stdout == "directive: none\n"


def test_nobody_known_has_died(shell: Shell) -> None:
    done = shell("rights", "death", "canary-nobody")
    assert (done.exit_code, "not_found" in done.stderr) == (1, True)
    assert "canary" not in done.stderr


def test_an_objection_is_set_aside_once(shell: Shell) -> None:
    settings = open_settings(shell.config)
    jane = subject_of(settings, "main", name="jane")
    one, other = (
        Objection(tenant="main", subject=jane, purpose=purpose, since=now())
        for purpose in ("answering", "newsletter")
    )
    with_store(settings, lambda store: store.act(lambda each: object_to(each, one)))
    with_store(settings, lambda store: store.act(lambda each: object_to(each, other)))
    done = shell.json(*OVERRIDE, "answering", "--reason", GROUND)
    assert done == {"purpose": "answering", "objected": False}
    again = shell(*OVERRIDE, "answering", "--reason", GROUND)
    assert (again.exit_code, "not_found" in again.stderr) == (1, True)
    stands = shell(*OVERRIDE, "newsletter", "--reason", GROUND)
    assert (stands.exit_code, "objection_stands" in stands.stderr) == (1, True)
    text = shell(*OVERRIDE, "answering", "--reason", "canary")
    assert (text.exit_code, "canary" in text.stderr) == (2, False)
