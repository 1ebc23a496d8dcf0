"""What the contract and the histories do not say of the store in memory."""

from __future__ import annotations

import asyncio

from gateway.storage.memory import MemoryStore
from tests.gateway.storage.conftest import with_store
from tests.gateway.storage.samples import (
    CANARY,
    START,
    answer,
    disclosure,
    message,
    new_state,
    outcome,
)


def test_accounts_and_repr_hold_no_text() -> None:
    async def scenario(store: MemoryStore) -> None:
        await store.record(disclosure(messages=(message(CANARY),)))
        await store.finish(outcome(answers=(answer(CANARY),), state=new_state("k", CANARY)))
        assert repr(store) == "MemoryStore(1 conversations)"
        kept = [*store.disclosures.values(), *store.outcomes.values()]
        assert len(kept) == 2
        assert store.disclosures["disclosure-1"].messages == ()
        assert store.disclosures["disclosure-1"].new_key is None
        assert store.outcomes["disclosure-1"].answers == ()
        assert store.outcomes["disclosure-1"].state is None
        assert CANARY not in repr(kept)
        assert await store.class_counts(START)

    asyncio.run(with_store(MemoryStore(), scenario))
