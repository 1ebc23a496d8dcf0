"""Reading beside the writer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from gateway.errors import InvalidRequest, StorageFailed
from gateway.storage.count_rows import Figure, put_figure, read_figures
from gateway.storage.database import DatabaseStore
from gateway.storage.reading import ReadingThread
from tests.gateway.storage.samples import MASTER, START


def reading(directory: Path, scenario: Any) -> Any:
    async def run() -> Any:
        store = DatabaseStore.in_directory(directory, master_key=MASTER)
        await store.open()
        thread = ReadingThread(store)
        try:
            return await scenario(store, thread)
        finally:
            await thread.close()
            await store.close()

    return asyncio.run(run())


def test_it_sees_what_was_written_and_writes_nothing(tmp_path: Path) -> None:
    figure = Figure(document=[1], at=START)

    async def scenario(store: DatabaseStore, thread: ReadingThread) -> Any:
        def read(connection: Any) -> Any:
            return read_figures(connection, "main")

        before = await thread.read(read, tenants=["main"])
        await store.act(lambda act: put_figure(act.connection, "main", name="a", figure=figure))
        with pytest.raises(StorageFailed):
            await thread.read(
                lambda connection: put_figure(connection, "main", name="b", figure=figure),
                tenants=["main"],
            )
        return before, await thread.read(read, tenants=["main"]), repr(thread), store.waiting

    assert reading(tmp_path, scenario) == ({}, {"a": figure}, "ReadingThread()", 0)


def test_a_refusal_stays_one_and_a_failure_quotes_nothing(tmp_path: Path) -> None:
    async def scenario(_: DatabaseStore, thread: ReadingThread) -> Any:
        def refuse(_: Any) -> None:
            raise InvalidRequest("no")

        with pytest.raises(InvalidRequest, match="no"):
            await thread.read(refuse, tenants=["main"])
        with pytest.raises(StorageFailed) as failed:
            await thread.read(
                lambda connection: connection.execute(text("SELECT 'secret' FROM nowhere")),
                tenants=["main"],
            )
        return failed.value.message

    assert "secret" not in reading(tmp_path, scenario)


def test_no_writer_is_waited_for(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore, thread: ReadingThread) -> bool:
        loop, begun, go_on = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

        def hold(_: Any) -> None:
            loop.call_soon_threadsafe(begun.set)
            asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)

        writing = asyncio.create_task(store.act(hold))
        await begun.wait()
        await thread.read(lambda connection: read_figures(connection, "main"), tenants=["main"])
        still = not writing.done()
        go_on.set()
        await writing
        return still

    assert reading(tmp_path, scenario) is True
