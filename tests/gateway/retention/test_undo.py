"""What is hidden comes back only where its class alone ended it, and never past what bounds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.retention.assign import Tagged, ended, with_terms
from gateway.retention.terms import Term, end_of
from gateway.retention.undo import undone
from tests.gateway.storage.samples import DAY, START, tag

MOVING = Term(key="chat", version="1", trigger="last_interaction", duration="P30D", undo="P7D")
FIXED = Term(key="fixed", version="1", trigger="collection", duration="P40D", undo="P7D")
EVENT = Term(key="event", version="1", trigger="contract_end", duration="P10D", undo="P7D")


def held(*terms: Term, last: datetime = START) -> Tagged:
    bare = Tagged(tag=tag(terms=terms), latest=None)
    return with_terms(bare, terms, first=START, last=last)


def again(of: Tagged, days: float, last: datetime = START) -> Tagged | None:
    return undone(of, first=START, last=last, now=START + timedelta(days=days))


@pytest.mark.parametrize(
    ("terms", "days", "until"),
    [
        ((MOVING,), 30, 60),
        ((MOVING,), 36.9, 66.9),
        ((MOVING,), 29.9, None),  # not hidden yet
        ((MOVING,), 37, None),  # due
        ((replace(MOVING, undo=""),), 30, None),
        ((replace(MOVING, longest="P35D"),), 31, 35),
        ((replace(MOVING, longest="P30D"),), 31, None),
        ((FIXED,), 41, None),
        ((MOVING, FIXED), 31, 40),
        ((replace(EVENT, started=START),), 12, 22),
        ((replace(EVENT, trigger="account_closure", started=START),), 12, None),
        ((replace(EVENT, trigger="consent_withdrawal", started=START),), 12, None),
        # It was hidden by the other class; the event's own end stays.
        ((MOVING, replace(EVENT, duration="P50D", started=START)), 31, 50),
        ((), 30, None),
    ],
)
def test_a_clock_starts_anew(terms: tuple[Term, ...], days: float, until: float | None) -> None:
    before = held(*terms) if terms else Tagged(tag=tag(due_at=START + 37 * DAY), latest=None)
    made = again(before, days)
    if until is None:
        assert made is None
        return
    assert made is not None
    assert made.tag.hide_at == START + timedelta(days=until)
    assert made.tag.hide_at <= (made.tag.due_at or made.tag.hide_at) < made.tag.erase_by


def test_what_somebody_ended_stays_hidden() -> None:
    for days in (1, 31):
        over = ended(held(MOVING), START + days * DAY)
        assert [again(over, each) for each in (days, days + 1, 33)] == [None] * 3


def test_no_law_keeps_it_longer_for_that() -> None:
    before = held(replace(MOVING, minimum="P20D"))
    made = again(before, 31)
    assert made is not None
    assert made.tag.keep_until == before.tag.keep_until == START + 20 * DAY


TERMS = st.builds(
    Term,
    key=st.sampled_from(["a", "b", "c"]),
    version=st.just("1"),
    trigger=st.sampled_from(["collection", "last_interaction", "contract_end"]),
    duration=st.integers(1, 30).map(lambda days: f"P{days}D"),
    undo=st.sampled_from(["", "P3D", "P9D"]),
    longest=st.sampled_from(["", "P25D", "P45D"]),
    started=st.none(),
)


@given(
    terms=st.lists(TERMS, min_size=1, max_size=3, unique_by=lambda each: each.key),
    last=st.integers(0, 10),
    now=st.integers(0, 60),
    latest=st.none() | st.integers(0, 40),
)
def test_nothing_is_shown_past_what_bounds_it(
    terms: list[Term], last: int, now: int, latest: int | None
) -> None:
    at, spoken = START + now * DAY, START + last * DAY
    bound = None if latest is None else START + latest * DAY
    bare = Tagged(tag=tag(terms=tuple(terms)), latest=bound)
    before = with_terms(bare, tuple(terms), first=START, last=spoken)
    made = undone(before, first=START, last=spoken, now=at)
    if made is None:
        return
    assert before.tag.hide_at <= at < made.tag.hide_at
    assert bound is None or made.tag.hide_at <= bound
    for each in terms:
        assert made.tag.hide_at <= end_of(each, first=START, last=at)
    assert made.latest == before.latest
