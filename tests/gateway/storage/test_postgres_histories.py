"""Random histories on PostgreSQL: it answers as the store in memory does, always."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.storage.database import DatabaseStore
from gateway.storage.memory import MemoryStore
from tests.gateway.storage import test_histories as exchanges
from tests.gateway.storage import test_people_histories as people
from tests.gateway.storage.conftest import TENANTS, SetClock
from tests.gateway.storage.samples import MASTER
from tests.postgres import Urls, new_databases, store_on

# Each has two databases of its own; what is drawn is the same as on files.
FEW = settings(max_examples=15)


def store(urls: Urls, clock: SetClock | None = None) -> DatabaseStore:
    return store_on(urls, master_key=MASTER, tenants=TENANTS, clock=clock or SetClock())


@FEW
@given(steps=st.lists(exchanges._STEPS, max_size=25))
def test_exchanges(steps: list[Any]) -> None:
    clocks = SetClock(), SetClock()
    model = asyncio.run(exchanges._play(MemoryStore(clock=clocks[0]), clocks[0], steps))
    played = exchanges._play(store(new_databases(), clocks[1]), clocks[1], steps)
    assert asyncio.run(played) == model


@FEW
@given(steps=st.lists(exchanges._TURNS | exchanges._PASSING, min_size=5, max_size=25))
def test_states(steps: list[Any]) -> None:
    clocks = SetClock(), SetClock()
    model = asyncio.run(exchanges._play(MemoryStore(clock=clocks[0]), clocks[0], steps))
    played = exchanges._play(store(new_databases(), clocks[1]), clocks[1], steps)
    assert asyncio.run(played) == model


@FEW
@given(steps=st.lists(people._STEPS, max_size=30))
def test_people(steps: list[Any]) -> None:
    clocks = SetClock(), SetClock()
    model = asyncio.run(people._play(MemoryStore(clock=clocks[0]), clocks[0], steps))
    played = people._play(store(new_databases(), clocks[1]), clocks[1], steps)
    assert asyncio.run(played) == model


@FEW
@given(numbers=exchanges.NUMBERS)
def test_rivals_for_few_conversations(numbers: list[int]) -> None:
    asyncio.run(exchanges.check_concurrent_records(store(new_databases()), numbers))


@FEW
@given(moves=people.MOVES)
def test_two_replicas(moves: list[tuple[bool, str]]) -> None:
    urls = new_databases()
    asyncio.run(people.check_two_replicas([store(urls), store(urls)], moves))
