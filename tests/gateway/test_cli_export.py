"""``discreet export`` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import app
from tests.gateway.serving import CONFIGURATION, MASTER_KEY, POLICY

pytestmark = pytest.mark.usefixtures("log_state")


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "default.yaml").write_bytes(POLICY.read_bytes())
    notices = POLICY.parents[1] / "notices"
    (tmp_path / "notices").symlink_to(notices)
    path = tmp_path / "gateway.yaml"
    path.write_text(
        CONFIGURATION.format(
            directory=tmp_path,
            upstream="http://127.0.0.1:9",
            upstream_timeout=1,
            body_bytes=1000,
            more="",
        )
    )
    monkeypatch.setenv("DISCREET_MASTER_KEY", MASTER_KEY)
    return path


def run(config: Path, *arguments: str) -> tuple[int, str, str]:
    why = () if "--reason" in arguments else ("--reason", "quality_review")
    done = CliRunner().invoke(app, ["export", "--config", str(config), *why, *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_an_empty_store_gives_an_empty_export(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ("--tenant", "main", "--purpose", "evaluation", "--out", str(out))
    status, said, _ = run(config, *arguments, "--json")
    assert (status, json.loads(said)["conversations"]) == (0, 0)
    assert json.loads((out / "manifest.json").read_text())["recipient"] == "operator"
    status, _, problem = run(config, *arguments)
    assert (status, "not_empty" in problem) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (("--tenant", "main", "--purpose", "answering"), 1, "purpose_refused"),
        (("--tenant", "main", "--purpose", "jane@example.com"), 1, "purpose_refused"),
        (
            ("--tenant", "main", "--purpose", "evaluation", "--recipient", "nobody"),
            1,
            "recipient_refused",
        ),
        (("--purpose", "evaluation"), 2, "--tenant"),
        (("--tenant", "none", "--purpose", "evaluation"), 2, "--tenant"),
    ],
)
def test_what_cannot_be_exported(
    config: Path, tmp_path: Path, arguments: tuple[str, ...], status: int, code: str
) -> None:
    found, _, problem = run(config, *arguments, "--out", str(tmp_path / "out"))
    assert (found, code in problem, "jane" in problem) == (status, True, False)
    assert not (tmp_path / "out").exists()
