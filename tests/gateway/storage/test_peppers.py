"""Peppers: one a person, made on first use, gone for good when they are destroyed."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from gateway.storage.database import DatabaseStore
from gateway.storage.peppers import forget, known_reference, pepper_id, read_peppers
from gateway.storage.transaction import Transaction
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import START, disclosure

ANN, BOB = ("acme", "subject-1"), ("acme", "subject-2")


def test_a_pepper_stays_and_differs_between_people(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> Any:
        def step(transaction: Transaction) -> Any:
            first = read_peppers(transaction.keys, [ANN], at=START)
            transaction.keys.add(first.new)
            both = read_peppers(transaction.keys, [ANN, BOB], at=START)
            return first, both, known_reference(transaction.keys, BOB)

        return await store.act(step)

    first, both, bob = opened(tmp_path, scenario)
    assert (len(first.new), [each.dek_id for each in both.new]) == (1, [pepper_id(BOB)])
    assert both.held[ANN] == first.held[ANN] != both.held[BOB]
    assert first.reference(ANN) == both.reference(ANN) != both.reference(BOB)
    assert bob is None  # it was never added
    assert first.held[ANN].hex() not in repr(first)


def test_a_forgotten_person_begins_anew(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> Any:
        await store.record(disclosure(1))
        before = await store.act(lambda each: known_reference(each.keys, ANN))
        await store.act(lambda each: forget(each.keys, ANN, BOB))
        gone = await store.act(lambda each: known_reference(each.keys, ANN))
        await store.record(disclosure(2))
        return before, gone, await store.act(lambda each: known_reference(each.keys, ANN))

    before, gone, after = opened(tmp_path, scenario)
    assert gone is None
    assert None not in (before, after)
    assert before != after


def test_a_sweep_of_orphaned_keys_leaves_peppers(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> Any:
        await store.record(disclosure(1))
        await store.sweep(START + timedelta(days=400))
        return await store.act(lambda each: known_reference(each.keys, ANN))

    assert opened(tmp_path, scenario) is not None


def test_ids_do_not_run_together() -> None:
    assert len({pepper_id(each) for each in (("a", "bc"), ("ab", "c"), ("", "abc"))}) == 3
    assert asyncio.iscoroutinefunction(DatabaseStore.act)
