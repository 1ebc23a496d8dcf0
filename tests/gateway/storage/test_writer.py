"""The writer's thread: every caller is answered, whatever happens to the others."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import pytest

from gateway.errors import StorageFailed
from gateway.storage.writer import MOST_OPERATIONS, Writer, failed


def nothing() -> None:
    """Nothing is left to do at the end."""


def test_what_waits_together_runs_together_and_in_order() -> None:
    batches: list[list[Any]] = []
    gate, began = threading.Event(), threading.Event()

    def run(operations: Sequence[Any]) -> Sequence[Any]:
        batches.append(list(operations))
        began.set()
        gate.wait(10)
        return [operation * 2 for operation in operations]

    async def scenario() -> list[Any]:
        writer = Writer(run)
        writer.start()
        first = writer.submit(0)
        await asyncio.to_thread(began.wait, 10)
        rest = [writer.submit(n) for n in range(1, 600)]
        await asyncio.sleep(0)
        gate.set()
        answers = await asyncio.gather(first, *rest)
        await writer.stop(last=nothing)
        return list(answers)

    assert asyncio.run(scenario()) == [n * 2 for n in range(600)]
    assert [n for batch in batches for n in batch] == list(range(600))
    assert [len(batch) for batch in batches] == [1, MOST_OPERATIONS, MOST_OPERATIONS, 87]


def test_an_answer_that_is_an_error_is_raised_to_its_caller_alone() -> None:
    def run(operations: Sequence[Any]) -> Sequence[Any]:
        return [StorageFailed("odd") if n % 2 else n for n in operations]

    async def scenario() -> None:
        writer = Writer(run)
        writer.start()
        results = await asyncio.gather(
            *(writer.submit(n) for n in range(6)), return_exceptions=True
        )
        assert results[::2] == [0, 2, 4]
        assert all(isinstance(result, StorageFailed) for result in results[1::2])
        await writer.stop(last=nothing)

    asyncio.run(scenario())


def test_an_error_of_the_whole_batch_reaches_all_and_the_thread_lives_on() -> None:
    calls: list[int] = []

    def run(operations: Sequence[Any]) -> Sequence[Any]:
        calls.append(len(operations))
        if len(calls) == 1:
            raise RuntimeError("value 4111 1111 1111 1111")
        return list(operations)

    async def scenario() -> None:
        writer = Writer(run)
        writer.start()
        with pytest.raises(StorageFailed) as caught:
            await writer.submit(1)
        assert "4111" not in str(caught.value)
        assert await writer.submit(2) == 2
        await writer.stop(last=nothing)

    asyncio.run(scenario())


def test_a_cancelled_caller_disturbs_nobody() -> None:
    gate = threading.Event()

    def run(operations: Sequence[Any]) -> Sequence[Any]:
        gate.wait(10)
        return list(operations)

    async def scenario() -> None:
        writer = Writer(run)
        writer.start()
        gone, stays = (writer.submit(n) for n in (1, 2))
        await asyncio.sleep(0)
        gone.cancel()
        gate.set()
        assert await stays == 2
        with pytest.raises(asyncio.CancelledError):
            await gone
        assert await writer.submit(3) == 3
        await writer.stop(last=nothing)

    asyncio.run(scenario())


def test_a_loop_that_is_gone_disturbs_nobody() -> None:
    gate = threading.Event()
    began = threading.Event()

    def run(operations: Sequence[Any]) -> Sequence[Any]:
        began.set()
        gate.wait(10)
        return list(operations)

    writer = Writer(run)
    writer.start()

    async def leaves() -> None:
        task = writer.submit(1)
        await asyncio.to_thread(began.wait, 10)
        task.cancel()

    asyncio.run(leaves())
    gate.set()

    async def comes() -> None:
        assert await writer.submit(2) == 2
        await writer.stop(last=nothing)

    asyncio.run(comes())


def test_stopping_runs_the_last_act_after_all_else_and_refuses_what_comes_later() -> None:
    seen: list[Any] = []

    def run(operations: Sequence[Any]) -> Sequence[Any]:
        seen.extend(operations)
        return list(operations)

    async def scenario() -> None:
        writer = Writer(run)
        with pytest.raises(StorageFailed):
            await writer.submit(0)
        writer.start()
        tasks = [writer.submit(n) for n in range(5)]
        await asyncio.sleep(0)
        await writer.stop(last=lambda: seen.append("last"))
        await writer.stop(last=nothing)
        assert await asyncio.gather(*tasks) == list(range(5))
        with pytest.raises(StorageFailed):
            await writer.submit(9)

    asyncio.run(scenario())
    assert seen == [0, 1, 2, 3, 4, "last"]


def test_only_our_own_messages_are_told() -> None:
    assert failed(StorageFailed("the store is full")).message == "the store is full"
    told = failed(ValueError("jane@example.com")).message
    assert "jane" not in told
    assert "ValueError" in told
