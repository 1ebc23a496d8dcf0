"""One damaged byte stops no sweep: what a law keeps is set aside, all others go on."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from gateway.storage import due_rows, kept_rows
from gateway.storage.database import DatabaseStore
from gateway.storage.due_texts import read_texts
from gateway.storage.erasure import due
from tests.gateway.retention.stored import END, certificates, dek_id, left, stored
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import DAY

FLIP = "UPDATE message SET body = {} WHERE conversation = 1"
DAMAGES = {
    "text": ("discreet.db", FLIP.format("cast(substr(body, 2) || x'00' AS blob)")),
    "another type": ("discreet.db", FLIP.format("'text'")),
    "key": ("keys.db", f"UPDATE data_key SET wrapped = x'0011' WHERE dek_id = '{dek_id(1)}'"),
}


def harm(directory: Path, file: str, statement: str) -> None:
    connection = sqlite3.connect(directory / file)
    assert connection.execute(statement).rowcount
    connection.commit()
    connection.close()


def fill(directory: Path, **changes: Any) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1, **changes)
        for number in (2, 3):
            await stored(store, number)

    opened(directory, scenario)


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_a_law_keeps_is_set_aside_until_the_law_ends(tmp_path: Path, damage: str) -> None:
    fill(tmp_path, keep_until=END + 9 * DAY, action="erase")
    harm(tmp_path, *DAMAGES[damage])

    async def scenario(store: DatabaseStore) -> None:
        texts = await store.act(lambda act: read_texts(act, due(act.connection, END, limit=9)))
        assert (texts.damaged, texts.keyless, set(texts.said)) == (
            frozenset({1}),
            frozenset(),
            {2, 3},
        )
        result = await store.sweep(END)
        assert (result.failed, result.erased, result.moved) == (1, 2, 0)
        assert await left(store) == {"conversation-1": "failed"}
        assert (await store.sweep(END + DAY)).failed == 0
        assert (await store.sweep(END + DAY, whole_walk=True)).failed == 1
        assert await store.act(lambda act: due_rows.failed(act.connection)) == 1
        [count] = await store.class_counts(END + DAY)
        assert (count.failed, count.due) == (1, 0)
        await store.sweep(END + 9 * DAY)
        assert await left(store) == {}

    opened(tmp_path, scenario)


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_to_be_anonymous_is_erased(tmp_path: Path, damage: str) -> None:
    fill(tmp_path, action="anonymise")
    harm(tmp_path, *DAMAGES[damage])

    async def scenario(store: DatabaseStore) -> None:
        result = await store.sweep(END)
        assert (result.erased, result.anonymised, result.failed) == (3, 0, 0)
        assert await left(store) == {}

    opened(tmp_path, scenario)


@pytest.mark.parametrize("changes", [{"keep_until": END + 9 * DAY}, {"action": "anonymise"}])
def test_what_has_lost_its_key_was_neither_moved_nor_copied(tmp_path: Path, changes: Any) -> None:
    fill(tmp_path, **changes)
    harm(tmp_path, "keys.db", f"DELETE FROM data_key WHERE dek_id = '{dek_id(1)}'")

    async def scenario(store: DatabaseStore) -> None:
        result = await store.sweep(END)
        assert (result.moved, result.anonymised) == (0, 0)
        [one] = await certificates(store)
        assert one.counted("keyless") == 1
        assert await store.act(lambda act: kept_rows.listed(act, "acme")) == []

    opened(tmp_path, scenario)
