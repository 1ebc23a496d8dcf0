"""What the gateway costs beside a proxy that only parses and passes (``make bench``).

Three servers, each a process of its own: an upstream that answers at once, the baseline
proxy, the gateway with one worker, its store on and every subject's opt-in recorded. One
load process drives baseline and gateway in turn (A B A B), every request with another
card number, SSN and e-mail address; medians over the rounds are shown. CPU is that of
the measured server alone, all its threads included.

It fails if an answer is not right, if the upstream saw a planted value behind the
gateway, or if it did not see them behind the baseline (then the check itself is blind).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.load import subject_name
from benchmarks.processes import (
    BenchmarkFailed,
    LoadProcess,
    cpu_seconds,
    free_port,
    get,
    resident_bytes,
    running,
    wait_until_serving,
)
from benchmarks.served import configure, record_consents, served

BASELINE, GATEWAY = "baseline", "gateway"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How long and how wide to measure; counts bound the parts that are not timed."""

    seconds: float
    rounds: int
    connections: int
    single: int
    streams: int
    conversations: int
    turns: int
    baseline_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server to measure."""

    name: str
    port: int
    process: int
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Medians over rounds: CPU seconds and rate of one kind of request."""

    cpu: float
    rate: float


@dataclass(slots=True, kw_only=True)
class Figures:
    """All that was measured of one server; seconds and bytes.

    Attributes:
        whole, streamed, restoring: cost of an answer in one piece, in twenty chunks, and
            of one that repeats the user's values.
        latency_median, latency_p99: of one request at a time.
        first_token_median, first_token_p99: of one paced stream at a time.
        turns: CPU seconds a request, turn by turn of growing conversations.
        resident: memory after all of it.
        start_cold, start_warm: from start to serving, without and with the scan cache.
    """

    whole: Cost | None = None
    streamed: Cost | None = None
    restoring: Cost | None = None
    latency_median: float = 0.0
    latency_p99: float = 0.0
    first_token_median: float = 0.0
    first_token_p99: float = 0.0
    turns: list[float] = field(default_factory=list)
    resident: int = 0
    start_cold: float | None = None
    start_warm: float | None = None


class Bench:
    """One run over the servers that are up."""

    def __init__(
        self, options: Options, *, servers: list[Server], load: LoadProcess, upstream: int
    ) -> None:
        self._options = options
        self._servers = servers
        self._load = load
        self._upstream = upstream
        self.figures = {server.name: Figures() for server in servers}

    def run(self) -> None:
        """Measures everything; raises BenchmarkFailed."""
        for server in self._servers:
            for stream in (False, True):
                self._do(server, "count", model="bench-echo", stream=stream, count=64)
            self._do(server, "run", model="bench", stream=False, seconds=1.0)
        whole = self._costs("bench", stream=False, rounds=self._options.rounds)
        streamed = self._costs("bench", stream=True, rounds=1)
        restoring = self._costs("bench-echo", stream=False, rounds=1)
        for server in self._servers:
            figures = self.figures[server.name]
            figures.whole = whole[server.name]
            figures.streamed = streamed[server.name]
            figures.restoring = restoring[server.name]
        self._latencies()
        self._first_tokens()
        self._turns()
        for server in self._servers:
            self.figures[server.name].resident = resident_bytes(server.process)

    def _do(self, server: Server, what: str, **command: Any) -> dict[str, Any]:
        """One command to the load process, and the check of what upstream saw of it."""
        command.setdefault("connections", self._options.connections)
        try:
            result = self._load.do(do=what, port=server.port, key=server.key, **command)
        except BenchmarkFailed as failure:
            place = f"{server.name}, {what} {command.get('model', 'bench')}"
            raise BenchmarkFailed(f"{place}: {failure}") from None
        seen = json.loads(get(self._upstream, "/seen")[1])
        if seen["requests"] != result["requests"]:
            raise BenchmarkFailed(f"{server.name}: upstream saw another number of requests")
        expected = seen["requests"] if server.name == BASELINE else 0
        if seen["planted"] != expected:
            raise BenchmarkFailed(
                f"{server.name}: a planted value reached upstream in {seen['planted']} of "
                f"{seen['requests']} requests"
            )
        return result

    def _costs(self, model: str, *, stream: bool, rounds: int) -> dict[str, Cost]:
        found: dict[str, list[Cost]] = {server.name: [] for server in self._servers}
        for _ in range(rounds):
            for server in self._servers:
                before = cpu_seconds(server.process)
                result = self._do(
                    server, "run", model=model, stream=stream, seconds=self._options.seconds
                )
                spent = cpu_seconds(server.process) - before
                count = result["requests"]
                found[server.name].append(Cost(cpu=spent / count, rate=count / result["seconds"]))
        return {
            name: Cost(
                cpu=median(cost.cpu for cost in costs), rate=median(cost.rate for cost in costs)
            )
            for name, costs in found.items()
        }

    def _latencies(self) -> None:
        gathered = self._alternating("bench", stream=False, count=self._options.single)
        for name, results in gathered.items():
            values = sorted(value for one in results for value in one["latencies"])
            self.figures[name].latency_median = median(values)
            self.figures[name].latency_p99 = quantile(values, 0.99)

    def _first_tokens(self) -> None:
        gathered = self._alternating("bench-paced", stream=True, count=self._options.streams)
        for name, results in gathered.items():
            values = sorted(value for one in results for value in one["first_tokens"])
            self.figures[name].first_token_median = median(values)
            self.figures[name].first_token_p99 = quantile(values, 0.99)

    def _alternating(
        self, model: str, *, stream: bool, count: int
    ) -> dict[str, list[dict[str, Any]]]:
        """Requests one at a time, in two turns a server."""
        found: dict[str, list[dict[str, Any]]] = {server.name: [] for server in self._servers}
        for server in self._servers * 2:
            self._do(server, "count", model=model, stream=stream, count=5, connections=1)
            result = self._do(
                server, "count", model=model, stream=stream, count=count // 2, connections=1
            )
            found[server.name].append(result)
        return found

    def _turns(self) -> None:
        for _ in range(self._options.turns):
            for server in self._servers:
                before = cpu_seconds(server.process)
                result = self._do(server, "turn", conversations=self._options.conversations)
                spent = cpu_seconds(server.process) - before
                self.figures[server.name].turns.append(spent / result["requests"])


def quantile(ordered: list[float], share: float) -> float:
    """The value below which this share of ordered values lies (nearest rank)."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@contextlib.contextmanager
def _module(name: str, port: int, *options: str, log: Path) -> Iterator[int]:
    """A module of this package that serves at a port; its process id."""
    with running(["-m", name, "--port", str(port), *options], log=log) as process:
        wait_until_serving(process, port, path="/")
        yield process.pid


def measure(options: Options, directory: Path) -> dict[str, Figures]:
    """Starts the servers, measures them, and ends them; raises BenchmarkFailed."""
    with contextlib.ExitStack() as stack:
        log = directory / "bench.log"
        upstream, port = free_port(), free_port()
        url = f"http://127.0.0.1:{upstream}"
        stack.enter_context(_module("benchmarks.instant", upstream, log=log))
        baseline = stack.enter_context(
            _module("benchmarks.baseline", port, "--upstream", url, log=log)
        )
        servers = [Server(name=BASELINE, port=port, process=baseline, key="none")]
        starts: tuple[float, float] | None = None
        if not options.baseline_only:
            configured = configure(directory, url)
            with served(configured) as cold:
                pass
            warm = stack.enter_context(served(configured))
            starts = cold.start_seconds, warm.start_seconds
            record_consents(configured, map(subject_name, range(options.connections)))
            servers.append(
                Server(
                    name=GATEWAY,
                    port=configured.port,
                    process=warm.process,
                    key=configured.chat_key,
                )
            )
        first = str(int.from_bytes(os.urandom(3), "big"))
        load = stack.enter_context(running(["-m", "benchmarks.load", first], log=log))
        bench = Bench(options, servers=servers, load=LoadProcess(load), upstream=upstream)
        bench.run()
        if starts is not None:
            bench.figures[GATEWAY].start_cold, bench.figures[GATEWAY].start_warm = starts
        return bench.figures


def _rows(figures: Figures) -> dict[str, tuple[float, str]]:
    """Each figure with its name, as a number and in the unit it is shown in."""
    rows: dict[str, tuple[float, str]] = {}

    def add(name: str, value: float | None, *, scale: float, unit: str) -> None:
        if value:
            rows[name] = (value, f"{value * scale:,.{0 if unit in ('/s', 'µs') else 2}f} {unit}")

    costs = {
        "a request": figures.whole,
        "a stream of 20 chunks": figures.streamed,
        "a request whose answer repeats the values": figures.restoring,
    }
    for name, cost in costs.items():
        if cost is not None:
            add(f"CPU for {name}", cost.cpu, scale=1e6, unit="µs")
            add(f"rate of {name}", cost.rate, scale=1, unit="/s")
    add("latency, one at a time, median", figures.latency_median, scale=1e3, unit="ms")
    add("latency, one at a time, p99", figures.latency_p99, scale=1e3, unit="ms")
    add("first token, median", figures.first_token_median, scale=1e3, unit="ms")
    add("first token, p99", figures.first_token_p99, scale=1e3, unit="ms")
    for place in sorted({2, len(figures.turns)}):
        if 0 < place <= len(figures.turns):
            add(f"CPU for turn {place}", figures.turns[place - 1], scale=1e6, unit="µs")
    add("resident", figures.resident, scale=2**-20, unit="MiB")
    add("start without scan cache", figures.start_cold, scale=1, unit="s")
    add("start with scan cache", figures.start_warm, scale=1, unit="s")
    return rows


def table(figures: dict[str, Figures]) -> Table:
    """All figures side by side, with ratio and difference of gateway to baseline."""
    shown = Table("measured", *figures, "ratio", title="Discreet beside a bare proxy")
    columns = {name: _rows(each) for name, each in figures.items()}
    for row in columns[list(figures)[-1]]:
        cells = [column.get(row, (0.0, ""))[1] for column in columns.values()]
        values = [column[row][0] for column in columns.values() if row in column]
        ratio = f"{values[1] / values[0]:.2f}" if len(values) > 1 else ""
        shown.add_row(row, *cells, ratio)
    return shown


def summary(figures: dict[str, Figures]) -> dict[str, Any]:
    """The figures as JSON-like data, with the ratios that the project holds itself to."""
    found: dict[str, Any] = {name: asdict(each) for name, each in figures.items()}
    gateway, baseline = figures.get(GATEWAY), figures[BASELINE]
    if gateway is not None and gateway.whole and baseline.whole:
        found["cpu_ratio"] = gateway.whole.cpu / baseline.whole.cpu
        found["added_latency_median"] = gateway.latency_median - baseline.latency_median
        found["added_latency_p99"] = gateway.latency_p99 - baseline.latency_p99
        found["added_first_token"] = gateway.first_token_median - baseline.first_token_median
        if len(gateway.turns) > 1:
            found["last_turn_over_second"] = gateway.turns[-1] / gateway.turns[1]
    return found


def options(arguments: list[str] | None = None) -> tuple[Options, bool]:
    """The command line as options, and whether JSON is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--single", type=int, default=400, help="requests one at a time")
    parser.add_argument("--streams", type=int, default=40, help="paced streams")
    parser.add_argument("--conversations", type=int, default=300)
    parser.add_argument("--turns", type=int, default=10)
    parser.add_argument("--baseline-only", action="store_true")
    parser.add_argument("--json", action="store_true")
    read = vars(parser.parse_args(arguments))
    as_json = read.pop("json")
    return Options(**read), as_json


def main() -> None:
    """Command line."""
    chosen, as_json = options()
    with tempfile.TemporaryDirectory(prefix="discreet-bench-") as name:
        try:
            figures = measure(chosen, Path(name))
        except BenchmarkFailed as failure:
            sys.exit(f"the benchmark failed: {failure}")
    if as_json:
        print(json.dumps(summary(figures), indent=2))
        return
    console = Console()
    console.print(table(figures))
    for key, value in summary(figures).items():
        if isinstance(value, float):
            console.print(f"{key}: {value:.6g}")


if __name__ == "__main__":
    main()
