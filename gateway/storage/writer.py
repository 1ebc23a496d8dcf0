"""The one thread that touches the database, and the group commit.

Callers on any event loop hand in operations; the thread takes all that wait, runs them
as one batch, and answers all callers of a loop with one wake-up. While a batch is being
committed the next one gathers, so that the number of commits follows the disk and not
the number of requests.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from gateway.errors import StorageFailed
from gateway.storage.failures import reason_of

# Operations a batch: bounds how long the write lock is held.
MOST_OPERATIONS = 256
# While several callers are at work, the least time from one batch to the next, in
# seconds: a commit costs the same for one operation as for thirty. A lone caller, whose
# last batch was its own, does not wait.
GATHER = 0.002


# An operation and who awaits its answer.
_Waiting = tuple[Any, asyncio.Future[Any]]


class Writer:
    """Runs batches of operations in a thread of its own, in the order they came in."""

    def __init__(self, run: Callable[[Sequence[Any]], Sequence[Any]]) -> None:
        """Starts nothing yet.

        Args:
            run: called in the thread with the operations of a batch; returns an answer
                for each, in order. An answer that is an exception is raised to its
                caller. If it raises, every caller gets StorageFailed.
        """
        self._run = run
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closing = threading.Lock()
        self._open = False
        self._last: Callable[[], None] | None = None

    @property
    def waiting(self) -> int:
        """How many operations wait for the next batch, about."""
        return self._waiting.qsize()

    def start(self) -> None:
        """Starts the thread; operations are taken from now on.

        Raises:
            StorageFailed: it is running already.
        """
        if self._open:
            raise StorageFailed("the store is open already")
        self._last = None
        self._thread = threading.Thread(target=self._work, name="storage-writer", daemon=True)
        self._open = True
        self._thread.start()

    def submit(self, operation: Any) -> asyncio.Future[Any]:
        """Hands in an operation; the future, of the running loop, gets its answer.

        Raises:
            StorageFailed: the writer is not running. An operation that fails raises it
                from the future.
        """
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        # Under the lock nothing can be handed in behind the end mark and wait for ever.
        with self._closing:
            if not self._open:
                raise StorageFailed("the store is not open")
            self._waiting.put((operation, future))
        return future

    async def stop(self, *, last: Callable[[], None]) -> None:
        """Finishes what was handed in, runs ``last`` in the thread, then ends it."""
        with self._closing:
            if self._open:
                self._open = False
                self._last = last
                self._waiting.put(None)
        thread = self._thread
        if thread is not None:
            await asyncio.get_running_loop().run_in_executor(None, thread.join)

    def _work(self) -> None:
        last, began, several = False, 0.0, False
        while not last:
            first = self._waiting.get()
            if several and first is not None:
                time.sleep(max(0.0, began + GATHER - time.monotonic()))
            began = time.monotonic()
            batch, last = self._take(first)
            several = len(batch) > 1
            if batch:
                _answer(batch, self._answers(batch))
        if self._last is not None:
            self._last()

    def _take(self, item: _Waiting | None) -> tuple[list[_Waiting], bool]:
        batch: list[_Waiting] = []
        while item is not None:
            batch.append(item)
            if len(batch) == MOST_OPERATIONS:
                return batch, False
            try:
                item = self._waiting.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _answers(self, batch: Sequence[_Waiting]) -> Sequence[Any]:
        # The thread must outlive every error, or all later callers would wait for ever.
        try:
            return self._run([operation for operation, _ in batch])
        except Exception as error:  # noqa: BLE001 - refuses
            return [failed(error) for _ in batch]


def failed(error: BaseException) -> StorageFailed:
    """What a caller is told of an error: its cause, not its message, which may quote values."""
    if isinstance(error, StorageFailed):
        return StorageFailed(error.message)
    return StorageFailed(reason_of(error))


def _answer(batch: Sequence[_Waiting], answers: Sequence[Any]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = {}
    for (_, future), answer in zip(batch, answers, strict=True):
        by_loop.setdefault(future.get_loop(), []).append((future, answer))
    for loop, answered in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, answered)
        except RuntimeError:
            continue  # the loop is closed: nobody waits there any more


def _resolve(answered: Sequence[tuple[asyncio.Future[Any], Any]]) -> None:
    for future, answer in answered:
        if future.done():
            continue  # its caller was cancelled
        if isinstance(answer, BaseException):
            future.set_exception(answer)
        else:
            future.set_result(answer)
