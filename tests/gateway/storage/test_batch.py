"""A batch: what fails fails alone or fails all, and never half."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import orjson
import pytest

from gateway.consent.persons import AgeBand
from gateway.errors import StorageFailed
from gateway.storage.batch import ExchangeBatch
from gateway.storage.database import KEY_FILE, MAIN_FILE, DatabaseStore
from gateway.storage.files import driver_of
from gateway.storage.keys import KeyFile
from gateway.storage.memory import MemoryStore
from gateway.storage.peppers import known_reference
from gateway.storage.ports import Recorded
from gateway.storage.schema import to_micros
from gateway.storage.transaction import Transaction
from tests.gateway.storage.conftest import opened, with_store
from tests.gateway.storage.samples import (
    START,
    answer,
    basis,
    consent,
    disclosure,
    look_up,
    outcome,
    refusal,
)

RESTING = basis(
    consent(event_id=1),
    signals=frozenset({"gpc", "dnt"}),
    age_band=AgeBand.ADULT,
    sources=frozenset({"meter", "a b"}),
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
    assert set(seen) == {2}  # the pepper of the person beside it


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
        assert getattr(results[3], "consent", None) == consent(event_id=1)
        assert len(await store.conversations("acme")) == 1
        assert len(await store.consents("acme", "subject-3")) == 1

    opened(tmp_path, scenario)


def test_refusals_are_written_with_all_that_led_to_them(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.put_consent(consent())
        calls: list[Awaitable[Any]] = [
            store.note(refusal(1)),
            store.record(disclosure(1, basis=RESTING)),
            store.note(refusal(2, reasons=(), signals=frozenset(), sources=frozenset())),
            store.note(refusal(1, code="again")),
            store.note(refusal(3, subject="\ud800")),
            store.finish(outcome(9)),
        ]
        results = await asyncio.gather(*calls, return_exceptions=True)
        failed = [isinstance(result, StorageFailed) for result in results]
        assert failed == [False, False, False, True, True, True]

    opened(tmp_path, scenario)
    with sqlite3.connect(tmp_path / MAIN_FILE) as connection:
        refusals = connection.execute("SELECT * FROM refusal").fetchall()
        disclosures = connection.execute(
            "SELECT consent_id, consent_event, notice, signals, age_band, sources FROM disclosure"
        ).fetchall()
    same = ("acme", "subject-1", "answering", "model-eu", "default@0123456789ab",
            "/v1/chat/completions", "consent_required", "consent")  # fmt: skip
    at = to_micros(START)
    assert refusals == [
        ("refusal-1", *same, '["ConsentUnknown", "another"]', '["dnt", "gpc"]', "13_15",
         '["meter"]', at),
        ("refusal-2", *same, "", "", "13_15", "", at),
    ]  # fmt: skip
    assert disclosures == [
        ("consent-1", 1, "ab" * 32, '["dnt", "gpc"]', "adult", '["a b", "meter"]')
    ]


def test_the_same_refusals_in_memory() -> None:
    store = MemoryStore()

    async def scenario(store: MemoryStore) -> None:
        await store.note(refusal(1))
        with pytest.raises(StorageFailed):
            await store.note(refusal(1))

    asyncio.run(with_store(store, scenario))
    assert store.refusals == {"refusal-1": refusal(1)}


def test_statements_of_an_exchange(tmp_path: Path) -> None:
    """Each costs every request: what is known of a person is one, keys with peppers another."""

    async def scenario(store: DatabaseStore) -> list[tuple[int, int]]:
        main: list[str] = []
        keys: list[str] = []

        def trace(transaction: Transaction) -> None:
            driver_of(transaction.connection).set_trace_callback(main.append)
            driver_of(store.session.keys._driver.core).set_trace_callback(keys.append)

        await store.act(trace)
        counts = []
        for call in (
            lambda: store.record(disclosure(1)),
            lambda: store.finish(outcome(1, answers=(answer(),))),
            lambda: store.look_up(look_up("u1", "a1", texts=("t",))),
            lambda: store.record(
                disclosure(1, new=False, disclosure_id="second", texts=("t",), messages=())
            ),
        ):
            main.clear()
            keys.clear()
            await call()
            counts.append((len(main), len(keys)))
        return counts

    # Both with BEGIN and COMMIT; a new key has a transaction of its own, which asks first
    # whether the tenant has ended.
    assert opened(tmp_path, scenario) == [(10, 5), (6, 1), (6, 1), (8, 1)]


def test_people_of_refusals_and_of_disclosures_share_a_batch(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> list[str | None]:
        await store.note(refusal(1))
        results = await asyncio.gather(
            *(store.record(disclosure(number, subject=f"s{number}")) for number in range(1, 6)),
            store.note(refusal(2)),
            store.note(refusal(3, subject="s3")),
            store.note(refusal(4, subject="another")),
        )
        assert results[:5] == [Recorded.RECORDED] * 5
        people = ["subject-1", "another", *(f"s{number}" for number in range(1, 6))]
        return await store.act(
            lambda act: [known_reference(act.keys, ("acme", each)) for each in people]
        )

    references = opened(tmp_path, scenario)
    assert None not in references
    assert len(set(references)) == 7
    with sqlite3.connect(tmp_path / MAIN_FILE) as connection:
        bodies = [row[0] for row in connection.execute("SELECT body FROM audit_entry")]
    about = [orjson.loads(body)["subject"] for body in bodies]
    assert sorted(about) == sorted([*references, references[0], references[4]])
