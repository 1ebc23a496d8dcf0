"""Events are only ever added, an old indication is not heard, and an end always is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from gateway.consent.records import (
    PERMITTING,
    TRANSITIONS,
    ConsentRecord,
    ConsentState,
    Signer,
    next_events,
)
from tests.gateway.storage.samples import START

GIVEN, REFUSED = ConsentState.GIVEN, ConsentState.REFUSED
WITHDRAWN, REVOKED = ConsentState.WITHDRAWN, ConsentState.REVOKED
EXPIRED, RENEWED = ConsentState.EXPIRED, ConsentState.RENEWED
DEFERRED, INVALIDATED = ConsentState.DEFERRED, ConsentState.INVALIDATED
ASKED = (ConsentState.REQUESTED, DEFERRED, GIVEN, REFUSED, WITHDRAWN, REVOKED)
HOUR = timedelta(hours=1)


def record(state: ConsentState = GIVEN, at: datetime = START, **fields: Any) -> ConsentRecord:
    whole: dict[str, Any] = {
        "record_id": "asked",
        "tenant": "main",
        "subject": "s",
        "purpose": "answering",
        "recipient": "model",
        "state": state,
        "notice": "a" * 64,
        "language": "en",
        "event_time": at,
    }
    return ConsentRecord(**{**whole, **fields})


def states(current: ConsentRecord | None, asked: ConsentRecord) -> list[ConsentState]:
    return [event.state for event in next_events(current, asked)]


@pytest.mark.parametrize(
    ("before", "asked", "after"),
    [
        (None, GIVEN, [GIVEN]),
        (None, REFUSED, [REFUSED]),
        (None, DEFERRED, [DEFERRED]),
        (None, WITHDRAWN, []),
        (None, REVOKED, []),
        (GIVEN, GIVEN, [GIVEN]),
        (GIVEN, REFUSED, [WITHDRAWN]),
        (GIVEN, WITHDRAWN, [WITHDRAWN]),
        (GIVEN, REVOKED, [REVOKED]),
        (GIVEN, DEFERRED, []),
        (RENEWED, REFUSED, [WITHDRAWN]),
        (REFUSED, GIVEN, [GIVEN]),
        (REFUSED, WITHDRAWN, []),
        (WITHDRAWN, GIVEN, [GIVEN]),
        (WITHDRAWN, WITHDRAWN, []),
        (WITHDRAWN, REFUSED, [REFUSED]),
        (WITHDRAWN, DEFERRED, []),
        (REFUSED, DEFERRED, []),
        (REVOKED, DEFERRED, []),
        (EXPIRED, DEFERRED, [DEFERRED]),
        (EXPIRED, GIVEN, [RENEWED]),
        (INVALIDATED, GIVEN, [GIVEN]),
        (DEFERRED, REFUSED, [REFUSED]),
    ],
)
def test_what_follows_what(
    before: ConsentState | None, asked: ConsentState, after: list[ConsentState]
) -> None:
    current = record(before, record_id="held") if before else None
    events = next_events(current, record(asked, START + HOUR))
    assert [event.state for event in events] == after
    assert {event.record_id for event in events} <= {"held" if before else "asked"}


def test_an_expired_consent_expires_by_an_event_of_its_own() -> None:
    current = record(valid_until=START + HOUR)
    expired, renewed = next_events(current, record(at=START + 2 * HOUR))
    assert (expired.state, expired.event_time) == (EXPIRED, START + HOUR)
    assert expired.signer is Signer.CONTROLLER
    assert (renewed.state, renewed.event_time) == (RENEWED, START + 2 * HOUR)
    assert states(current, record(REFUSED, START + 2 * HOUR)) == [EXPIRED, REFUSED]
    assert states(current, record(at=START + HOUR - timedelta.resolution)) == [GIVEN]


def test_a_yes_to_another_notice_ends_the_yes_to_the_first() -> None:
    asked = record(at=START + HOUR, notice="b" * 64)
    ended, given = next_events(record(guardian="g"), asked)
    assert (ended.state, ended.notice) == (INVALIDATED, "a" * 64)
    assert (given.state, given.notice, given.guardian) == (GIVEN, "b" * 64, None)


def test_an_indication_that_is_older_than_what_holds_is_not_heard() -> None:
    for state in (GIVEN, REFUSED, DEFERRED):
        assert states(record(WITHDRAWN, START + HOUR), record(state)) == []
        assert states(record(GIVEN, START + HOUR), record(state)) == []


@pytest.mark.parametrize("end", [WITHDRAWN, REVOKED])
def test_an_end_is_heard_whatever_the_clock_says(end: ConsentState) -> None:
    (ended,) = next_events(record(at=START + HOUR), record(end, START))
    assert (ended.state, ended.event_time) == (end, START + HOUR)


def signature(at: datetime, **fields: Any) -> ConsentRecord:
    return record(at=at, signer=Signer.GUARDIAN, guardian="g" * 40, method="document", **fields)


def test_a_guardian_signs_what_the_subject_has_given() -> None:
    (signed,) = next_events(record(), signature(START + HOUR))
    assert (signed.state, signed.guardian, signed.signer) == (GIVEN, "g" * 40, Signer.GUARDIAN)
    assert (signed.method, signed.notice) == ("document", "a" * 64)
    assert next_events(record(), signature(START + HOUR, notice="b" * 64)) == ()
    for state in set(ConsentState) - PERMITTING:
        assert next_events(record(state), signature(START + HOUR)) == (), state
    assert next_events(None, signature(START)) == ()


def test_the_guardians_signature_ends_with_the_consent() -> None:
    signed = record(guardian="g" * 40)
    (ended,) = next_events(signed, record(WITHDRAWN, START + HOUR))
    assert ended.guardian is None
    (again,) = next_events(ended, record(at=START + 2 * HOUR))
    assert again.guardian is None


def test_a_yes_once_more_neither_prolongs_nor_widens_what_a_guardian_has_signed() -> None:
    signed = record(
        guardian="g" * 40, valid_until=START + 9 * HOUR, signals_shown=frozenset({"dnt"})
    )
    later: dict[str, Any] = {"at": START + HOUR, "valid_until": START + 99 * HOUR}
    assert next_events(signed, record(**later)) == ()
    assert next_events(signed, record(**later, signals_shown=frozenset({"dnt"}))) == ()
    (wider,) = next_events(signed, record(**later, signals_shown=frozenset({"dnt", "gpc"})))
    assert wider.guardian is None
    (again,) = next_events(record(), record(**later))
    assert again.valid_until == START + 99 * HOUR


@pytest.mark.parametrize("state", list(ConsentState))
def test_only_a_given_consent_permits_and_only_in_its_time(state: ConsentState) -> None:
    held = record(state, valid_until=START + HOUR)
    assert held.permits(START) is (state in PERMITTING)
    assert not held.permits(START - timedelta.resolution)
    assert not held.permits(START + HOUR)


@for_all(
    st.lists(
        st.tuples(
            st.sampled_from(ASKED),
            st.integers(0, 20),
            st.sampled_from("ab"),
            st.sampled_from((Signer.SUBJECT, Signer.GUARDIAN)),
        ),
        max_size=20,
    )
)
def test_every_history_keeps_to_the_table(
    steps: list[tuple[ConsentState, int, str, Signer]],
) -> None:
    current: ConsentRecord | None = None
    for state, hour, notice, signer in steps:
        at = START + hour * HOUR
        asked = record(
            state,
            at,
            notice=notice * 64,
            signer=signer,
            guardian="g" if signer is Signer.GUARDIAN else None,
            valid_until=at + 3 * HOUR,
        )
        before = current
        for event in next_events(current, asked):
            assert event.state in TRANSITIONS[current.state if current else None]
            assert current is None or event.event_time >= current.event_time
            assert current is None or event.record_id == current.record_id
            current = event
        if state in (WITHDRAWN, REVOKED, REFUSED) and before is not None:
            ended = current is not None and current.state not in PERMITTING
            assert ended or at < before.event_time
    assert current is None or replace(current, event_id=0).event_id == 0


@pytest.mark.parametrize(
    ("before", "asked", "by"),
    [
        (None, GIVEN, ["command"]),
        (record(), WITHDRAWN, ["command"]),
        (record(notice="b" * 64), GIVEN, ["gateway", "command"]),
        (record(valid_until=START + HOUR), GIVEN, ["gateway", "command"]),
        (record(valid_until=START + HOUR), EXPIRED, ["gateway"]),
    ],
)
def test_events_are_recorded_when_what_brought_them_is(
    before: ConsentRecord | None, asked: ConsentState, by: list[str]
) -> None:
    """Whatever time they name; nothing of the event before is carried over."""
    if before is not None:
        before = replace(before, recorded_at=START, recorded_by="subject")
    recorded = {"recorded_at": START + 9 * HOUR, "recorded_by": "command"}
    events = next_events(before, record(asked, at=START + 2 * HOUR, **recorded))
    assert [each.recorded_by for each in events] == by
    assert {each.recorded_at for each in events} == {START + 9 * HOUR}


def test_who_recorded_an_event_is_not_made_up() -> None:
    before = record(recorded_at=START, recorded_by="subject")
    (event,) = next_events(before, record(WITHDRAWN, at=START + HOUR))
    assert (event.recorded_at, event.recorded_by) == (None, "")
