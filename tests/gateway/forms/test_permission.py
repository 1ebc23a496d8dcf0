"""Whoever may not be written to, or did not say yes, hands no form in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.consent.offer import OPERATOR, of_operator
from gateway.consent.persons import AgeBand, Person, Restriction
from gateway.consent.records import ConsentRecord, ConsentState
from gateway.consent.signals import NO_SIGNALS, Signals
from gateway.errors import Refused
from gateway.forms.permission import check_permitted
from gateway.opt_in import AgeMethod
from gateway.policy import Tenant
from gateway.policy_file import load_policy
from tests.gateway.five_policies import POLICIES

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
POLICY = load_policy(POLICIES / "instantchatbots.yaml")
TENANT = Tenant(key="main", policy=POLICY, recipients=(), region="DE")
OFFER = of_operator(TENANT, POLICY.purposes["lead_forms"])
NOTICE = OFFER.notices.in_force(NOW)
ADULT = Person(
    tenant="main",
    subject="s",
    version=1,
    age_band=AgeBand.ADULT,
    age_method=AgeMethod.ACCOUNT,
)


def yes(**changes: object) -> ConsentRecord:
    assert NOTICE is not None
    given = ConsentRecord(
        record_id="r",
        tenant="main",
        subject="s",
        purpose="lead_forms",
        recipient=OPERATOR,
        state=ConsentState.GIVEN,
        notice=NOTICE.sha256,
        language="en",
        event_time=NOW - timedelta(days=1),
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def asked(
    person: Person | None = ADULT,
    consent: ConsentRecord | None = None,
    signals: Signals = NO_SIGNALS,
) -> str:
    return check_permitted(OFFER, person=person, consent=consent, signals=signals, now=NOW)


def test_a_yes_is_what_the_form_rests_on() -> None:
    assert asked(consent=yes()) == "r"


def test_a_purpose_of_another_basis_needs_no_yes() -> None:
    account = of_operator(TENANT, POLICY.purposes["account"])
    assert check_permitted(account, person=ADULT, consent=None, signals=NO_SIGNALS, now=NOW) == ""


@pytest.mark.parametrize(
    ("consent", "code", "status"),
    [
        (None, "consent_required", 403),
        (yes(state=ConsentState.WITHDRAWN), "consent_required", 403),
        (yes(event_time=NOW + timedelta(seconds=1)), "consent_required", 403),
        (yes(valid_until=NOW - timedelta(seconds=1)), "consent_required", 403),
        (yes(notice="0" * 64), "consent_stale", 409),
    ],
)
def test_without_a_yes_that_holds_it_is_refused(
    consent: ConsentRecord | None, code: str, status: int
) -> None:
    with pytest.raises(Refused) as refused:
        asked(consent=consent)
    assert (refused.value.code, refused.value.status) == (code, status)
    assert refused.value.details["recipient"] == OPERATOR


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (None, "age_restricted"),
        (replace(ADULT, age_band=AgeBand.UNDER_13), "age_restricted"),
        (replace(ADULT, restrictions=frozenset({Restriction.REQUESTED})), "subject_restricted"),
        (replace(ADULT, objections=frozenset({"lead_forms"})), "purpose_refused"),
    ],
)
def test_who_is_protected_hands_nothing_in(person: Person | None, code: str) -> None:
    with pytest.raises(Refused) as refused:
        asked(person=person, consent=yes())
    assert refused.value.code == code


@pytest.mark.parametrize("signals", [Signals(gpc=True), Signals(dnt=True)])
def test_a_signal_that_was_not_shown_refuses(signals: Signals) -> None:
    with pytest.raises(Refused) as refused:
        asked(consent=yes(), signals=signals)
    assert refused.value.code == "consent_required"
    assert asked(consent=yes(signals_shown=signals.names), signals=signals) == "r"
