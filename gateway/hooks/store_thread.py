"""Stores are asynchronous: a thread with an event loop serves callers that have none."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from gateway.storage.consent_ports import Facts, Refusal, Watched
from gateway.storage.ports import Disclosure, ExchangeStore, Known, LookUp, Outcome, Recorded

Result = TypeVar("Result")


class StoreThread:
    """An event loop in a thread of its own, started when it is first needed."""

    def __init__(self) -> None:
        """Starts nothing."""
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """What the work gives, once it has; raises what it raises."""
        return asyncio.run_coroutine_threadsafe(work, self._running()).result()

    def stop(self) -> None:
        """Ends the thread; it starts again if there is more to do."""
        with self._lock:
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="discreet-store", daemon=True
                )
                self._thread.start()
            return self._loop


class BlockingStore:
    """A store whose calls are over when they return: nothing in them waits for a loop."""

    def __init__(self, store: ExchangeStore, thread: StoreThread) -> None:
        """Takes the store.

        Args:
            store: asynchronous.
            thread: runs its calls.
        """
        self._store = store
        self._thread = thread

    async def look_up(self, wanted: LookUp) -> Known:
        """As the store does."""
        return self._thread.run(self._store.look_up(wanted))

    async def record(self, disclosure: Disclosure) -> Recorded:
        """As the store does."""
        return self._thread.run(self._store.record(disclosure))

    async def finish(self, outcome: Outcome) -> None:
        """As the store does."""
        return self._thread.run(self._store.finish(outcome))

    async def note(self, refusal: Refusal) -> None:
        """As the store does."""
        return self._thread.run(self._store.note(refusal))

    async def facts(self, watched: Sequence[Watched]) -> Sequence[Facts]:
        """As the store does."""
        return self._thread.run(self._store.facts(watched))
