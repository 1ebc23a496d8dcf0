"""Entries are appended with their acts: whole or not at all, one after the other."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text

from detectors import Engine
from gateway.audit.entry import Act, AuditEntry
from gateway.audit.merkle import leaf_hash, root_of
from gateway.audit.service import AuditLog
from gateway.audit.settings import AuditSettings
from gateway.consent.persons import PersonChange, ReportState, Restriction
from gateway.errors import StorageFailed
from gateway.model import Role
from gateway.storage.audit_reader import AuditReader
from gateway.storage.database import DatabaseStore
from gateway.storage.ports import ApiKey, Recorded
from gateway.storage.schema_audit import AUDIT_TILE
from gateway.storage.transaction import Transaction
from tests.gateway.audit.logs import entry
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import (
    MASTER,
    START,
    basis,
    consent,
    disclosure,
    refusal,
    report,
)


async def bodies(store: DatabaseStore) -> list[dict[str, Any]]:
    rows = await store.act(lambda each: AuditReader(each.connection).entries(0, most=100_000))
    assert [row[0] for row in rows] == list(range(len(rows)))
    assert all(leaf_hash(body) == leaf for _, body, leaf in rows)
    return [json.loads(body) for _, body, _ in rows]


async def every_act(store: DatabaseStore) -> None:
    await store.put_consent(consent())
    await store.record(disclosure(1, subject="subject-9"))
    await store.note(refusal())
    change = PersonChange(restrict=Restriction.REQUESTED)
    await store.change_person("acme", "subject-2", change=change, at=START)
    await store.add_report(report())
    await store.decide_report("acme", "report-1", state=ReportState.CONFIRMED, at=START)
    key = ApiKey(
        key_id="abcd1234",
        tenant="acme",
        role=Role.CHAT,
        secret_sha256="ab" * 32,
        label="jane doe",
        created_at=START,
    )
    await store.add_api_key(key)
    assert await store.revoke_api_key("abcd1234", START)
    assert not await store.revoke_api_key("abcd1234", START)
    await store.conversations("acme", subject="subject-9")


def test_every_act_has_its_entry(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> list[dict[str, Any]]:
        await every_act(store)
        return await bodies(store)

    found = opened(tmp_path, scenario)
    assert [each["act"] for each in found if each["act"] != "retention.event"] == [
        *("consent.recorded", "disclosure.recorded", "request.refused", "person.changed"),
        *("report.filed", "person.changed", "report.decided", "person.changed"),
        *("consent.recorded", "api_key.created", "api_key.revoked", "content.read"),
    ]
    subjects = {each["object"]: each["subject"] for each in found}
    assert "subject-1" not in json.dumps(found)
    assert "jane" not in json.dumps(found)
    assert len(subjects["report-1"]) == 64


def test_the_detector_finds_nothing_in_any_entry(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> list[dict[str, Any]]:
        await every_act(store)
        return await bodies(store)

    engine = Engine()
    for each in opened(tmp_path, scenario):
        values = [each["act"], each["actor"], each["tenant"], *each["facts"].values()]
        for value in values:
            # Hashes look like anything; what is left must look like nothing.
            text = re.sub(r"\b[0-9a-f]{64}\b", "", str(value))
            found = {hit.entity_type for hit in engine.detect(text)} - {"DATE_TIME"}
            assert (value, found) == (value, set())


def test_an_act_that_fails_leaves_no_entry(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> list[dict[str, Any]]:
        def step(transaction: Transaction) -> None:
            transaction.audit.append(entry(0))
            raise StorageFailed("stop")

        with pytest.raises(StorageFailed):
            await store.act(step)
        stale = disclosure(1, basis=basis(consent(event_id=9)))
        assert await store.record(stale) is Recorded.FACTS_CHANGED
        return await bodies(store)

    assert opened(tmp_path, scenario) == []


def test_an_act_whose_entry_is_refused_is_not_kept(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> list[dict[str, Any]]:
        def step(transaction: Transaction) -> None:
            transaction.audit.append(entry(0, facts={"reason": "Jane asked me to"}))

        with pytest.raises(StorageFailed, match="no code"):
            await store.act(step)
        return await bodies(store)

    assert opened(tmp_path, scenario) == []


@pytest.mark.parametrize("pages", [(1,) * 3, (255, 1, 1), (256,), (100, 412, 513), (700,)])
def test_tiles_are_those_of_the_tree(tmp_path: Path, pages: tuple[int, ...]) -> None:
    async def scenario(store: DatabaseStore) -> Any:
        start = 0
        for count in pages:
            page = [entry(number) for number in range(start, start + count)]
            await store.act(lambda each, page=page: each.audit.append(*page))  # type: ignore[misc]
            start += count
        await store.act(lambda each: each.audit.append())

        def read(transaction: Transaction) -> Any:
            reader = AuditReader(transaction.connection)
            return reader.entries(0, most=10_000), reader.tiles(first=0, most=100)

        return await store.act(read)

    rows, tiles = opened(tmp_path, scenario)
    leaves = [leaf for _, _, leaf in rows]
    size = sum(pages)
    assert len(leaves) == size
    whole = [(1, n, root_of(leaves[256 * n : 256 * (n + 1)])) for n in range(size // 256)]
    assert tiles == whole


def test_missing_rows_stop_the_log(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        def cut(transaction: Transaction) -> None:
            transaction.audit.append(*(entry(n) for n in range(10)))
            transaction.connection.execute(text("DROP TRIGGER audit_entry_delete"))
            transaction.connection.execute(text("DELETE FROM audit_entry WHERE seq = 5"))

        await store.act(cut)

        def fill(transaction: Transaction) -> None:
            transaction.audit.append(*(entry(n) for n in range(10, 300)))

        with pytest.raises(StorageFailed, match="missing"):
            await store.act(fill)

    opened(tmp_path, scenario)
    assert delete(AUDIT_TILE) is not None


def _append(directory: str, name: str) -> None:
    async def scenario(store: DatabaseStore) -> None:
        first = 1_000 * len(name)
        for number in range(40):
            made = disclosure(first + number, disclosure_id=f"{name}-{number}", subject=name)
            assert await store.record(made) is Recorded.RECORDED

    async def run() -> None:
        store = DatabaseStore.in_directory(Path(directory), master_key=MASTER)
        await store.open()
        await scenario(store)
        await store.close()

    asyncio.run(run())


def test_two_processes_append_to_one_log(tmp_path: Path) -> None:
    opened(tmp_path, bodies)
    context = multiprocessing.get_context("spawn")
    running = [
        context.Process(target=_append, args=(str(tmp_path), name)) for name in ("one", "other")
    ]
    for each in running:
        each.start()
    for each in running:
        each.join(60)
    assert [each.exitcode for each in running] == [0, 0]

    async def scenario(store: DatabaseStore) -> Any:
        log = AuditLog(store, MASTER, settings=AuditSettings())
        await log.checkpoint(START)
        return await bodies(store), await log.verify()

    found, verdict = opened(tmp_path, scenario)
    assert verdict.problems == ()
    by_name = {name: [each["object"] for each in found if name in each["object"]] for name in
               ("one", "other")}  # fmt: skip
    assert by_name == {name: [f"{name}-{n}" for n in range(40)] for name in ("one", "other")}


def test_an_entry_of_the_gateway_itself_has_no_subject(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> list[dict[str, Any]]:
        made = AuditEntry(act=Act.STARTED, tenant="", at=START)
        await store.act(lambda each: each.audit.append(made))
        return await bodies(store)

    found = opened(tmp_path, scenario)
    assert [(each["subject"], each["tenant"]) for each in found] == [(None, "")]
