"""Figures are made of everything, kept with their time, and say how a verification ended."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from gateway.counts.figures import CLASSES, CONSENTS, VERIFICATION, Figures
from gateway.errors import StorageFailed
from gateway.storage.count_rows import read_figures
from gateway.storage.database import DatabaseStore
from gateway.storage.reading import ReadingThread
from gateway.storage.schema import CONSENT_CURRENT, CONVERSATION
from tests.gateway.storage.samples import MASTER, START
from tests.gateway.storage.test_figure_scans import CHAT, ROWS, _consent, _conversation
from tests.gateway.usage.tenants import tenant


def made(directory: Path, scenario: Any, *, rows: int = 2) -> Any:
    async def run() -> Any:
        store = DatabaseStore.in_directory(directory, master_key=MASTER)
        await store.open()
        reading = ReadingThread(store)
        try:
            figures = Figures(store, reading, tenants={"main": tenant()}, rows=rows)
            await scenario(store, figures)
            return await reading.read(lambda held: read_figures(held, "main"), tenants=["main"])
        finally:
            await reading.close()
            await store.close()

    return asyncio.run(run())


def test_everything_is_looked_through(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore, figures: Figures) -> None:
        def fill(act: Any) -> None:
            every = [_conversation(n, row) for n, row in enumerate(ROWS, start=1)]
            act.connection.execute(insert(CONVERSATION), every)
            said = [_consent(n, "ConsentGiven") for n in range(5)]
            act.connection.execute(insert(CONSENT_CURRENT), said)

        await store.act(fill)
        await figures.make(START)

    found = made(tmp_path, scenario)
    assert set(found) == {CLASSES, CONSENTS}
    assert {each.at for each in found.values()} == {START}
    assert found[CONSENTS].document == [["answering", "host", "ConsentGiven", 5]]
    assert found[CLASSES].document["chat"]["conversations"] == CHAT.conversations
    assert found[CLASSES].document["chat"]["next_at"] == CHAT.next_at
    assert found[CLASSES].document["case"]["endless"] == 1


def test_a_store_with_nothing_in_it(tmp_path: Path) -> None:
    async def scenario(_: DatabaseStore, figures: Figures) -> None:
        await figures.make(START)

    found = made(tmp_path, scenario)
    assert (found[CLASSES].document, found[CONSENTS].document) == ({}, [])


@pytest.mark.parametrize("fits", [True, False])
def test_how_a_verification_ended_is_kept(tmp_path: Path, fits: bool) -> None:
    async def verify(_: Any) -> None:
        if not fits:
            raise StorageFailed("the audit log was changed")

    async def scenario(_: DatabaseStore, figures: Figures) -> None:
        job = figures.noting(verify)
        if fits:
            await job(START)
        else:
            with pytest.raises(StorageFailed):
                await job(START)

    found = made(tmp_path, scenario)
    assert (found[VERIFICATION].document, found[VERIFICATION].at) == ({"fits": fits}, START)
