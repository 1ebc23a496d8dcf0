"""``discreet incidents``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gateway.commands import Shell

pytestmark = pytest.mark.usefixtures("log_state")
REPORT = ("incidents", "report", "A laptop was stolen.", "--kind", "confidentiality")


def test_an_incident_from_its_report_to_its_end(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    nobody = shell(*REPORT)
    assert (nobody.exit_code, "touched" in nobody.stderr) == (1, True)
    (made,) = shell.json(*REPORT, "--tenant", "main")
    assert (made["state"], made["next_duty"], made["overdue"]) == (
        "DataBreachDetectionReport",
        "authority",
        False,
    )
    assert [each["id"] for each in shell.json("incidents", "list")] == [made["id"]]
    assert "laptop" not in shell("incidents", "list").stdout
    early = shell("incidents", "close", made["id"], "--risk", "likely")
    assert (early.exit_code, "notice_missing" in early.stderr) == (1, True)
    (told,) = shell.json("incidents", "tell", made["id"], "authority", "--by-hand")
    assert told["next_duty"] is None
    assert shell.json("incidents", "scope", made["id"]) == {"people": []}
    assert shell("incidents", "scope", made["id"]).exit_code == 0
    closed = shell.json("incidents", "close", made["id"], "--risk", "likely", "--measures", "Done.")
    assert closed[0]["state"] == "DataBreachConcludingReport"
    shown = shell.json("incidents", "show", made["id"])
    assert (shown["measures"], shown["description"]) == ("Done.", "A laptop was stolen.")


@pytest.mark.parametrize(
    "words",
    [
        (*REPORT, "--tenant", "nobody"),
        (*REPORT, "--began", "yesterday"),
        ("incidents", "show", "nothing"),
        ("incidents", "tell", "nothing", "authority"),
    ],
)
def test_what_cannot_be_done_ends_with_a_reason(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert Shell(tmp_path)(*words).exit_code in (1, 2)
