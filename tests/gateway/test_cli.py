from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import app
from gateway.cli_store import find_configuration
from tests.gateway.commands import Shell
from tests.gateway.configuration import GATEWAY, write

pytestmark = pytest.mark.usefixtures("log_state")

CARD = "4111 1111 1111 1111"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_help_names_every_command() -> None:
    printed = CliRunner().invoke(app, ["--help"])
    assert printed.exit_code == 0
    for command in ("serve", "demo", "detect", "retention", "consent", "keys", "explain"):
        assert command in printed.stdout


def test_detect_prints_spans_and_types_and_no_value() -> None:
    printed = CliRunner().invoke(app, ["detect", f"pay with {CARD} now", "--json"])
    found = json.loads(printed.stdout)
    (finding,) = found["findings"]
    assert (finding["entity_type"], finding["start"], finding["end"]) == ("CREDIT_CARD", 9, 28)
    assert found["redacted"].startswith("pay with [CREDIT_CARD_")
    assert found["redacted"].endswith("] now")
    assert CARD not in printed.stdout


def test_detect_prints_a_table_and_the_redacted_text() -> None:
    printed = CliRunner().invoke(app, ["detect", "-"], input=f"card {CARD}")
    assert printed.exit_code == 0
    assert "CREDIT_CARD" in printed.stdout
    assert "1111" not in printed.stdout


def test_detect_says_that_nothing_was_found() -> None:
    assert CliRunner().invoke(app, ["detect", "hello"]).stdout == "Findings: none\nhello\n"


def test_detect_refuses_what_is_not_utf_8_in_one_line() -> None:
    printed = CliRunner().invoke(app, ["detect", "-"], input=b"caf\xe9")
    assert (printed.exit_code, printed.stderr) == (2, "discreet: the text must be UTF-8\n")


def test_detect_takes_the_turn_before_as_context() -> None:
    alone = CliRunner().invoke(app, ["detect", "078051120", "--json"])
    asked = CliRunner().invoke(app, ["detect", "078051120", "--before", "Your SSN?", "--json"])
    types = [each["entity_type"] for each in json.loads(asked.stdout)["findings"]]
    assert types == ["US_SSN"]
    assert "US_SSN" not in alone.stdout


def test_a_key_is_shown_once_and_then_only_by_its_id(shell: Shell) -> None:
    made = json.loads(shell("keys", "create", "--role", "chat", "--label", "site", "--json").stdout)
    assert made["key"].startswith(f"dk_{made['key_id']}_")
    listed = shell("keys", "list", "--json")
    (row,) = json.loads(listed.stdout)
    assert (row["key_id"], row["role"], row["label"]) == (made["key_id"], "chat", "site")
    assert row["revoked_at"] is None
    assert made["key"].rpartition("_")[2] not in listed.stdout


def test_a_key_is_printed_alone_on_stdout(shell: Shell) -> None:
    made = shell("keys", "create")
    assert made.exit_code == 0
    assert made.stdout.startswith("dk_")
    assert made.stdout.count("\n") == 1


def test_a_key_is_revoked_once(shell: Shell) -> None:
    key_id = json.loads(shell("keys", "create", "--json").stdout)["key_id"]
    assert shell("keys", "revoke", key_id).exit_code == 0
    assert json.loads(shell("keys", "list", "--json").stdout)[0]["revoked_at"] is not None
    assert shell("keys", "revoke", "aaaaaaaa").exit_code == 1


def test_retention_of_an_empty_store(shell: Shell) -> None:
    report = shell("retention", "report", "--json")
    assert json.loads(report.stdout) == []
    assert json.loads(shell("retention", "sweep", "--json").stdout)["erased"] == 0
    assert "erased conversations: 0" in shell("retention", "sweep").stdout


@pytest.mark.parametrize("key", ["", "canary", "a" * 10])
def test_a_missing_master_key_is_one_line_without_the_key(shell: Shell, key: str) -> None:
    done = shell("keys", "list", key=key)
    assert done.exit_code == 2
    assert done.stderr.startswith("discreet: DISCREET_MASTER_KEY: must hold a master key")
    assert done.stderr.count("\n") == 1
    assert "canary" not in done.stderr


def test_another_master_key_does_not_open_the_store(shell: Shell) -> None:
    assert shell("keys", "create").exit_code == 0
    done = shell("keys", "list", key=bytes(32).hex())
    assert done.exit_code == 1
    assert "storage_unavailable" in done.stderr


def test_a_configuration_error_names_its_place(shell: Shell) -> None:
    shell.config.write_text(GATEWAY.replace("port", "prot"))
    done = shell("keys", "list")
    assert done.exit_code == 2
    assert f"{shell.config}:1: listen.prot" in done.stderr


def test_a_recogniser_that_cannot_be_imported_is_an_error_of_the_configuration(
    shell: Shell,
) -> None:
    text = shell.config.read_text()
    shell.config.write_text(text + "\nrecognizers: [no_such_module.Recognizer]\n")
    done = shell("serve", "--port", "0")
    assert done.exit_code == 2
    assert "recogniser no_such_module.Recognizer cannot be imported" in done.stderr


def test_the_configuration_is_looked_for_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISCREET_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    packaged = find_configuration(None)
    assert packaged.is_file()
    write(tmp_path / "config")
    assert find_configuration(None) == Path("config/gateway.yaml")
    monkeypatch.setenv("DISCREET_CONFIG", "elsewhere.yaml")
    assert find_configuration(None) == Path("elsewhere.yaml")
    assert find_configuration(Path("named.yaml")) == Path("named.yaml")
