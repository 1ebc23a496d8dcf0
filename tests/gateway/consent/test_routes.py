"""POST and GET /privacy/consents and what belongs to it, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from gateway.consent.receipts import public_key, verify
from gateway.consent.records import PERMITTING
from gateway.consent.routes import ConsentBody, TokenBody
from gateway.model import Role
from tests.gateway.consent.desks import DAY, GATE, NOW, SECOND, Office, office

MAIL = "jane.doe@example.com"


@pytest.fixture(scope="module")
def here() -> Iterator[Office]:
    with office() as opened:
        yield opened


@pytest.fixture
def fresh() -> Iterator[Office]:
    with office() as opened:
        yield opened


def code(answered: Any) -> tuple[int, str]:
    return answered.status_code, answered.json()["error"]["code"]


def test_a_yes_is_recorded_and_answered(fresh: Office) -> None:
    answered = fresh.consent(language="de", shown_at="2026-11-22T11:59:58.500Z")
    assert answered.status_code == 201
    assert answered.headers["cache-control"] == "no-store"
    told = answered.json()
    assert told == {
        "id": told["id"], "purpose": "answering", "recipient": "model", "state": "ConsentGiven",
        "notice": "chat", "notice_version": "3", "notice_sha256": fresh.hash(), "language": "en",
        "event_time": "2026-11-22T12:00:00Z", "valid_until": "2027-11-22T12:00:00Z",
        "signals_shown": [], "needs_guardian": False,
        "withdrawal_code": told["withdrawal_code"],
    }  # fmt: skip
    held = fresh.held()
    assert [each.record_id for each in held] == [told["id"]]
    assert held[0].shown_at == NOW - timedelta(seconds=1, milliseconds=500)


CONSENT, ADMIN, CHAT = Role.CONSENT, Role.ADMIN, Role.CHAT
LATER = "2026-11-22T12:00:01Z"
BAD: list[tuple[Any, dict[str, Any], int, str]] = [
    ("token", {"purpose": "training"}, 403, "purpose_refused"),
    ("token", {"recipient": "nobody"}, 403, "recipient_refused"),
    ("token", {"recipient": "operator"}, 403, "recipient_refused"),
    ("token", {"recipient": "closed"}, 403, "recipient_refused"),
    ("token", {"notice_sha256": "0" * 64}, 409, "consent_stale"),
    ("token", {"notice_sha256": ...}, 409, "consent_stale"),
    ("token", {"purpose": "research"}, 409, "consent_stale"),
    (CONSENT, {"subject": "jane", "notice_sha256": ...}, 409, "consent_stale"),
    ("token", {"shown_at": LATER}, 422, "consent_time_invalid"),
    ("token", {"shown_at": "2026-11-22T13:00:01+01:00"}, 422, "consent_time_invalid"),
    ("token", {"shown_at": "2026-11-22T12:00:00"}, 422, "consent_time_invalid"),
    ("token", {"shown_at": "0001-01-01T00:00:00+14:00"}, 422, "consent_time_invalid"),
    ("token", {"shown_at": "2026-11-01T00:00:00Z"}, 422, "consent_time_invalid"),
    ("token", {"event_time": "2026-11-22T12:00:00Z"}, 403, "role_refused"),
    ("token", {"method": "paper"}, 403, "role_refused"),
    ("token", {"signer": "guardian", "guardian": "mum"}, 403, "role_refused"),
    (CONSENT, {"subject": "jane", "event_time": LATER}, 422, "consent_time_invalid"),
    (CONSENT, {"subject": "jane", "event_time": "yesterday"}, 422, "consent_time_invalid"),
    (CONSENT, {"subject": "jane", "event_time": "2026-11-22T11:00:00Z",
               "shown_at": "2026-11-22T11:30:00Z"}, 422, "consent_time_invalid"),
    (CONSENT, {"subject": "jane", "event_time": "2026-10-01T11:00:00Z"}, 422,
     "consent_time_invalid"),
    (CONSENT, {"subject": "jane", "signer": "guardian"}, 422, "invalid_request"),
    (CONSENT, {"subject": "jane", "signer": "guardian", "guardian": "jane"}, 422,
     "invalid_request"),
    (CONSENT, {"subject": "jane", "signer": "guardian", "guardian": "mum"}, 403,
     "consent_required"),
    (CONSENT, {"subject": "jane", "signer": "controller"}, 422, "invalid_request"),
    (CONSENT, {"subject": "jane", "method": "telepathy"}, 422, "invalid_request"),
    (CONSENT, {}, 400, "invalid_request"),
    ("token", {"subject": "joe"}, 400, "invalid_request"),
    ("token", {"subject": "jane"}, 400, "invalid_request"),
    ("token", {"purpose": ["answering", "newsletter"]}, 422, "consent_bundled"),
    ("token", {"purpose": ["answering"]}, 422, "consent_bundled"),
    ("token", {"recipient": ["model"]}, 422, "consent_bundled"),
    ("token", {"recipient": "*"}, 422, "consent_bundled"),
    ("token", {"recipient": "all"}, 422, "consent_bundled"),
    ("token", {"recipient": "any"}, 422, "consent_bundled"),
    ("token", {"purpose": "answering,newsletter"}, 422, "consent_bundled"),
    ("token", {"accept_all": True}, 422, "consent_bundled"),
    ("token", {"purposes": ["answering"]}, 422, "consent_bundled"),
    ("token", {"state": "ConsentGiven"}, 422, "invalid_request"),
    ("token", {"tenant": "other"}, 422, "invalid_request"),
    ("token", {"decision": "maybe"}, 422, "invalid_request"),
    ("token", {"decision": ...}, 422, "invalid_request"),
    ("token", {"decision": True}, 422, "invalid_request"),
    ("token", {"signals_shown": ["gpp"]}, 422, "invalid_request"),
    ("token", {"signals_shown": "gpc"}, 422, "invalid_request"),
    ("token", {"purpose": "a" * 65}, 422, "invalid_request"),
    ("token", {"purpose": ""}, 422, "invalid_request"),
    ("token", {"notice_sha256": "AB" * 32}, 422, "invalid_request"),
    ("token", {"language": "EN"}, 422, "invalid_request"),
    (None, {}, 401, "invalid_api_key"),
    ("nonsense", {}, 401, "invalid_api_key"),
    ("dk_abcdefgh_" + "a" * 52, {}, 401, "invalid_api_key"),
    ("dst_abc.def", {}, 401, "invalid_subject_token"),
    (CHAT, {"subject": "jane"}, 403, "role_refused"),
    (ADMIN, {"subject": "jane"}, 403, "role_refused"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "changes", "status", "wanted"), BAD, ids=range(len(BAD)))
def test_bad_input_is_refused_and_nothing_recorded(
    here: Office, key: Any, changes: dict[str, Any], status: int, wanted: str
) -> None:
    answered = here.consent(key=key, **changes)
    assert code(answered) == (status, wanted)
    assert here.held() == []
    assert here.held("joe") == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"not json " + MAIL.encode(), b"[]", b"\xff", b"null", b'"all"',
        b'{"purpose": "answering", "purpose": "newsletter"}',
        json.dumps({"purpose": MAIL, "recipient": "model", "decision": "given"}).encode(),
        json.dumps({MAIL: 1, "purpose": "answering"}).encode(),
    ],
    ids=range(9),
)  # fmt: skip
def test_a_body_of_no_form_is_refused_without_its_values(here: Office, body: bytes) -> None:
    answered = here.call("POST", "/privacy/consents", body)
    assert answered.status_code in (400, 422)
    assert MAIL not in answered.text


def test_an_error_says_what_to_show_and_whom_to_ask(here: Office) -> None:
    error = here.consent(notice_sha256="0" * 64, language="de").json()["error"]
    assert error["contact"] == "privacy@example.com"
    asked = error["consent"]
    assert (asked["notice"], asked["version"], asked["language"]) == ("chat", "3", "de")
    assert asked["notice_sha256"] == here.hash(language="de")
    assert set(asked["parts"]) == {
        "title", "purpose", "benefits", "recipient", "country", "retention", "contact",
        "withdrawal",
    }  # fmt: skip


def test_replayed_and_foreign_tokens_are_refused(fresh: Office) -> None:
    token = fresh.token()
    assert code(fresh.consent(key=token + "x")) == (401, "invalid_subject_token")
    assert code(fresh.consent(key=token[:4] + "A" + token[4:])) == (401, "invalid_subject_token")
    fresh.move(timedelta(minutes=15))
    assert code(fresh.consent(key=token)) == (401, "invalid_subject_token")
    fresh.move(-timedelta(minutes=31))  # a clock that steps back does not revive it
    assert code(fresh.consent(key=token)) == (401, "invalid_subject_token")
    assert fresh.held() == []
    # A token of another tenant speaks for its person there, and for nobody here.
    assert fresh.consent(key=fresh.token(tenant="other")).status_code == 201
    assert (len(fresh.held()), len(fresh.held(tenant="other"))) == (0, 1)


def test_a_forged_subject_header_is_refused(fresh: Office) -> None:
    forged = {"x-discreet-subject": "joe"}
    fresh.consent(key=CONSENT, subject="joe")
    record = fresh.held("joe")[0].record_id
    for method, path in (
        ("GET", "/privacy/consents"),
        ("GET", f"/privacy/consents/{record}/receipt"),
        ("POST", f"/privacy/consents/{record}/withdraw"),
    ):
        assert fresh.call(method, path, headers=forged).status_code == 400
        assert fresh.call(method, path, headers=forged, key=CHAT).status_code == 403
        assert fresh.call(method, path, headers=forged, key=None).status_code == 401
    assert fresh.call("POST", f"/privacy/consents/{record}/withdraw").status_code == 404
    assert fresh.call("GET", f"/privacy/consents/{record}/receipt").status_code == 404
    wrong = {"x-discreet-subject": "jane"}
    path = f"/privacy/consents/{record}/withdraw"
    assert fresh.call("POST", path, headers=wrong, key=CONSENT).status_code == 404
    assert [each.state for each in fresh.held("joe")] == ["ConsentGiven"]


def test_a_refusal_is_remembered_and_ends_what_was_given(fresh: Office) -> None:
    assert fresh.consent(decision="refused").json()["state"] == "ConsentRefused"
    assert code(fresh.consent()) == (409, "consent_superseded")
    fresh.move(SECOND)
    assert fresh.consent(shown_at=LATER).json()["state"] == "ConsentGiven"
    told = fresh.consent(decision="refused", notice_sha256=...).json()
    assert told["state"] == "ConsentWithdrawn"
    assert fresh.changes == [NOW, NOW + SECOND]


def test_who_is_too_young_is_recorded_and_needs_a_guardian() -> None:
    with office(age=GATE) as here:
        here.call("PATCH", "/privacy/preferences", {"age_band": "13_15"})
        told = here.consent()
        assert (told.status_code, told.json()["needs_guardian"]) == (201, True)
        here.move(SECOND)
        signed = here.consent(key=CONSENT, subject="jane", signer="guardian", guardian="mum")
        assert (signed.status_code, signed.json()["needs_guardian"]) == (201, False)
        assert here.held()[0].guardian is not None
        here.move(SECOND)
        revoked = here.consent(
            key=CONSENT, subject="jane", signer="guardian", guardian="mum", decision="refused"
        )
        assert revoked.json()["state"] == "ConsentRevoked"


def test_who_was_reported_gives_nothing_and_withdraws(fresh: Office) -> None:
    record = fresh.consent().json()
    fresh.call("POST", "/privacy/reports", {"reason": "under_age"})
    assert code(fresh.consent()) == (403, "subject_restricted")
    ended = fresh.call("POST", f"/privacy/consents/{record['id']}/withdraw")
    assert ended.json()["state"] == "ConsentWithdrawn"


def test_a_key_lists_the_consents_of_whom_it_names(fresh: Office) -> None:
    for name in ("jane", "Zoë"):
        assert fresh.consent(key=CONSENT, subject=name).status_code == 201
    for sent in ("Zoë".encode(), "Zoë".encode("latin-1"), "Zoe\u0308".encode()):
        found = fresh.client.get(
            "/privacy/consents",
            headers=[(b"authorization", f"Bearer {fresh.plain[CONSENT]}".encode()),
                     (b"x-discreet-subject", sent)],
        )  # fmt: skip
        assert len(found.json()["consents"]) == 1, sent
    named = {"x-discreet-subject": "jane"}
    unsaid = fresh.call("GET", "/privacy/consents", key=ADMIN, headers=named)
    assert code(unsaid) == (422, "reason_needed")
    why = named | {"x-discreet-reason": "complaint"}
    by_admin = fresh.call("GET", "/privacy/consents", key=ADMIN, headers=why).json()
    assert (len(by_admin["consents"]), by_admin["withdrawal_code"]) == (1, None)
    own = fresh.call("GET", "/privacy/consents").json()
    assert own["consents"] == by_admin["consents"]
    assert len(own["withdrawal_code"]) == 23
    nobody = fresh.call("GET", "/privacy/consents", key=fresh.token("nobody")).json()
    assert nobody == {"consents": [], "withdrawal_code": None}
    assert code(fresh.call("GET", "/privacy/consents", key=CONSENT)) == (400, "invalid_request")


def test_what_is_listed_is_what_holds_now(fresh: Office) -> None:
    fresh.consent()

    def state() -> str:
        listed = fresh.call("GET", "/privacy/consents").json()
        return str(listed["consents"][0]["state"])

    assert state() == "ConsentGiven"
    fresh.move(DAY)
    assert state() == "ConsentInvalidated"  # version 4 is in force
    fresh.move(timedelta(days=400))
    assert state() == "ConsentExpired"


def test_withdrawing_works_again_and_after_the_end(fresh: Office) -> None:
    path = f"/privacy/consents/{fresh.consent().json()['id']}/withdraw"
    fresh.move(timedelta(days=400))
    states = [fresh.call("POST", path).json()["state"] for _ in range(2)]
    assert states == ["ConsentExpired", "ConsentExpired"]
    given = fresh.consent(notice_sha256=fresh.hash("4"))
    assert given.json()["state"] == "RenewedConsentGiven"
    fresh.move(-DAY)
    states = [fresh.call("POST", path, key=key).json()["state"] for key in ("token", CONSENT)]
    assert states == ["ConsentWithdrawn", "ConsentWithdrawn"]
    assert len(fresh.changes) == 4
    for wrong in ("none", "0" * 65, "%00", "..%2fconsents", "%ff"):
        answered = fresh.call("POST", f"/privacy/consents/{wrong}/withdraw")
        assert answered.status_code in (404, 405)


def test_a_receipt_is_signed_and_the_persons_own(fresh: Office) -> None:
    path = f"/privacy/consents/{fresh.consent().json()['id']}/receipt"
    received = fresh.call("GET", path)
    assert received.headers["content-type"] == "application/json"
    trusted = public_key(fresh.desk.keys["main"].receipt)
    assert verify(received.content, public_key=trusted).is_valid
    assert received.json()["pii_processing"]["privacy_notice"]["sha256"] == fresh.hash()
    assert code(fresh.call("GET", path, key=ADMIN)) == (422, "reason_needed")
    why = {"x-discreet-reason": "complaint"}
    assert fresh.call("GET", path, key=ADMIN, headers=why).content == received.content
    assert fresh.call("GET", path, key=CHAT).status_code == 403
    assert fresh.call("GET", path, key=fresh.token("joe")).status_code == 404
    assert fresh.call("GET", "/privacy/consents/none/receipt").status_code == 404


def test_a_receipt_says_by_whom_and_when_each_event_was_recorded(fresh: Office) -> None:
    record = fresh.consent(
        key=CONSENT, subject="jane", event_time="2026-11-20T12:00:00Z", method="paper"
    ).json()["id"]
    path = f"/privacy/consents/{record}"
    fresh.call("POST", f"{path}/withdraw", {})
    fresh.move(SECOND)
    fresh.consent(shown_at="2026-11-22T12:00:01Z")
    fresh.call("POST", f"{path}/withdraw", {}, key=CONSENT)
    events = fresh.call("GET", f"{path}/receipt").json()["event"]
    assert [(e["event_time"], e["recorded_at"], e["recorded_by"]) for e in events] == [
        ("2026-11-20T12:00:00Z", "2026-11-22T12:00:00Z", "consent"),
        ("2026-11-22T12:00:00Z", "2026-11-22T12:00:00Z", "subject"),
        ("2026-11-22T12:00:01Z", "2026-11-22T12:00:01Z", "subject"),
        ("2026-11-22T12:00:01Z", "2026-11-22T12:00:01Z", "consent"),
    ]


def test_a_consent_to_what_stays_here_has_a_receipt_too(fresh: Office) -> None:
    notice = fresh.notice("newsletter")
    given = fresh.consent(
        purpose="newsletter", recipient="operator", notice_sha256=notice["sha256"]
    ).json()
    assert (given["state"], given["recipient"]) == ("ConsentGiven", "operator")
    received = fresh.call("GET", f"/privacy/consents/{given['id']}/receipt").json()
    assert received["pii_processing"]["processing_locations"] == ["DE"]


@pytest.mark.parametrize("key", [CHAT, CONSENT])
def test_a_back_end_makes_tokens(fresh: Office, key: Role) -> None:
    made = fresh.call(
        "POST", "/privacy/subject-tokens", {"subject": "jane", "seconds": 60}, key=key
    )
    assert made.status_code == 201
    assert made.json()["expires"] == "2026-11-22T12:01:00Z"
    assert fresh.consent(key=made.json()["token"]).status_code == 201
    assert len(fresh.held("jane")) == 1
    for refused in (ADMIN, made.json()["token"]):
        answered = fresh.call("POST", "/privacy/subject-tokens", {"subject": "joe"}, key=refused)
        assert code(answered) == (403, "role_refused")


@pytest.mark.parametrize("seconds", [0, -1, 901, 10**9, "60", None, 1.5, True])
def test_a_token_lives_for_fifteen_minutes_at_most(here: Office, seconds: Any) -> None:
    assert TokenBody(subject="jane").seconds == 900
    body = {"subject": "jane", "seconds": seconds}
    answered = here.call("POST", "/privacy/subject-tokens", body, key=CHAT)
    assert code(answered) == (422, "invalid_request")


@pytest.mark.parametrize("subject", ["", " ", "s" * 257, None, 1, ["jane"], "\ud800"])
def test_a_token_is_for_somebody(here: Office, subject: Any) -> None:
    sent = json.dumps({"subject": subject}).encode()
    answered = here.call("POST", "/privacy/subject-tokens", sent, key=CHAT)
    assert answered.status_code in (400, 422)


def test_bodies_hide_whom_they_name() -> None:
    body = ConsentBody(
        purpose="a", recipient="b", decision="given", subject=MAIL, guardian=f"mum of {MAIL}"
    )
    assert MAIL not in repr(body)
    assert MAIL not in repr(TokenBody(subject=MAIL))
    with pytest.raises(ValidationError):
        ConsentBody(purpose="a", recipient="b", decision="given", subject="")


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["answering", "model", "given", "*", "gpc", "2026-11-22T12:00:00Z"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)
FIELDS = st.sampled_from([*ConsentBody.model_fields, "accept_all", "x"])


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=st.dictionaries(FIELDS, VALUES, max_size=4), own=st.booleans())
def test_no_body_is_an_error_of_ours_or_given_without_its_notice(
    here: Office, changes: dict[str, Any], own: bool
) -> None:
    body = {
        "purpose": "answering", "recipient": "model", "decision": "given",
        "notice_sha256": here.hash(), **({} if own else {"subject": "hypothesis"}), **changes,
    }  # fmt: skip
    key = here.token("hypothesis") if own else CONSENT
    answered = here.call("POST", "/privacy/consents", body, key=key)
    assert answered.status_code == 201 or 400 <= answered.status_code < 500
    held = answered.json()
    if answered.status_code == 201 and held["state"] in PERMITTING:
        assert body["decision"] in ("given", "deferred")
        assert (held["purpose"], held["recipient"]) == ("answering", "model")
        assert held["notice_sha256"] == here.hash()
