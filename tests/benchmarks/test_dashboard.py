"""The benchmark of the dashboard on a small store."""

from __future__ import annotations

import asyncio
from pathlib import Path

from benchmarks.dashboard import counting, main, measure


def test_a_small_store_is_measured(tmp_path: Path) -> None:
    found = asyncio.run(measure(tmp_path / "data", 200, pages=3))
    assert (found.count, len(found.pages)) == (200, 3)
    assert found.made > 0
    assert len(found.turns) > 0


def test_counting_alone_needs_no_store() -> None:
    assert counting(rounds=10) > 0
    assert main(["--counting"]) == 0
