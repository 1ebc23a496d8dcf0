"""``discreet consent announce``: whom a new notice makes it necessary to ask again."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.consent import announcements
from tests.gateway.commands import Shell
from tests.gateway.configuration import POLICY

pytestmark = pytest.mark.usefixtures("log_state")


def test_people_are_listed_once_the_policy_says_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Shell(tmp_path)
    for name in ("ada", "bea", "cyd"):
        done = before("consent", "record", "--subject", name, "--recipient", "model")
        assert done.exit_code == 0, done.stderr
    assert before.json("consent", "announce") == {"announcements": []}
    assert "none" in before("consent", "announce").stdout
    after = Shell(tmp_path, policy=POLICY.replace("An answer.", "An answer, and advertising."))
    monkeypatch.setattr(announcements, "PAGE", 2)
    listed = after.json("consent", "announce")["announcements"]
    assert [(each["purpose"], each["recipient"]) for each in listed] == [("answering", "model")] * 3
    assert len({each["subject"] for each in listed}) == 3
    assert not {"ada", "bea", "cyd"} & {each["subject"] for each in listed}
    table = after("consent", "announce", "--at", "2999-01-01T00:00:00Z")
    assert (table.exit_code, listed[0]["subject"][:8] in table.stdout) == (0, True)


@pytest.mark.parametrize("words", [("--at", "soon"), ("--tenant", "nobody")])
def test_what_cannot_be_read_ends_with_a_reason(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = Shell(tmp_path)("consent", "announce", *words)
    assert done.exit_code in (1, 2)
    assert "discreet:" in done.stderr
