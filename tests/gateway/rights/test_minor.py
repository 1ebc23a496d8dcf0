"""A confirmed report erases everything of the person, and keeps what protects them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from gateway.consent.persons import ReportState, Restriction
from gateway.consent.reports import decide
from gateway.retention.certificates import COMPLETE
from gateway.rights.minor import Confirmed, erase_minor
from gateway.storage import certificate_rows, peppers
from gateway.storage.database import DatabaseStore
from gateway.storage.memory import MemoryStore
from gateway.storage.schema import CONSENT_EVENT, CONVERSATION, DISCLOSURE, REFUSAL, REPORT
from gateway.storage.schema_rights import DIRECTIVE, OBJECTION
from gateway.storage.schema_usage import USAGE
from gateway.storage.transaction import Acting, Transaction
from tests.gateway.rights.acting import in_store
from tests.gateway.rights.whole_person import JANE, STRANGER, fill
from tests.gateway.storage.conftest import with_store
from tests.gateway.storage.samples import DAY, START, disclosure, report

RUN = f"{7:026x}"
AT = START + DAY
TABLES = (CONVERSATION, USAGE, REFUSAL, DIRECTIVE, OBJECTION)
KEPT = (REPORT, CONSENT_EVENT, DISCLOSURE)


async def confirmed(store: DatabaseStore | MemoryStore, run_id: str = RUN) -> Confirmed:
    decided = await decide(store, "report-1", tenant="acme", state=ReportState.CONFIRMED, at=AT)
    return await erase_minor(store, decided, run_id=run_id, now=AT)


def counts(transaction: Transaction, subject: str) -> list[int]:
    return [
        transaction.connection.execute(
            select(func.count()).select_from(table).where(table.c.subject == subject)
        ).scalar_one()
        for table in (*TABLES, *KEPT)
    ]


def test_everything_goes_but_what_protects(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store)
        await fill(store, STRANGER, number=2)
        before = await store.act(lambda each: counts(each, STRANGER.subject))
        done = await confirmed(store)
        assert (done.erased, done.certificate) == (1, RUN)
        assert done.records > len(TABLES) - 1
        mine = await store.act(lambda each: counts(each, JANE.subject))
        assert mine[: len(TABLES)] == [0] * len(TABLES)
        assert min(mine[len(TABLES) :]) > 0
        assert await store.act(lambda each: counts(each, STRANGER.subject)) == before
        found = await store.act(
            lambda each: certificate_rows.find(each.connection, "acme", certificate_id=RUN)
        )
        assert found is not None
        assert (found.state, found.cause) == (COMPLETE, "report:report-1")
        holder = (JANE.tenant, JANE.subject)
        assert await store.act(lambda each: peppers.known_reference(each.keys, holder)) is None
        erased = await store.act(lambda each: each.ledger.erased_people([holder], after=0))
        assert list(erased) == [holder]
        person = await store.person(*holder)
        assert person is not None
        assert Restriction.CONFIRMED in person.restrictions

    in_store(tmp_path, scenario)


def test_to_confirm_again_erases_what_came_in_between(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.add_report(report())
        assert (await confirmed(store)).certificate is None
        row = {"tenant": "acme", "subject": JANE.subject, "usage_id": "late", "at": 0}
        late = {**row, "kind": "/v1/messages", "retention_class": "usage", "erase_by": 0}
        await store.act(lambda each: each.connection.execute(insert(USAGE), [late]))
        again = await confirmed(store, run_id=f"{8:026x}")
        assert (again.erased, again.records, again.certificate) == (0, 1, None)

    in_store(tmp_path, scenario)


def test_in_memory_the_sweep_erases() -> None:
    async def scenario(store: MemoryStore) -> None:
        await store.record(disclosure(1))
        await store.add_report(report())
        assert not isinstance(store, Acting)
        done = await confirmed(store)
        assert done.shown() == {"erased": 1, "records": 0}

    asyncio.run(with_store(MemoryStore(), scenario))


@pytest.mark.parametrize(
    ("done", "shown"),
    [
        (Confirmed(erased=0), {"erased": 0, "records": 0}),
        (
            Confirmed(erased=2, records=3, certificate=RUN),
            {"erased": 2, "records": 3, "certificate": RUN},
        ),
    ],
)
def test_a_certificate_is_named_where_there_is_one(done: Confirmed, shown: object) -> None:
    assert done.shown() == shown
