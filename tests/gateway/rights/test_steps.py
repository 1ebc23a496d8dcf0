"""What follows from a step: duplicates, hooks, and what the controller is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.consent.persons import Restriction
from gateway.policy_rights import RightsRules, Webhook, Webhooks
from gateway.proxy.subject import subject_reference
from gateway.rights.kinds import Method
from gateway.rights.steps import MOST_A_DAY, MOST_OBJECTIONS
from gateway.storage.outbox_rows import Message, waiting
from gateway.storage.restriction_rows import HeldRestriction, restrict
from tests.gateway.consent import desks
from tests.gateway.rights.desks import DAY, Bench, bench
from tests.postgres import new_databases

SECRET = "the canary of Jane's letter"
HOOKS = Webhooks(rights=Webhook(url="https://controller.example", secret_env="S"))
RULES = RightsRules(identity=Method.CODE)


@pytest.fixture(params=["database", "postgres"])
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    urls = new_databases() if request.param == "postgres" else None
    with bench(tmp_path / "data", rules=RULES, webhooks=HOOKS, urls=urls) as opened:
        yield opened


def code_of(answered: Any) -> int:
    status: int = answered.status_code
    return status


def messages(here: Bench) -> list[Message]:
    found: Any = here.act(lambda each: waiting(each, here.at[0], most=100))
    return list(found)


def verified(here: Bench, told: dict[str, Any]) -> Any:
    return here.step(told, "verify", {"method": "officer"}, key="admin").json()


def test_the_controller_is_told_of_the_beginning_and_the_end(here: Bench) -> None:
    told = here.file("access", details={"note": SECRET})
    verified(here, told)
    first, last = messages(here)
    assert (first.kind, first.target, first.request_id) == ("RightsForwarded", "rights", told["id"])
    assert first.body == {
        "type": "RightsForwarded",
        "tenant": "main",
        "id": told["id"],
        "kind": "access",
        "subject": first.subject,
        "status": "RequestInitiated",
        "reason": None,
        "regime": "P30D",
        "received_at": told["received_at"],
        "due_at": told["due_at"],
        "details": {"note": SECRET},
    }
    assert (last.kind, last.body["status"]) == ("RightsClosed", "RequestFulfilled")
    assert "details" not in last.body
    assert SECRET.encode() not in here.files()


@pytest.mark.parametrize("end", ["revoke", "reject"])
def test_every_end_is_told(here: Bench, end: str) -> None:
    told = here.file("erasure")
    key = "token" if end == "revoke" else "admin"
    here.step(told, end, {"reason": "ProcessUnfounded"} if key == "admin" else None, key=key)
    assert [each.kind for each in messages(here)] == ["RightsForwarded", "RightsClosed"]
    assert here.work.hooks == []  # nothing had begun


def test_without_a_webhook_nothing_waits(tmp_path: Path) -> None:
    with bench(tmp_path / "data") as plain:
        plain.file("access")
        assert messages(plain) == []


def test_what_had_begun_is_taken_back(here: Bench) -> None:
    told = here.file("human_review")
    verified(here, told)
    assert here.work.hooks == [("begin", told["id"])]
    here.step(told, "reject", {"reason": "ProcessUnfounded"}, key="admin")
    assert here.work.hooks == [("begin", told["id"]), ("ended", told["id"])]


def test_what_is_proven_second_waits_for_the_first(here: Bench) -> None:
    first, second = here.file("erasure"), here.file("erasure", key="consent")
    verified(here, first)
    told = here.call("GET", f"/{second['id']}", key="admin").json()
    assert (told["status"], told["reason"]) == ("RequestRejected", "RequestDuplicate")
    third = here.call("POST", "", {"kind": "erasure"})
    assert third.json()["error"]["code"] == "request_active"


def test_people_and_kinds_are_apart(here: Bench) -> None:
    jane = verified(here, here.file("erasure"))
    joe = verified(here, here.file("erasure", key=here.token("joe")))
    other = verified(here, here.file("human_review"))
    assert {each["next"] for each in (jane, joe, other)} == {"approve"}


def test_a_second_request_follows_a_closed_one(here: Bench) -> None:
    told = verified(here, here.file("access"))
    assert told["status"] == "RequestFulfilled"
    here.at[0] += DAY
    again = verified(here, here.file("access"))
    assert (again["status"], again["id"] > told["id"]) == ("RequestFulfilled", True)


def test_nobody_has_a_package_made_again_and_again(here: Bench) -> None:
    for _ in range(MOST_A_DAY):
        verified(here, here.file("access"))
    more = here.call("POST", "", {"kind": "access"})
    assert (more.status_code, more.json()["error"]["code"]) == (429, "too_many_requests")
    for _ in range(MOST_A_DAY + 1):
        assert here.file("withdrawal")["status"] == "RequestFulfilled"
    here.at[0] += DAY
    assert code_of(here.call("POST", "", {"kind": "access"})) == 429
    here.at[0] += timedelta(microseconds=1)
    assert code_of(here.call("POST", "", {"kind": "access"})) == 201


def test_a_human_review_ends_with_what_somebody_saw(here: Bench) -> None:
    told = verified(here, here.file("human_review"))
    without = here.step(told, "approve", key="second")
    assert without.json()["error"]["fields"] == ["outcome"]
    yes = {"outcome": "changed"}
    same = here.step(told, "approve", yes, key="admin")
    assert same.json()["error"]["code"] == "approver_is_filer"
    done = here.step(told, "approve", yes, key="second").json()
    assert (done["status"], done["outcome"]) == ("RequestFulfilled", "changed")


def test_what_nobody_proved_stands_in_nobodys_way(here: Bench) -> None:
    for _ in range(MOST_A_DAY):
        told = here.file("access", key="consent")
        here.step(told, "reject", {"reason": "IdentityVerificationFailure"}, key="admin")
    body = {"kind": "access", "subject": "jane"}
    assert code_of(here.call("POST", "", body, key="consent")) == 429
    assert code_of(here.call("POST", "", body, key="admin")) == 201
    assert verified(here, here.file("access"))["status"] == "RequestFulfilled"


def test_three_open_ones_of_a_key_are_no_other_keys(here: Bench) -> None:
    body = {"kind": "erasure", "subject": "jane"}
    answers = [code_of(here.call("POST", "", body, key="consent")) for _ in range(4)]
    assert answers == [201, 201, 201, 429]
    assert code_of(here.call("POST", "", body, key="admin")) == 201


def test_stopping_needs_no_proof_and_taking_it_back_does(here: Bench) -> None:
    lift = {"purposes": ["service_improvement"], "lift": True}
    told = here.file("objection", key="consent", details=lift)
    assert (told["identity"], told["verified"]) == ("code", False)
    assert (told["status"], here.work.pages) == ("RequestAcknowledged", [])
    stop = here.file("objection", key="consent", details={"purposes": ["service_improvement"]})
    assert stop["status"] == "RequestFulfilled"
    ended = here.call("GET", f"/{told['id']}", key="admin").json()
    assert ended["reason"] == "RequestDuplicate"
    again = here.file("objection", key="consent", details=lift)
    assert verified(here, again)["status"] == "RequestFulfilled"


def test_what_is_handed_in_does_not_turn_a_request_round(here: Bench) -> None:
    told = here.file("restriction", details={})
    here.step(told, "require", {"reason": "InformationRequired"}, key="admin")
    turned = here.step(told, "perform", {"details": {"lift": True}}, key="token")
    assert (turned.status_code, turned.json()["error"]["fields"]) == (422, ["lift"])


def test_twenty_objections_a_day_are_heard(here: Bench) -> None:
    details = {"purposes": ["service_improvement"]}
    for _ in range(MOST_OBJECTIONS):
        assert here.file("objection", details=details)["status"] == "RequestFulfilled"
    more = here.call("POST", "", {"kind": "objection", "details": details})
    assert (more.status_code, more.json()["error"]["code"]) == (429, "too_many_requests")


def test_what_has_begun_follows_what_is_handed_in(here: Bench) -> None:
    told = verified(here, here.file("human_review"))
    here.step(told, "require", {"reason": "InformationRequired"}, key="admin")
    here.step(told, "perform", {"details": {"conversation": "other"}}, key="token")
    assert [name for name, _ in here.work.hooks] == ["begin", "ended", "begin"]


def test_nobody_speaks_as_somebody_who_has_died(here: Bench) -> None:
    told = here.file("erasure")
    held = HeldRestriction(
        tenant="main",
        subject=subject_reference(desks.keys(b"m"), "jane"),
        kind=Restriction.DECEASED,
        since=here.at[0],
    )
    here.act(lambda each: restrict(each, held, at=here.at[0]))
    tries = [
        here.call("POST", "", {"kind": "access"}),
        here.call("POST", "", {"kind": "objection", "details": {"purposes": ["x"]}}),
        here.call(
            "POST", "", {"kind": "access", "subject": "jane", "authenticated": True}, key="consent"
        ),
        here.step(told, "revoke", key="token"),
        here.step(told, "revoke", key="consent"),
        here.step(told, "verify", {"method": "token"}, key="token"),
    ]
    assert {(each.status_code, each.json()["error"]["code"]) for each in tries} == {
        (403, "subject_restricted")
    }
    heirs = here.file("access", key="admin")
    assert verified(here, heirs)["status"] == "RequestFulfilled"


@pytest.mark.parametrize(
    ("of_policy", "storage", "regime"),
    [(None, "DE", "GDPR"), ("MX", "DE", "MX"), (None, None, "P30D")],
)
def test_the_regime_is_at_last_that_of_the_storage(
    tmp_path: Path, of_policy: str | None, storage: str | None, regime: str
) -> None:
    with bench(tmp_path / "data", region=storage) as plain:
        held = plain.tenants["main"]
        policy = replace(held.policy, region=of_policy)
        plain.tenants["main"] = replace(held, policy=policy)
        assert plain.file("access")["regime"] == regime
