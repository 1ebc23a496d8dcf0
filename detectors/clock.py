"""The clock of CPU budgets: time that a thread works, without the collector's pauses.

A full collection of a large heap takes longer than a short text may, and stops whatever
thread happens to allocate: that text would be refused for what others have left behind.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Mapping

_FULL = 2


class WorkTime:
    """CPU seconds of the calling thread, full garbage collections not counted."""

    def __init__(self) -> None:
        """Watches the collections of this process from now on."""
        self._threads = threading.local()
        gc.callbacks.append(self._collecting)

    def __call__(self) -> float:
        """The time now; differences alone mean something."""
        paused: float = getattr(self._threads, "paused", 0.0)
        return time.thread_time() - paused

    def _collecting(self, phase: str, facts: Mapping[str, int]) -> None:
        if facts["generation"] < _FULL:
            return
        threads = self._threads
        if phase == "start":
            threads.since = time.thread_time()
        elif hasattr(threads, "since"):
            threads.paused = getattr(threads, "paused", 0.0) + time.thread_time() - threads.since


work_time = WorkTime()
