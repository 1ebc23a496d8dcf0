"""Keys from the command line: roles, ends, and guests that must have one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.cli_keys import KeyRole
from gateway.cli_store import Table
from gateway.model import Role
from tests.gateway.commands import Shell

pytestmark = pytest.mark.usefixtures("log_state")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_there_is_a_key_for_every_role_but_a_subjects() -> None:
    assert [each.value for each in KeyRole] == [each for each in Role if each is not Role.SUBJECT]


@pytest.mark.parametrize("role", ["privacy_officer", "support", "admin", "auditor", "consent"])
def test_keys_of_people_and_back_ends_need_no_end(shell: Shell, role: str) -> None:
    made = json.loads(shell("keys", "create", "--role", role, "--json").stdout)
    assert (made["role"], made["expires_at"]) == (role, None)
    (row,) = json.loads(shell("keys", "list", "--json").stdout)
    assert (row["role"], row["expires_at"]) == (role, None)


def test_a_key_ends_when_it_was_said_to(shell: Shell) -> None:
    before = datetime.now(UTC)
    arguments = ("--role", "guest", "--expires", "P90D", "--json")
    made = json.loads(shell("keys", "create", *arguments).stdout)
    left = datetime.fromisoformat(made["expires_at"]) - before
    assert timedelta(days=90, seconds=-1) <= left < timedelta(days=90, minutes=1)
    (row,) = json.loads(shell("keys", "list", "--json").stdout)
    assert (row["key_id"], row["expires_at"]) == (made["key_id"], made["expires_at"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--role", "guest"), "a guest is let in for P90D at most"),
        (("--role", "guest", "--expires", "P91D"), "a guest is let in for P90D at most"),
        (("--role", "guest", "--expires", "P1Y"), "a guest is let in for P90D at most"),
        (("--role", "chat", "--expires", "P0D"), "must be a duration"),
        (("--role", "chat", "--expires", "-P1D"), "must be a duration"),
        (("--role", "chat", "--expires", "90"), "must be a duration"),
        (("--role", "chat", "--expires", "2026-12-31"), "must be a duration"),
        (("--role", "subject"), "subject"),
    ],
)
def test_what_is_no_end_makes_no_key(shell: Shell, arguments: tuple[str, ...], words: str) -> None:
    done = shell("keys", "create", *arguments)
    assert done.exit_code == 2
    assert words in done.stderr
    assert "dk_" not in done.stdout
    assert json.loads(shell("keys", "list", "--json").stdout) == []


def test_no_key_is_made_for_a_tenant_that_has_ended(shell: Shell, tmp_path: Path) -> None:
    out = ("--export", str(tmp_path / "out"))
    order = ("--kind", "termination", "--given-by", "contact", "--reference", "T-1")
    day = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}"
    made = shell("instructions", "add", *order, "--until", day, "--json")
    assert made.exit_code == 0, made.output
    (held,) = json.loads(made.stdout)
    named = held["id"]
    ended = shell("tenant", "terminate", "main", "--now", "--instruction", named, *out)
    assert ended.exit_code == 0, ended.output
    refused = shell("keys", "create", "--role", "admin")
    assert (refused.exit_code, "tenant_terminated" in refused.stderr) == (1, True)


def test_ids_are_in_one_piece_for_who_reads_line_by_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ids, words = ["0" * 40, "1" * 120], "many words " * 30
    rows = [[*ids, words, "x"]]
    Table(title="All", columns=("key_id", "id", "label", "b"), rows=rows).show(as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert any(ids[0] in line and ids[1] in line for line in lines)
