"""Instructions and grants from the command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.gateway.commands import Shell

pytestmark = pytest.mark.usefixtures("log_state")
ADD = (
    *("instructions", "add", "--kind", "holds", "--given-by", "contact"),
    *("--reference", "DPA-1", "--until"),
)


def test_an_instruction_from_its_writing_to_its_end(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    [added] = shell.json(*ADD, _soon())
    assert (added["kinds"], added["stands"]) == ("holds", True)
    assert shell.json("instructions", "list") == [added]
    [revoked] = shell.json("instructions", "revoke", added["id"])
    assert revoked["stands"] is False
    assert shell("instructions", "revoke", "nothing").exit_code == 1


@pytest.mark.parametrize("until", ["2020-01-01", "soon", "2999-01-01"])
def test_bad_instructions_end_with_one_line(tmp_path: Path, until: str) -> None:
    done = Shell(tmp_path)(*ADD, until)
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1


def test_grants_are_listed_and_unknown_ones_are_not_revoked(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    assert shell.json("grants", "list") == []
    refused = shell("grants", "revoke", "nothing")
    assert (refused.exit_code, "not_found" in refused.stderr) == (1, True)


def _soon() -> str:
    return f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}"
