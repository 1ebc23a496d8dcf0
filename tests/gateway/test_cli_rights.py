"""``discreet rights`` lists what was asked, and decides as the endpoints do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from gateway.cli_officer import with_rights
from gateway.cli_store import open_settings
from gateway.policy_rights import RightsRules
from gateway.rights.kinds import Method, RightKind
from gateway.rights.requests import RightsRequest
from gateway.rights.service import Filing
from gateway.rights.wiring import Rights
from gateway.storage.proof_rows import put_proof
from gateway.storage.schema import to_micros
from gateway.storage.schema_rights import RIGHTS_REQUEST
from gateway.wiring import now
from tests.gateway.commands import KEY, Shell
from tests.gateway.configuration import POLICY

pytestmark = pytest.mark.usefixtures("log_state")
CODE = "rights: {identity: code, authority: BlnBDI}\n"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("DISCREET_MASTER_KEY", KEY)
    return Shell(tmp_path, policy=POLICY + CODE)


def in_rights(shell: Shell, work: Any) -> Any:
    os.environ["DISCREET_MASTER_KEY"] = KEY
    return with_rights(open_settings(shell.config), work)


def file(shell: Shell, kind: str, *, subject: str = "jane", **fields: Any) -> str:
    """A request of somebody's; its id."""
    filing = Filing(tenant="main", subject=subject, kind=RightKind(kind), filer="subject", **fields)

    async def work(rights: Rights) -> str:
        return (await rights.desk.service.file(filing)).request_id

    return str(in_rights(shell, work))


def test_nothing_was_asked(shell: Shell) -> None:
    assert shell.json("rights", "list") == []
    assert "Requests: none" in shell("rights", "list").stdout
    assert shell("rights", "overdue").exit_code == 0


def test_a_request_to_its_end(shell: Shell) -> None:
    request_id = file(shell, "restriction")
    (row,) = shell.json("rights", "list", "--open")
    assert (row["id"], row["next"], row["subject"]) == (request_id, "verify", "jane")
    refused = shell("rights", "approve", request_id)
    assert refused.exit_code == 1
    assert "identity_required" in refused.stderr
    done = shell.json("rights", "verify", request_id)
    assert (done["status"], done["method"], done["verified_by"]) == (
        "RequestFulfilled",
        "officer",
        "command",
    )
    assert "BlnBDI" in done["complaint"]
    assert shell.json("rights", "list", "--open") == []
    shown = shell("rights", "show", request_id).stdout
    assert "status: RequestFulfilled" in shown
    assert "reason: -" in shown
    assert "overdue: no" in shown
    assert "  store: person, items_removed: 1, items_retained: 0, done: yes" in shown
    assert "  status: RequestFulfilled, at: " in shown
    assert "{" not in shown


def test_what_waits_is_carried_out_by_run(shell: Shell) -> None:
    request_id = file(shell, "restriction", proven_by=Method.OFFICER)
    assert shell.json("rights", "show", request_id)["status"] == "RequestAccepted"
    assert shell.json("rights", "run") == {"ended": 1, "expired": 0, "delivered": 0}
    assert shell("rights", "run").stdout.splitlines() == ["ended: 0", "expired: 0", "delivered: 0"]
    assert shell.json("rights", "show", request_id)["status"] == "RequestFulfilled"


def test_what_is_late_ends_the_command_with_three(shell: Shell) -> None:
    request_id = file(shell, "restriction")

    async def late(rights: Rights) -> None:
        await rights.desk.service.store.act(
            lambda each: each.connection.execute(
                RIGHTS_REQUEST.update().values(due_at=to_micros(now()))
            )
        )

    in_rights(shell, late)
    assert shell("rights", "overdue").exit_code == 3
    assert [each["id"] for each in shell.json("rights", "list", "--overdue")] == [request_id]


def test_an_officer_steps(shell: Shell) -> None:
    request_id = file(shell, "human_review", proven_by=Method.OFFICER)
    assert shell("rights", "preview", request_id).exit_code == 0
    assert set(shell.json("rights", "preview", request_id)) == {"preview", "lines"}
    longer = shell.json("rights", "extend", request_id, "--reason", "ComplexityOfProcess")
    assert longer["status"] == "RequestActionDelayed"
    asked = shell.json("rights", "require", request_id, "--reason", "InformationRequired")
    assert asked["next"] == "perform"
    no = shell.json("rights", "reject", request_id, "--reason", "ProcessUnfounded")
    assert no["status"] == "RequestRejected"
    again = shell("rights", "acknowledge", request_id)
    assert (again.exit_code, "request_closed" in again.stderr) == (1, True)
    other = file(shell, "human_review", proven_by=Method.OFFICER)
    done = shell.json("rights", "reviewed", other, "--outcome", "upheld")
    assert (done["status"], done["outcome"]) == ("RequestFulfilled", "upheld")


def test_a_document_is_decided_on(shell: Shell) -> None:
    request_id = file(shell, "restriction")

    async def hand_in(rights: Rights) -> None:
        request: RightsRequest = await rights.desk.service.find("main", request_id)
        await rights.desk.service.store.act(
            lambda each: put_proof(each, request, data=b"x", at=now())
        )

    nothing = shell("rights", "verify", request_id, "--method", "document")
    assert (nothing.exit_code, "step_not_possible" in nothing.stderr) == (1, True)
    in_rights(shell, hand_in)
    done = shell.json("rights", "verify", request_id, "--method", "document")
    assert done["method"] == "document"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "nothing"), 1),
        (("verify", "nothing"), 1),
        (("verify", "nothing", "--method", "token"), 2),
        (("reject", "nothing", "--reason", "whatever"), 2),
        (("reviewed", "nothing", "--outcome", "fine"), 2),
        (("list", "--tenant", "other"), 2),
        (("reject", "nothing"), 2),
    ],
)
def test_what_is_wrong_is_an_error(shell: Shell, words: tuple[str, ...], code: int) -> None:
    assert shell("rights", *words).exit_code == code


def test_the_rules_are_those_of_the_policy(shell: Shell) -> None:
    rules = open_settings(shell.config).tenants["main"].policy.rights
    assert rules == RightsRules(identity=Method.CODE, authority="BlnBDI")
