"""The consent desk: who may speak for whom, and what becomes of an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import Request

from gateway.admin.keyring import Caller
from gateway.consent.desk import as_text
from gateway.consent.indication import Answer, Indication
from gateway.consent.records import ConsentState
from gateway.consent.signals import Signals
from gateway.errors import InvalidRequest, Refused, Unauthorized
from gateway.model import Role
from gateway.proxy.subject import subject_reference
from tests.gateway.consent.desks import DAY, NOW, SECOND, Office, office


@pytest.fixture
def here() -> Iterator[Office]:
    with office() as opened:
        yield opened


def request(**headers: str | bytes) -> Request:
    raw = [
        (name.replace("_", "-").encode(), value if isinstance(value, bytes) else value.encode())
        for name, value in headers.items()
    ]
    return Request({"type": "http", "query_string": b"", "headers": raw, "state": {}})


def call(here: Office, authorization: str | None, *roles: Role) -> Caller:
    sent = request() if authorization is None else request(authorization=authorization)
    return asyncio.run(here.desk.caller(sent, *roles))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permitted", list(Role))
def test_a_caller_needs_one_of_the_roles(here: Office, role: Role, permitted: Role) -> None:
    key = here.plain.get(role) or here.token()
    if role is permitted:
        assert call(here, f"Bearer {key}", permitted).role is role
        assert call(here, f"bearer  {key} ", Role.ADMIN, permitted).role is role
        return
    with pytest.raises(Unauthorized) as refusal:
        call(here, f"Bearer {key}", permitted)
    assert (refusal.value.code, refusal.value.status) == ("role_refused", 403)


def test_without_a_valid_key_nobody_calls(here: Office) -> None:
    key = here.plain[Role.ADMIN]
    for authorization in (
        *(None, "", "Bearer", "Bearer ", f"Basic {key}", key, f"Bearer x{key}", f"Bearer {key}x"),
        *("Bearer dst_canary.canary", f"Bearer {here.token()[:-1]}"),
    ):
        with pytest.raises(Unauthorized) as refusal:
            call(here, authorization, *Role)
        assert refusal.value.status == 401
        assert "canary" not in str(refusal.value)
    with pytest.raises(Unauthorized):
        call(here, f"Bearer {key}")  # no role at all lets nobody in


def test_the_contact_is_that_of_whose_policy_it_is(here: Office) -> None:
    sent = request(authorization=f"Bearer {here.plain[Role.CHAT]}")
    asyncio.run(here.desk.caller(sent, Role.CHAT))
    assert sent.state.contact == "privacy@example.com"
    nobody = request()
    here.desk.name_contact(nobody)
    assert not hasattr(nobody.state, "contact")  # two tenants
    alone = replace(here.desk, tenants={"main": here.desk.tenants["main"]})
    alone.name_contact(nobody)
    assert nobody.state.contact == "privacy@example.com"


def test_a_subject_token_speaks_for_its_own_subject_only(here: Office) -> None:
    person = Caller(tenant="main", role=Role.SUBJECT, subject="5" * 40)
    assert here.desk.subject(request(), person) == "5" * 40
    for sent, named in ((request(), "jane"), (request(), ""), (request(), "5" * 40),
                        (request(x_discreet_subject="jane"), None)):  # fmt: skip
        with pytest.raises(InvalidRequest) as refusal:
            here.desk.subject(sent, person, subject=named)
        assert "jane" not in str(refusal.value)


@pytest.mark.parametrize(
    ("header", "body", "name"),
    [
        (b"jane", None, "jane"),
        (None, "jane", "jane"),
        (None, " jane\t", "jane"),
        (b" jane ", "jane", "jane"),
        ("Zoë".encode(), "Zoë", "Zoë"),
        ("Zoë".encode(), "Zoe\u0308", "Zoë"),
        ("Zoë".encode("latin-1"), None, "Zoë"),
        (None, None, None),
        (b"", " ", None),
    ],
)
def test_a_key_names_the_subject_in_header_or_body(
    here: Office, header: bytes | None, body: str | None, name: str | None
) -> None:
    back_end = Caller(tenant="main", role=Role.CONSENT)
    sent = request() if header is None else request(x_discreet_subject=header)
    found = here.desk.named(sent, back_end, subject=body)
    wanted = None if name is None else subject_reference(here.desk.keys["main"], name)
    assert found == wanted
    if name is None:
        with pytest.raises(InvalidRequest):
            here.desk.subject(sent, back_end, subject=body)
    else:
        other = here.desk.subject(sent, replace(back_end, tenant="other"), subject=body)
        assert other != found


def test_two_names_are_no_subject(here: Office) -> None:
    sent = request(x_discreet_subject="joe")
    with pytest.raises(InvalidRequest):
        here.desk.named(sent, Caller(tenant="main", role=Role.CONSENT), subject="jane")


PERSON = Caller(tenant="main", role=Role.SUBJECT, subject="5" * 40)


def hear(here: Office, *, caller: Caller = PERSON, **changes: Any) -> dict[str, Any]:
    signals = changes.pop("signals", Signals())
    fields: dict[str, Any] = {
        "purpose": "answering", "recipient": "model", "answer": Answer.GIVEN,
        "notice": here.hash(),
    }  # fmt: skip
    indication = Indication(**(fields | changes))
    return asyncio.run(here.desk.hear(caller, "5" * 40, indication=indication, signals=signals))


def test_a_yes_is_stored_and_stops_nothing(here: Office) -> None:
    told = hear(here, signals=Signals(gpc=True), signals_shown=frozenset({"gpc", "dnt"}))
    assert (told["state"], told["signals_shown"]) == ("ConsentGiven", ["gpc"])
    assert told["valid_until"] == "2027-11-22T12:00:00Z"
    assert told["withdrawal_code"] == here.desk.code("main", "5" * 40)
    assert here.changes == []


def test_a_yes_to_a_dialog_that_names_not_every_signal_is_refused(here: Office) -> None:
    both = Signals(gpc=True, dnt=True)
    with pytest.raises(Refused) as refusal:
        hear(here, signals=both, signals_shown=frozenset({"dnt"}))
    assert (refusal.value.code, refusal.value.status) == ("signal_not_shown", 422)
    assert refusal.value.details == {"signals": ["gpc"]}
    assert asyncio.run(here.store.consents("main", "5" * 40)) == []
    assert hear(here, signals=both, answer=Answer.REFUSED)["state"] == "ConsentRefused"


def test_a_no_ends_a_yes_and_stops_what_is_under_way(here: Office) -> None:
    first = hear(here)
    here.move(SECOND)
    told = hear(here, answer=Answer.REFUSED)
    assert (told["id"], told["state"]) == (first["id"], "ConsentWithdrawn")
    assert here.changes == [NOW + SECOND]


def test_a_no_is_heard_when_the_clock_steps_back(here: Office) -> None:
    hear(here)
    here.move(-DAY)
    assert hear(here, answer=Answer.REFUSED, notice=None)["state"] == "ConsentWithdrawn"
    assert here.changes == [NOW - DAY]


def test_a_yes_of_before_is_superseded(here: Office) -> None:
    back_end = Caller(tenant="main", role=Role.CONSENT)
    hear(here)
    here.move(SECOND)
    hear(here, answer=Answer.REFUSED)
    for of_before in (
        {"caller": back_end, "event_time": NOW - DAY},
        {"caller": back_end, "shown_at": NOW},
        {"shown_at": NOW + SECOND},
        {},
    ):
        with pytest.raises(Refused) as refusal:
            hear(here, **of_before)
        assert (refusal.value.code, refusal.value.status) == ("consent_superseded", 409)
        assert refusal.value.details == {"state": "ConsentWithdrawn"}
    [held] = asyncio.run(here.store.consents("main", "5" * 40))
    assert held.state is ConsentState.WITHDRAWN
    here.move(SECOND)
    assert hear(here, shown_at=NOW + 2 * SECOND)["state"] == "ConsentGiven"
    with pytest.raises(Refused) as refusal:
        hear(here, caller=back_end, event_time=NOW - DAY, answer=Answer.REFUSED)
    assert refusal.value.code == "consent_superseded"


def test_later_changes_nothing_that_holds(here: Office) -> None:
    assert hear(here, answer=Answer.DEFERRED)["state"] == "ConsentRequestDeferred"
    assert hear(here)["state"] == "ConsentGiven"
    assert hear(here, answer=Answer.DEFERRED)["state"] == "ConsentGiven"


def test_an_expired_consent_is_renewed(here: Office) -> None:
    first = hear(here)
    here.move(timedelta(days=400))
    told = hear(here, notice=here.hash("4"))
    assert (told["id"], told["state"]) == (first["id"], "RenewedConsentGiven")


def test_what_is_no_longer_offered_is_invalid_and_shown(here: Office) -> None:
    hear(here)
    record = asyncio.run(here.store.consents("main", "5" * 40))[0]
    assert here.desk.shown(record)["state"] == "ConsentGiven"
    gone = replace(record, recipient="gone")
    assert here.desk.offer_of(here.desk.tenants["main"], gone) is None
    assert here.desk.shown(gone)["state"] == "ConsentInvalidated"
    assert here.desk.shown(replace(gone, state=ConsentState.REFUSED))["state"] == "ConsentRefused"
    assert "5" * 40 not in str(here.desk.shown(record))


def test_ending_tells_what_was_ended(here: Office) -> None:
    hear(here)
    records = asyncio.run(here.store.consents("main", "5" * 40))
    ended = asyncio.run(here.desk.end(records))
    assert [each.state for each in ended] == [ConsentState.WITHDRAWN]
    assert [each.recorded_by for each in ended] == ["subject"]
    assert len(here.changes) == 1
    assert asyncio.run(here.desk.end(ended)) == []
    assert len(here.changes) == 1


def test_who_had_it_written_down_is_the_role_or_the_person(here: Office) -> None:
    hear(here, caller=Caller(tenant="main", role=Role.CONSENT), event_time=NOW - DAY)
    [entered] = asyncio.run(here.store.consents("main", "5" * 40))
    assert (entered.recorded_by, entered.recorded_at) == ("consent", NOW)
    here.move(SECOND)
    [ended] = asyncio.run(here.desk.end([entered]))
    assert (ended.recorded_by, ended.recorded_at) == ("subject", NOW + SECOND)
    here.move(SECOND)
    hear(here, shown_at=NOW + 2 * SECOND)
    [again] = asyncio.run(here.store.consents("main", "5" * 40))
    assert (again.recorded_by, again.recorded_at) == ("subject", NOW + 2 * SECOND)


def test_times_are_written_with_z() -> None:
    assert as_text(NOW) == "2026-11-22T12:00:00Z"
    assert as_text(None) is None
