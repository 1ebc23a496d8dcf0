"""Processes are started, watched, measured and ended."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from benchmarks.processes import (
    BenchmarkFailed,
    LoadProcess,
    cpu_seconds,
    free_port,
    resident_bytes,
    running,
    wait_until_serving,
    waiting_seconds,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's /proc")


def test_cpu_time_counts_all_threads() -> None:
    spent = []

    def work() -> None:
        ends = time.thread_time() + 0.05
        while time.thread_time() < ends:
            sum(range(1000))
        spent.append(cpu_seconds(os.getpid()))

    before = cpu_seconds(os.getpid())
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert spent[0] - before >= 0.045


def test_waiting_for_a_core_is_less_than_all_the_time_there_was() -> None:
    # Threads that have ended are not counted any more, so it need not grow.
    assert 0.0 <= waiting_seconds(os.getpid()) < time.monotonic() * (os.cpu_count() or 1) * 64


def test_memory_is_that_of_a_running_interpreter() -> None:
    assert 5 << 20 < resident_bytes(os.getpid()) < 8 << 30


def test_a_server_that_ends_is_a_failure_and_not_a_wait(tmp_path: Path) -> None:
    log = tmp_path / "log"
    ends = running(["-c", "raise SystemExit(3)"], log=log)
    with ends as process, pytest.raises(BenchmarkFailed, match="code 3"):
        wait_until_serving(process, free_port(), path="/")
    assert process.returncode == 3


def test_a_process_is_ended_with_its_block(tmp_path: Path) -> None:
    with running(["-c", "import time; time.sleep(60)"], log=tmp_path / "log") as process:
        assert process.poll() is None
    assert process.returncode == -signal.SIGTERM


def test_an_error_of_the_load_process_is_a_failure(tmp_path: Path) -> None:
    code = 'import sys; sys.stdin.readline(); print(\'{"error": "status 500"}\', flush=True)'
    with running(["-c", code], log=tmp_path / "log") as process:
        load = LoadProcess(process)
        with pytest.raises(BenchmarkFailed, match="status 500"):
            load.do(do="run")
        with pytest.raises(BenchmarkFailed, match="ended"):
            load.do(do="run")
