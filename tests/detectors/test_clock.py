"""Work counts, a full collection of the heap does not, and each thread has its own time."""

from __future__ import annotations

import gc
import threading
import time

from detectors.clock import WorkTime, work_time


def work(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_work_counts_and_waiting_does_not() -> None:
    before = work_time()
    time.sleep(0.02)
    waited = work_time() - before
    work(0.02)
    assert work_time() - before >= 0.02
    assert waited < 0.02


def test_a_full_collection_does_not_count() -> None:
    clock = WorkTime()
    heap = [[number] for number in range(400_000)]
    before, real = clock(), time.thread_time()
    gc.collect()
    counted, took = clock() - before, time.thread_time() - real
    assert len(heap) == 400_000
    assert counted < took / 2
    gc.callbacks.remove(clock._collecting)


def test_a_small_collection_is_work_like_any_other() -> None:
    clock = WorkTime()
    gc.collect(0)
    assert not hasattr(clock._threads, "paused")
    gc.callbacks.remove(clock._collecting)


def test_another_thread_has_a_time_of_its_own() -> None:
    seen: list[float] = []
    thread = threading.Thread(target=lambda: seen.append(work_time()))
    work(0.02)
    thread.start()
    thread.join()
    assert seen[0] < 0.02
