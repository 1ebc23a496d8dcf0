"""When an answer may be written down as given, in tables; and that no becomes no."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.consent.indication import (
    Answer,
    Indication,
    Method,
    Setting,
    check_heard,
    parse_time,
    record_of,
)
from gateway.consent.offer import OPERATOR, Offer, offered
from gateway.consent.persons import Person, Restriction
from gateway.consent.records import PERMITTING, ConsentRecord, ConsentState, Signer
from gateway.consent.signals import Signals
from gateway.errors import Refused
from gateway.policy import Tenant
from tests.gateway.consent.desks import DAY, NOW, SECOND, tenant

MAIN = tenant()
SUBJECT, PARENT = "5" * 40, "6" * 40
PERSON = Person(tenant="main", subject=SUBJECT, version=1)


def sha(number: str = "3", language: str = "en", *, recipient: str = "model") -> str:
    found = MAIN.notices["answering", recipient]
    return next(each.texts[language].sha256 for each in found.versions if each.version == number)


def yes(**changes: Any) -> Indication:
    fields: dict[str, Any] = {
        "purpose": "answering", "recipient": "model", "answer": Answer.GIVEN, "notice": sha(),
    }  # fmt: skip
    return Indication(**(fields | changes))


def setting(**changes: Any) -> Setting:
    fields: dict[str, Any] = {
        "tenant": MAIN, "subject": SUBJECT, "person": None, "current": None,
        "by_operator": False, "record_id": "r1", "now": NOW,
    }  # fmt: skip
    return Setting(**(fields | changes))


DESK = setting(by_operator=True)


def offer(main: Tenant = MAIN) -> Offer:
    return offered(main, purpose="answering", recipient="model")


def refused(indication: Indication, at: Setting) -> Refused:
    with pytest.raises(Refused) as refusal:
        record_of(indication, at)
    return refusal.value


def test_a_yes_is_recorded_with_all_that_it_rests_on() -> None:
    shown_at = NOW - 5 * SECOND
    said = yes(notice=sha(language="de"), shown_at=shown_at, signals_shown=frozenset({"gpc"}))
    assert record_of(said, setting(signals=Signals(gpc=True))) == ConsentRecord(
        record_id="r1",
        tenant="main",
        subject=SUBJECT,
        purpose="answering",
        recipient="model",
        state=ConsentState.GIVEN,
        notice=sha(language="de"),
        language="de",
        event_time=NOW,
        notice_key="chat",
        notice_version="3",
        valid_until=datetime(2027, 11, 22, 12, tzinfo=UTC),
        shown_at=shown_at,
        signals_shown=frozenset({"gpc"}),
        method="dialog",
        signer=Signer.SUBJECT,
    )


@pytest.mark.parametrize(
    ("changes", "code", "status"),
    [
        ({"purpose": "training"}, "purpose_refused", 403),
        ({"purpose": "answering,newsletter"}, "purpose_refused", 403),
        ({"recipient": "nobody"}, "recipient_refused", 403),
        ({"recipient": OPERATOR}, "recipient_refused", 403),
        ({"recipient": "closed", "notice": sha(recipient="closed")}, "recipient_refused", 403),
        ({"notice": None}, "consent_stale", 409),
        ({"notice": "0" * 64}, "consent_stale", 409),
        ({"notice": sha("1")}, "consent_stale", 409),  # a material change since
        ({"notice": sha("4")}, "consent_stale", 409),  # not in force yet
        ({"notice": sha(recipient="claude")}, "consent_stale", 409),
        ({"purpose": "research"}, "consent_stale", 409),
        ({"notice": sha().upper()}, "invalid_request", 422),
        ({"notice": sha() + "\n"}, "invalid_request", 422),
        ({"notice": ""}, "invalid_request", 422),
        ({"signals_shown": frozenset({"gpp"})}, "invalid_request", 422),
        ({"shown_at": NOW + SECOND}, "consent_time_invalid", 422),
        ({"shown_at": NOW - 11 * DAY}, "consent_time_invalid", 422),  # before version 3 was
        ({"event_time": NOW}, "role_refused", 403),
        ({"method": Method.PAPER}, "role_refused", 403),
        ({"signer": Signer.GUARDIAN, "guardian": PARENT}, "role_refused", 403),
        ({"guardian": PARENT}, "invalid_request", 422),
        ({"signer": Signer.GUARDIAN}, "invalid_request", 422),
        ({"signer": Signer.CONTROLLER}, "invalid_request", 422),
    ],
)
def test_a_person_is_refused(changes: dict[str, Any], code: str, status: int) -> None:
    error = refused(yes(**changes), setting())
    assert (error.code, error.status) == (code, status)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"event_time": NOW + SECOND}, "consent_time_invalid"),
        ({"event_time": NOW - DAY, "shown_at": NOW}, "consent_time_invalid"),
        ({"event_time": NOW - 11 * DAY}, "consent_time_invalid"),
        ({"event_time": NOW, "shown_at": NOW - 11 * DAY}, "consent_time_invalid"),
        ({"event_time": NOW.astimezone(timezone(-timedelta(hours=9))) + SECOND},
         "consent_time_invalid"),
        ({"event_time": datetime(1, 1, 1, tzinfo=UTC)}, "consent_time_invalid"),
        ({"signer": Signer.GUARDIAN, "guardian": SUBJECT}, "invalid_request"),
        ({"signer": Signer.GUARDIAN, "guardian": PARENT}, "consent_required"),
    ],
)  # fmt: skip
def test_the_operator_is_refused(changes: dict[str, Any], code: str) -> None:
    assert refused(yes(**changes), DESK).code == code


def test_a_consent_that_has_expired_meanwhile_is_refused() -> None:
    short = tenant(consent_validity="P1D")
    said = yes(event_time=NOW - DAY)
    assert refused(said, replace(DESK, tenant=short)).code == "consent_time_invalid"
    almost = replace(said, event_time=NOW - DAY + SECOND)
    assert record_of(almost, replace(DESK, tenant=short)).valid_until == NOW + SECOND
    assert record_of(yes(), replace(DESK, tenant=tenant(consent_validity=None))).valid_until is None


def test_the_calendar_says_when_a_consent_ends() -> None:
    at = datetime(2027, 1, 31, 12, tzinfo=UTC)
    month = replace(DESK, tenant=tenant(consent_validity="P1M"), now=at)
    newest = yes(notice=sha("4"))
    assert record_of(newest, month).valid_until == datetime(2027, 2, 28, 12, tzinfo=UTC)


def test_the_operator_names_time_method_and_a_version_that_still_counts() -> None:
    said = yes(event_time=NOW - 15 * DAY, method=Method.PAPER, notice=sha("2"))
    record = record_of(said, DESK)
    assert (record.event_time, record.method) == (NOW - 15 * DAY, "paper")
    assert record.notice_version == "2"


def test_a_stale_answer_tells_what_to_show_instead() -> None:
    error = refused(yes(notice="0" * 64, language="de"), setting())
    in_force = offer().notices.in_force(NOW, "de")
    assert in_force is not None
    assert error.details["consent"] == {**in_force.described(), "signals": []}


@pytest.mark.parametrize("restriction", list(Restriction))
def test_who_is_restricted_gives_nothing_and_may_say_no(restriction: Restriction) -> None:
    person = replace(PERSON, restrictions=frozenset({restriction}))
    at = setting(person=person)
    error = refused(yes(), at)
    assert (error.code, error.status) == ("subject_restricted", 403)
    assert error.details == {"reasons": [restriction.value]}
    assert record_of(yes(answer=Answer.REFUSED), at).state is ConsentState.REFUSED


@pytest.mark.parametrize(
    ("notice", "kept"),
    [(sha(), sha()), (sha("1"), sha("1")), (sha("4"), sha("4")), ("0" * 64, ""), (None, "")],
)
@pytest.mark.parametrize("answer", [Answer.REFUSED, Answer.DEFERRED])
def test_a_no_is_heard_whatever_was_shown(answer: Answer, notice: str | None, kept: str) -> None:
    record = record_of(yes(answer=answer, notice=notice, shown_at=NOW + SECOND), setting())
    assert record.state not in PERMITTING
    assert (record.notice, record.shown_at, record.valid_until) == (kept, None, None)
    closed = record_of(yes(answer=answer, recipient="closed"), setting())
    assert closed.state not in PERMITTING


def test_a_no_from_the_future_is_refused() -> None:
    error = refused(yes(answer=Answer.REFUSED, event_time=NOW + SECOND), DESK)
    assert error.code == "consent_time_invalid"


GIVEN = record_of(yes(), DESK)
GUARDIAN = {"signer": Signer.GUARDIAN, "guardian": PARENT}


def test_a_guardian_signs_second_and_the_same() -> None:
    at = replace(DESK, current=GIVEN)
    signed = record_of(yes(**GUARDIAN), at)
    assert (signed.guardian, signed.signer) == (PARENT, Signer.GUARDIAN)
    other = refused(yes(**GUARDIAN, notice=sha("2")), at)
    assert (other.code, other.status) == ("consent_stale", 409)
    for state in set(ConsentState) - PERMITTING:
        unsigned = replace(at, current=replace(GIVEN, state=state))
        assert refused(yes(**GUARDIAN), unsigned).code == "consent_required"
    expired = replace(at, current=replace(GIVEN, valid_until=NOW))
    assert refused(yes(**GUARDIAN), expired).code == "consent_required"


def test_a_guardian_revokes_what_there_is() -> None:
    said = yes(**GUARDIAN, answer=Answer.REFUSED)
    assert record_of(said, replace(DESK, current=GIVEN)).state is ConsentState.REVOKED
    assert refused(said, DESK).code == "not_found"
    later = yes(**GUARDIAN, answer=Answer.DEFERRED)
    assert refused(later, replace(DESK, current=GIVEN)).code == "invalid_request"


NEWER = replace(GIVEN, event_time=NOW + SECOND)


@pytest.mark.parametrize(
    ("asked", "held", "heard"),
    [
        (GIVEN, GIVEN, True),
        (GIVEN, replace(GIVEN, state=ConsentState.RENEWED, event_id=7), True),
        (GIVEN, replace(GIVEN, guardian=PARENT), True),
        (GIVEN, NEWER, False),
        (GIVEN, replace(GIVEN, notice=sha("2")), False),
        (GIVEN, replace(GIVEN, state=ConsentState.WITHDRAWN), False),
        (replace(GIVEN, guardian=PARENT), GIVEN, False),
        (replace(GIVEN, state=ConsentState.REFUSED), NEWER, False),
        (replace(GIVEN, state=ConsentState.REFUSED),
         replace(GIVEN, state=ConsentState.WITHDRAWN), True),
        (replace(GIVEN, state=ConsentState.REVOKED),
         replace(GIVEN, state=ConsentState.REVOKED), True),
        (replace(GIVEN, state=ConsentState.DEFERRED), NEWER, True),
    ],
)  # fmt: skip
def test_whether_an_answer_was_heard(
    asked: ConsentRecord, held: ConsentRecord, heard: bool
) -> None:
    if heard:
        check_heard(asked, held)
        return
    with pytest.raises(Refused) as refusal:
        check_heard(asked, held)
    assert (refusal.value.code, refusal.value.status) == ("consent_superseded", 409)
    assert refusal.value.details == {"state": held.state.value}


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-22T12:00:00Z", NOW),
        ("2026-11-22t12:00z", NOW),
        ("2026-11-22T14:00:00+02:00", NOW),
        ("2026-11-22T12:00:00.000Z", NOW),
        ("2026-11-22T12:00:00.5Z", NOW + timedelta(milliseconds=500)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_times_are_of_one_form(text: str, time: datetime) -> None:
    assert parse_time(text) == time
    assert parse_time(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "2026-11-22", "2026-11-22T12:00:00", "2026-11-22 12:00:00Z", "1795348800",
        "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-22T25:00:00Z",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-22T12:00:00Z\n",
        "2026-W47-7T12:00:00Z", "２０２６-11-22T12:00:00Z", "2026-11-22T12:00:60Z",
        "2026-11-22T12:00:00+99:99", "-2026-11-22T12:00:00Z", "20261122T120000Z",
    ],
)  # fmt: skip
def test_anything_else_is_no_time(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_time(text)
    assert (refusal.value.code, refusal.value.status) == ("consent_time_invalid", 422)


TIMES = st.none() | st.integers(-40 * 24, 40 * 24).map(lambda hours: NOW + hours * DAY / 24)
HASHES = st.none() | st.sampled_from([sha("1"), sha("2"), sha("3"), sha("4"), "0" * 64])


@given(
    said=st.builds(
        Indication,
        purpose=st.sampled_from(["answering", "newsletter", "training"]),
        recipient=st.sampled_from(["model", "claude", "closed", OPERATOR, "*"]),
        answer=st.sampled_from(Answer),
        notice=HASHES,
        shown_at=TIMES,
        event_time=TIMES,
        signals_shown=st.frozensets(st.sampled_from(["gpc", "dnt", "x"])),
        signer=st.sampled_from(Signer),
        guardian=st.sampled_from([None, PARENT, SUBJECT]),
        method=st.sampled_from(Method),
    ),
    by_operator=st.booleans(),
    restricted=st.booleans(),
    current=st.sampled_from([None, GIVEN, replace(GIVEN, state=ConsentState.WITHDRAWN)]),
    hours=st.integers(-40 * 24, 40 * 24),
    gpc=st.booleans(),
)
def test_given_is_recorded_only_where_all_holds(
    said: Indication,
    *,
    by_operator: bool,
    restricted: bool,
    current: ConsentRecord | None,
    hours: int,
    gpc: bool,
) -> None:
    now = NOW + hours * DAY / 24
    person = replace(PERSON, restrictions=frozenset({Restriction.REPORTED} if restricted else ()))
    at = setting(
        person=person, current=current, by_operator=by_operator, now=now, signals=Signals(gpc=gpc)
    )
    try:
        record = record_of(said, at)
    except Refused as error:
        assert 400 <= error.status < 500
        return
    if record.state not in PERMITTING:
        assert said.answer is not Answer.GIVEN
        return
    asked = offered(MAIN, purpose=said.purpose, recipient=said.recipient)
    shown = asked.notices.find(record.notice)
    assert shown is not None
    assert asked.notices.still_counts(record.notice, now)
    assert not restricted
    assert shown.valid_from <= (said.shown_at or record.event_time) <= record.event_time <= now
    assert record.permits(now)
    assert by_operator or (said.event_time, said.signer, said.method) == (
        None, Signer.SUBJECT, Method.DIALOG,
    )  # fmt: skip
    assert by_operator or (record.signals_shown == ({"gpc"} if gpc else set()))
    if current is not None and current.state not in PERMITTING and not by_operator:
        assert said.shown_at is not None
        assert said.shown_at > current.event_time
    assert record.guardian is None or (current is GIVEN and record.guardian == PARENT)
