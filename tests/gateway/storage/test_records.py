"""API keys, on the database and in memory."""

from __future__ import annotations

import pytest

from gateway.errors import StorageFailed
from gateway.storage.ports import Store
from tests.gateway.storage.conftest import Run
from tests.gateway.storage.samples import (
    DAY,
    START,
    api_key,
)


def test_api_keys(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.add_api_key(api_key(2))
        await store.add_api_key(api_key(1))
        for taken in (api_key(1), api_key(3, key_id="key-1"), api_key(1, key_id="key-3")):
            with pytest.raises(StorageFailed):
                await store.add_api_key(taken)
        assert await store.revoke_api_key("key-1", START)
        assert not await store.revoke_api_key("key-1", START + DAY)
        assert not await store.revoke_api_key("unknown", START)
        assert await store.api_keys() == [api_key(1, revoked_at=START), api_key(2)]

    run(scenario)
