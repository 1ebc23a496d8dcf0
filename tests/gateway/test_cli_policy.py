"""Policies from the command line: listed, shown with their places, compared, recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app
from tests.gateway.five_policies import FIVE, write_five
from tests.gateway.serving import MASTER_KEY

pytestmark = pytest.mark.usefixtures("log_state")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_five(tmp_path_factory.mktemp("policies"), "http://127.0.0.1:1")


def run(config: Path, *words: str) -> Result:
    env = {"DISCREET_CONFIG": str(config), "DISCREET_MASTER_KEY": MASTER_KEY, "COLUMNS": "200"}
    return CliRunner().invoke(app, ["policy", *words], env=env)


def read(config: Path, *words: str) -> Any:
    done = run(config, *words, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_policies_are_listed(config: Path) -> None:
    found = {each["id"]: each for each in read(config, "list")["policies"]}
    assert set(found) == {"default", *FIVE}
    assert (found["workki"]["minimum_age"], found["workki"]["commitments"]) == (13, 21)
    assert found["instntly"]["role"] == "processor"
    assert "instantchatbots" in run(config, "list").stdout


def test_a_policy_that_cannot_be_loaded_is_told_of(config: Path, tmp_path: Path) -> None:
    copy = write_five(tmp_path / "copy", "http://127.0.0.1:1")
    (copy.parent / "policies" / "broken.yaml").write_text("id: broken\nextends: none\n")
    done = run(copy, "list")
    assert done.exit_code == 1
    assert "broken.yaml:2: extends" in done.stderr
    assert "workki" in done.stdout


def test_a_value_is_shown_with_the_file_that_it_comes_from(config: Path) -> None:
    shown = read(config, "show", "workki", "--key", "retention_classes.usage")
    assert {Path(each["file"]).name for each in shown["settings"]} == {"default.yaml"}
    own = read(config, "show", "workki", "--key", "retention_classes.evidence.duration")
    [setting] = own["settings"]
    assert (setting["value"], Path(setting["file"]).name) == ("P5Y", "workki.yaml")
    assert "default.yaml:" in run(config, "show", "workki", "--key", "thresholds").stdout
    assert run(config, "show", "workki", "--key", "cookies").exit_code != 0


def test_two_policies_are_compared(config: Path) -> None:
    found = read(config, "diff", "default", "instntly")
    paths = {each["path"]: each for each in found["differences"]}
    assert paths["processing.integrations"]["instntly"]["value"] == "off"
    assert paths["purposes.training.title"]["instntly"] is None
    assert "actions.default.store" not in paths
    same = read(config, "diff", "workki", "workki")
    assert same["differences"] == []
    assert "(not there)" in run(config, "diff", "default", "instntly").stdout


@pytest.mark.parametrize("words", [("show", "none"), ("diff", "workki", "none"), ("record", "x")])
def test_a_policy_that_is_not_there_is_an_error(config: Path, words: tuple[str, ...]) -> None:
    done = run(config, *words)
    assert done.exit_code != 0
    assert "there is no such policy" in done.stderr


def test_the_record_is_written_for_the_tenants_policies(config: Path, tmp_path: Path) -> None:
    records = read(config, "record")["records"]
    assert [each["policy"].partition("@")[0] for each in records] == list(FIVE)
    [one] = read(config, "record", "default")["records"]
    assert one["tenants"] == []
    assert run(config, "record", "workki").stdout.startswith("# Workki: workki@")
    page = tmp_path / "record.html"
    done = run(config, "record", "--html", str(page))
    assert (done.exit_code, done.stdout) == (0, "")
    assert page.read_text().count("<h1>") == 5
    missing = run(config, "record", "--html", str(tmp_path / "none" / "record.html"))
    assert missing.exit_code != 0
    assert "--html: cannot be written" in missing.stderr
