"""Withdrawing by a code and by a link, without a key, over HTTP."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.consent.withdrawal import find_withdrawal_link, mint_withdrawal_link
from gateway.consent.withdrawal_routes import CodeBody, LinkBody, WrongCodes
from gateway.errors import StorageFailed
from gateway.model import Role
from tests.gateway.consent.desks import DAY, NOW, SECOND, Office, office, tenant
from tests.gateway.proxy import policies

CODES, LINKS = "/privacy/withdrawals", "/privacy/withdrawal-links"


@pytest.fixture
def here() -> Iterator[Office]:
    with office() as opened:
        yield opened


def code(answered: Any) -> tuple[int, str]:
    return answered.status_code, answered.json()["error"]["code"]


def give(here: Office) -> str:
    """Two consents of jane's; her code."""
    given = here.consent().json()
    sha256 = here.notice("newsletter")["sha256"]
    here.consent(purpose="newsletter", recipient="operator", notice_sha256=sha256)
    return str(given["withdrawal_code"])


def states(here: Office) -> list[str]:
    return [each.state.value for each in here.held()]


@pytest.mark.parametrize("spelled", [str, str.lower, lambda each: each.replace("-", " ")])
def test_a_code_ends_every_consent_of_its_holder(here: Office, spelled: Any) -> None:
    here.consent(key=here.token("joe"))
    held = give(here)
    answered = here.call("POST", CODES, {"code": spelled(held)}, key=None)
    assert (answered.status_code, answered.json()) == (200, {"withdrawn": 2})
    assert states(here) == ["ConsentWithdrawn"] * 2
    assert {(each.recorded_by, each.recorded_at) for each in here.held()} == {("subject", NOW)}
    assert [each.state for each in here.held("joe")] == ["ConsentGiven"]
    assert len(here.changes) == 1
    again = here.call("POST", CODES, {"code": held}, key=None)
    assert (again.status_code, again.json()) == (200, {"withdrawn": 0})


@pytest.mark.parametrize(
    ("body", "status", "wanted"),
    [
        ({"code": "AAAAA-AAAAA-AAAAA-AAAAA"}, 404, "not_found"),
        ({"code": "x"}, 404, "not_found"),
        ({"code": "' OR 1=1 --"}, 404, "not_found"),
        ({"code": ""}, 422, "invalid_request"),
        ({"code": "A" * 129}, 422, "invalid_request"),
        ({"code": None}, 422, "invalid_request"),
        ({"code": ["A"]}, 422, "invalid_request"),
        ({}, 422, "invalid_request"),
        ({"code": "A", "subject": "jane"}, 422, "invalid_request"),
        ([], 422, "invalid_request"),
    ],
)
def test_a_wrong_code_ends_nothing(here: Office, body: Any, status: int, wanted: str) -> None:
    give(here)
    assert code(here.call("POST", CODES, body, key=None)) == (status, wanted)
    assert states(here) == ["ConsentGiven"] * 2
    assert here.changes == []


def test_many_wrong_codes_are_too_many_and_a_right_one_still_works(here: Office) -> None:
    held = give(here)

    def wrong() -> Any:
        return here.call("POST", CODES, {"code": "AAAAA"}, key=None)

    here.move(SECOND)
    assert [wrong().status_code for _ in range(11)] == [404] * 10 + [429]
    here.move(20 * SECOND)
    refused = wrong()
    assert code(refused) == (429, "too_many_requests")
    assert 40 <= int(refused.headers["retry-after"]) <= 41
    assert here.call("POST", CODES, {"code": held}, key=None).json() == {"withdrawn": 2}
    here.move(41 * SECOND)
    assert wrong().status_code == 404


def test_wrong_codes_are_counted_in_a_moving_minute() -> None:
    clock = [0.0]
    wrong = WrongCodes(lambda: clock[0])
    found = []
    for second in range(0, 130, 5):
        clock[0] = float(second)
        found.append(wrong.refusal().status)
    # Ten of the first 45 seconds, then none until the first of them is a minute old.
    assert found == [404] * 10 + [429] * 2 + [404] * 10 + [429] * 2 + [404] * 2


def link(here: Office, **changes: Any) -> Any:
    body = {"subject": "jane", "purpose": "answering", "recipient": "model", **changes}
    return here.call(
        "POST", LINKS, {k: v for k, v in body.items() if v is not ...}, key=Role.CONSENT
    )


def test_a_link_shows_a_page_and_its_button_withdraws(here: Office) -> None:
    give(here)
    made = link(here)
    assert made.status_code == 201
    told = made.json()
    assert told["token"].startswith("dwl_")
    assert told["path"] == f"/privacy/withdraw/{told['token']}"
    assert told["expires"] == "2027-12-27T12:00:00Z"
    for method in ("GET", "HEAD", "GET"):
        shown = here.call(method, told["path"], key=None)
        assert shown.status_code == 200
        assert shown.headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert "Chat 3." in shown.text
    assert "Example Model" in shown.text
    assert "<button" in shown.text
    assert states(here) == ["ConsentGiven"] * 2
    assert here.changes == []
    done = here.call("POST", told["path"], key=None)
    assert (done.status_code, "<button" in done.text) == (200, False)
    assert sorted(states(here)) == ["ConsentGiven", "ConsentWithdrawn"]
    assert len(here.changes) == 1


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({}, {("answering", "claude"), ("newsletter", "operator")}),
        ({"recipient": ...}, {("newsletter", "operator")}),
        ({"purpose": "newsletter", "recipient": "operator"},
         {("answering", "claude"), ("answering", "model")}),
        ({"purpose": "newsletter", "recipient": ...},
         {("answering", "claude"), ("answering", "model")}),
        ({"purpose": "research", "recipient": ...},
         {("answering", "claude"), ("answering", "model"), ("newsletter", "operator")}),
    ],
)  # fmt: skip
def test_a_link_ends_what_it_names_and_nothing_else(
    here: Office, changes: dict[str, Any], left: set[tuple[str, str]]
) -> None:
    give(here)
    sha256 = here.notice(recipient="claude")["sha256"]
    here.consent(recipient="claude", notice_sha256=sha256)
    here.consent(key=here.token("joe"))
    assert here.call("POST", link(here, **changes).json()["path"], key=None).status_code == 200
    given = {(each.purpose, each.recipient) for each in here.held() if each.state == "ConsentGiven"}
    assert given == left
    assert [each.state for each in here.held("joe")] == ["ConsentGiven"]


def test_one_click_of_a_mail_program_is_enough(here: Office) -> None:
    give(here)
    path = link(here, purpose="newsletter", recipient=...).json()["path"]
    answered = here.client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answered.status_code == 200
    assert [each.state for each in here.held() if each.purpose == "newsletter"] == [
        "ConsentWithdrawn"
    ]
    again = here.client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert again.status_code == 200
    assert here.client.get(path).status_code == 410  # nothing is left to withdraw


@pytest.mark.parametrize(
    ("accepted", "heading"),
    [
        ("", "Withdraw your consent?"), ("de-AT", "Einwilligung widerrufen?"),
        ("fr", "Retirer votre consentement ?"), ("es, en", "¿Retirar su consentimiento?"),
        ("nl", "Withdraw your consent?"),
    ],
)  # fmt: skip
def test_the_page_speaks_the_browsers_language(here: Office, accepted: str, heading: str) -> None:
    give(here)
    shown = here.call(
        "GET", link(here).json()["path"], key=None, headers={"accept-language": accepted}
    )
    assert f"<h1>{heading}</h1>" in shown.text
    title = {"": "Chat 3.", "nl": "Chat 3.", "de-AT": "Plaudern 3."}.get(accepted)
    assert (title or policies.ANSWERING.title) in shown.text


def asked(here: Office, path: str, language: str = "en", *, method: str = "GET") -> str:
    """What the page says, without its markup."""
    shown = here.call(method, path, key=None, headers={"accept-language": language})
    return html.unescape(re.sub("<style>.*</style>|<[^>]*>", "|", shown.text, flags=re.DOTALL))


def test_a_link_for_every_recipient_names_those_who_lose_the_consent(here: Office) -> None:
    give(here)
    path = link(here, recipient=...).json()["path"]
    english, german = asked(here, path), asked(here, path, "de")
    assert "Every recipient: |Example Model|" in english
    assert "This ends your consent for every recipient of this purpose." in english
    assert "Purpose: |Chat 3.|" in english
    assert policies.OPERATOR.name not in english
    assert "Alle Empfänger: |Example Model|" in german
    assert "Zweck: |Plaudern 3.|" in german
    other = replace(policies.MODEL, key="other", party="Another & Model")
    here.desk.tenants.update(main=replace(tenant(), recipients=(policies.MODEL, other)))  # type: ignore[attr-defined]
    sha256 = here.notice(recipient="other")["sha256"]
    here.consent(recipient="other", notice_sha256=sha256)
    assert "Every recipient: |Example Model|, |Another & Model|" in asked(here, path)
    here.desk.tenants.update(main=replace(tenant(), recipients=(policies.MODEL,)))  # type: ignore[attr-defined]
    assert "Every recipient: |Example Model|, |other|" in asked(here, path)
    done = asked(here, path, method="POST")
    assert "Every recipient: |Example Model|, |other|" in done
    used = asked(here, path)
    assert "recipient" not in used
    assert "Purpose: |Chat 3.|" in used


def test_what_stays_with_the_operator_names_it(here: Office) -> None:
    give(here)
    path = link(here, purpose="newsletter", recipient=...).json()["path"]
    assert f"Every recipient: |{policies.OPERATOR.name}|" in asked(here, path)


def test_without_words_in_a_language_the_policys_own_stand(here: Office) -> None:
    give(here)
    for changes in ({}, {"recipient": ...}):
        path = link(here, **changes).json()["path"]
        shown = here.call("GET", path, key=None, headers={"accept-language": "fr"})
        title = policies.ANSWERING.title
        assert f'Finalité : <strong lang="en" dir="auto">{title}</strong>' in shown.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_expired_link_says_so_and_ends_nothing(here: Office, method: str) -> None:
    give(here)
    path = link(here).json()["path"]
    here.move(400 * DAY)
    expired = here.call(method, path, key=None)
    assert (expired.status_code, "expired" in expired.text) == (410, True)
    here.move(-800 * DAY)  # a clock that steps back does not revive it
    assert here.call(method, path, key=None).status_code == 410
    assert states(here) == ["ConsentGiven"] * 2


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_changed_or_foreign_link_says_so_and_ends_nothing(here: Office, method: str) -> None:
    give(here)
    path = link(here).json()["path"]
    claims = find_withdrawal_link(
        {"main": here.desk.keys["main"].withdrawal}, path.rpartition("/")[2], now=NOW
    )
    foreign = [
        mint_withdrawal_link(key, claims, now=NOW)
        for key in (b"x" * 32, here.desk.keys["other"].withdrawal)
    ]
    wrong = [path[:-1], path + "A", path.replace("dwl_", "dwl_A")]
    wrong += [f"/privacy/withdraw/{each}" for each in (*foreign, "x", "dwl_a.b", here.token())]
    for each in wrong:
        answered = here.call(method, each, key=None)
        assert (answered.status_code, "does not work" in answered.text) == (401, True)
    assert states(here) == ["ConsentGiven"] * 2
    assert here.changes == []


def test_a_link_works_when_its_purpose_is_gone(here: Office) -> None:
    give(here)
    path = link(here).json()["path"]
    main = here.desk.tenants["main"]
    later = {"main": replace(main, policy=replace(main.policy, purposes={}), recipients=())}
    here.desk.tenants.update(later)  # type: ignore[attr-defined]
    shown = here.call("GET", path, key=None)
    assert (shown.status_code, "answering" in shown.text) == (200, True)
    assert here.call("POST", path, key=None).status_code == 200
    assert sorted(states(here)) == ["ConsentGiven", "ConsentWithdrawn"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_store_that_fails_is_said_on_the_page(
    here: Office, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    give(here)
    path = link(here).json()["path"]

    async def failing(*_: Any) -> Any:
        raise StorageFailed("no")

    monkeypatch.setattr(here.store, "consents", failing)
    failed = here.call(method, path, key=None)
    assert (failed.status_code, failed.headers["content-type"]) == (
        503, "text/html; charset=utf-8",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "status", "wanted"),
    [
        ({"purpose": "training"}, 403, "purpose_refused"),
        ({"purpose": "training", "recipient": ...}, 403, "purpose_refused"),
        ({"recipient": "nobody"}, 403, "recipient_refused"),
        ({"recipient": "operator"}, 403, "recipient_refused"),
        ({"subject": ...}, 400, "invalid_request"),
        ({"purpose": "*"}, 422, "invalid_request"),
        ({"days": 1000}, 422, "invalid_request"),
    ],
)
def test_a_link_for_what_is_not_offered_is_refused(
    here: Office, changes: dict[str, Any], status: int, wanted: str
) -> None:
    assert code(link(here, **changes)) == (status, wanted)


def test_only_a_key_of_role_consent_makes_links(here: Office) -> None:
    body = {"subject": "jane", "purpose": "answering"}
    for key, status in ((Role.CHAT, 403), (Role.ADMIN, 403), ("token", 403), (None, 401)):
        assert here.call("POST", LINKS, body, key=key).status_code == status


def test_bodies_hide_codes_and_names() -> None:
    assert "SECRET" not in repr(CodeBody(code="SECRET"))
    assert "jane" not in repr(LinkBody(subject="jane", purpose="answering"))


@pytest.fixture(scope="module")
def open_house() -> Iterator[Office]:
    with office() as opened:
        yield opened


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(token=st.text(max_size=40) | st.from_regex(r"dwl_[A-Za-z0-9_-]{1,60}\.[A-Za-z0-9_-]{43}"))
def test_no_token_made_up_is_taken(open_house: Office, token: str) -> None:
    path = "".join(f"%{byte:02x}" for byte in token.encode())
    for method in ("GET", "POST"):
        answered = open_house.client.request(method, f"/privacy/withdraw/{path}")
        assert answered.status_code in (401, 404, 405)
