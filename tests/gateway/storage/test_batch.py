"""A batch: what fails fails alone or fails all, and never half."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import StorageFailed
from gateway.storage.batch import ExchangeBatch
from gateway.storage.database import KEY_FILE, DatabaseStore
from gateway.storage.keys import KeyFile
from gateway.storage.ports import Recorded
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import (
    START,
    consent,
    disclosure,
    look_up,
)


def test_a_failed_commit_fails_every_caller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    async def scenario(store: DatabaseStore) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(ExchangeBatch, "write", full)
            calls = [store.record(disclosure(number)) for number in range(1, 6)]
            results = await asyncio.gather(*calls, return_exceptions=True)
            assert all(isinstance(result, StorageFailed) for result in results)
            assert not any("full" in str(result) for result in results)
        assert await store.class_counts(START) == []
        # What failed can be tried again, under the same ids.
        assert await store.record(disclosure(1)) is Recorded.RECORDED

    opened(tmp_path, scenario)


def test_a_key_store_that_fails_lets_nothing_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    async def scenario(store: DatabaseStore) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(KeyFile, "add", broken)
            with pytest.raises(StorageFailed):
                await store.record(disclosure(1))
        assert await store.class_counts(START) == []

    opened(tmp_path, scenario)


def test_the_key_is_durable_before_the_first_ciphertext(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    insert = ExchangeBatch._insert

    def spy(batch: Any, table: Any, rows: Any) -> None:
        with sqlite3.connect(tmp_path / KEY_FILE) as other:
            seen.append(other.execute("SELECT count(*) FROM data_key").fetchone()[0])
        insert(batch, table, rows)

    async def scenario(store: DatabaseStore) -> None:
        monkeypatch.setattr(ExchangeBatch, "_insert", spy)
        await store.record(disclosure(1))

    opened(tmp_path, scenario)
    assert seen
    assert set(seen) == {1}


def test_values_that_the_driver_rejects_fail_alone(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.put_consent(consent())
        calls: list[Awaitable[Any]] = [
            store.record(disclosure(1)),
            store.record(disclosure(2, conversation_id="lone \ud800 surrogate")),
            store.look_up(look_up("lone \udfff surrogate")),
            store.look_up(look_up()),
            store.record(disclosure(3, sent_bytes=2**70)),
            store.put_consent(consent(record_id="c2", subject="\ud800")),
            store.put_consent(consent(record_id="c3", subject="subject-3")),
        ]
        results = await asyncio.gather(*calls, return_exceptions=True)
        failed = [n for n, result in enumerate(results) if isinstance(result, StorageFailed)]
        assert failed == [1, 2, 4, 5]
        assert results[0] is Recorded.RECORDED
        assert getattr(results[3], "consent", None) == consent()
        assert len(await store.conversations("acme")) == 1
        assert len(await store.consents("acme", "subject-3")) == 1

    opened(tmp_path, scenario)
