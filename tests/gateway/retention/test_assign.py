"""Tags, and what later exchanges may not change in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model import Action, Destination
from gateway.policy import (
    LegalBasis,
    Mode,
    Operator,
    Policy,
    Purpose,
    RetentionClass,
    Trigger,
)
from gateway.retention.assign import GRACE, first_tag, next_tag, source_tag_end, state_tag, tag

START = datetime(2026, 1, 31, tzinfo=UTC)
DAY = timedelta(days=1)


def policy(**classes: tuple[Trigger, str]) -> Policy:
    """A policy with one purpose for each class, both under the class's name."""
    return Policy(
        key="default",
        version="1",
        hash="0123456789ab",
        operator=Operator(name="Example", contact="privacy@example.com"),
        language="en",
        mode=Mode.ENFORCE,
        strict_fields=False,
        about_person_only=frozenset(),
        threshold={"default": 0.5},
        actions={"default": dict.fromkeys(Destination, Action.SURROGATE)},
        purposes={
            key: Purpose(
                key=key,
                title=key,
                benefits="",
                legal_basis=LegalBasis.CONSENT,
                retention_class=key,
            )
            for key in classes
        },
        default_purpose=next(iter(classes), "none"),
        classes={
            key: RetentionClass(key=key, trigger=trigger, duration=duration, legal_ground="")
            for key, (trigger, duration) in classes.items()
        },
        restore_arguments=frozenset(),
    )


BOTH = policy(
    month=(Trigger.LAST_INTERACTION, "P1M"),
    fixed=(Trigger.COLLECTION, "P10D"),
    short=(Trigger.COLLECTION, "P2D"),
)


def test_a_tag_says_what_why_and_until_when() -> None:
    made = tag(BOTH, purpose_key="month", recipient_key="model-eu", now=START)
    assert made.retention_class == "month"
    assert made.trigger == "last_interaction"
    assert (made.purpose, made.recipient) == ("month", "model-eu")
    assert made.policy == "default@0123456789ab"
    assert made.hide_at == datetime(2026, 2, 28, tzinfo=UTC)
    assert made.erase_by == made.hide_at + GRACE


def test_a_provider_state_has_a_class_of_its_own() -> None:
    allowing = replace(BOTH, provider_state_retention="short")
    made = state_tag(allowing, purpose_key="month", recipient_key="model-eu", now=START)
    assert (made.retention_class, made.trigger) == ("short", "collection")
    assert (made.purpose, made.recipient) == ("month", "model-eu")
    assert (made.hide_at, made.erase_by) == (START + 2 * DAY, START + 2 * DAY + GRACE)
    for wrong in (None, "unknown"):
        policy = replace(BOTH, provider_state_retention=wrong)
        with pytest.raises(KeyError):
            state_tag(policy, purpose_key="month", recipient_key="model-eu", now=START)


def test_an_unknown_purpose_or_class_has_no_tag() -> None:
    with pytest.raises(KeyError):
        tag(BOTH, purpose_key="unknown", recipient_key="model-eu", now=START)
    with pytest.raises(KeyError):
        tag(replace(BOTH, classes={}), purpose_key="month", recipient_key="model-eu", now=START)


def test_last_interaction_restarts_the_clock() -> None:
    held = first_tag(tag(BOTH, purpose_key="month", recipient_key="r", now=START))
    later = tag(BOTH, purpose_key="month", recipient_key="r", now=START + 5 * DAY)
    assert next_tag(held, later, created_at=START, at=START + 5 * DAY).tag == later


def test_collection_keeps_the_first_end() -> None:
    held = first_tag(tag(BOTH, purpose_key="fixed", recipient_key="r", now=START))
    end = START + 10 * DAY
    for days in range(1, 9):
        at = START + days * DAY
        held = next_tag(
            held, tag(BOTH, purpose_key="fixed", recipient_key="r", now=at), created_at=START, at=at
        )
        assert (held.tag.hide_at, held.tag.erase_by) == (end, end + GRACE)


def test_collection_by_months_keeps_the_first_end_exactly() -> None:
    months = policy(fixed=(Trigger.COLLECTION, "P1M"))
    held = first_tag(tag(months, purpose_key="fixed", recipient_key="r", now=START))
    for days in range(1, 28):
        at = START + days * DAY
        held = next_tag(
            held,
            tag(months, purpose_key="fixed", recipient_key="r", now=at),
            created_at=START,
            at=at,
        )
        assert held.tag.hide_at == datetime(2026, 2, 28, tzinfo=UTC)


def test_no_other_class_carries_collected_data_past_its_end() -> None:
    held = first_tag(tag(BOTH, purpose_key="fixed", recipient_key="r", now=START))
    at = START + 9 * DAY
    held = next_tag(
        held, tag(BOTH, purpose_key="month", recipient_key="r", now=at), created_at=START, at=at
    )
    assert held.tag.retention_class == "month"
    assert held.tag.hide_at == START + 10 * DAY


def test_a_shorter_collection_class_counts_from_the_first_exchange() -> None:
    held = first_tag(tag(BOTH, purpose_key="month", recipient_key="r", now=START))
    at = START + DAY
    held = next_tag(
        held, tag(BOTH, purpose_key="short", recipient_key="r", now=at), created_at=START, at=at
    )
    assert held.tag.hide_at == START + 2 * DAY
    held = next_tag(
        held, tag(BOTH, purpose_key="fixed", recipient_key="r", now=at), created_at=START, at=at
    )
    assert held.tag.hide_at == START + 2 * DAY


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["month", "fixed", "short"]), st.integers(0, 40)), min_size=1
    )
)
def test_the_end_never_passes_the_end_of_any_collection_class(steps: list[tuple[str, int]]) -> None:
    lengths = {"fixed": 10 * DAY, "short": 2 * DAY}
    at = START
    held = first_tag(tag(BOTH, purpose_key=steps[0][0], recipient_key="r", now=at))
    limits = [START + lengths[steps[0][0]]] if steps[0][0] in lengths else []
    for key, hours in steps[1:]:
        at += timedelta(hours=hours)
        made = tag(BOTH, purpose_key=key, recipient_key="r", now=at)
        held = next_tag(held, made, created_at=START, at=at)
        if key in lengths:
            limits.append(START + lengths[key])
        assert held.tag.retention_class == key
        assert held.tag.hide_at == min([made.hide_at, *limits])
        assert held.tag.erase_by == held.tag.hide_at + GRACE


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
    classes = {f"class-{each}": (Trigger.COLLECTION, each) for each in durations}
    assert source_tag_end(policy(**classes), START) == end
