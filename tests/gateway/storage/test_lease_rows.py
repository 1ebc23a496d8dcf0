"""Leases: one holder at a time, due again after a while, taken over from who is gone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from gateway.storage import lease_rows
from gateway.storage.database import DatabaseStore
from gateway.storage.lease_rows import TERM
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import DAY, START

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def test_a_lease_from_hand_to_hand(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        async def take(holder: str, at: Any) -> bool:
            return await store.act(
                lambda act: lease_rows.take(
                    act.connection, "sweep", holder=holder, every=HOUR, now=at
                )
            )

        async def renew(holder: str, at: Any) -> bool:
            return await store.act(
                lambda act: lease_rows.renew(act.connection, "sweep", holder=holder, now=at)
            )

        async def finish(holder: str, at: Any) -> None:
            await store.act(
                lambda act: lease_rows.finish(act.connection, "sweep", holder=holder, last_at=at)
            )

        assert not await renew("a", START)
        assert await take("a", START)
        assert not await take("b", START + TERM - SECOND)
        assert await renew("a", START + SECOND)
        assert not await take("b", START + TERM)
        # Whoever is gone is followed; and may not go on when it comes back.
        assert await take("b", START + TERM + SECOND)
        assert not await renew("a", START + TERM + SECOND)
        await finish("a", START)
        assert not await take("a", START + TERM + 2 * SECOND)
        await finish("b", START + TERM)
        assert not await take("a", START + TERM + HOUR - SECOND)
        assert await take("a", START + TERM + HOUR)

    opened(tmp_path, scenario)


def test_a_clock_that_was_far_ahead_holds_nothing_up(tmp_path: Path) -> None:
    ahead, every = START + 365 * DAY, timedelta(hours=1)

    async def scenario(store: DatabaseStore) -> None:
        def act(transaction: Any) -> list[bool]:
            core = transaction.connection
            found = [lease_rows.take(core, "sweep", holder="a", every=every, now=ahead)]
            found.append(lease_rows.take(core, "sweep", holder="b", every=every, now=START))
            lease_rows.finish(core, "sweep", holder="b", last_at=ahead)
            found.append(lease_rows.take(core, "sweep", holder="b", every=every, now=START))
            lease_rows.finish(core, "sweep", holder="b", last_at=START)
            found.append(lease_rows.take(core, "sweep", holder="a", every=every, now=START))
            return found

        assert await store.act(act) == [True, True, True, False]

    opened(tmp_path, scenario)
