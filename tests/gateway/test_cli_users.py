"""``discreet users``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gateway.commands import Shell

pytestmark = pytest.mark.usefixtures("log_state")


def test_somebody_is_invited_listed_reset_and_disabled(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    made = shell.json("users", "create", "ada@example.org", "--role", "admin")
    assert made["path"].startswith("/admin/enrol/")
    assert len(made["path"]) == len("/admin/enrol/") + 64
    again = shell("users", "create", "ADA@example.org", "--role", "auditor")
    assert (again.exit_code, "account_exists" in again.stderr) == (1, True)
    (listed,) = shell.json("users", "list")
    assert (listed["name"], listed["role"], listed["enrolled_at"]) == (
        "ada@example.org",
        "admin",
        None,
    )
    anew = shell.json("users", "reset", listed["user_id"])
    assert anew["path"] != made["path"]
    assert shell("users", "disable", listed["user_id"]).stdout == "disabled\n"
    (ended,) = shell.json("users", "list")
    assert ended["disabled_at"] is not None
    assert shell("users", "delete", listed["user_id"]).stdout == "deleted\n"
    assert shell.json("users", "list") == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("create", "ada", "--role", "chat"), 2),
        (("create", "", "--role", "admin"), 1),
        (("create", "a\x07b", "--role", "admin"), 1),
        (("create", "a" * 121, "--role", "admin"), 1),
        (("reset", "nobody"), 1),
        (("disable", "nobody"), 1),
        (("delete", "nobody"), 1),
    ],
)
def test_what_cannot_be_done_ends_with_a_reason(
    tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    assert Shell(tmp_path)("users", *words).exit_code == code
