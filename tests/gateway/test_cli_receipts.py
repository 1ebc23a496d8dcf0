"""Receipts from the command line: printed for a person, checked by anybody, offline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app
from gateway.consent.receipts import fingerprint, issue, public_key
from tests.gateway.commands import KEY, Shell
from tests.gateway.consent.test_receipts import FACTS

pytestmark = pytest.mark.usefixtures("log_state")

JANE = ("--subject", "jane@example.com")
OTHER_SEED = bytes(range(7, 39))


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def receipt(shell: Shell, tmp_path: Path) -> Path:
    (record,) = shell.json("consent", "record", *JANE, "--recipient", "model")
    done = shell("consent", "receipt", record["record_id"])
    assert done.exit_code == 0
    file = tmp_path / "receipt.json"
    file.write_bytes(done.stdout_bytes)
    return file


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration that could be used, nor a key."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    monkeypatch.chdir(place)
    for name in ("DISCREET_CONFIG", "DISCREET_MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)


def verify(*words: str) -> Result:
    return CliRunner().invoke(app, ["consent", "verify-receipt", *words])


def test_a_receipt_is_of_the_record_and_valid_here(shell: Shell, receipt: Path) -> None:
    found = json.loads(receipt.read_bytes())
    assert found["event"][0]["event_state"] == "ConsentGiven"
    assert "jane" not in receipt.read_text()
    done = shell("consent", "verify-receipt", str(receipt))
    assert done.exit_code == 0
    key = found["signature"]["fingerprint"]
    assert done.stdout.splitlines() == [
        "valid",
        f"  {found['event'][0]['event_time']} ConsentGiven",
        f"signed with: {key}",
    ]


def test_a_receipt_says_what_was_shown_after_the_recipient_moved(
    shell: Shell,
) -> None:
    third = shell.config.read_text().replace("third_party: false", "third_party: true")
    shell.config.write_text(third)
    (record,) = shell.json("consent", "record", *JANE, "--recipient", "model")
    before = json.loads(shell("consent", "receipt", record["record_id"]).stdout)
    assert before["pii_processing"]["recipient_third_parties"] == ["model"]
    text = shell.config.read_text()
    assert text.count("country: DE") == 1
    shell.config.write_text(text.replace("country: DE", "country: US"))
    after = json.loads(shell("consent", "receipt", record["record_id"]).stdout)
    for section in ("pii_processing", "party_identification", "event"):
        assert after[section] == before[section]
    assert after["event"][0]["recorded_by"] == "command"


def test_a_receipt_of_an_unknown_record_is_an_error(shell: Shell) -> None:
    done = shell("consent", "receipt", "none")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no such record" in done.stderr


@pytest.mark.usefixtures("offline")
def test_a_receipt_is_checked_offline_with_the_key_alone(
    shell: Shell, receipt: Path, tmp_path: Path
) -> None:
    key = shell("consent", "receipt-key").stdout.strip()
    document = tmp_path / "key.json"
    document.write_text(json.dumps(shell.json("consent", "receipt-key")))
    for given in (key, key.upper(), str(document)):
        done = verify(str(receipt), "--public-key", given)
        assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "valid")


@pytest.mark.usefixtures("offline")
def test_without_key_and_configuration_nothing_is_valid(receipt: Path) -> None:
    done = verify(str(receipt))
    assert done.exit_code == 1
    first, second = done.stdout.splitlines()
    assert first.startswith("not valid: unknown_key: no trusted key is known here")
    assert "GET /privacy/receipt-key" in first
    assert "--public-key" in first
    key = json.loads(receipt.read_bytes())["signature"]["fingerprint"]
    assert second == f"signed with: {key}"


@pytest.mark.usefixtures("offline")
def test_a_configuration_that_is_named_must_be_there(receipt: Path) -> None:
    done = verify(str(receipt), "--config", "none.yaml")
    assert (done.exit_code, done.stdout) == (2, "")
    assert verify(str(receipt), "--tenant", "main").exit_code == 2


def test_a_tenant_that_is_named_must_exist(shell: Shell, receipt: Path) -> None:
    done = shell("consent", "verify-receipt", str(receipt), "--tenant", "other")
    assert done.exit_code == 2
    assert "--tenant: must be one of main" in done.stderr
    assert shell("consent", "verify-receipt", str(receipt), "--tenant", "main").exit_code == 0


def test_another_gateways_receipt_is_not_valid(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "foreign.json"
    file.write_bytes(issue(OTHER_SEED, FACTS))
    found = shell("consent", "verify-receipt", str(file), "--json")
    assert found.exit_code == 1
    assert json.loads(found.stdout) == {
        "valid": False,
        "problem": "foreign_key",
        "fingerprint": fingerprint(public_key(OTHER_SEED)),
    }
    own = public_key(OTHER_SEED).hex()
    assert shell("consent", "verify-receipt", str(file), "--public-key", own).exit_code == 0


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda text: text.replace("ConsentGiven", "ConsentRefused"), "changed"),
        (lambda text: text.replace('"event":', '"events":'), "malformed"),
        (lambda text: "[]", "no_receipt"),
        (lambda text: "", "no_receipt"),
        (lambda text: json.dumps(json.loads(text), indent=2), "reformatted"),
    ],
)
def test_what_is_wrong_is_said_by_class(
    shell: Shell, receipt: Path, change: object, problem: str
) -> None:
    assert callable(change)
    receipt.write_text(change(receipt.read_text()))
    done = shell("consent", "verify-receipt", str(receipt))
    assert done.exit_code == 1
    assert done.stdout.startswith(f"not valid: {problem}: ")


def test_a_receipt_is_read_from_stdin(shell: Shell, receipt: Path) -> None:
    env = {"DISCREET_CONFIG": str(shell.config), "DISCREET_MASTER_KEY": KEY}
    words = ["consent", "verify-receipt", "-", "--json"]
    done = CliRunner().invoke(app, words, env=env, input=receipt.read_bytes())
    assert (done.exit_code, json.loads(done.stdout)["valid"]) == (0, True)


@pytest.mark.parametrize("key", ["", "ab", "zz" * 32, "no-such-file"])
def test_a_public_key_that_is_none_is_an_error(shell: Shell, receipt: Path, key: str) -> None:
    done = shell("consent", "verify-receipt", str(receipt), "--public-key", key)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


def test_a_key_file_of_other_bytes_is_an_error(shell: Shell, receipt: Path, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"\xff" * 40)
    done = shell("consent", "verify-receipt", str(receipt), "--public-key", str(file))
    assert done.exit_code == 2
    assert "--public-key: must be 64 hexadecimal digits" in done.stderr


def test_a_receipt_file_that_is_not_there_is_an_error(shell: Shell) -> None:
    done = shell("consent", "verify-receipt", "none.json")
    assert done.exit_code == 2
    assert "the file cannot be read" in done.stderr


def test_the_key_is_the_tenants_and_printed_with_its_fingerprint(shell: Shell) -> None:
    done = shell("consent", "receipt-key")
    key = bytes.fromhex(done.stdout.strip())
    assert done.stderr.strip() == f"fingerprint: {fingerprint(key)}"
    assert shell.json("consent", "receipt-key") == {
        "algorithm": "Ed25519",
        "public_key": key.hex(),
        "fingerprint": fingerprint(key),
    }
