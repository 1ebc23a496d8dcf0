"""What a row holds of its classes, and what events do to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.policy import Clamps, EndAction, Minimum, Trigger
from gateway.retention.classes import FOREVER, version_of
from gateway.retention.rules import Chosen
from gateway.retention.terms import (
    Term,
    end_of,
    ends_of,
    joined,
    kept_until,
    read_terms,
    started,
    stopped,
    term_of,
    write_terms,
)
from tests.gateway.retention.policies import DAY, START, retention_class

LAST = START + 5 * DAY


def term(key: str = "a", trigger: str = "last_interaction", duration: str = "P10D", **more) -> Term:  # type: ignore[no-untyped-def]
    return Term(key=key, version="0123456789ab", trigger=trigger, duration=duration, **more)


def test_a_term_says_what_its_class_says() -> None:
    full = retention_class(
        "books",
        Trigger.PURPOSE_FULFILLED,
        "P1Y",
        action=EndAction.MOVE_TO_SEPARATE_STORE,
        minimum=Minimum(duration="P6Y", law="a law"),
        clamps=Clamps(longest="P10Y"),
        undo="P1D",
    )
    assert term_of(Chosen(retention_class=full, explicit=True), "support") == Term(
        key="books",
        version=version_of(full),
        trigger="purpose_fulfilled",
        duration="P1Y",
        undo="P1D",
        action="move_to_separate_store",
        minimum="P6Y",
        longest="P10Y",
        purpose="support",
        explicit=True,
    )
    own = retention_class("t", Trigger.EVENT, "P1Y", event="ticket_closed")
    made = term_of(Chosen(retention_class=own), "support")
    assert (made.trigger, made.purpose, made.waits) == ("event:ticket_closed", "", True)


@pytest.mark.parametrize(
    ("each", "end"),
    [
        (term(), LAST + 10 * DAY),
        (term(trigger="collection"), START + 10 * DAY),
        (term(trigger="contract_end"), FOREVER),
        (term(trigger="contract_end", started=LAST), LAST + 10 * DAY),
        (term(trigger="contract_end", duration="PT0S", started=LAST), LAST),
        (term(trigger="contract_end", longest="P1D"), START + DAY),
        (term(longest="P12D"), START + 12 * DAY),
        (term(longest="P90D"), LAST + 10 * DAY),
    ],
)
def test_when_a_class_ends(each: Term, end: datetime) -> None:
    assert end_of(each, first=START, last=LAST) == end


def test_the_first_end_decides_and_the_first_due_acts() -> None:
    review = term("r", duration="P5D", undo="P10D", action="review")
    erase = term("e", duration="P8D")
    ends = ends_of((erase, review), first=START, last=START)
    assert (ends.deciding.key, ends.action) == ("r", "erase")
    assert (ends.hide_at, ends.due_at) == (START + 5 * DAY, START + 8 * DAY)
    same = ends_of((term("r", action="review"), term("e")), first=START, last=START)
    assert (same.deciding.key, same.action) == ("e", "erase")
    chosen = term("x", duration="P2Y", explicit=True)
    assert ends_of((erase, chosen), first=START, last=START).deciding == chosen


def test_the_latest_minimum_counts() -> None:
    assert kept_until((term(),), START) is None
    both = (term("a", minimum="P1D"), term("b", minimum="P3D"), term("c"))
    assert kept_until(both, START) == START + 3 * DAY


def test_joining_keeps_events_and_takes_new_forms() -> None:
    held = (term("a", "contract_end", started=LAST), term("b"))
    changed = replace(held[0], version="changed", duration="P1D", started=None)
    assert joined(held, (changed, term("c"))) == (
        replace(changed, started=LAST),
        term("b"),
        term("c"),
    )
    other_trigger = replace(changed, trigger="account_closure")
    assert joined(held, (other_trigger,))[0].started is None
    assert joined((term("a", explicit=True),), (term("a"),)) == (term("a", explicit=True),)
    of_purposes = (
        term("w", "consent_withdrawal", purpose="x"),
        term("w", "consent_withdrawal", purpose="y"),
    )
    assert joined((of_purposes[1],), (of_purposes[0],)) == of_purposes


def test_an_event_starts_its_clocks_and_only_ever_shortens() -> None:
    terms = (
        term("a", "account_closure"),
        term("b", "consent_withdrawal", purpose="news"),
        term("c", "consent_withdrawal", purpose="answering"),
        term("d", "event:ticket_closed"),
        term("e"),
    )

    def clocks(after: tuple[Term, ...]) -> list[datetime | None]:
        return [each.started for each in after]

    assert clocks(started(terms, "account_closure", at=LAST)) == [LAST, None, None, None, None]
    assert clocks(started(terms, "consent_withdrawal", at=LAST, purpose="news")) == [
        *(None, LAST, None, None, None)
    ]
    assert clocks(started(terms, "event:ticket_closed", at=LAST)) == [None, None, None, LAST, None]
    for nothing in ("event:other", "event", "last_interaction", "collection", ""):
        assert started(terms, nothing, at=LAST) == terms
    assert started(terms, "consent_withdrawal", at=LAST) == terms
    once = started(terms, "account_closure", at=LAST)
    assert started(once, "account_closure", at=LAST + DAY) == once
    assert clocks(started(once, "account_closure", at=START))[0] == START
    assert stopped(once, "account_closure") == terms
    assert stopped(once, "contract_end") == once


_TERMS = st.lists(
    st.builds(
        Term,
        key=st.sampled_from(["a", "b", "c"]),
        version=st.just("0123456789ab"),
        trigger=st.sampled_from(["collection", "last_interaction", "contract_end", "event:x_1"]),
        duration=st.sampled_from(["P1D", "P1M", "PT0S"]),
        undo=st.sampled_from(["", "P1D"]),
        action=st.sampled_from(["erase", "review"]),
        minimum=st.sampled_from(["", "P6Y"]),
        longest=st.sampled_from(["", "P9Y"]),
        purpose=st.sampled_from(["", "answering"]),
        explicit=st.booleans(),
        started=st.none() | st.integers(0, 10**14).map(lambda n: START + timedelta(microseconds=n)),
    ),
    max_size=3,
).map(tuple)


@given(terms=_TERMS)
def test_what_a_row_holds_is_read_as_it_was_written(terms: tuple[Term, ...]) -> None:
    text = write_terms(terms)
    assert read_terms(text) == terms
    assert (text == "") is (terms == ())


def test_what_is_usual_is_not_written() -> None:
    assert write_terms((term(),)) == (
        '[{"key":"a","version":"0123456789ab","trigger":"last_interaction","duration":"P10D"}]'
    )


@pytest.mark.parametrize(
    "text",
    ["{}x", "[1]", '[{"key":"a"}]', '[{"other":1}]', "null", "3", '[{"key":1,"started":"now"}]'],
)
def test_a_damaged_row_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="terms"):
        read_terms(text)
