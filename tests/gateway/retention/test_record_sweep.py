"""Records go with their class, tenant by tenant, and stay under a hold."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import insert, select

from gateway.retention.holds import Hold, Scope
from gateway.retention.record_sweep import sweep_records
from gateway.storage import hold_rows
from gateway.storage.database import DatabaseStore
from gateway.storage.schema import DISCLOSURE, to_micros
from gateway.storage.schema_usage import USAGE
from gateway.storage.transaction import Transaction
from tests.gateway.storage.samples import DAY, MASTER, START
from tests.gateway.usage.tenants import tenant

MAIN = tenant()
OTHER = replace(MAIN, key="other")
LATE = START + 4 * 366 * DAY


def hold(hold_id: str, scope: Scope) -> Hold:
    return Hold(
        tenant="main",
        hold_id=hold_id,
        matter="4 O 17/26",
        authority="court",
        scope=scope,
        placed_by="command",
        placed_at=START,
        review_at=START + DAY,
    )


def _place(transaction: Transaction, *, placed: Hold) -> None:
    hold_rows.add(transaction.connection, placed)


async def _fill(store: DatabaseStore) -> None:
    usage = {"kind": "/v1/messages", "retention_class": "usage", "erase_by": 0}
    sent = {
        "purpose": "answering",
        "recipient": "m",
        "policy": "p",
        "endpoint": "/v1/messages",
        "sent_bytes": 1,
        "entity_counts": "{}",
    }
    at = to_micros(START)
    used, disclosed = [], []
    for key in ("main", "other"):
        for number in range(4):
            row = {"tenant": key, "subject": f"s{number}", "at": at + number}
            name = f"{key}-{number}"
            used.append({**row, **usage, "usage_id": name})
            disclosed.append(
                {**row, **sent, "disclosure_id": name, "conversation_id": f"c{number}"}
            )
    await store.act(lambda t: t.connection.execute(insert(USAGE), used))
    await store.act(lambda t: t.connection.execute(insert(DISCLOSURE), disclosed))


def test_records_end_by_tenant_and_kind_and_stay_under_a_hold(tmp_path: Path) -> None:
    async def scenario() -> None:
        store = DatabaseStore.in_directory(tmp_path / "data", master_key=MASTER)
        await store.open()
        await _fill(store)
        early = START + 20 * DAY
        nothing = await sweep_records(store, {"main": MAIN, "other": OTHER}, now=early)
        assert set(nothing.values()) == {0}

        scopes = (Scope(subjects=frozenset({"s1"})), Scope(conversations=frozenset({"c2"})))
        for number, scope in enumerate(scopes):
            placed = hold(f"h{number}", scope)
            await store.act(partial(_place, placed=placed))
        deleted = await sweep_records(store, {"main": MAIN}, now=LATE, page=1)
        assert (deleted["usage"], deleted["disclosures"]) == (3, 2)

        rows = await store.act(
            lambda t: (
                set(t.connection.execute(select(USAGE.c.usage_id)).scalars()),
                set(t.connection.execute(select(DISCLOSURE.c.disclosure_id)).scalars()),
            )
        )
        others = {f"other-{number}" for number in range(4)}
        assert rows == ({"main-1"} | others, {"main-1", "main-2"} | others)
        again = await sweep_records(store, {"main": MAIN}, now=LATE + timedelta(days=9))
        assert set(again.values()) == {0}
        await store.close()

    asyncio.run(scenario())
