"""What storing costs a request: throughput with the store on against the store off.

Three gateways of this tree, each a process of its own, answer the same load in turn: one
as it is; one whose store keeps people and consents in memory and nothing else, so that no
conversation, disclosure, outcome or audit entry is written; and one that stores but writes
no audit entry. CPU is that of the gateway alone, all its threads included.

    python -m benchmarks.storing [--seconds 3] [--rounds 5] [--connections 32] [--json]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from benchmarks.load import subject_name
from benchmarks.processes import (
    BenchmarkFailed,
    LoadProcess,
    cpu_seconds,
    free_port,
    running,
    wait_until_serving,
)
from benchmarks.served import Configured, Served, configure, record_consents
from gateway.consent.records import ConsentRecord
from gateway.storage.consent_ports import Facts, Refusal, Watched
from gateway.storage.database import DatabaseStore
from gateway.storage.memory import MemoryStore
from gateway.storage.ports import Disclosure, Known, LookUp, Outcome, Recorded

STORED, OFF, UNAUDITED = "stored", "off", "unaudited"
KINDS = (STORED, OFF, UNAUDITED)
ALLOWED = 0.15  # of the throughput with the store off


class Off(DatabaseStore):
    """Keeps people and consents in memory as well, and nothing of what is said."""

    def __init__(self, *places: Any, **options: Any) -> None:
        """As the store that it stands for."""
        super().__init__(*places, **options)
        self.memory = MemoryStore()

    async def open(self) -> None:
        """Both."""
        await self.memory.open()
        await super().open()

    async def put_consent(self, record: ConsentRecord, **more: Any) -> ConsentRecord:
        """Kept twice: exchanges ask the memory."""
        await self.memory.put_consent(record, **more)
        return await super().put_consent(record, **more)

    async def look_up(self, wanted: LookUp) -> Known:
        """Consent and person; no conversation is ever found."""
        return Known(
            consent=self.memory.people.holding(wanted),
            conversation=None,
            person=self.memory.people.person(wanted.tenant, wanted.subject),
        )

    async def record(self, disclosure: Disclosure) -> Recorded:
        """Keeps nothing."""
        return Recorded.RECORDED

    async def finish(self, outcome: Outcome) -> None:
        """Keeps nothing."""

    async def note(self, refusal: Refusal) -> None:
        """Keeps nothing."""

    async def facts(self, watched: Sequence[Watched]) -> Sequence[Facts]:
        """What holds."""
        return [
            Facts(
                consent=self.memory.people.holding(each),
                person=self.memory.people.person(each.tenant, each.subject),
            )
            for each in watched
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Medians over rounds: requests a second, and CPU seconds a request."""

    rate: float
    cpu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Storing:
    """A run.

    Attributes:
        costs: by kind.
        throughput_lost: share of the throughput with the store off that storing takes; the
            median over rounds of the two runs that stood side by side.
        audit_lost: the same of storing without audit entries.
    """

    costs: dict[str, Cost]
    throughput_lost: float
    audit_lost: float


def serve(config: Path, kind: str) -> None:
    """Serves a configuration until it is ended."""
    from gateway import app
    from gateway.cli_serve import run_server
    from gateway.settings import load_settings
    from gateway.storage import opening
    from gateway.storage.audit_rows import AuditRows

    settings = load_settings(config, os.environ)
    with contextlib.ExitStack() as stack:
        if kind == OFF:
            stack.enter_context(patch.object(opening, "DatabaseStore", Off))
        if kind == UNAUDITED:
            stack.enter_context(patch.object(AuditRows, "append", lambda *_, **__: None))
        made = app.create_app(settings, os.environ)
        run_server(made, settings.listen.host, port=settings.listen.port, grace=1.0)


@contextlib.contextmanager
def _served(configured: Configured, kind: str) -> Iterator[Served]:
    arguments = ["-m", "benchmarks.storing", "--serve", kind, "--config", str(configured.path)]
    with running(arguments, log=configured.log, env=configured.env) as process:
        wait_until_serving(process, configured.port, path="/readyz", status=200)
        yield Served(configured=configured, process=process.pid, start_seconds=0.0)


def measure(directory: Path, *, seconds: float, rounds: int, connections: int) -> Storing:
    """Starts the gateways, measures them in turn, and ends them.

    Raises:
        BenchmarkFailed: one does not serve, or an answer is not right.
    """
    with contextlib.ExitStack() as stack:
        upstream, log = free_port(), directory / "bench.log"
        arguments = ["-m", "benchmarks.instant", "--port", str(upstream)]
        process = stack.enter_context(running(arguments, log=log))
        wait_until_serving(process, upstream, path="/")
        made: dict[str, Served] = {}
        for kind in KINDS:
            (directory / kind).mkdir()
            configured = configure(directory / kind, f"http://127.0.0.1:{upstream}")
            made[kind] = stack.enter_context(_served(configured, kind))
            record_consents(configured, map(subject_name, range(connections)))
        first = str(int.from_bytes(os.urandom(3), "big"))
        process = stack.enter_context(running(["-m", "benchmarks.load", first], log=log))
        load = LoadProcess(process)
        for each in made.values():
            _run(load, each, seconds=1.0, connections=connections)
        found: dict[str, list[Cost]] = {kind: [] for kind in KINDS}
        for number in range(rounds):
            for kind in KINDS if number % 2 else reversed(KINDS):
                cost = _run(load, made[kind], seconds=seconds, connections=connections)
                found[kind].append(cost)
    return summary(found)


def summary(found: dict[str, list[Cost]]) -> Storing:
    """The medians of rounds, and what storing takes of each round's throughput."""
    costs = {
        kind: Cost(rate=median(each.rate for each in costs), cpu=median(each.cpu for each in costs))
        for kind, costs in found.items()
    }
    return Storing(
        costs=costs,
        throughput_lost=_lost(found[STORED], found[OFF]),
        audit_lost=_lost(found[STORED], found[UNAUDITED]),
    )


def _lost(with_it: list[Cost], without: list[Cost]) -> float:
    pairs = zip(with_it, without, strict=True)
    return 1 - median(one.rate / other.rate for one, other in pairs)


def _run(load: LoadProcess, server: Served, *, seconds: float, connections: int) -> Cost:
    before = cpu_seconds(server.process)
    result = load.do(
        do="run",
        port=server.configured.port,
        key=server.configured.chat_key,
        model="bench",
        stream=False,
        seconds=seconds,
        connections=connections,
    )
    count = result["requests"]
    return Cost(rate=count / result["seconds"], cpu=(cpu_seconds(server.process) - before) / count)


def main(arguments: list[str] | None = None) -> int:
    """Prints the figures; 1 where storing takes more than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", choices=KINDS, help=argparse.SUPPRESS)
    parser.add_argument("--config", type=Path, help=argparse.SUPPRESS)
    read = parser.parse_args(arguments)
    if read.serve:
        serve(read.config, read.serve)
        return 0
    with tempfile.TemporaryDirectory(prefix="discreet-storing-") as name:
        try:
            figures = measure(
                Path(name), seconds=read.seconds, rounds=read.rounds, connections=read.connections
            )
        except BenchmarkFailed as failure:
            sys.exit(f"the benchmark failed: {failure}")
    if read.json:
        print(json.dumps(asdict(figures), indent=2))
    else:
        for kind, cost in figures.costs.items():
            print(f"{kind:<10} {cost.rate:7,.0f} requests/s, {cost.cpu * 1e6:6,.0f} µs CPU each")
        print(f"storing takes {figures.throughput_lost:.1%} of the throughput without it")
        print(f"audit entries take {figures.audit_lost:.1%} of the throughput of storing")
    return int(figures.throughput_lost > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
