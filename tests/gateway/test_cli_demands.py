"""``discreet demands``."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import cli_demands
from gateway.incidents.demand import Answer, LegalGround
from tests.gateway.commands import Shell

pytestmark = pytest.mark.usefixtures("log_state")
WORDS = ("--authority", "District Court", "--asked-for", "All of May")
REGISTER = ("demands", "register", *WORDS, "--ground", "court_order")


def test_the_words_of_the_command_are_those_of_the_register() -> None:
    assert [each.value for each in cli_demands.Ground] == [each.value for each in LegalGround]
    assert [each.value for each in cli_demands.Outcome] == [each.value for each in Answer]


def test_a_demand_from_its_receipt_to_the_telling(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    due = ("--received", "2026-01-01T00:00:00Z", "--due", "2026-01-02T00:00:00Z")
    (made,) = shell.json(*REGISTER, *due, "--subject", "ada", "--silent")
    assert (made["answer"], made["overdue"], made["may_tell"]) == ("pending", True, False)
    listed = shell("demands", "list")
    assert (made["id"][:8] in listed.stdout, "District" in listed.stdout) == (True, False)
    early = shell("demands", "tell", made["id"])
    assert (early.exit_code, "telling_forbidden" in early.stderr) == (1, True)
    given = ("--given", "Nothing.", "--may-tell")
    (answered,) = shell.json("demands", "answer", made["id"], "refused", *given)
    assert (answered["answer"], answered["overdue"], answered["telling_due"]) == (
        "refused",
        False,
        True,
    )
    (told,) = shell.json("demands", "tell", made["id"])
    assert (told["telling_due"], told["told_at"] is not None) == (False, True)
    shown = shell.json("demands", "list")
    assert [each["id"] for each in shown] == [made["id"]]
    one = shell("demands", "show", made["id"])
    assert '"authority": "District Court"' in one.stdout
    assert '"given": "Nothing."' in one.stdout
    assert '"ada"' not in one.stdout


def test_silence_has_a_day_or_has_none(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    (waits,) = shell.json(*REGISTER, "--subject", "ada", "--silent-until", "2999-01-01T00:00:00Z")
    assert (waits["may_tell"], waits["silent_until"][:4]) == (False, "2999")
    (over,) = shell.json(*REGISTER, "--subject", "ada", "--silent-until", "2020-01-01T00:00:00Z")
    assert (over["may_tell"], over["telling_due"]) == (True, True)
    (nobody,) = shell.json(*REGISTER)
    assert (nobody["may_tell"], nobody["telling_due"]) == (True, False)


@pytest.mark.parametrize(
    "words",
    [
        ("demands", "register", "--authority", " ", "--asked-for", "x", "--ground", "subpoena"),
        ("demands", "register", "--authority", "x", "--asked-for", "", "--ground", "subpoena"),
        ("demands", "register", *WORDS, "--ground", "curiosity"),
        ("demands", "register", *WORDS, "--ground", "subpoena", "--received", "yesterday"),
        (*REGISTER, "--received", "2999-01-01T00:00:00Z"),
        (*REGISTER, "--due", "2020-01-01T00:00:00Z"),
        (*REGISTER, "--tenant", "nobody"),
        ("demands", "show", "nothing"),
        ("demands", "tell", "nothing"),
        ("demands", "answer", "nothing", "complied"),
        ("demands", "answer", "nothing", "perhaps"),
        ("demands", "answer", "nothing", "complied", "--given", "x" * 4_001),
    ],
)
def test_what_cannot_be_done_ends_with_a_reason(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = Shell(tmp_path)(*words)
    assert done.exit_code in (1, 2)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
