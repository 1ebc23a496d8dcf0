"""A type that nothing finds is an error at every start, never a silent gap."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from detectors import Engine, registry
from detectors.numbers.iban import IbanDetector
from gateway.app import create_app
from gateway.cli import app
from gateway.errors import ConfigurationError
from gateway.settings import load_settings
from tests.gateway.configuration import GATEWAY, POLICY, write

pytestmark = pytest.mark.usefixtures("log_state")

ENV = {"DISCREET_MASTER_KEY": bytes(range(32)).hex()}
DEAD = "NO_SUCH_TYPE"


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    """A configuration whose policy has an action for a type that no detector finds."""
    key = "actions:\n"
    assert key in POLICY
    line = f"  {DEAD}: {{upstream: mask, store: mask, user: allow, log: suppress}}\n"
    text = GATEWAY.replace("directory: data", f"directory: {tmp_path / 'data'}")
    return write(tmp_path, gateway=text, policy=POLICY.replace(key, key + line))


def invoke(*words: str, config: Path) -> Result:
    return CliRunner().invoke(app, list(words), env={**ENV, "DISCREET_CONFIG": str(config)})


def test_the_application_does_not_start(configured: Path) -> None:
    with pytest.raises(ConfigurationError, match=DEAD):
        create_app(load_settings(configured, ENV), ENV)


@pytest.mark.parametrize("words", [("serve", "--port", "0"), ("demo", "--once", "--port", "0")])
def test_commands_that_serve_name_file_and_line(configured: Path, words: tuple[str, ...]) -> None:
    printed = invoke(*words, config=configured)
    assert printed.exit_code == 2
    assert DEAD in printed.stderr
    assert "default.yaml:" in printed.stderr


def test_scan_takes_no_type_that_nothing_finds(configured: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello\n")
    printed = invoke("scan", str(tmp_path / "a.txt"), "--entities", DEAD, config=configured)
    assert printed.exit_code == 2
    assert DEAD in printed.stderr


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shipped detector that finds nothing any more, as with a broken library."""

    class Blind(IbanDetector):
        def confirm(self, *_: object) -> list[object]:  # type: ignore[override]
            return []

    shipped = registry.SHIPPED["iban"]
    broken = registry.Shipped(detector=Blind(), vectors=shipped.vectors)  # type: ignore[arg-type]
    monkeypatch.setitem(registry.SHIPPED, "iban", broken)


@pytest.mark.usefixtures("blind")
@pytest.mark.parametrize("words", [("detect", "some text"), ("scan", __file__)])
def test_a_detector_that_has_gone_blind_stops_every_command(words: tuple[str, ...]) -> None:
    printed = CliRunner().invoke(app, list(words))
    assert printed.exit_code == 1
    assert "iban fails its self-test for IBAN_CODE" in printed.stderr
    assert printed.stdout == ""


@pytest.mark.usefixtures("blind")
def test_a_detector_that_has_gone_blind_stops_the_application(tmp_path: Path) -> None:
    text = GATEWAY.replace("directory: data", f"directory: {tmp_path / 'data'}")
    settings = load_settings(write(tmp_path, gateway=text), ENV)
    with pytest.raises(Exception, match="iban fails its self-test"):
        create_app(settings, ENV)


def test_every_type_that_an_engine_names_is_proven_by_a_vector() -> None:
    proven = {each.entity_type for name in registry.SHIPPED for each in registry.vectors(name)}
    assert Engine().entity_types == proven
