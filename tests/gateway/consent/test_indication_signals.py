"""What a yes is given in knowledge of: a notice shown since the last no, and the signals."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from gateway.consent.indication import Answer, record_of
from gateway.consent.records import ConsentState
from gateway.consent.signals import Signals
from tests.gateway.consent.desks import NOW, SECOND
from tests.gateway.consent.test_indication import GIVEN, PERSON, refused, setting, yes


@pytest.mark.parametrize("state", [ConsentState.REFUSED, ConsentState.WITHDRAWN,
                                   ConsentState.REVOKED])  # fmt: skip
@pytest.mark.parametrize(
    ("by_operator", "shown_at", "event_time", "heard"),
    [
        (False, None, None, False),
        (False, NOW - SECOND, None, False),
        (False, NOW, None, False),  # at the very moment
        (False, NOW + SECOND, None, True),
        (True, None, None, True),
        (True, NOW, None, False),
        (True, NOW + SECOND, None, True),
        (True, None, NOW, False),
        (True, None, NOW + SECOND, True),
        (True, NOW - SECOND, NOW + SECOND, False),
    ],
)
def test_after_a_no_a_yes_needs_a_notice_that_was_shown_since(
    state: ConsentState,
    *,
    by_operator: bool,
    shown_at: datetime | None,
    event_time: datetime | None,
    heard: bool,
) -> None:
    at = setting(by_operator=by_operator, current=replace(GIVEN, state=state), now=NOW + 2 * SECOND)
    said = yes(shown_at=shown_at, event_time=event_time)
    if heard:
        assert record_of(said, at).state is ConsentState.GIVEN
        return
    error = refused(said, at)
    assert (error.code, error.status) == ("consent_superseded", 409)
    assert error.details == {"state": state.value}
    assert record_of(replace(said, answer=Answer.REFUSED), at).state is ConsentState.REFUSED


@pytest.mark.parametrize(
    "state", [ConsentState.GIVEN, ConsentState.EXPIRED, ConsentState.INVALIDATED]
)
def test_where_nobody_said_no_a_yes_needs_no_time(state: ConsentState) -> None:
    at = setting(current=replace(GIVEN, state=state), now=NOW + SECOND)
    assert record_of(yes(), at).state is ConsentState.GIVEN


BOTH = frozenset({"gpc", "dnt"})


@pytest.mark.parametrize(
    ("by_operator", "on", "tracked", "shown", "kept"),
    [
        (False, set(), False, set(), set()),
        (False, set(), False, BOTH, set()),
        (False, {"gpc"}, False, BOTH, {"gpc"}),
        (False, BOTH, False, BOTH, BOTH),
        (False, set(), True, BOTH, {"dnt"}),
        (False, {"gpc"}, False, set(), None),
        (False, {"gpc"}, False, {"dnt"}, None),
        (False, BOTH, False, {"dnt"}, None),
        (False, set(), True, {"gpc"}, None),
        (True, set(), False, BOTH, BOTH),
        (True, set(), True, set(), set()),
        (True, BOTH, False, {"dnt"}, {"dnt"}),
    ],
)
def test_the_signals_that_a_yes_is_given_in_knowledge_of(
    *, by_operator: bool, on: set[str], tracked: bool, shown: set[str], kept: set[str] | None
) -> None:
    at = setting(
        by_operator=by_operator,
        person=replace(PERSON, tracking_refused=tracked),
        signals=Signals(gpc="gpc" in on, dnt="dnt" in on),
    )
    said = yes(signals_shown=frozenset(shown))
    if kept is not None:
        assert record_of(said, at).signals_shown == kept
        return
    error = refused(said, at)
    assert (error.code, error.status) == ("signal_not_shown", 422)
    expected = on | ({"dnt"} if tracked else set())
    assert error.details == {"signals": sorted(expected - shown)}
    assert record_of(replace(said, answer=Answer.REFUSED), at).state is ConsentState.REFUSED
