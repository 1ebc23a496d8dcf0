"""Preferences and reports over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.consent.person_routes import PreferencesBody, ReportBody
from gateway.consent.persons import AgeBand, Restriction
from gateway.model import Role
from gateway.opt_in import AgeMethod
from gateway.proxy.subject import subject_reference
from tests.gateway.consent.desks import NOW, SECOND, Office, office

PREFERENCES, REPORTS = "/privacy/preferences", "/privacy/reports"
JANE = {"x-discreet-subject": "jane"}
UNKNOWN = {"age_band": "unknown", "age_method": None, "jurisdiction": None, "tracking": None}


@pytest.fixture
def here() -> Iterator[Office]:
    with office() as opened:
        yield opened


def code(answered: Any) -> tuple[int, str]:
    return answered.status_code, answered.json()["error"]["code"]


def test_of_a_stranger_nothing_is_known(here: Office) -> None:
    assert here.call("GET", PREFERENCES).json() == UNKNOWN
    assert here.call("PATCH", PREFERENCES, {}).json() == UNKNOWN
    nulls = dict.fromkeys(UNKNOWN)
    assert here.call("PATCH", PREFERENCES, nulls).json() == UNKNOWN
    assert here.person() is None
    assert here.changes == []


def test_a_person_says_what_holds_for_them(here: Office) -> None:
    said = {"age_band": "16_17", "tracking": "refused"}
    told = {**said, "age_method": "declaration", "jurisdiction": None}
    assert here.call("PATCH", PREFERENCES, said).json() == told
    assert here.call("GET", PREFERENCES).json() == told
    assert here.call("GET", PREFERENCES, key=Role.CONSENT, headers=JANE).json() == told
    assert here.changes == [NOW]
    allowed = here.call("PATCH", PREFERENCES, {"tracking": "allowed"}).json()
    assert allowed == {**told, "tracking": "allowed"}
    person = here.person()
    assert person is not None
    assert (person.age_band, person.tracking_refused) == (AgeBand.FROM_16, False)


@pytest.mark.parametrize("band", ["16_17", "adult", "unknown", None])
def test_a_declaration_never_makes_anybody_older(here: Office, band: str | None) -> None:
    here.call("PATCH", PREFERENCES, {"age_band": "13_15"})
    here.call("PATCH", PREFERENCES, {"age_band": band})
    answered = here.call("PATCH", PREFERENCES, {"age_band": "adult"})
    assert (answered.status_code, answered.json()["age_band"]) == (200, "13_15")
    younger = here.call("PATCH", PREFERENCES, {"age_band": "under_13"})
    assert younger.json()["age_band"] == "under_13"


def test_the_operator_knows_better_by_other_methods(here: Office) -> None:
    here.call("PATCH", PREFERENCES, {"age_band": "13_15"})
    said = {"age_band": "adult", "age_method": "document", "subject": "jane"}
    told = here.call("PATCH", PREFERENCES, said, key=Role.CONSENT).json()
    assert (told["age_band"], told["age_method"]) == ("adult", "document")
    assert here.call("PATCH", PREFERENCES, {"age_band": "13_15"}).json()["age_band"] == "adult"
    person = here.person()
    assert person is not None
    assert person.age_method is AgeMethod.DOCUMENT


def test_only_a_key_names_the_country(here: Office) -> None:
    said = {"subject": "jane", "jurisdiction": "DE"}
    assert here.call("PATCH", PREFERENCES, said, key=Role.CONSENT).json()["jurisdiction"] == "DE"
    for country in ("US", "DE"):
        answered = here.call("PATCH", PREFERENCES, {"jurisdiction": country})
        assert code(answered) == (403, "role_refused")
    assert here.call("PATCH", PREFERENCES, {"jurisdiction": None}).json()["jurisdiction"] == "DE"


def test_a_band_without_a_method_is_a_declaration_from_whatever_key(here: Office) -> None:
    said = {"age_band": "13_15", "subject": "jane"}
    told = here.call("PATCH", PREFERENCES, said, key=Role.CONSENT).json()
    assert (told["age_band"], told["age_method"]) == ("13_15", "declaration")
    older = {"age_band": "adult", "subject": "jane"}
    told = here.call("PATCH", PREFERENCES, older, key=Role.CONSENT).json()
    assert (told["age_band"], told["age_method"]) == ("13_15", "declaration")


@pytest.mark.parametrize(
    ("key", "body", "status", "wanted"),
    [
        ("token", {"age_band": "adult", "age_method": "document"}, 403, "role_refused"),
        ("token", {"age_band": "adult", "age_method": "account"}, 403, "role_refused"),
        ("token", {"age_method": "declaration"}, 422, "invalid_request"),
        ("token", {"age_band": "unknown"}, 422, "invalid_request"),
        ("token", {"age_band": "18"}, 422, "invalid_request"),
        ("token", {"age_band": 18}, 422, "invalid_request"),
        ("token", {"birthday": "2010-01-01"}, 422, "invalid_request"),
        (Role.CONSENT, {"subject": "jane", "jurisdiction": "ZZ"}, 422, "invalid_request"),
        (Role.CONSENT, {"subject": "jane", "jurisdiction": "UK"}, 422, "invalid_request"),
        ("token", {"jurisdiction": "DE"}, 403, "role_refused"),
        ("token", {"jurisdiction": "ZZ"}, 403, "role_refused"),
        ("token", {"jurisdiction": "DE", "tracking": "refused"}, 403, "role_refused"),
        ("token", {"jurisdiction": "de"}, 422, "invalid_request"),
        ("token", {"jurisdiction": "DE\n"}, 422, "invalid_request"),
        ("token", {"tracking": "yes"}, 422, "invalid_request"),
        ("token", {"tracking": True}, 422, "invalid_request"),
        ("token", {"restrictions": []}, 422, "invalid_request"),
        ("token", {"subject": "joe", "tracking": "allowed"}, 400, "invalid_request"),
        ("token", [], 422, "invalid_request"),
        (Role.CONSENT, {"tracking": "allowed"}, 400, "invalid_request"),
        (Role.CHAT, {"subject": "jane", "tracking": "allowed"}, 403, "role_refused"),
        (Role.ADMIN, {"subject": "jane", "tracking": "allowed"}, 403, "role_refused"),
        (None, {"tracking": "allowed"}, 401, "invalid_api_key"),
    ],
)
def test_what_is_not_of_its_form_changes_nothing(
    here: Office, key: Any, body: Any, status: int, wanted: str
) -> None:
    assert code(here.call("PATCH", PREFERENCES, body, key=key)) == (status, wanted)
    assert here.person() is None
    assert here.changes == []


@pytest.mark.parametrize("key", [Role.CHAT, Role.CONSENT, Role.ADMIN])
def test_a_report_restricts_at_once(here: Office, key: Role) -> None:
    body = {"subject": "jane", "reason": "under_age"}
    answered = here.call("POST", REPORTS, body, key=key)
    assert (answered.status_code, answered.json()["state"]) == (201, "open")
    assert here.changes == [NOW]
    person = here.person()
    assert person is not None
    assert person.restrictions == {Restriction.REPORTED}


def test_a_token_reports_its_own_subject_only(here: Office) -> None:
    assert here.call("POST", REPORTS, {"reason": "under_age"}).status_code == 201
    other = here.call("POST", REPORTS, {"reason": "under_age", "subject": "joe"})
    assert code(other) == (400, "invalid_request")
    assert here.person("joe") is None


@pytest.mark.parametrize(
    ("key", "body", "status"),
    [
        (Role.CHAT, {"reason": "under_age"}, 400),
        (Role.CHAT, {"subject": "jane"}, 422),
        (Role.CHAT, {"subject": "jane", "reason": "rude"}, 422),
        (Role.CHAT, {"subject": "jane", "reason": "under_age", "text": "he is 9"}, 422),
        (None, {"subject": "jane", "reason": "under_age"}, 401),
    ],
)
def test_a_report_of_no_form_restricts_nobody(
    here: Office, key: Any, body: dict[str, str], status: int
) -> None:
    answered = here.call("POST", REPORTS, body, key=key)
    assert answered.status_code == status
    assert "he is 9" not in answered.text
    assert '"text' not in answered.text
    assert here.person() is None


def reported(here: Office) -> str:
    body = {"subject": "jane", "reason": "under_age"}
    return str(here.call("POST", REPORTS, body, key=Role.CHAT).json()["id"])


def decide(here: Office, report: str, how: str, *, key: Any = Role.ADMIN) -> Any:
    return here.call("POST", f"{REPORTS}/{report}/{how}", key=key)


def test_a_dismissed_report_lifts_its_restriction(here: Office) -> None:
    first, second = reported(here), reported(here)
    here.move(SECOND)
    answered = decide(here, first, "dismiss")
    assert (answered.status_code, answered.json()) == (200, {"id": first, "state": "dismissed"})
    assert here.consent().status_code == 403
    decide(here, second, "dismiss")
    assert here.consent().status_code == 201


def test_a_confirmed_report_revokes_and_erases(here: Office) -> None:
    here.consent()
    report = reported(here)
    here.move(SECOND)
    answered = decide(here, report, "confirm")
    assert answered.json() == {"id": report, "state": "confirmed", "erased": 0, "records": 0}
    assert [each.state for each in here.held()] == ["ConsentRevoked"]
    again = decide(here, report, "confirm")
    assert again.json()["state"] == "confirmed"
    other = decide(here, report, "dismiss")
    assert code(other) == (409, "report_decided")
    assert other.json()["error"]["state"] == "confirmed"
    assert here.consent().status_code == 403


@pytest.mark.parametrize("how", ["confirm", "dismiss"])
def test_only_an_administrator_decides(here: Office, how: str) -> None:
    report = reported(here)
    for key, status in ((Role.CHAT, 403), (Role.CONSENT, 403), ("token", 403), (None, 401)):
        assert decide(here, report, how, key=key).status_code == status
    for unknown in ("none", "a" * 65, "%00"):
        assert decide(here, unknown, how).status_code == 404
    assert here.consent().status_code == 403


def listed(here: Office, query: str = "", *, key: Any = Role.ADMIN) -> Any:
    return here.call("GET", f"{REPORTS}{query}", key=key)


def test_an_administrator_finds_the_reports(here: Office) -> None:
    assert listed(here).json() == {"reports": [], "after": None}
    first = reported(here)
    here.move(SECOND)
    second = reported(here)
    here.move(SECOND)
    decide(here, first, "dismiss")
    jane = subject_reference(here.desk.keys["main"], "jane")
    older = {
        "id": first, "subject": jane, "state": "dismissed",
        "reported_at": "2026-11-22T12:00:00Z", "decided_at": "2026-11-22T12:00:02Z",
    }  # fmt: skip
    newer = {
        "id": second, "subject": jane, "state": "open",
        "reported_at": "2026-11-22T12:00:01Z", "decided_at": None,
    }  # fmt: skip
    answered = listed(here)
    assert answered.headers["cache-control"] == "no-store"
    assert answered.json() == {"reports": [newer, older], "after": None}
    assert listed(here, "?state=open").json()["reports"] == [newer]
    assert listed(here, "?state=dismissed").json()["reports"] == [older]
    assert listed(here, "?state=confirmed").json()["reports"] == []
    assert listed(here, f"?after={second}").json()["reports"] == [older]
    assert listed(here, f"?state=open&after={second}").json()["reports"] == []


def test_reports_come_in_pages_of_a_hundred(here: Office) -> None:
    filed = [reported(here) for _ in range(201)]
    seen: list[str] = []
    query, sizes = "", []
    while True:
        page = listed(here, query).json()
        sizes.append(len(page["reports"]))
        seen += [each["id"] for each in page["reports"]]
        if page["after"] is None:
            break
        assert page["after"] == seen[-1]
        query = f"?after={page['after']}"
    assert sizes == [100, 100, 1]
    assert seen == filed[::-1]


@pytest.mark.parametrize(
    ("query", "status", "wanted"),
    [
        ("?state=closed", 422, "invalid_request"),
        ("?state=Open", 422, "invalid_request"),
        ("?state=", 422, "invalid_request"),
        ("?after=none", 404, "not_found"),
        ("?after=", 404, "not_found"),
        ("?after=%00", 422, "invalid_request"),
        ("?after=" + "a" * 65, 404, "not_found"),
    ],
)
def test_a_list_of_no_form_is_refused(here: Office, query: str, status: int, wanted: str) -> None:
    reported(here)
    assert code(listed(here, query)) == (status, wanted)


def test_only_an_administrator_of_the_tenant_finds_reports(here: Office) -> None:
    report = reported(here)
    for key, status in ((Role.CHAT, 403), (Role.CONSENT, 403), ("token", 403), (None, 401)):
        assert listed(here, key=key).status_code == status
    # The other tenant's own.
    body = {"reason": "under_age"}
    other = here.call("POST", REPORTS, body, key=here.token(tenant="other")).json()["id"]
    assert [each["id"] for each in listed(here).json()["reports"]] == [report]
    assert code(listed(here, f"?after={other}")) == (404, "not_found")


def test_bodies_hide_whom_they_name() -> None:
    assert "jane" not in repr(PreferencesBody(subject="jane@example.com"))
    assert "jane" not in repr(ReportBody(subject="jane@example.com", reason="under_age"))
