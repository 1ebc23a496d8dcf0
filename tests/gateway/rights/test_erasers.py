"""Every store can be emptied of one person, page by page, and again; others keep theirs."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from gateway.rights.data_stores import STORES, Erased, Eraser, Holder, PageAsked
from gateway.rights.erasers import EVIDENCE, Terms, erasers
from gateway.rights.kinds import Ground, Status
from gateway.storage.database import DatabaseStore
from gateway.storage.schema import REPORT
from gateway.storage.schema_rights import OUTBOX, RIGHTS_REQUEST
from gateway.storage.tables import METADATA
from gateway.storage.transaction import Transaction
from tests.gateway.rights.acting import in_store, rows_of
from tests.gateway.rights.whole_person import JANE, START, STRANGER, fill

TABLES = [
    table
    for store in STORES
    for name in store.tables
    if "subject" in (table := METADATA.tables[name]).c
]


async def emptied(store: DatabaseStore, terms: Terms, *, rows: int = 1) -> dict[str, Erased]:
    found: dict[str, Erased] = {}
    for name, eraser in erasers(terms).items():
        removed = 0
        while True:
            done = await store.act(partial(_page, eraser=eraser, rows=rows))
            removed += done.items_removed
            if done.done:
                break
        found[name] = Erased(
            items_removed=removed, items_retained=done.items_retained, reasons=done.reasons
        )
    return found


def _page(transaction: Transaction, *, eraser: Eraser, rows: int) -> Erased:
    return eraser(transaction, JANE, PageAsked(now=START, rows=rows))


def held(transaction: Transaction, holder: Holder = JANE) -> dict[str, int]:
    counts = {each.name: rows_of(transaction, each, holder) for each in TABLES}
    return {name: number for name, number in counts.items() if number}


@pytest.mark.parametrize("rows", [1, 200])
@pytest.mark.parametrize("keeps", [EVIDENCE, frozenset[str]()])
def test_nothing_stays_but_what_has_a_ground(
    tmp_path: Path, rows: int, keeps: frozenset[str]
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store)
        await fill(store, STRANGER, number=2)
        before = await store.act(lambda each: held(each, STRANGER))
        await store.act(close)
        found = await emptied(store, Terms(run_id="run", cause="test", keeps=keeps), rows=rows)
        left = await store.act(held)
        kept = {"disclosure", "consent_event", "consent_current"} if keeps else set()
        # The open report protects a child, and so does the restriction on the person's row.
        # What an authority asked for stays as proof, too.
        assert set(left) == {"subject", "report", "rights_request", "demand"} | kept
        assert found["demands"].reasons == {Ground.LEGALLY_REQUIRED: 1}
        assert found["person"].reasons == {Ground.LEGALLY_REQUIRED: 1}
        assert found["reports"].reasons == {Ground.LEGALLY_REQUIRED: 1}
        assert found["requests"].reasons == {Ground.LEGALLY_REQUIRED: 1}
        grounds = {Ground.CLAIMS_EVIDENCE: 1} if keeps else {}
        assert found["consents"].reasons == found["disclosures"].reasons == grounds
        assert found["conversations"].items_removed == 1
        assert found["provider_states"].items_removed == 1
        assert await store.act(lambda each: held(each, STRANGER)) == before
        again = await emptied(store, Terms(run_id="run", cause="test", keeps=keeps), rows=rows)
        assert sum(each.items_removed for each in again.values()) == 0
        assert {name: each.reasons for name, each in again.items()} == {
            name: each.reasons for name, each in found.items()
        }

    def close(transaction: Transaction) -> None:
        closed = update(RIGHTS_REQUEST).values(status=Status.FULFILLED.value)
        transaction.connection.execute(closed)
        transaction.connection.execute(update(OUTBOX).values(delivered_at=1))

    in_store(tmp_path, scenario)


def test_what_must_still_be_said_or_answered_stays(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store)

        def begin(transaction: Transaction) -> None:
            waiting = update(RIGHTS_REQUEST).values(status=Status.ACCEPTED.value)
            transaction.connection.execute(waiting)
            transaction.connection.execute(update(OUTBOX).values(delivered_at=None))

        await store.act(begin)
        found = await emptied(store, Terms(run_id="run", cause="test"))
        assert found["outbox"].reasons == {Ground.LEGALLY_REQUIRED: 1}
        assert found["identity_proofs"].items_removed in (0, 1)

    in_store(tmp_path, scenario)


def test_a_decided_report_goes(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store)
        await store.act(
            lambda each: each.connection.execute(update(REPORT).values(state="dismissed"))
        )
        found = await emptied(store, Terms(run_id="run", cause="test"))
        assert (found["reports"].items_removed, found["reports"].items_retained) == (1, 0)

    in_store(tmp_path, scenario)
