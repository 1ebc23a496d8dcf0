"""Usage rows: who is left out, and what is counted."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from gateway.consent.offer import OPERATOR
from gateway.consent.persons import PersonChange, Restriction
from gateway.consent.records import ConsentRecord, ConsentState
from gateway.policy import LegalBasis
from gateway.storage.database import DatabaseStore
from gateway.storage.schema import to_micros
from gateway.storage.schema_rights import OBJECTION
from gateway.storage.schema_usage import USAGE
from gateway.storage.transaction import Transaction
from gateway.storage.usage_rows import DIMENSIONS, UsageRule, add_usage, count_usage
from gateway.usage.records import Seen, usage_offer
from gateway.usage.report import Group
from gateway.usage.rules import PURPOSE
from gateway.wiring import new_id
from tests.gateway.storage.samples import DAY, MASTER, START
from tests.gateway.usage.tenants import tenant


def rule(basis: LegalBasis = LegalBasis.LEGITIMATE_INTEREST) -> UsageRule:
    offer = usage_offer(tenant(basis=basis))
    assert offer is not None
    return UsageRule(offer=offer, retention_class="usage", duration="P30D")


def seen(subject: str, **fields: Any) -> Seen:
    whole = {
        "tenant": "main",
        "subject": subject,
        "at": START,
        "endpoint": "/v1/messages",
        "purpose": "answering",
        "outcome": "answered",
    }
    return Seen(**{**whole, **fields})


def added(transaction: Transaction, *each: Seen, by: UsageRule | None = None) -> int:
    return add_usage(
        transaction.connection,
        each,
        rules={"main": by or rule()},
        new_id=new_id,
        now=START + DAY,
    )


def opened(directory: Path, scenario: Any) -> Any:
    async def run() -> Any:
        store = DatabaseStore.in_directory(directory / "data", master_key=MASTER)
        await store.open()
        try:
            return await scenario(store)
        finally:
            await store.close()

    return asyncio.run(run())


def test_who_does_not_want_to_be_counted_is_not(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> list[str]:
        for subject, change in (
            ("refuses", PersonChange(tracking_refused=True)),
            ("restricted", PersonChange(restrict=Restriction.REQUESTED)),
            ("from-mexico", PersonChange(jurisdiction="MX")),
        ):
            await store.change_person("main", subject, change=change, at=START)

        def act(transaction: Transaction) -> int:
            objection = {"tenant": "main", "subject": "objects", "purpose": PURPOSE}
            transaction.connection.execute(
                insert(OBJECTION).values(**objection, since=to_micros(START))
            )
            names = ("refuses", "restricted", "from-mexico", "objects", "stranger")
            return added(transaction, *map(seen, names), seen("x", tenant="elsewhere"))

        assert await store.act(act) == 2
        found = await store.act(lambda t: t.connection.execute(select(USAGE)).all())
        return sorted(f"{row.subject}:{row.country}" for row in found)

    assert opened(tmp_path, scenario) == ["from-mexico:MX", "stranger:"]


def test_consent_is_read_in_the_same_transaction(tmp_path: Path) -> None:
    by = rule(LegalBasis.CONSENT)
    shown = by.offer.notices.in_force(START)
    assert shown is not None

    async def scenario(store: DatabaseStore) -> tuple[int, int, int]:
        before = await store.act(lambda t: added(t, seen("s"), by=by))
        record = ConsentRecord(
            record_id="c1",
            tenant="main",
            subject="s",
            purpose=PURPOSE,
            recipient=OPERATOR,
            state=ConsentState.GIVEN,
            notice=shown.sha256,
            language="en",
            event_time=START,
        )
        await store.put_consent(record)
        given = await store.act(lambda t: added(t, seen("s"), by=by))
        await store.withdraw_consent("main", "c1", subject="s", at=START + timedelta(hours=1))
        return before, given, await store.act(lambda t: added(t, seen("s"), by=by))

    assert opened(tmp_path, scenario) == (0, 1, 0)


@pytest.mark.parametrize("by", DIMENSIONS)
def test_usage_is_counted_by_each_dimension(tmp_path: Path, by: str) -> None:
    names = {
        "day": START.date().isoformat(),
        "country": "",
        "network": "192.0.2.0/24",
        "purpose": "answering",
        "channel": "web",
        "bot": "helpdesk",
        "endpoint": "/v1/messages",
        "outcome": "answered",
    }
    fields = {"channel": "web", "bot": "helpdesk", "network": "192.0.2.0/24"}

    async def scenario(store: DatabaseStore) -> list[Group]:
        def act(transaction: Transaction) -> list[Group]:
            each = [seen("a", **fields), seen("a", **fields), seen("b", **fields)]
            added(transaction, *each, seen("c", at=START - 9 * DAY, **fields))
            return count_usage(
                transaction.connection, "main", by=by, since=START - DAY, until=START + DAY
            )

        found: list[Group] = await store.act(act)
        return found

    assert opened(tmp_path, scenario) == [Group(name=names[by], uses=3, people=2)]
    assert set(names) == set(DIMENSIONS)


def test_no_time_finer_than_an_hour_is_kept(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> Any:
        await store.act(lambda t: added(t, seen("s", at=START.replace(minute=17, second=3))))
        return await store.act(lambda t: t.connection.execute(select(USAGE)).one())

    row = opened(tmp_path, scenario)
    assert row.at % 3_600_000_000 == 0
    assert row.erase_by == row.at + 30 * 86_400_000_000
