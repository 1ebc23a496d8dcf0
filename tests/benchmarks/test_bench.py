"""The benchmark measures servers, and fails when what it measures is not right."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from benchmarks import bench
from benchmarks.bench import BASELINE, GATEWAY, Bench, Cost, Figures, Options, Server
from benchmarks.processes import BenchmarkFailed, LoadProcess

SHORT = Options(
    seconds=0.1,
    rounds=1,
    connections=4,
    single=10,
    streams=4,
    conversations=4,
    turns=2,
    baseline_only=True,
)


class Answering(LoadProcess):
    """A load process that says what it is told to."""

    def __init__(self, result: dict[str, Any] | None) -> None:
        self.result = result

    def do(self, **command: Any) -> dict[str, Any]:
        if self.result is None:
            raise BenchmarkFailed("status 500 instead of 200")
        return self.result


@pytest.mark.parametrize(
    ("name", "seen", "result", "message"),
    [
        (GATEWAY, {"requests": 3, "planted": 1}, {"requests": 3}, "a planted value reached"),
        (BASELINE, {"requests": 3, "planted": 0}, {"requests": 3}, "a planted value reached"),
        (GATEWAY, {"requests": 2, "planted": 0}, {"requests": 3}, "another number of requests"),
        (GATEWAY, {}, None, "gateway, run bench: status 500"),
    ],
)
def test_what_is_not_right_fails_the_run(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    seen: dict[str, int],
    result: dict[str, int] | None,
    message: str,
) -> None:
    monkeypatch.setattr(bench, "get", lambda port, path: (200, json.dumps(seen).encode()))
    server = Server(name=name, port=1, process=1, key="k")
    run = Bench(SHORT, servers=[server], load=Answering(result), upstream=1)
    with pytest.raises(BenchmarkFailed, match=message):
        run._do(server, "run", model="bench")


def test_a_short_run_over_the_baseline_measures_everything(tmp_path: Path) -> None:
    figures = bench.measure(SHORT, tmp_path)
    assert list(figures) == [BASELINE]
    found = figures[BASELINE]
    for cost in (found.whole, found.streamed, found.restoring):
        assert cost is not None
        assert 1e-6 < cost.cpu < 0.1
        assert cost.rate > 1
    assert len(found.turns) == 2
    assert 0 < found.first_token_median <= found.first_token_p99
    assert found.resident > 1 << 20


def figures(cpu: float) -> Figures:
    cost = Cost(cpu=cpu, rate=100.0)
    return Figures(whole=cost, latency_median=cpu, turns=[cpu, cpu, 2 * cpu], start_cold=1.5)


def test_ratios_are_of_gateway_to_baseline() -> None:
    both = {BASELINE: figures(0.0001), GATEWAY: figures(0.0003)}
    found = bench.summary(both)
    assert found["cpu_ratio"] == pytest.approx(3.0)
    assert found["added_latency_median"] == pytest.approx(0.0002)
    assert found["last_turn_over_second"] == pytest.approx(2.0)
    assert json.loads(json.dumps(found))["gateway"]["start_cold"] == 1.5
    assert "cpu_ratio" not in bench.summary({BASELINE: figures(0.0001)})


def test_the_table_shows_both_and_their_ratio() -> None:
    console = Console(width=120, record=True, file=StringIO())
    console.print(bench.table({BASELINE: figures(0.0001), GATEWAY: figures(0.0003)}))
    text = console.export_text()
    assert "100 µs" in text
    assert "300 µs" in text
    assert "3.00" in text


def test_options_and_quantiles() -> None:
    options, as_json = bench.options(["--seconds", "0.5", "--json", "--baseline-only"])
    assert (options.seconds, options.baseline_only, as_json) == (0.5, True, True)
    assert bench.quantile([1.0, 2.0, 3.0, 4.0], 0.99) == 4.0
    assert bench.quantile([1.0, 2.0, 3.0, 4.0], 0.5) == 3.0
