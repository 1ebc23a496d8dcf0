"""Workers that examine chunks, and their results in the order of the chunks."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.connection import wait
from typing import Protocol

from detectors import Engine
from detectors.cache import Examiner as Detects
from gateway.scan.csv_fields import examine_csv
from gateway.scan.examiner import Examiner
from gateway.scan.lines import examine_jsonl, examine_text
from gateway.scan.model import Chunk, Format, Outcome, Plan
from gateway.scan.parquet import examine_parquet

# Chunks that wait for each worker, so that none has to wait for the reader.
_AHEAD = 3

_EXAMINERS: dict[Format, Callable[[Chunk, Examiner], Outcome]] = {
    Format.TEXT: examine_text,
    Format.JSONL: examine_jsonl,
    Format.CSV: examine_csv,
    Format.PARQUET: examine_parquet,
}


class ReadyEngine(Detects, Protocol):
    """An engine that can show that it works."""

    @property
    def entity_types(self) -> frozenset[str]:
        """All that it can find."""
        ...

    def self_test(self) -> None:
        """Raises ConfigurationError if a detector does not find its vectors."""
        ...


def new_engine() -> ReadyEngine:
    """The engine of a scan. Nobody waits for one text of a file: each may cost more."""
    return Engine(allowance=allowance)


def allowance(length: int) -> float:
    """Seconds of CPU time that a text of a length may cost; linear."""
    return 0.2 + 0.000_02 * length


def examine(chunk: Chunk, examiner: Examiner) -> Outcome:
    """What a chunk gives."""
    examiner.begin(chunk.source)
    return _EXAMINERS[chunk.source.format](chunk, examiner)


_worker: list[Examiner] = []


def _start(make: Callable[[], ReadyEngine], plan: Plan) -> None:
    """In a worker process: makes its engine, leaves Ctrl-C to the parent, dies with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    engine = make()
    engine.self_test()
    _worker[:] = [Examiner(engine, plan)]


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _examine(chunk: Chunk) -> Outcome:
    return examine(chunk, _worker[0])


def in_order(
    chunks: Iterable[Chunk | None],
    plan: Plan,
    *,
    engine: ReadyEngine,
    make: Callable[[], ReadyEngine] = new_engine,
    processes: int = 1,
) -> Iterator[Outcome | None]:
    """What each chunk gives, in their order; None for None.

    Args:
        chunks: are taken a few ahead of the results.
        plan: what is looked for.
        engine: for work in this process.
        make: makes the engine of a worker process; named by its module.
        processes: 1 works in this process.
    """
    if processes == 1:
        examiner = Examiner(engine, plan)
        for chunk in chunks:
            yield None if chunk is None else examine(chunk, examiner)
        return
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(
        processes, mp_context=context, initializer=_start, initargs=(make, plan)
    )
    try:
        waiting: deque[Future[Outcome] | None] = deque()
        for chunk in chunks:
            waiting.append(None if chunk is None else executor.submit(_examine, chunk))
            while len(waiting) > processes * _AHEAD:
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _result(future: Future[Outcome] | None) -> Outcome | None:
    return None if future is None else future.result()
