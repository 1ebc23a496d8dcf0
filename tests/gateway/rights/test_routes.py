"""Requests over HTTP: each kind to its end, and everybody who may not."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.policy_rights import Acknowledging, RightsRules
from gateway.rights.kinds import Approval, Ground, Method, RightKind, Status
from tests.gateway.rights.desks import DAY, Bench, bench

SECRET = "the canary of Jane's letter"
STRICT = RightsRules(
    identity_for={RightKind.ACCESS: Method.CODE, RightKind.PORTABILITY: Method.DOCUMENT},
    authority="the data protection authority of Berlin",
)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "data", rules=STRICT) as opened:
        yield opened


def code(answered: Any) -> tuple[int, str]:
    return answered.status_code, answered.json()["error"]["code"]


@pytest.mark.parametrize(
    "kind", ["rectification", "restriction", "objection", "withdrawal", "directive"]
)
def test_a_token_is_enough_for_most_kinds(here: Bench, kind: str) -> None:
    told = here.file(kind, details={"note": SECRET})
    assert (told["status"], told["next"]) == ("RequestFulfilled", "fulfilled")
    assert told["contact"] == here.tenants["main"].policy.operator.contact
    assert "supervisory authority (the data protection authority of Berlin)" in told["complaint"]
    assert told["tasks"] == [
        {"store": store, "items_removed": 1, "items_retained": 0, "reasons": {}, "done": True}
        for store in ("files", "one")
    ]
    assert here.work.hooks == [("begin", told["id"])]
    assert SECRET.encode() not in here.files()


def test_the_way_of_a_request_is_told_step_by_step(here: Bench) -> None:
    told = here.file("restriction")
    steps = [each["status"] for each in told["history"]]
    assert steps == [
        "RequestInitiated",
        "RequestAcknowledged",
        "RequestAcknowledged",
        "RequestAccepted",
        "RequestFulfilled",
    ]
    assert here.call("GET", f"/{told['id']}").json() == told


def test_an_unverified_request_stays_put(here: Bench) -> None:
    told = here.file("access")
    assert (told["status"], told["next"]) == ("RequestAcknowledged", "verify")
    assert (told["verified"], told["identity"]) == (False, "code")
    assert (told["due"], told["overdue"]) == ("2026-12-23", False)
    assert code(here.step(told, "approve", key="admin")) == (403, "identity_required")
    assert code(here.step(told, "verify", {"method": "token"}, key="token")) == (
        403,
        "identity_required",
    )
    assert here.run(here.rights.work.run, here.at[0]) == 0
    assert (here.work.pages, here.work.hooks) == ([], [])


def test_a_code_is_made_for_the_back_end_and_typed_by_the_person(here: Bench) -> None:
    told = here.file("access")
    assert code(here.step(told, "verify", {"method": "code"}, key="token")) == (403, "role_refused")
    made = here.step(told, "verify", {"method": "code"}, key="consent")
    assert made.status_code == 201
    secret = made.json()["code"]
    assert secret.encode() not in here.files()
    wrong = {"method": "code", "code": "0000-0000"}
    assert code(here.step(told, "verify", wrong, key="token")) == (403, "identity_refused")
    typed = {"method": "code", "code": f" {secret.lower()} "}
    done = here.step(told, "verify", typed, key="token").json()
    assert done["status"] == "RequestFulfilled"
    assert code(here.step(told, "verify", typed, key="token")) == (409, "step_not_possible")


def test_five_wrong_codes_end_it(here: Bench) -> None:
    told = here.file("access")
    secret = here.step(told, "verify", {"method": "code"}, key="consent").json()["code"]
    for _ in range(5):
        answered = here.step(told, "verify", {"method": "code", "code": "9" * 8}, key="token")
        assert code(answered) == (403, "identity_refused")
    late = here.step(told, "verify", {"method": "code", "code": secret}, key="token")
    assert code(late) == (403, "identity_refused")
    for _ in range(4):
        assert here.step(told, "verify", {"method": "code"}, key="consent").status_code == 201
    more = here.step(told, "verify", {"method": "code"}, key="consent")
    assert code(more) == (429, "too_many_requests")


def test_a_document_is_kept_sealed_until_an_officer_has_decided(here: Bench) -> None:
    told = here.file("portability")
    proof = base64.b64encode(SECRET.encode()).decode()
    nothing = here.step(told, "verify", {"method": "document"}, key="admin")
    assert code(nothing) == (409, "step_not_possible")
    handed = here.step(told, "verify", {"method": "document", "proof": proof}, key="token")
    assert (handed.status_code, handed.json()["verified"]) == (202, False)
    assert SECRET.encode() not in here.files()
    assert code(here.call("GET", f"/{told['id']}/proof")) == (403, "role_refused")
    assert code(here.call("GET", f"/{told['id']}/proof", key="admin")) == (422, "reason_needed")
    why = {"x-discreet-reason": "rights_request:R-1"}
    seen = here.call("GET", f"/{told['id']}/proof", key="admin", headers=why)
    assert (seen.status_code, seen.content) == (200, SECRET.encode())
    done = here.step(told, "verify", {"method": "document"}, key="admin").json()
    assert (done["status"], done["method"]) == ("RequestFulfilled", "document")
    again = here.call("GET", f"/{told['id']}/proof", key="admin", headers=why)
    assert code(again) == (404, "not_found")


def test_an_erasure_runs_from_the_preview_that_somebody_else_approved(here: Bench) -> None:
    filed = here.file("erasure", key="admin", details={"note": SECRET})
    verified = here.step(filed, "verify", {"method": "officer"}, key="admin").json()
    assert (verified["next"], verified["steps"]) == (
        "approve",
        ["require", "approve", "extend", "reject", "revoke"],
    )
    preview = here.call("GET", f"/{filed['id']}/preview", key="admin").json()
    assert preview["lines"][1] == {
        "store": "two",
        "fate": "protected",
        "items": 1,
        "ground": "LegalClaimDefenceImpaired",
    }
    yes = {"preview": preview["preview"]}
    assert code(here.step(filed, "approve", yes, key="admin")) == (403, "approver_is_filer")
    assert code(here.step(filed, "approve", key="second")) == (409, "preview_changed")
    here.work.erasable = 4
    assert code(here.step(filed, "approve", yes, key="second")) == (409, "preview_changed")
    here.work.erasable = 3
    here.work.kept = {Ground.HELD: 2}
    done = here.step(filed, "approve", yes, key="second").json()
    assert done["status"] == "RequestUnfulfilled"
    assert done["tasks"][1]["reasons"] == {"LegalClaimDefenceImpaired": 2}


def test_evidence_that_stays_is_no_refusal(here: Bench) -> None:
    here.work.kept = {Ground.CLAIMS_EVIDENCE: 2}
    assert here.file("restriction")["status"] == "RequestFulfilled"


def test_what_is_not_proven_done_stays_open(here: Bench) -> None:
    here.work.certified = False
    told = here.file("restriction")
    assert (told["status"], told["next"]) == ("RequestAccepted", "work")
    here.at[0] += 60 * DAY
    assert here.call("GET", f"/{told['id']}").json()["overdue"] is True
    here.work.certified = True
    assert here.run(here.rights.work.run, here.at[0]) == 1
    assert here.call("GET", f"/{told['id']}").json()["status"] == "RequestFulfilled"


def test_a_task_that_fails_is_tried_again(here: Bench) -> None:
    here.work.items, here.work.fails = 3, True
    told = here.file("restriction")
    assert told["status"] == "RequestAccepted"
    assert here.run(here.rights.work.run, here.at[0]) == 0
    here.work.fails = False
    assert here.run(here.rights.work.run, here.at[0]) == 1
    assert here.work.pages == [("one", 0), ("one", 1), ("one", 2), ("files", 0)]


def test_a_result_is_fetched_by_its_person_until_it_ends(here: Bench) -> None:
    here.work.result = SECRET.encode()
    told = here.file("restriction")
    assert told["result_until"] == "2026-11-30T12:00:00Z"
    path = f"/{told['id']}/result"
    for key in ("token", "consent"):
        fetched = here.call("GET", path, key=key)
        assert (fetched.status_code, fetched.content) == (200, SECRET.encode())
        assert fetched.headers["cache-control"] == "no-store"
    assert code(here.call("GET", path, key="admin")) == (403, "role_refused")
    assert code(here.call("GET", path, key=here.token("joe"))) == (404, "not_found")
    assert SECRET.encode() not in here.files()
    here.at[0] += 7 * DAY
    assert code(here.call("GET", path)) == (404, "not_found")
    assert here.run(here.rights.work.expire, here.at[0]) == 1
    assert here.call("GET", f"/{told['id']}").json()["result_until"] is None


def test_people_see_their_own_requests_only(here: Bench) -> None:
    told = here.file("access")
    joe = here.token("joe")
    for method, path in (("GET", ""), ("GET", "/preview"), ("POST", "/revoke")):
        assert code(here.call(method, f"/{told['id']}{path}", key=joe)) == (404, "not_found")
    assert here.call("GET", "", key=joe).json()["requests"] == []
    assert [each["id"] for each in here.call("GET", "").json()["requests"]] == [told["id"]]
    jane = {"x-discreet-subject": "jane"}
    mine = here.call("GET", "", key="consent", headers=jane).json()["requests"]
    assert [each["id"] for each in mine] == [told["id"]]
    assert code(here.call("GET", "", key="consent")) == (400, "invalid_request")
    assert code(here.call("GET", "", key="chat")) == (403, "role_refused")


def test_officers_list_what_is_late(here: Bench) -> None:
    told = here.file("access")
    here.file("restriction")
    everything = here.call("GET", "", key="admin").json()["requests"]
    assert [each["kind"] for each in everything] == ["access", "restriction"]
    assert all(len(each["subject"]) == 40 for each in everything)
    assert here.call("GET", "?overdue=1", key="admin").json()["requests"] == []
    here.at[0] += 31 * DAY
    late = here.call("GET", "?overdue=1", key="admin").json()["requests"]
    assert [(each["id"], each["overdue"]) for each in late] == [(told["id"], True)]
    opened = here.call("GET", "?open=1&kind=access", key="admin").json()["requests"]
    assert len(opened) == 1
    for query in ("overdue=yes", "open=2", "kind=all"):
        assert code(here.call("GET", f"?{query}", key="admin")) == (422, "invalid_request")


def test_the_list_goes_on_after_a_page(here: Bench) -> None:
    for number in range(101):
        here.file("restriction", key=here.token(f"p{number}"))
    first = here.call("GET", "", key="admin").json()
    rest = here.call("GET", f"?after={first['after']}", key="admin").json()
    assert (len(first["requests"]), len(rest["requests"]), rest["after"]) == (100, 1, None)


def test_one_of_a_kind_at_a_time(here: Bench) -> None:
    told = here.file("erasure")
    again = here.call("POST", "", {"kind": "erasure"})
    assert code(again) == (409, "request_active")
    assert again.json()["error"]["id"] == told["id"]
    assert here.step(told, "revoke", key="token").json()["status"] == "RequestRevoked"
    assert here.work.hooks[-1] == ("ended", told["id"])
    assert here.file("erasure")["id"] != told["id"]


def test_an_unverified_duplicate_blocks_nobody(here: Bench) -> None:
    foreign = [here.file("erasure", key="consent") for _ in range(3)]
    named = {"kind": "erasure", "subject": "jane"}
    assert code(here.call("POST", "", named, key="consent")) == (429, "too_many_requests")
    mine = here.file("erasure")
    assert (mine["verified"], mine["next"]) == (True, "approve")
    for each in foreign:
        told = here.call("GET", f"/{each['id']}", key="admin").json()
        assert (told["status"], told["reason"]) == ("RequestRejected", "RequestDuplicate")


def test_a_back_end_that_knows_its_person_says_so(here: Bench) -> None:
    assert here.file("restriction", key="consent")["next"] == "verify"
    knows = here.file("directive", key="consent", authenticated=True)
    assert knows["status"] == "RequestFulfilled"
    for key in ("token", "admin"):
        body = {"kind": "directive", "authenticated": True}
        assert code(here.call("POST", "", body, key=key)) == (403, "role_refused")


def test_withdrawal_needs_no_proof_from_anybody(here: Bench) -> None:
    assert here.file("withdrawal", key="consent")["status"] == "RequestFulfilled"
    told = here.file("objection", key="admin")
    assert (told["status"], told["identity"]) == ("RequestFulfilled", None)


def test_something_missing_is_asked_for_and_handed_in(here: Bench) -> None:
    told = here.file("erasure", details={"note": "a"})
    asked = {"reason": "InformationRequired"}
    required = here.step(told, "require", asked, key="admin").json()
    assert (required["status"], required["next"]) == ("RequestRequiresAction", "perform")
    wrong = {"details": {"wrong": 1}}
    assert code(here.step(told, "perform", wrong, key="token")) == (422, "invalid_request")
    more = {"details": {"name": SECRET}}
    performed = here.step(told, "perform", more, key="token").json()
    assert performed["status"] == "RequestRequiredActionPerformed"
    assert SECRET.encode() not in here.files()


def test_what_is_wanted_is_the_filers_to_say(here: Bench) -> None:
    asked = {"reason": "InformationRequired"}
    for filer, others in (("token", ("admin", "consent")), ("consent", ("admin",))):
        told = here.file("erasure", key=filer, details={"note": "a"})
        here.step(told, "require", asked, key="admin")
        for key in others:
            said = here.step(told, "perform", {"details": {"note": "b"}}, key=key)
            assert code(said) == (403, "role_refused")
        found = here.run(here.rights.service.find, "main", told["id"])
        assert (found.details, found.status) == ({"note": "a"}, Status.REQUIRES_ACTION)
        more = {"details": {"note": "c"}}
        assert here.step(told, "perform", more, key=filer).status_code == 200
        here.step(told, "revoke", key=filer)


def test_more_time_once_and_a_no_with_a_reason(here: Bench) -> None:
    told = here.file("erasure")
    assert code(here.step(told, "extend", {"reason": "sorry"}, key="admin")) == (
        422,
        "reason_refused",
    )
    reason = {"reason": "ComplexityOfProcess"}
    longer = here.step(told, "extend", reason, key="admin").json()
    assert (longer["status"], longer["due"], longer["extended"]) == (
        "RequestActionDelayed",
        "2027-01-22",
        True,
    )
    assert code(here.step(told, "extend", reason, key="admin"))[0] == 409
    wrong = here.step(told, "reject", reason, key="admin")
    assert code(wrong) == (422, "reason_refused")
    assert "LegallyExempted" in wrong.json()["error"]["reasons"]
    no = here.step(told, "reject", {"reason": "ProcessUnfounded"}, key="admin").json()
    assert (no["status"], no["next"]) == ("RequestRejected", "rejected")
    assert "complain" in no["complaint"]
    assert code(here.step(told, "reject", reason, key="admin")) == (409, "request_closed")


def test_the_words_follow_the_reader(here: Bench) -> None:
    told = here.file("restriction")
    german = here.call("GET", f"/{told['id']}", headers={"accept-language": "de-AT,en;q=0.5"})
    assert german.json()["message"] == "Die Anfrage wurde ausgeführt."
    assert "Aufsichtsbehörde (the data" in german.json()["complaint"]


def test_an_officer_acknowledges_where_the_policy_says_so(tmp_path: Path) -> None:
    rules = RightsRules(acknowledge=Acknowledging.OFFICER, erasure_approval=Approval.NONE)
    with bench(tmp_path / "data", rules=rules) as here:
        told = here.file("erasure")
        assert (told["status"], told["next"]) == ("RequestInitiated", "acknowledge")
        assert here.file("withdrawal")["status"] == "RequestFulfilled"
        heard = here.step(told, "acknowledge", key="admin").json()
        assert heard["status"] == "RequestFulfilled"


def test_a_person_in_mexico_has_twenty_business_days(here: Bench) -> None:
    told = here.file("erasure", key="consent", authenticated=True, jurisdiction="MX")
    assert (told["regime"], told["due"]) == ("MX", "2026-12-21")
    assert code(here.call("POST", "", {"kind": "access", "jurisdiction": "MX"}, key="token")) == (
        403,
        "role_refused",
    )


BAD = [
    {},
    {"kind": "everything"},
    {"kind": ["access"]},
    {"kind": "access", "details": "x"},
    {"kind": "access", "jurisdiction": "mx"},
    {"kind": "access", "jurisdiction": "MX\n"},
    {"kind": "access", "status": "RequestFulfilled"},
    {"kind": "access", "details": {"wrong": 1}},
]


@pytest.mark.parametrize("body", BAD)
def test_what_is_not_of_its_form_is_refused(here: Bench, body: dict[str, Any]) -> None:
    assert code(here.call("POST", "", body)) == (422, "invalid_request")
    assert here.call("GET", "").json()["requests"] == []


@pytest.mark.parametrize(
    ("key", "body"),
    [
        ("token", {"method": "officer"}),
        ("consent", {"method": "officer"}),
        ("token", {"method": "token", "code": "x"}),
        ("token", {"method": "document"}),
        ("token", {"method": "document", "proof": "###"}),
        ("admin", {"method": "document", "proof": "YQ=="}),
        ("admin", {"method": "code"}),
        ("admin", {"method": "token"}),
        ("admin", {}),
    ],
)
def test_nobody_says_what_is_not_theirs_to_say(here: Bench, key: str, body: dict[str, Any]) -> None:
    told = here.file("access")
    assert here.step(told, "verify", body, key=key).status_code in (403, 409, 422)
    assert here.call("GET", f"/{told['id']}").json()["verified"] is False
