"""What was made anonymous is not found again by its size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from gateway.storage.database import DatabaseStore
from gateway.storage.schema import DISCLOSURE, OUTCOME
from tests.gateway.retention.stored import END, stored
from tests.gateway.storage.conftest import opened


def test_sizes_and_counts_go_and_the_rest_stays(tmp_path: Path) -> None:
    def read(act: Any) -> list[Any]:
        both = DISCLOSURE.join(OUTCOME)
        query = select(DISCLOSURE, OUTCOME.c.received_bytes, OUTCOME.c.status).select_from(both)
        query = query.order_by(DISCLOSURE.c.disclosure_id)
        return [dict(each._mapping) for each in act.connection.execute(query)]

    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1, action="anonymise")
        await stored(store, 2)
        before = await store.act(read)
        assert (await store.sweep(END)).anonymised == 1
        after = await store.act(read)
        assert after[1] == before[1]
        assert (after[0]["sent_bytes"], after[0]["received_bytes"]) == (0, 0)
        assert set(after[0]["entity_counts"]) & set("23456789") == set()
        same = set(before[0]) - {"sent_bytes", "received_bytes", "entity_counts"}
        assert {name: after[0][name] for name in same} == {n: before[0][n] for n in same}

    opened(tmp_path, scenario)
