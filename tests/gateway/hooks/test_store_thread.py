"""A thread for callers without a loop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from gateway.errors import StorageFailed
from gateway.hooks.run import at_once
from gateway.hooks.store_thread import BlockingStore, StoreThread
from gateway.storage.memory import MemoryStore
from gateway.storage.ports import LookUp
from tests.gateway.storage.samples import START

WANTED = LookUp(
    tenant="t", subject="s", purpose="p", recipient="r", conversation_id=None, chains=(), now=START
)


async def where() -> str:
    await asyncio.sleep(0)
    return threading.current_thread().name


def test_work_is_done_in_the_thread_and_its_result_returned() -> None:
    thread = StoreThread()
    assert thread.run(where()) == "discreet-store"
    thread.stop()
    thread.stop()
    assert thread.run(where()) == "discreet-store", "it starts again"
    thread.stop()


def test_many_threads_share_it() -> None:
    thread, names = StoreThread(), []
    callers = [threading.Thread(target=lambda: names.append(thread.run(where()))) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert names == ["discreet-store"] * 8
    thread.stop()


def test_a_store_whose_calls_do_not_wait() -> None:
    thread, store = StoreThread(), MemoryStore()
    blocking = BlockingStore(store, thread)
    with pytest.raises(StorageFailed):
        at_once(blocking.look_up(WANTED))
    thread.run(store.open())
    assert at_once(blocking.look_up(WANTED)).conversation is None
    thread.stop()
