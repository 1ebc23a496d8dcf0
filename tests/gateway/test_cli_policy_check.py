from __future__ import annotations

import asyncio
import base64
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.admin.dashboard import CHECK
from gateway.app import open_store
from gateway.check import runner
from gateway.check.runner import Report, Row, State
from gateway.cli import app
from gateway.policy_file import load_policy
from gateway.policy_scope import CommitmentKind
from gateway.settings import load_settings
from gateway.storage.count_rows import Figure, read_figures
from tests.gateway.check.looking import CONFIG, changed_policy

pytestmark = pytest.mark.usefixtures("log_state")


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    changed_policy(tmp_path / "config", "instrukt")
    path = tmp_path / "config" / "gateway.yaml"
    path.write_text((CONFIG / "gateway.yaml").read_text())
    return path


def _run(path: Path, *arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["policy", "check", *arguments, "--config", str(path)])
    return done.exit_code, done.stdout, done.stderr


def test_a_commitment_is_kept(configured: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    code, out, err = _run(
        configured, "instrukt", "--commitment", "INK-12b", "--json", "--html", str(page)
    )
    assert code == 0
    told = json.loads(out)
    assert told["kept"] is True
    row = told["policies"][0]["commitments"][0]
    assert (row["commitment"], row["state"], row["probe"]) == ("INK-12b", "kept", "anonymous")
    assert err == "instrukt: INK-12b\n"
    assert "INK-12b" in page.read_text()
    assert not (tmp_path / "data").exists()


def test_a_changed_setting_ends_with_one(configured: Path) -> None:
    path = configured.parent / "policies" / "instrukt.yaml"
    path.write_text(path.read_text().replace("  minimum: 16", "  minimum: 13", 1))
    code, out, _ = _run(configured, "instrukt", "--commitment", "INK-17")
    assert code == 1
    assert "BROKEN" in out
    assert "13_15 was answered with 200" in " ".join(out.replace("│", " ").split())


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that has two commitments, one of them with a probe that is broken."""

    async def check(path: Path, **_: object) -> Report:
        policy = load_policy(path)
        row = Row(
            commitment="AAA-1",
            kind=CommitmentKind.ENFORCED,
            promise="",
            settings=(),
            probe="one",
            state=State.BROKEN,
            seen="",
        )
        rows = (row, replace(row, state=State.KEPT), replace(row, commitment="AAA-2", probe=""))
        rows = (*rows[:2], replace(rows[2], state=State.DECLARED))
        return Report(policy=policy.reference, operator="o", version="1", rows=rows)

    monkeypatch.setattr(runner, "check_policy", check)


@pytest.mark.usefixtures("reported")
def test_a_result_is_recorded_for_the_tenants_with_the_policy(
    configured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCREET_MASTER_KEY", base64.b64encode(bytes(32)).decode())
    monkeypatch.setenv("DISCREET_DATA_DIR", str(tmp_path / "data"))
    assert _run(configured, "default", "--record")[0] == 1
    settings = load_settings(configured, os.environ)

    async def read() -> Figure | None:
        store = open_store(settings, os.environ)
        await store.open()
        try:
            (tenant,) = settings.tenants
            figures = await store.act(lambda act: read_figures(act.connection, tenant))
            return figures.get(CHECK)
        finally:
            await store.close()

    figure = asyncio.run(read())
    assert figure is not None
    assert figure.document == {
        "rows": [
            {"commitment": "AAA-1", "state": "broken"},
            {"commitment": "AAA-2", "state": "declared"},
        ]
    }


def test_what_cannot_be_recorded_is_said_before_anything_is_checked(configured: Path) -> None:
    code, _, err = _run(configured, "instrukt", "--record", "--commitment", "INK-12b")
    assert (code, "leave --commitment out" in err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name one policy, or --all"),
        (("instrukt", "--all"), "name one policy, or --all"),
        (("nobody",), "there is no such policy"),
        (("instrukt", "--commitment", "XXX-1"), "no policy that is checked has such a one"),
        (("instrukt", "--commitment", "INK-12b", "--html", "/no/such/page.html"), "--html"),
    ],
)
def test_what_cannot_be_checked_is_said(
    configured: Path, arguments: tuple[str, ...], said: str
) -> None:
    code, _, err = _run(configured, *arguments)
    assert code == 2
    assert said in err


def test_a_policy_that_cannot_be_used_names_the_place(configured: Path) -> None:
    path = configured.parent / "policies" / "instrukt.yaml"
    path.write_text(path.read_text().replace("  minimum: 16", "  minimum: 15", 1))
    code, _, err = _run(configured, "instrukt")
    assert code == 2
    assert "instrukt.yaml:" in err
    assert "age.minimum" in err
