"""``discreet retention hold`` and its relatives."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gateway.commands import Shell

pytestmark = pytest.mark.usefixtures("log_state")
HOLD = ("retention", "hold", "--matter", "Case 17", "--authority", "Court")
REVIEW = ("--review", "2999-01-31")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_a_hold_from_its_placing_to_its_release(shell: Shell) -> None:
    (placed,) = shell.json(*HOLD, *REVIEW, "--subject", "ada@example.com")
    assert (placed["matter"], placed["people"], placed["items"]) == ("Case 17", 1, 0)
    assert "ada" not in str(placed)
    (person,) = placed["scope"]["subjects"]
    assert (len(person), placed["scope"]) == (40, {"subjects": [person]})
    assert shell.json("retention", "holds") == [placed]
    assert "Case 17" in shell("retention", "holds").stdout
    name = placed["hold_id"]
    (reviewed,) = shell.json("retention", "hold-review", name, "--review", "2999-06-30")
    assert reviewed["review_at"] == "2999-06-30T00:00:00+00:00"
    (released,) = shell.json("retention", "release", name)
    assert released["released_at"] is not None
    again = shell("retention", "hold-review", name, "--review", "2999-07-30")
    assert (again.exit_code, "hold_released" in again.stderr) == (1, True)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((*HOLD, *REVIEW), "invalid_hold"),
        ((*HOLD, *REVIEW, "--conversation", "nowhere"), "hold_on_nothing"),
        ((*HOLD, *REVIEW, "--retention-class", "nothing"), "hold_on_nothing"),
        ((*HOLD, *REVIEW, "--subject", "ada", "--conversation", "nowhere"), "hold_on_nothing"),
        ((*HOLD, *REVIEW, "--subject", "ada", "--retention-class", "typo"), "hold_on_nothing"),
        ((*HOLD, "--review", "soon", "--subject", "ada"), "invalid_hold"),
        ((*HOLD, "--review", "2020-01-31", "--subject", "ada"), "invalid_hold"),
        ((*HOLD, *REVIEW, "--subject", "ada", "--since", "31.1.2026"), "invalid_hold"),
        (
            (*HOLD, *REVIEW, "--since", "2026-02-01", "--until", "2026-01-01"),
            "invalid_hold",
        ),
        (("retention", "release", "unknown"), "not_found"),
    ],
)
def test_what_is_refused(shell: Shell, words: tuple[str, ...], code: str) -> None:
    refused = shell(*words)
    assert (refused.exit_code, code in refused.stderr) == (1, True)
    assert shell.json("retention", "holds") == []
