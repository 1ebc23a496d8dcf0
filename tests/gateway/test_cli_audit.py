"""``discreet audit`` verifies, proves and exports; what it exports is proved offline."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from gateway.cli_consent import subject_of
from gateway.cli_store import open_settings, with_store
from gateway.storage.database import MAIN_FILE
from gateway.storage.ports import Recorded, Store
from tests.gateway.commands import KEY, Shell
from tests.gateway.configuration import GATEWAY
from tests.gateway.storage.samples import disclosure

pytestmark = pytest.mark.usefixtures("log_state")


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("DISCREET_MASTER_KEY", KEY)
    section = f"audit: {{origin: example.org/log, checkpoints: [{{file: {tmp_path}/kept}}]}}\n"
    made = Shell(tmp_path, gateway=GATEWAY + section)
    settings = open_settings(made.config)
    tenant = next(iter(settings.tenants))
    names = [subject_of(settings, tenant, name=name) for name in ("jane", "john")]

    async def fill(store: Store) -> None:
        for number in range(6):
            subject = names[number % 2]
            asked = disclosure(number, tenant=tenant, subject=subject)
            assert await store.record(asked) is Recorded.RECORDED

    with_store(settings, fill)
    return made


def test_a_log_is_verified(shell: Shell) -> None:
    done = shell("audit", "verify")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "clean")
    verdict = shell.json("audit", "verify")
    assert (verdict["size"], verdict["problems"], verdict["first_bad"]) == (6, [], None)


def test_tampering_is_told_with_the_first_bad_entry(shell: Shell, tmp_path: Path) -> None:
    assert shell("audit", "checkpoint").exit_code == 0
    with sqlite3.connect(tmp_path / "data" / MAIN_FILE) as driver:
        driver.execute("DROP TRIGGER audit_entry_update")
        driver.execute("UPDATE audit_entry SET leaf = zeroblob(32) WHERE seq = 4")
    done = shell("audit", "verify")
    assert done.exit_code == 1
    assert "entry_changed 4 (log, entries 4 to 4)" in done.stdout
    assert done.stdout.splitlines()[-2:] == ["The first bad entry is not before 4.", "TAMPERED"]


def test_a_checkpoint_kept_elsewhere_is_compared(shell: Shell, tmp_path: Path) -> None:
    note = shell("audit", "checkpoint").stdout
    paper = tmp_path / "paper"
    paper.write_text(note)
    assert shell("audit", "verify", "--checkpoint", str(paper)).exit_code == 0
    paper.write_text(note.replace("\n6\n", "\n5\n"))
    done = shell("audit", "verify", "--checkpoint", str(paper))
    assert (done.exit_code, "checkpoint_not_signed" in done.stdout) == (1, True)
    assert "checkpoint file 1" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("verify", "--checkpoint", "/none/such"),
        ("verify", "--checkpoint", "/dev/null"),
        ("verify", "--public-key", "nonsense"),
        ("prove",),
        ("prove", "1", "--object", "disclosure-1"),
        ("verify-proof", "/none/such"),
    ],
)
def test_bad_options_are_refused(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell("audit", *words)
    assert done.exit_code == 2
    assert done.stderr.startswith("discreet: ")


def test_one_entry_and_one_object_are_proved(shell: Shell, tmp_path: Path) -> None:
    key = shell("audit", "key").stdout.strip()
    assert key.startswith("example.org/log+")
    for words in (("3",), ("--object", "disclosure-3")):
        done = shell("audit", "prove", *words)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert [each["seq"] for each in lines[1:]] == [3]
        (tmp_path / "proof").write_text(done.stdout)
        checked = shell("audit", "verify-proof", str(tmp_path / "proof"), "--public-key", key)
        assert (checked.exit_code, checked.stdout) == (0, "proved entries: 1\n")


def test_a_persons_entries_are_exported_and_proved(shell: Shell, tmp_path: Path) -> None:
    whole = shell("audit", "export").stdout.splitlines()
    assert len(whole) == 7
    done = shell("audit", "export", "--subject", "jane")
    lines = done.stdout.splitlines()
    assert [json.loads(line)["seq"] for line in lines[1:]] == [0, 2, 4]
    assert shell("audit", "export", "--subject", "nobody").stdout.count("\n") == 1
    path = tmp_path / "proof"
    path.write_text(done.stdout)
    assert "proved entries: 3" in shell("audit", "verify-proof", str(path)).stdout
    path.write_text(done.stdout.replace("answering", "marketing"))
    assert shell("audit", "verify-proof", str(path)).exit_code == 1


def test_growth_is_proved(shell: Shell, tmp_path: Path) -> None:
    printed = shell("audit", "prove", "--consistency", "3", "6").stdout
    found = json.loads(printed)
    assert (found["from"], found["to"], len(found["proof"])) == (3, 6, 4)
    for sizes in (("6", "3"), ("0", "6"), ("3", "7")):
        assert shell("audit", "prove", "--consistency", *sizes).exit_code == 1
    path, key = tmp_path / "growth", shell("audit", "key").stdout.strip()
    path.write_text(printed)
    checked = shell("audit", "verify-proof", str(path), "--public-key", key)
    assert (checked.exit_code, checked.stdout) == (0, "proved: the log grew from 3 to 6 entries\n")
    path.write_text(printed.replace('"from":3', '"from":4'))
    wrong = shell("audit", "verify-proof", str(path))
    assert (wrong.exit_code, wrong.stdout.startswith("not proved: ")) == (1, True)


@pytest.mark.parametrize("words", [("9999",), ("--object", "nothing")])
def test_what_is_not_in_the_log_is_not_found(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell("audit", "prove", *words)
    assert (done.exit_code, done.stdout, "not_found" in done.stderr) == (1, "", True)


def test_departing_is_only_for_a_log_that_was_put_back(shell: Shell, tmp_path: Path) -> None:
    assert "nothing was changed" in shell("audit", "reanchor").stdout
    main = tmp_path / "data" / MAIN_FILE
    assert shell("audit", "checkpoint").exit_code == 0
    older = main.read_bytes()
    settings = open_settings(shell.config)

    async def more(store: Store) -> None:
        await store.record(disclosure(9, tenant=next(iter(settings.tenants))))

    with_store(settings, more)
    assert shell("audit", "checkpoint").exit_code == 0
    main.write_bytes(older)
    done = shell("audit", "verify")
    assert (done.exit_code, "log_shorter_than_checkpoint" in done.stdout) == (1, True)
    assert shell("audit", "checkpoint").exit_code == 1
    assert "departed from 7 entries" in shell("audit", "reanchor").stdout
    done = shell("audit", "verify")
    assert (done.exit_code, "entry 6 departs from 7 entries" in done.stdout) == (0, True)


def test_an_empty_log_has_no_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCREET_MASTER_KEY", KEY)
    shell = Shell(tmp_path)
    assert shell("audit", "checkpoint").stdout == "The log is empty.\n"
    assert shell("audit", "export").stdout == ""
