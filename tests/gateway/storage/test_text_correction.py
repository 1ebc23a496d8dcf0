"""A conversation's texts change under a new key, and the old ciphertexts are not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from gateway.errors import StorageFailed
from gateway.storage.database import DatabaseStore
from gateway.storage.schema import CONVERSATION, MESSAGE
from gateway.storage.text_correction import Ciphertexts, is_as_read, read, rewrite
from gateway.storage.transaction import Transaction
from tests.gateway.rights.acting import in_store
from tests.gateway.storage.samples import (
    START,
    answer,
    disclosure,
    message,
    new_state,
    outcome,
)


async def stored(store: DatabaseStore, *texts: str, value: str = "nothing") -> None:
    said = tuple(message(text, f"u{n}") for n, text in enumerate(texts))
    await store.record(disclosure(1, messages=said))
    await store.finish(outcome(1, answers=(answer("done"),), state=new_state("s", value)))


def row_and_key(transaction: Transaction) -> tuple[Any, bytes]:
    row = transaction.connection.execute(select(CONVERSATION)).one()
    return row, transaction.keys.find([row.dek_id])[row.dek_id]


def now_read(transaction: Transaction) -> Ciphertexts:
    row, key = row_and_key(transaction)
    return read(transaction, row, key=key)


def test_texts_and_values_are_opened_outside_of_the_act(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, "all well", "and \ud800", value="a value")
        before = await store.act(now_read)
        assert before.texts() == ["all well", "and \ud800", "done"]
        assert before.values() == ["a value"]
        assert "all well" not in repr(before)
        with pytest.raises(StorageFailed, match="decrypt"):
            replace(before, key=bytes(32)).texts()

    in_store(tmp_path, scenario)


def test_all_is_written_anew_and_the_old_key_reads_nothing(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, "wrong", "all well \ud800", "so wrong")
        before = await store.act(now_read)
        texts = ["right", "all well \ud800", "so right", "done"]
        await store.act(lambda each: rewrite(each, before, texts=texts, at=START))
        after = await store.act(now_read)
        assert not {body for _, body in before.bodies} & {body for _, body in after.bodies}
        assert after.texts() == texts
        [found] = await store.conversations("acme")
        assert [each.text for each in found.messages] == texts
        assert after.states == ()
        with pytest.raises(StorageFailed, match="decrypt"):
            replace(after, key=before.key).texts()
        # The old key is the caller's to destroy, after the commit.
        old = before.row.dek_id
        assert await store.act(lambda each: each.keys.missing([old])) == frozenset()

    in_store(tmp_path, scenario)


def test_what_was_said_or_changed_meanwhile_is_seen(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, "one")
        before = await store.act(now_read)
        assert await store.act(lambda each: is_as_read(each, before))
        held = update(CONVERSATION).values(state="held", hide_at=1)
        await store.act(lambda each: each.connection.execute(held))
        assert await store.act(lambda each: is_as_read(each, before))
        await store.act(lambda each: rewrite(each, before, texts=["two", "done"], at=START))
        assert not await store.act(lambda each: is_as_read(each, before))
        again = await store.act(now_read)
        longer = update(CONVERSATION).values(next_seq=3)
        await store.act(lambda each: each.connection.execute(longer))
        assert not await store.act(lambda each: is_as_read(each, again))
        await store.act(lambda each: each.connection.execute(delete(MESSAGE)))
        await store.act(lambda each: each.connection.execute(delete(CONVERSATION)))
        assert not await store.act(lambda each: is_as_read(each, again))

    in_store(tmp_path, scenario)


def test_a_conversation_without_messages_gets_a_new_key_all_the_same(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.record(disclosure(1, messages=()))
        before = await store.act(now_read)
        await store.act(lambda each: rewrite(each, before, texts=[], at=START))
        assert (await store.act(now_read)).key != before.key

    in_store(tmp_path, scenario)
