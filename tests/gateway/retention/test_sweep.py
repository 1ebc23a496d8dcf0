"""The sweep's order holds through a crash at every step of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.retention.sweep import ORPHAN_AGE, Held, Item, Result, sweep

NOW = datetime(2026, 3, 1, tzinfo=UTC)


class PowerCut(Exception):
    """The process is gone."""


class SimulatedStore:
    """Rows that commit with the transaction, keys that are durable at once.

    ``cut`` is the number of the step at which the power goes.
    """

    def __init__(self, hide_at: dict[int, datetime], *, cut: int | None = None) -> None:
        self.rows = {f"dek-{n}": n for n in hide_at}
        self.hide_at = hide_at
        self.states: dict[str, datetime] = {}
        self.tags: dict[str, datetime] = {}
        self.keys = dict.fromkeys(self.rows, NOW - ORPHAN_AGE)
        self.cut = cut
        self.steps = 0
        self.pending: list[int] = []

    def _step(self) -> None:
        self.steps += 1
        if self.steps == self.cut:
            raise PowerCut

    async def transaction(self, step: Callable[[Held], Result]) -> Result:
        self.pending = []
        result = step(self)
        self._step()
        self.rows = {dek: n for dek, n in self.rows.items() if n not in self.pending}
        return result

    async def truncate(self) -> tuple[int, int, int]:
        self._step()
        return (0, 0, 0)

    def due(self, now: datetime, limit: int) -> Sequence[Item]:
        found = [item for item in self._items() if self.hide_at[item.row_id] <= now]
        return found[:limit]

    def after(self, row_id: int, limit: int) -> Sequence[Item]:
        return [item for item in self._items() if item.row_id > row_id][:limit]

    def without_key(self, items: Sequence[Item]) -> Sequence[Item]:
        return [item for item in items if item.dek_id not in self.keys]

    def keys_before(self, at: datetime, *, after: str, limit: int) -> Sequence[str]:
        found = [dek for dek, made in sorted(self.keys.items()) if made < at and dek > after]
        return found[:limit]

    def without_conversation(self, dek_ids: Sequence[str]) -> Sequence[str]:
        return [dek for dek in dek_ids if dek not in self.rows]

    def destroy_keys(self, dek_ids: Sequence[str]) -> None:
        for dek in dek_ids:
            self._step()
            self.keys.pop(dek, None)

    def delete_rows(self, items: Sequence[Item]) -> None:
        for item in items:
            self._step()
            assert item.dek_id not in self.keys, "a row went before its key"
            self.pending.append(item.row_id)

    def delete_tags(self, now: datetime, limit: int) -> int:
        ended = [name for name, until in self.tags.items() if until <= now][:limit]
        for name in ended:
            self._step()
            del self.tags[name]
        return len(ended)

    def delete_states(self, now: datetime, limit: int) -> int:
        self._step()
        due = [name for name, hide_at in self.states.items() if hide_at <= now][:limit]
        for name in due:
            del self.states[name]
        return len(due)

    def _items(self) -> list[Item]:
        return [Item(row_id=n, dek_id=dek) for dek, n in sorted(self.rows.items())]


def store_of(due: int, kept: int) -> dict[int, datetime]:
    ends = [NOW] * due + [NOW + timedelta(microseconds=1)] * kept
    return dict(enumerate(ends, start=1))


@given(due=st.integers(0, 9), kept=st.integers(0, 9), batch=st.integers(1, 5))
def test_what_is_due_goes_and_the_rest_stays(due: int, kept: int, batch: int) -> None:
    store = SimulatedStore(store_of(due, kept))
    result = asyncio.run(sweep(store, NOW, batch=batch))
    assert (result.erased, result.checkpoint) == (due, (0, 0, 0))
    assert len(store.rows) == len(store.keys) == kept


@given(due=st.integers(1, 6), batch=st.integers(1, 4), cut=st.integers(1, 40))
def test_a_crash_at_any_step_is_finished_by_the_next_sweep(due: int, batch: int, cut: int) -> None:
    store = SimulatedStore(store_of(due, 2), cut=cut)
    try:
        asyncio.run(sweep(store, NOW, batch=batch))
    except PowerCut:
        # Whatever has lost its row has lost its key before.
        assert all(dek in store.rows for dek in store.keys)
    store.cut = None
    asyncio.run(sweep(store, NOW, batch=batch))
    assert sorted(store.rows.values()) == [due + 1, due + 2]
    assert sorted(store.keys) == sorted(store.rows)


@given(due=st.integers(0, 9), kept=st.integers(0, 3), batch=st.integers(1, 5))
def test_states_that_end_before_their_conversation_go_alone(
    due: int, kept: int, batch: int
) -> None:
    store = SimulatedStore(store_of(1, 2))
    store.states = {f"due-{n}": NOW for n in range(due)}
    store.states |= {f"kept-{n}": NOW + timedelta(microseconds=1) for n in range(kept)}
    result = asyncio.run(sweep(store, NOW, batch=batch))
    assert (result.erased, result.states) == (1, due)
    assert sorted(store.states) == [f"kept-{n}" for n in range(kept)]


def test_rows_without_a_key_go_although_they_are_not_due() -> None:
    store = SimulatedStore(store_of(0, 7))
    for dek in ("dek-2", "dek-7"):
        del store.keys[dek]
    assert asyncio.run(sweep(store, NOW, batch=3)).erased == 2
    assert sorted(store.rows) == sorted(store.keys)


def test_only_old_keys_without_conversation_are_destroyed() -> None:
    store = SimulatedStore(store_of(0, 3))
    day = ORPHAN_AGE
    store.keys |= {"a-young": NOW - day, "b-old": NOW - day - timedelta(microseconds=1)}
    assert asyncio.run(sweep(store, NOW, batch=1)).erased == 0
    assert sorted(store.keys) == ["a-young", "dek-1", "dek-2", "dek-3"]


def test_an_empty_batch_is_refused() -> None:
    with pytest.raises(ValueError, match="batch"):
        asyncio.run(sweep(SimulatedStore({}), NOW, batch=0))


@given(ended=st.integers(0, 12), kept=st.integers(0, 5), batch=st.integers(1, 7))
def test_tags_that_have_ended_go_and_others_stay(ended: int, kept: int, batch: int) -> None:
    store = SimulatedStore({})
    store.tags = {f"ended-{n}": NOW for n in range(ended)}
    store.tags |= {f"kept-{n}": NOW + timedelta(microseconds=1) for n in range(kept)}
    assert asyncio.run(sweep(store, NOW, batch=batch)).tags == ended
    assert sorted(store.tags) == [f"kept-{n}" for n in range(kept)]
