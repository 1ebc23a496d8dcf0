"""What a record is worth now: age, signals, expiry and notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from gateway.consent.persons import AgeBand
from gateway.consent.records import PERMITTING, ConsentState
from gateway.consent.signals import Signals
from gateway.consent.standing import needs_guardian, signals_to_show, state_now
from gateway.opt_in import AgeMethod, SignalRules, SignalScope
from tests.gateway.consent.desks import DAY, GATE, NOW, SECOND, tenant
from tests.gateway.consent.test_indication import GIVEN, PARENT, PERSON, offer, sha


@pytest.mark.parametrize(
    ("band", "method", "needs"),
    [
        (AgeBand.UNDER_13, AgeMethod.DECLARATION, True),
        (AgeBand.FROM_13, AgeMethod.ACCOUNT, True),
        (AgeBand.FROM_16, AgeMethod.DECLARATION, False),
        (AgeBand.ADULT, AgeMethod.DOCUMENT, False),
        (AgeBand.UNKNOWN, None, False),  # answering is no optional purpose
    ],
)
def test_who_is_too_young_needs_a_guardian(
    band: AgeBand, method: AgeMethod | None, needs: bool
) -> None:
    person = replace(PERSON, age_band=band, age_method=method)
    asked = offer(tenant(age=GATE))
    assert needs_guardian(asked, GIVEN, person=person, now=NOW) is needs
    signed = replace(GIVEN, guardian=PARENT)
    assert not needs_guardian(asked, signed, person=person, now=NOW)
    ended = replace(GIVEN, state=ConsentState.WITHDRAWN)
    assert not needs_guardian(asked, ended, person=person, now=NOW)
    assert not needs_guardian(offer(), GIVEN, person=person, now=NOW)


def test_signals_that_a_dialog_must_name() -> None:
    both = Signals(gpc=True, dnt=True)
    tracked = replace(PERSON, tracking_refused=True)
    narrow = SignalRules(gpc=SignalScope.OPTIONAL_PURPOSES, dnt=SignalScope.EVERY_CONSENT)
    found = [
        signals_to_show(offer(), None, now=NOW),
        signals_to_show(offer(), None, signals=both, now=NOW),
        signals_to_show(offer(), tracked, now=NOW),
        signals_to_show(offer(tenant(signals=narrow)), None, signals=both, now=NOW),
    ]
    assert found == [set(), {"gpc", "dnt"}, {"dnt"}, {"dnt"}]


@pytest.mark.parametrize(
    ("changes", "at", "state"),
    [
        ({}, NOW, ConsentState.GIVEN),
        ({"state": ConsentState.RENEWED}, NOW, ConsentState.RENEWED),
        ({"valid_until": NOW}, NOW, ConsentState.EXPIRED),
        ({"valid_until": NOW}, NOW - SECOND, ConsentState.GIVEN),
        ({"notice": sha("1")}, NOW, ConsentState.INVALIDATED),
        ({"notice": "0" * 64}, NOW, ConsentState.INVALIDATED),
        ({}, NOW + DAY, ConsentState.INVALIDATED),  # version 4 has a material change
        ({"state": ConsentState.WITHDRAWN}, NOW + DAY, ConsentState.WITHDRAWN),
        ({"state": ConsentState.REFUSED, "valid_until": NOW}, NOW, ConsentState.REFUSED),
    ],
)
def test_what_a_record_is_worth_now(
    changes: dict[str, Any], at: datetime, state: ConsentState
) -> None:
    record = replace(GIVEN, **changes)
    assert state_now(offer(), record, now=at) is state
    if state in PERMITTING:
        assert state_now(None, record, now=at) is ConsentState.INVALIDATED
