"""What people are told: the next step, the deadline, the contact, the right to complain."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.policy_rights import SHIPPED, RightsRules
from gateway.rights.answers import (
    LANGUAGES,
    complaint,
    done_of,
    for_officers,
    history_of,
    next_of,
    shown,
)
from gateway.rights.kinds import CLOSED, Ground, Method, Reason, Status
from gateway.rights.machine import Terms
from gateway.rights.requests import RightsEvent, TaskState
from tests.gateway.proxy import policies
from tests.gateway.rights.test_requests import DUE, REQUEST

TERMS = Terms(proof=Method.TOKEN, officer=True, deadline=SHIPPED[0])
POLICY = policies.policy(rights=RightsRules(authority="the authority"))
PROVEN = replace(REQUEST, verified_at=DUE)


@pytest.mark.parametrize(
    ("request_", "following"),
    [
        (REQUEST, "verify"),
        (replace(REQUEST, status=Status.INITIATED), "verify"),
        (PROVEN, "approve"),
        (replace(PROVEN, status=Status.INITIATED), "acknowledge"),
        (replace(PROVEN, status=Status.DELAYED), "approve"),
        (replace(PROVEN, status=Status.DELAYED, approved_at=DUE), "work"),
        (replace(PROVEN, status=Status.ACCEPTED, approved_at=DUE), "work"),
        (
            replace(REQUEST, status=Status.REQUIRES_ACTION, reason=Reason.INFORMATION_REQUIRED),
            "perform",
        ),
        (
            replace(REQUEST, status=Status.REQUIRES_ACTION, reason=Reason.IDENTITY_REQUIRED),
            "verify",
        ),
        (replace(REQUEST, status=Status.FULFILLED), "fulfilled"),
        (replace(REQUEST, status=Status.UNFULFILLED), "unfulfilled"),
        (replace(REQUEST, status=Status.REJECTED), "rejected"),
        (replace(REQUEST, status=Status.REVOKED), "revoked"),
    ],
)
def test_what_comes_next(request_: object, following: str) -> None:
    assert next_of(request_, TERMS) == following  # type: ignore[arg-type]


@pytest.mark.parametrize("language", [*LANGUAGES, "fr"])
@pytest.mark.parametrize("status", Status)
def test_every_answer_names_the_contact_and_closing_ones_the_authority(
    status: Status, language: str
) -> None:
    request = replace(REQUEST, status=status)
    told = shown(request, policy=POLICY, terms=TERMS, now=DUE, language=language)
    assert told["contact"] == POLICY.operator.contact
    assert told["message"]
    assert (told["due"], told["due_at"]) == ("2026-12-23", "2026-12-24T00:00:00Z")
    assert told["overdue"] is (status not in CLOSED)
    assert ("complaint" in told) is (status in CLOSED)
    if status in CLOSED:
        assert "the authority" in told["complaint"]
        assert told["authority"] == "the authority"
    assert "canary" not in str(told)


def test_without_a_name_the_right_stands_all_the_same() -> None:
    assert complaint(policies.policy(), "en").startswith(
        "You have the right to complain to a supervisory authority, and"
    )
    assert "Aufsichtsbehörde beschweren" in complaint(policies.policy(), "de")


def test_officers_see_who_did_what() -> None:
    told = for_officers(PROVEN, TERMS)
    assert (told["subject"], told["filer"], told["approver"]) == ("s", "subject", None)
    assert told["steps"] == ["require", "approve", "extend", "reject", "revoke"]


def test_tasks_and_history() -> None:
    task = TaskState(store="a", items_retained=1, reasons={Ground.HELD.value: 1})
    assert done_of([task]) == [
        {
            "store": "a",
            "items_removed": 0,
            "items_retained": 1,
            "reasons": {"LegalClaimDefenceImpaired": 1},
            "done": False,
        }
    ]
    event = RightsEvent(
        seq=0, status=Status.INITIATED, reason="", at=datetime(2026, 1, 1, tzinfo=UTC), by="x"
    )
    assert history_of([event]) == [
        {"status": "RequestInitiated", "reason": None, "at": "2026-01-01T00:00:00Z"}
    ]
