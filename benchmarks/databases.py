"""What PostgreSQL costs a request against SQLite, on this machine and in one run.

Two gateways of this tree answer the same load in turn, one on files, one on a PostgreSQL
that is started here, on the same disk and as durable. CPU is that of the gateway alone.

    python -m benchmarks.databases [--seconds 3] [--rounds 5] [--connections 32]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.load import subject_name
from benchmarks.processes import (
    BenchmarkFailed,
    LoadProcess,
    free_port,
    running,
    wait_until_serving,
)
from benchmarks.served import Served, configure, record_consents, served
from benchmarks.storing import Cost, _run
from tests import postgres

SQLITE, POSTGRES = "SQLite", "PostgreSQL"


def measure(
    directory: Path, *, seconds: float, rounds: int, connections: int
) -> dict[str, list[Cost]]:
    """Rounds of both, in turn.

    Raises:
        BenchmarkFailed: one does not serve, or an answer is not right.
    """
    postgres.make_durable()
    with contextlib.ExitStack() as stack:
        upstream, log = free_port(), directory / "bench.log"
        arguments = ["-m", "benchmarks.instant", "--port", str(upstream)]
        wait_until_serving(stack.enter_context(running(arguments, log=log)), upstream, path="/")
        made: dict[str, Served] = {}
        for kind in (SQLITE, POSTGRES):
            (directory / kind).mkdir()
            urls = postgres.new_databases() if kind == POSTGRES else None
            configured = configure(
                directory / kind,
                f"http://127.0.0.1:{upstream}",
                urls=None if urls is None else (urls.main, urls.keys),
            )
            made[kind] = stack.enter_context(served(configured))
            record_consents(configured, map(subject_name, range(connections)))
        first = str(int.from_bytes(os.urandom(3), "big"))
        load = LoadProcess(stack.enter_context(running(["-m", "benchmarks.load", first], log=log)))
        found: dict[str, list[Cost]] = {kind: [] for kind in made}
        for number in range(-1, rounds):
            for kind in made if number % 2 else reversed(made):
                cost = _run(load, made[kind], seconds=seconds, connections=connections)
                if number >= 0:
                    found[kind].append(cost)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.databases")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    read = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="discreet-databases-") as name:
        try:
            found = measure(
                Path(name), seconds=read.seconds, rounds=read.rounds, connections=read.connections
            )
        except BenchmarkFailed as failure:
            sys.exit(f"the benchmark failed: {failure}")
    for kind, costs in found.items():
        rate, cpu = median(each.rate for each in costs), median(each.cpu for each in costs)
        print(f"{kind:<11} {rate:7,.0f} requests/s, {cpu * 1e6:6,.0f} µs CPU each")
    return 0


if __name__ == "__main__":
    sys.exit(main())
