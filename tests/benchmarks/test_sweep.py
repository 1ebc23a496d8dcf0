"""The benchmark measures a sweep that did what it should, and refuses any other."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from benchmarks import sweep as benchmark
from benchmarks.stored import Wanted
from benchmarks.sweep import NOW, BenchmarkFailed, main
from gateway.storage.database import DatabaseStore
from gateway.storage.retention_ports import SweepResult


def test_a_small_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--counts", "300", "600", "--due", "100", "--directory", str(tmp_path)]
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert ("600" in printed, "longest ms" in printed) == (True, True)
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_that_left_something_is_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lazy(*_: object, **__: object) -> SweepResult:
        return SweepResult(erased=0, checkpoint=(0, 0, 0))

    monkeypatch.setattr(DatabaseStore, "sweep", lazy)
    wanted = Wanted(count=50, due=10, now=NOW)
    with pytest.raises(BenchmarkFailed, match="10 were due"):
        asyncio.run(benchmark.sweep(tmp_path / "data", wanted, batch=5, whole_walk=False))
