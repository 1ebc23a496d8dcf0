"""What a provider state takes over from the one before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import StorageFailed
from gateway.retention.assign import Tagged
from gateway.storage.lineage import KeptState, next_state
from tests.gateway.storage.samples import CANARY, DAY, START, new_state, tag


def test_the_first_state_takes_its_own_tag_and_time() -> None:
    new = new_state("k", "Jane", "Jane", "John")
    assert next_state(None, new, at=START) == KeptState(
        tagged=Tagged(tag=new.tag, latest=None),
        started_at=START,
        values=(("PERSON", "Jane"), ("PERSON", "John")),
    )


def test_values_are_joined_each_once_in_order() -> None:
    first = next_state(None, new_state("k", "Jane", "John"), at=START)
    second = new_state("k", "Ann", "Jane", values=(("LOCATION", "Jane"), ("PERSON", "Jane")))
    kept = next_state(first, second, at=START)
    assert kept.values == (("PERSON", "Jane"), ("PERSON", "John"), ("LOCATION", "Jane"))


def test_last_interaction_restarts_the_clock() -> None:
    first = next_state(None, new_state(), at=START)
    later = START + DAY
    kept = next_state(first, new_state(hide_at=later + 10 * DAY), at=later)
    assert kept.tagged.tag.hide_at == later + 10 * DAY
    assert kept.started_at == START


@given(gaps=st.lists(st.integers(1, 100), min_size=1, max_size=10), days=st.integers(1, 9))
def test_no_number_of_states_carries_collected_values_past_their_end(
    gaps: list[int], days: int
) -> None:
    def made(hours: int, trigger: str) -> KeptState:
        at = START + timedelta(hours=hours)
        held = tag(at + days * DAY, trigger=trigger, retention_class=trigger)
        return next_state(kept, replace(new_state(), tag=held), at=at)

    kept: KeptState | None = None
    kept = made(0, "collection")
    passed = 0
    for gap in gaps:
        passed += gap
        kept = made(passed, "last_interaction" if gap % 2 else "collection")
        assert kept.tagged.tag.hide_at <= START + days * DAY
        assert kept.started_at == START


def test_two_recipients_are_refused() -> None:
    with pytest.raises(StorageFailed, match="two recipients"):
        next_state(None, new_state(recipient="other"), at=START)


def test_reprs_hold_no_value() -> None:
    new = new_state("k", CANARY)
    assert CANARY not in repr(new) + repr(next_state(None, new, at=START))
