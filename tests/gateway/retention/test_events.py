"""What events do to tags, and which events there can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import InvalidRequest
from gateway.policy import Trigger
from gateway.retention.assign import Tagged, first_tag, tag
from gateway.retention.classes import FOREVER, later
from gateway.retention.events import (
    ACCOUNT_REOPENED,
    TYPES,
    RetentionEvent,
    after_event,
    check_event,
    read_time,
)
from tests.gateway.retention.policies import DAY, START, occasion, policy, retention_class

NOW = START + 400 * DAY
POLICY = policy(
    retention_class("service", Trigger.ACCOUNT_CLOSURE, "P3Y", undo="P7D"),
    retention_class("news", Trigger.CONSENT_WITHDRAWAL, "PT0S"),
    retention_class("order", Trigger.PURPOSE_FULFILLED, "P30D"),
    retention_class("ticket", Trigger.EVENT, "P10D", event="closed"),
    retention_class("chat", duration="P30D"),
)


def event(kind: str = "account_closure", **changes: Any) -> RetentionEvent:
    fields: dict[str, Any] = {
        "event_id": "event-1",
        "tenant": "acme",
        "subject": "subject-1",
        "type": kind,
        "at": START + DAY,
        "recorded_at": NOW,
    }
    return RetentionEvent(**(fields | changes))


def held(purpose: str) -> Tagged:
    return first_tag(tag(POLICY, occasion(purpose), now=START))


def after(tagged: Tagged, *events: RetentionEvent) -> Tagged:
    for each in events:
        tagged = after_event(tagged, each, first=START, last=START)
    return tagged


@pytest.mark.parametrize(
    ("purpose", "told", "end"),
    [
        ("service", event(), later(START + DAY, "P3Y")),
        ("service", event("contract_end"), FOREVER),
        ("news", event("consent_withdrawal", purpose="news"), START + DAY),
        ("news", event("consent_withdrawal", purpose="order"), FOREVER),
        ("order", event("purpose_fulfilled", purpose="order"), START + 31 * DAY),
        ("ticket", event("event:closed"), START + 11 * DAY),
        ("ticket", event("event:opened"), FOREVER),
        ("chat", event(), START + 30 * DAY),
        ("chat", event("event:closed"), START + 30 * DAY),
    ],
)
def test_an_event_starts_the_clocks_that_wait_for_it(
    purpose: str, told: RetentionEvent, end: datetime
) -> None:
    assert after(held(purpose), told).tag.hide_at == end


def test_the_time_to_undo_and_the_promise_follow() -> None:
    closed = after(held("service"), event()).tag
    assert closed.due_at == closed.hide_at + 7 * DAY
    assert closed.erase_by == closed.hide_at + 8 * DAY


def test_the_same_event_twice_is_once() -> None:
    once = after(held("service"), event())
    assert after(once, event()) == once
    assert after(once, event(at=START + 9 * DAY)) == once


def test_an_earlier_event_shortens() -> None:
    late, early = event(at=START + 9 * DAY), event(at=START + 2 * DAY)
    assert after(held("service"), late, early) == after(held("service"), early)


def test_what_is_collected_after_the_event_counts_from_its_own_time() -> None:
    before = event(at=START - 90 * DAY)
    assert after(held("ticket"), replace(before, type="event:closed")).tag.hide_at == (
        START + 10 * DAY
    )


def test_an_account_that_is_opened_again_stops_the_clock_of_what_is_not_hidden() -> None:
    closed = after(held("service"), event())
    opened = event(ACCOUNT_REOPENED, at=START + 5 * DAY)
    assert after(closed, opened) == held("service")
    hidden = replace(opened, recorded_at=closed.tag.hide_at)
    assert after(closed, hidden) == closed
    assert after(held("service"), opened) == held("service")
    ticket = after(held("ticket"), event("event:closed"))
    assert after(ticket, opened) == ticket
    again = after(closed, opened, event(at=START + 20 * DAY))
    assert again.tag.hide_at == later(START + 20 * DAY, "P3Y")


@given(
    purpose=st.sampled_from(list(POLICY.purposes)),
    told=st.lists(
        st.tuples(
            st.sampled_from(["account_closure", "event:closed", "purpose_fulfilled"]),
            st.integers(0, 2000),
        ),
        max_size=8,
    ),
)
def test_no_event_ever_lengthens_and_their_order_does_not_matter(
    purpose: str, told: list[tuple[str, int]]
) -> None:
    def made(kind: str, hours: int) -> RetentionEvent:
        of = "order" if kind == "purpose_fulfilled" else ""
        return event(kind, purpose=of, at=START + timedelta(hours=hours))

    events = [made(*each) for each in told]
    tagged, ends = held(purpose), []
    for each in events:
        tagged = after(tagged, each)
        ends.append(tagged.tag.hide_at)
    assert ends == sorted(ends, reverse=True)
    assert after(held(purpose), *reversed(events)) == tagged


def test_every_trigger_but_running_clocks_is_an_event() -> None:
    assert {
        "account_closure",
        "account_reopened",
        "consent_withdrawal",
        "contract_end",
        "purpose_fulfilled",
        "verification_complete",
    } == TYPES


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": "collection"}, "type"),
        ({"type": "event"}, "type"),
        ({"type": "event:"}, "type"),
        ({"type": "event:A"}, "type"),
        ({"type": f"event:{'a' * 41}"}, "type"),
        ({"type": "event:a\n"}, "type"),
        ({"type": "account_closed"}, "type"),
        ({"type": "purpose_fulfilled"}, "purpose"),
        ({"type": "consent_withdrawal"}, "purpose"),
        ({"type": "purpose_fulfilled", "purpose": "ads"}, "purpose"),
        ({"type": "account_closure", "purpose": "order"}, "purpose"),
        ({"at": NOW + timedelta(microseconds=1)}, "at"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_event(event(**changes), POLICY.purposes)
    assert refused.value.status == 422
    assert refused.value.details == {"fields": [field]}


@pytest.mark.parametrize("kind", [*sorted(TYPES), "event:closed_2"])
def test_what_can_be_is_not(kind: str) -> None:
    of = "order" if kind in ("purpose_fulfilled", "consent_withdrawal") else ""
    told = event(kind, purpose=of, at=NOW)
    check_event(told, POLICY.purposes)
    assert told.at == told.recorded_at


def test_a_time_has_a_zone() -> None:
    assert read_time("2026-01-31T01:00:00+01:00") == START
    for text in ("2026-01-31", "2026-01-31T00:00:00", "now", ""):
        with pytest.raises(InvalidRequest) as refused:
            read_time(text)
        assert refused.value.details == {"fields": ["at"]}
