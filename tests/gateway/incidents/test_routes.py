"""Incidents over HTTP, on a served gateway: from report to conclusion, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.serving import Serving, serving
from tests.simulators.upstream import Upstream

WHY = {"x-discreet-reason": "incident:T-1"}

LEAK = {
    "kinds": ["confidentiality"],
    "description": "A laptop with a copy was stolen.",
    "began_at": "2020-01-01T00:00:00Z",
    "recipients": ["model-host"],
}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory: Path = tmp_path_factory.mktemp("incidents")
    with Upstream() as upstream, serving(upstream.url, directory) as served:
        for subject in ("visitor-1", "visitor-2"):
            served.opt_in(subject)
            assert served.chat("my mail is jane@example.org", subject=subject).status == 200
        yield served


def reported(gateway: Serving, **changes: Any) -> dict[str, Any]:
    answered = gateway.call("POST", "/privacy/incidents", LEAK | changes, key="admin")
    assert answered.status == 201, answered.body
    found: dict[str, Any] = answered.json()
    return found


def test_an_incident_from_its_report_to_its_conclusion(gateway: Serving) -> None:
    shown = reported(gateway)
    assert (shown["people"], shown["disclosures"], shown["state"]) == (
        2,
        2,
        "DataBreachDetectionReport",
    )
    assert [each["target"] for each in shown["duties"]] == ["authority"]
    path = f"/privacy/incidents/{shown['id']}"
    early = gateway.call("POST", f"{path}/state", conclusion(), key="admin")
    assert (early.status, early.code) == (409, "notice_missing")
    assert early.json()["error"]["missing"] == ["authority", "people"]
    for target in ("authority", "people"):
        told = gateway.call("POST", f"{path}/notices", {"target": target}, key="admin")
        # People can only be told once somebody has judged the risk as high.
        assert told.status == (201 if target == "authority" else 409)
    preliminary = {"state": "DataBreachPreliminaryReport", "risk": "high"}
    assert gateway.call("POST", f"{path}/state", preliminary, key="admin").status == 200
    assert gateway.call("POST", f"{path}/notices", {"target": "people"}, key="admin").status == 201
    ended = gateway.call("POST", f"{path}/state", conclusion(), key="admin")
    assert ended.status == 200, ended.body
    assert ended.json()["closed_at"] is not None
    assert [each["state"] for each in ended.json()["reports"]] == [
        "DataBreachDetectionReport",
        "DataBreachPreliminaryReport",
        "DataBreachConcludingReport",
    ]
    after = gateway.call("POST", f"{path}/state", conclusion(), key="admin")
    assert (after.status, after.code) == (409, "incident_state")


def conclusion() -> dict[str, Any]:
    return {"state": "DataBreachConcludingReport", "risk": "high", "measures": "Disks encrypted."}


def test_the_scope_names_the_people_touched_and_nobody_else(gateway: Serving) -> None:
    path = f"/privacy/incidents/{reported(gateway)['id']}"
    scope = gateway.call("POST", f"{path}/scope", key="admin").json()
    assert (scope["people"], scope["recipients"]) == (2, ["model-host"])
    assert scope["entity_types"] == ["EMAIL_ADDRESS"]
    assert scope["data_categories"] == ["email"]
    assert (scope["content_reads"], scope["content_reads_complete"]) == ({}, True)
    people = gateway.call("GET", f"{path}/people", key="admin", headers=WHY).json()
    assert people["after"] is None
    assert [each["disclosures"] for each in people["people"]] == [1, 1]
    assert [each["data_categories"] for each in people["people"]] == [["email"]] * 2
    named = WHY | {"x-discreet-subject": "visitor-1"}
    one = gateway.call("GET", f"{path}/people", key="admin", headers=named).json()["people"]
    assert [each["subject"] for each in one] == [
        each["subject"] for each in people["people"] if each["subject"] == one[0]["subject"]
    ]
    nobody = WHY | {"x-discreet-subject": "visitor-3"}
    assert gateway.call("GET", f"{path}/people", key="admin", headers=nobody).json() == {
        "people": [],
        "after": None,
    }
    assert "visitor" not in str(people)


def test_a_scope_of_another_time_purpose_or_type_is_empty(gateway: Serving) -> None:
    for changes in (
        {"ended_at": "2020-02-01T00:00:00Z"},
        {"entity_types": ["CREDIT_CARD"]},
        {"entity_types": ["EMAIL_ADDRES_"]},
    ):
        assert reported(gateway, **changes)["people"] == 0
    assert reported(gateway, entity_types=["EMAIL_ADDRESS"])["people"] == 2


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"kinds": []}, 422),
        ({"kinds": ["theft"]}, 422),
        ({"description": ""}, 422),
        ({"recipients": ["model-hots"]}, 422),
        ({"purposes": ["answring"]}, 422),
        ({"party": "nobody"}, 422),
        ({"party": "no body"}, 422),
        ({"began_at": "yesterday"}, 422),
        ({"began_at": "2999-01-01T00:00:00Z"}, 422),
        ({"noticed_at": "2999-01-01T00:00:00Z"}, 422),
        ({"noticed_at": "2019-01-01T00:00:00Z"}, 422),
        ({"ended_at": "2019-01-01T00:00:00Z"}, 422),
        ({"risk": "none"}, 422),
        ({"reporter": "x"}, 422),
        ({"entity_types": ["A\x00"]}, 422),
        ({"recipients": ["model-host"] * 51}, 422),
    ],
)
def test_a_report_that_cannot_be_right_is_refused(
    gateway: Serving, changes: dict[str, Any], status: int
) -> None:
    answered = gateway.call("POST", "/privacy/incidents", LEAK | changes, key="admin")
    assert answered.status == status, answered.body
    assert "laptop" not in answered.body.decode()


def test_only_officers_and_only_the_tenants_own(gateway: Serving) -> None:
    shown = reported(gateway)
    path = f"/privacy/incidents/{shown['id']}"
    for key in ("chat", "consent"):
        assert gateway.call("GET", path, key=key).status == 403
        assert gateway.call("POST", "/privacy/incidents", LEAK, key=key).status == 403
    assert gateway.call("GET", path, key=None).status == 401
    assert gateway.call("GET", "/privacy/incidents/nothing", key="admin").status == 404
    assert gateway.call("GET", "/privacy/incidents/%C3%A9", key="admin").status == 404
    listed = gateway.call("GET", "/privacy/incidents", key="admin").json()
    assert shown["id"] in {each["id"] for each in listed["incidents"]}
    assert "laptop" not in str(listed)
    one = gateway.call("GET", path, key="admin").json()
    assert one["description"] == LEAK["description"]


def test_a_notice_is_acknowledged_by_its_code_or_an_officer_and_by_nobody_else(
    gateway: Serving,
) -> None:
    shown = reported(gateway)
    path = f"/privacy/incidents/{shown['id']}"
    gateway.call("POST", f"{path}/notices", {"target": "authority"}, key="admin")
    wrong = {"notice": 1, "code": "0" * 64}
    assert gateway.call("POST", f"{path}/acknowledge", wrong, key=None).status == 404
    assert gateway.call("POST", f"{path}/acknowledge", {"notice": 1}, key=None).status == 401
    assert gateway.call("POST", f"{path}/acknowledge", {"notice": 1}, key="chat").status == 403
    assert gateway.call("POST", f"{path}/acknowledge", {"notice": 1}, key="admin").status == 200
    assert gateway.call("POST", f"{path}/acknowledge", {"notice": 9}, key="admin").status == 404


def test_the_words_are_in_no_file(gateway: Serving) -> None:
    reported(gateway, description="canary-of-the-register")
    assert b"canary-of-the-register" not in gateway.files()
