"""Certificates as rows: counted in the transaction that erases, or not at all."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gateway.audit.service import AuditLog
from gateway.audit.settings import AuditSettings
from gateway.audit.verify import Flaw
from gateway.errors import StorageFailed
from gateway.retention.certificates import COMPLETE, PENDING
from gateway.storage import certificate_rows
from gateway.storage.certificate_rows import Counted, Run
from gateway.storage.database import DatabaseStore
from gateway.storage.transaction import Transaction
from tests.gateway.retention.stored import END, certificates, stored
from tests.gateway.retention.test_certificates import proof
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import MASTER, START

RUN = Run(run_id="run-1", at=START)


def add(act: Any, count: int, tenant: str = "acme", run: Run = RUN) -> None:
    counted = Counted(tally={("erased", "chat"): count} if count else {}, samples=["a" * 26])
    certificate_rows.count(act.connection, run, tenant=tenant, counted=counted)


def test_pages_add_to_one_certificate_of_each_tenant(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        for count, tenant in ((2, "acme"), (3, "acme"), (1, "other"), (0, "third")):
            await store.act(partial(add, count=count, tenant=tenant))
        waiting = await store.act(lambda act: certificate_rows.pending(act.connection))
        assert {each.tenant: each.counted("erased") for each in waiting} == {"acme": 5, "other": 1}
        mine = next(each for each in waiting if each.tenant == "acme")
        await store.act(lambda act: certificate_rows.put(act.connection, mine.proven(proof())))
        waiting = await store.act(lambda act: certificate_rows.pending(act.connection))
        assert [each.tenant for each in waiting] == ["other"]
        found = await store.act(
            lambda act: certificate_rows.find(act.connection, "acme", certificate_id="run-1")
        )
        assert found is not None
        assert (found.state, found.counted("erased")) == (COMPLETE, 5)
        # One more page of the same run: it waits for its proof again.
        await store.act(lambda act: add(act, 1))
        found = await store.act(
            lambda act: certificate_rows.find(act.connection, "acme", certificate_id="run-1")
        )
        assert found is not None
        assert (found.state, found.counted("erased")) == (PENDING, 6)

    opened(tmp_path, scenario)


def test_what_is_rolled_back_is_not_counted(tmp_path: Path) -> None:
    def crash(act: Any) -> None:
        add(act, 4)
        raise OSError("power is gone")

    async def scenario(store: DatabaseStore) -> None:
        with pytest.raises(StorageFailed):
            await store.act(crash)
        assert await store.act(lambda act: certificate_rows.pending(act.connection)) == []

    opened(tmp_path, scenario)


def test_the_newest_are_listed_first(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        for n in range(4):
            run = Run(run_id=f"run-{n}", at=START, cause=f"request:{n}")
            await store.act(partial(add, count=1, run=run))

        def ids(tenant: str | None, limit: int) -> Any:
            return store.act(
                lambda act: [
                    each.certificate_id
                    for each in certificate_rows.listed(act.connection, tenant, limit=limit)
                ]
            )

        assert await ids("acme", 2) == ["run-3", "run-2"]
        assert len(await ids(None, 9)) == 4
        assert await ids("other", 9) == []

    opened(tmp_path, scenario)


def test_a_certificate_that_was_changed_does_not_fit_the_audit_log(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        await store.sweep(END)
        [found] = await certificates(store)
        log = AuditLog(store, MASTER, settings=AuditSettings(origin="log.example"))
        assert not await store.act(lambda act: certificate_rows.is_changed(act.connection, found))
        assert (await log.verify()).problems == ()

        def change(act: Transaction) -> None:
            assert found.proof is not None
            certificate_rows.put(act.connection, replace(found, tally={("erased", "chat"): 2000}))

        await store.act(change)
        [changed] = await certificates(store)
        assert await store.act(lambda act: certificate_rows.is_changed(act.connection, changed))
        [problem] = (await log.verify()).problems
        assert (problem.flaw, problem.place) == (Flaw.CERTIFICATE, found.certificate_id)
        await store.act(lambda act: certificate_rows.seal(act, changed, at=END))
        assert (await log.verify()).problems == ()

    opened(tmp_path, scenario)


def test_an_entry_about_no_certificate_names_none() -> None:
    for body in (None, b"", b"retention.certified", b'{"act": "retention.certified"}', b"[1]"):
        assert certificate_rows.noted_in(body) is None
