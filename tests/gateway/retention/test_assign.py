"""Tags, and what later exchanges may not change in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.policy import Clamps, EndAction, Minimum, Policy, Trigger
from gateway.policy_retention import RetentionRule
from gateway.retention.assign import (
    GRACE,
    Tagged,
    ended,
    erased_at,
    first_tag,
    next_tag,
    source_tag_end,
    state_tag,
    tag,
    with_terms,
)
from gateway.retention.classes import FOREVER, later, version_of
from gateway.retention.terms import started
from gateway.storage.ports import Tag
from tests.gateway.retention.policies import DAY, START, occasion, policy, retention_class

LAW = Minimum(duration="P6Y", law="HGB 257")
BOTH = policy(
    retention_class("month", duration="P1M"),
    retention_class("fixed", Trigger.COLLECTION, "P10D"),
    retention_class("short", Trigger.COLLECTION, "P2D"),
)


def chat(policy: Policy, *steps: tuple[str, int]) -> Tagged:
    """The tag after exchanges for purposes at days from the start."""
    held = None
    for purpose, days in steps:
        at = START + days * DAY
        new = tag(policy, occasion(purpose), now=at)
        held = first_tag(new) if held is None else next_tag(held, new, created_at=START, at=at)
    assert held is not None
    return held


def test_a_tag_says_what_why_and_until_when() -> None:
    made = tag(BOTH, occasion("month"), now=START)
    assert made.retention_class == "month"
    assert made.class_version == version_of(BOTH.classes["month"])
    assert made.trigger == "last_interaction"
    assert (made.purpose, made.recipient) == ("month", "model-eu")
    assert made.policy == "default@0123456789ab"
    assert made.hide_at == datetime(2026, 2, 28, tzinfo=UTC)
    assert made.erase_by == made.hide_at + GRACE
    assert (made.due_at, made.keep_until, made.action) == (None, None, "erase")


def test_undo_and_minimum_have_times_of_their_own() -> None:
    with_undo = policy(
        retention_class("books", duration="P1Y", undo="P7D", minimum=LAW, action=EndAction.REVIEW)
    )
    made = tag(with_undo, occasion("books"), now=START)
    assert made.hide_at == datetime(2027, 1, 31, tzinfo=UTC)
    assert made.due_at == made.hide_at + 7 * DAY
    assert made.erase_by == made.hide_at + 8 * DAY
    assert made.keep_until == datetime(2032, 1, 31, tzinfo=UTC)
    assert made.action == "review"
    assert erased_at(made) == made.keep_until
    assert erased_at(replace(made, keep_until=None)) == made.due_at
    assert erased_at(replace(made, keep_until=START, due_at=None)) == made.hide_at


def test_a_clock_that_waits_has_no_end() -> None:
    waiting = policy(retention_class("service", Trigger.ACCOUNT_CLOSURE, "P3Y", undo="P1D"))
    made = tag(waiting, occasion("service"), now=START)
    assert (made.hide_at, made.due_at, made.erase_by) == (FOREVER, None, FOREVER)
    held = chat(waiting, ("service", 0), ("service", 400))
    assert held.tag.hide_at == FOREVER


def test_a_clamp_ends_what_waits_for_ever() -> None:
    clamps = Clamps(longest="P10Y")
    waiting = policy(retention_class("service", Trigger.CONTRACT_END, "P3Y", clamps=clamps))
    assert chat(waiting, ("service", 0), ("service", 40)).tag.hide_at == datetime(
        2036, 1, 31, tzinfo=UTC
    )
    renewed = policy(retention_class("chat", duration="P30D", clamps=Clamps(longest="P50D")))
    ends = [chat(renewed, ("chat", 0), ("chat", day)).tag.hide_at for day in (10, 20, 29)]
    assert ends == [START + 40 * DAY, START + 50 * DAY, START + 50 * DAY]


def test_a_provider_state_has_a_class_of_its_own() -> None:
    allowing = replace(BOTH, provider_state_retention="short")
    made = state_tag(allowing, purpose_key="month", recipient_key="model-eu", now=START)
    assert (made.retention_class, made.trigger, made.terms) == ("short", "collection", ())
    assert (made.purpose, made.recipient) == ("month", "model-eu")
    assert (made.hide_at, made.erase_by) == (START + 2 * DAY, START + 2 * DAY + GRACE)
    for wrong in (None, "unknown"):
        changed = replace(BOTH, provider_state_retention=wrong)
        with pytest.raises(KeyError):
            state_tag(changed, purpose_key="month", recipient_key="model-eu", now=START)


def test_an_unknown_purpose_or_class_has_no_tag() -> None:
    with pytest.raises(KeyError):
        tag(BOTH, occasion("unknown"), now=START)
    with pytest.raises(KeyError):
        tag(replace(BOTH, classes={}), occasion("month"), now=START)


def test_last_interaction_restarts_the_clock() -> None:
    assert chat(BOTH, ("month", 0), ("month", 5)).tag == tag(
        BOTH, occasion("month"), now=START + 5 * DAY
    )


def test_collection_keeps_the_first_end() -> None:
    end = START + 10 * DAY
    for days in range(1, 9):
        held = chat(BOTH, ("fixed", 0), ("fixed", days))
        assert (held.tag.hide_at, held.tag.erase_by) == (end, end + GRACE)


def test_collection_by_months_keeps_the_first_end_exactly() -> None:
    months = policy(retention_class("fixed", Trigger.COLLECTION, "P1M"))
    for days in range(1, 28):
        held = chat(months, ("fixed", 0), ("fixed", days))
        assert held.tag.hide_at == datetime(2026, 2, 28, tzinfo=UTC)


def test_no_other_class_carries_collected_data_past_its_end() -> None:
    held = chat(BOTH, ("fixed", 0), ("month", 9))
    assert held.tag.purpose == "month"
    assert (held.tag.retention_class, held.tag.hide_at) == ("fixed", START + 10 * DAY)


def test_a_shorter_collection_class_counts_from_the_first_exchange() -> None:
    for steps in ((("month", 0), ("short", 1)), (("month", 0), ("short", 1), ("fixed", 1))):
        assert chat(BOTH, *steps).tag.hide_at == START + 2 * DAY


def test_a_shorter_life_of_an_earlier_exchange_stays() -> None:
    lives = policy(retention_class("week", duration="P7D"), retention_class("month"))
    held = chat(lives, ("week", 0), ("month", 3))
    assert (held.tag.retention_class, held.tag.hide_at) == ("week", START + 10 * DAY)
    again = chat(lives, ("month", 0), ("week", 3), ("month", 6), ("month", 12))
    assert (again.tag.retention_class, again.tag.hide_at) == ("week", START + 19 * DAY)


MEDICAL = RetentionRule(retention_class="medical", detected=frozenset({"MEDICATION"}))
SALES = RetentionRule(retention_class="sales", bots=frozenset({"sales"}), explicit=True)
RULED = policy(
    retention_class("month"),
    retention_class("medical", duration="P7D"),
    retention_class("sales", duration="P24M"),
    rules=(MEDICAL, SALES),
)


def test_what_was_detected_once_shortens_the_life_for_good() -> None:
    ill = tag(RULED, occasion("month", detected=frozenset({"MEDICATION"})), now=START)
    assert (ill.retention_class, ill.hide_at) == ("medical", START + 7 * DAY)
    well = tag(RULED, occasion("month"), now=START + 2 * DAY)
    assert (well.retention_class, well.hide_at) == ("month", START + 32 * DAY)
    held = next_tag(first_tag(ill), well, created_at=START, at=START + 2 * DAY)
    assert (held.tag.retention_class, held.tag.hide_at) == ("medical", START + 9 * DAY)


def test_an_explicit_class_counts_alone() -> None:
    sold = occasion("month", bot="sales", detected=frozenset({"MEDICATION"}))
    made = tag(RULED, sold, now=START)
    assert (made.retention_class, made.hide_at) == ("sales", datetime(2028, 1, 31, tzinfo=UTC))
    first = first_tag(tag(RULED, occasion("month"), now=START))
    held = next_tag(first, tag(RULED, sold, now=START + DAY), created_at=START, at=START + DAY)
    assert (held.tag.retention_class, held.tag.hide_at) == (
        "sales",
        datetime(2028, 2, 1, tzinfo=UTC),
    )


def test_a_changed_class_takes_its_new_form_but_no_collected_data_past_its_end() -> None:
    def longer(trigger: Trigger) -> tuple[Policy, Policy]:
        one = policy(retention_class("a", trigger, "P10D"))
        return one, policy(retention_class("a", trigger, "P20D"))

    at = START + 5 * DAY
    for trigger, end in ((Trigger.LAST_INTERACTION, 25), (Trigger.COLLECTION, 10)):
        before, after = longer(trigger)
        held = first_tag(tag(before, occasion("a"), now=START))
        held = next_tag(held, tag(after, occasion("a"), now=at), created_at=START, at=at)
        assert held.tag.class_version == version_of(after.classes["a"])
        assert held.tag.hide_at == START + end * DAY
        third = at + DAY
        held = next_tag(held, tag(after, occasion("a"), now=third), created_at=START, at=third)
        assert held.tag.hide_at == START + (end if end == 10 else end + 1) * DAY


def test_a_tag_without_terms_gets_them_and_keeps_its_latest_end() -> None:
    old = Tag(
        retention_class="fixed",
        trigger="collection",
        purpose="fixed",
        recipient="r",
        policy="p",
        hide_at=START + 10 * DAY,
        erase_by=START + 11 * DAY,
    )
    assert first_tag(old).latest == START + 10 * DAY
    new = tag(BOTH, occasion("month"), now=START + DAY)
    held = next_tag(first_tag(old), new, created_at=START, at=START + DAY)
    assert held.tag.terms == new.terms
    assert held.tag.hide_at == START + 10 * DAY
    bare = replace(old, hide_at=START + 12 * DAY, erase_by=START + 13 * DAY)
    kept = next_tag(first_tag(old), bare, created_at=START, at=START + 2 * DAY)
    assert (kept.tag.hide_at, kept.tag.erase_by) == (START + 10 * DAY, START + 11 * DAY)


def test_an_event_sets_ends_and_minima() -> None:
    closing = policy(
        retention_class("service", Trigger.ACCOUNT_CLOSURE, "P1Y", minimum=LAW),
        retention_class("month", duration="P30D"),
    )
    held = chat(closing, ("service", 0))
    at = START + 100 * DAY
    terms = started(held.tag.terms, "account_closure", at=at)
    closed = with_terms(held, terms, first=START, last=START)
    assert closed.tag.hide_at == later(at, "P1Y")
    assert closed.tag.keep_until == later(at, "P6Y")
    assert closed.tag.erase_by == closed.tag.hide_at + GRACE


def test_what_is_ended_is_hidden_and_due() -> None:
    held = chat(policy(retention_class("a", undo="P7D")), ("a", 0))
    at = START + DAY
    over = ended(held, at)
    assert (over.tag.hide_at, over.tag.due_at, over.tag.erase_by, over.latest) == (at, None, at, at)
    assert ended(over, at + DAY) == over


_CLASSES = (
    retention_class("fixed", Trigger.COLLECTION, "P10D"),
    retention_class("short", Trigger.COLLECTION, "P2D", undo="P1D"),
    retention_class("month", duration="P1M"),
    retention_class("week", duration="P7D", minimum=Minimum(duration="P2Y", law="a")),
    retention_class("books", duration="P2M", undo="P30D", minimum=LAW),
    retention_class("service", Trigger.ACCOUNT_CLOSURE, "P3Y"),
)
_ALL = policy(*_CLASSES)


@given(
    steps=st.lists(
        st.tuples(st.sampled_from([each.key for each in _CLASSES]), st.integers(0, 20)),
        min_size=1,
    )
)
def test_minima_beat_ends_and_of_ends_the_first_counts(steps: list[tuple[str, int]]) -> None:
    """By the plain reading of the rules, whatever the order of exchanges."""
    hours, sequence = 0, []
    for key, gap in steps:
        hours += gap
        sequence.append((key, START + timedelta(hours=hours)))
    first, last = sequence[0][1], sequence[-1][1]
    held: Tagged | None = None
    for key, at in sequence:
        new = tag(_ALL, occasion(key), now=at)
        held = first_tag(new) if held is None else next_tag(held, new, created_at=first, at=at)
    assert held is not None
    ends, due, minima = [], [], []
    for each in _CLASSES:
        times = [at for key, at in sequence if key == each.key]
        if not times:
            continue
        start = {Trigger.COLLECTION: first, Trigger.LAST_INTERACTION: last}
        end = later(start.get(each.trigger, FOREVER), each.duration)
        ends.append(end)
        due.append(later(end, each.undo))
        if each.minimum is not None:
            minima.append(later(last, each.minimum.duration))
    assert held.tag.hide_at == min(ends)
    assert (held.tag.due_at or held.tag.hide_at) == min(due)
    assert held.tag.keep_until == max(minima, default=None)
    assert erased_at(held.tag) == max([min(due), *minima])
    assert held.latest is None


@given(
    steps=st.permutations(list(range(len(_CLASSES)))),
    gap=st.integers(0, 8),
)
def test_the_order_of_exchanges_changes_nothing(steps: list[int], gap: int) -> None:
    def after(order: list[int]) -> Tag:
        keys = [_CLASSES[n].key for n in order]
        return chat(_ALL, *[(key, 0) for key in keys[:-1]], (keys[-1], gap)).tag

    one, other = after(steps), after(sorted(steps))
    assert replace(one, purpose="") == replace(other, purpose="")


@pytest.mark.parametrize(
    ("durations", "end"),
    [
        ([], START + 400 * DAY),
        (["P30D"], START + 400 * DAY),
        (["P30D", "P399D", "P12M"], START + 400 * DAY),
        (["P30D", "P401D"], START + 401 * DAY),
        (["P10Y", "P1D"], datetime(2036, 1, 31, tzinfo=UTC)),
    ],
)
def test_a_source_tag_outlives_every_class(durations: list[str], end: datetime) -> None:
    classes = [retention_class(f"c-{each}", Trigger.COLLECTION, each) for each in durations]
    assert source_tag_end(policy(*classes), START) == end


def test_classes_of_other_records_keep_no_source_tag() -> None:
    record = retention_class("evidence", Trigger.COLLECTION, "P10Y")
    under = policy(retention_class("chat"))
    with_record = replace(under, classes={**under.classes, "evidence": record})
    assert source_tag_end(with_record, START) == START + 400 * DAY
    rule = RetentionRule(retention_class="evidence", bots=frozenset({"b"}))
    ruled = replace(with_record, retention_rules=(rule,))
    assert source_tag_end(ruled, START) == datetime(2036, 1, 31, tzinfo=UTC)
