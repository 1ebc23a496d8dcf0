"""How much later a stream's words arrive through the gateway (part of ``make bench``).

A hundred streams at once, at the pace of real ones, through one gateway worker with its
store on; they begin one after the other within two seconds and last five; a surrogate of
the request stands in every third. For each word: the time from its
leaving the upstream to its text reaching the reader, on one machine's monotonic clock.
The same is measured straight at the upstream and through a bare proxy, in turn; what the
gateway adds is the difference of the quantiles. Words that a lane may hold back, the
fragments of a surrogate, are left out; the word behind them, which lets them go, is not.

Then, in this process and for every wire: the CPU time from the arrival of an answer's
first words until they are emitted, and that of every later piece.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.bench import quantile
from benchmarks.inside import Inside
from benchmarks.paced import RATE
from benchmarks.processes import (
    BenchmarkFailed,
    LoadProcess,
    cpu_seconds,
    free_port,
    get,
    running,
    wait_until_serving,
    waiting_seconds,
)
from benchmarks.readers import subject_of
from benchmarks.served import configure, record_consents, served
from benchmarks.speakers import SPEAKERS, WIRES, Speaker, piece
from tests.simulators.completions import Choice, Envelope
from tests.simulators.replies import answer

SOCKETS = ("openai chat", "anthropic messages")
STRAIGHT, BASELINE, GATEWAY = "straight", "baseline", "gateway"
ALLOWED_ADDED = 0.005
ALLOWED_FIRST = 0.001
_SAID = (
    "Certainly. The parcel goes to the address that you gave, and we shall write to you "
    "again as soon as it has left our house; that may take a day."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What the reader asks."""

    name: str
    port: int
    process: int
    key: str = field(default="none", repr=False)


@dataclass(slots=True, kw_only=True)
class Delays:
    """Of all words of all rounds through one server.

    Attributes:
        seconds: from leaving to arriving, ascending.
        cpu: seconds of the server's process for each word, requests included.
        waiting: seconds for which it was ready and waited for a core, of each round: the
            machine's delay, and not the server's.
    """

    seconds: list[float] = field(default_factory=list, repr=False)
    cpu: list[float] = field(default_factory=list)
    waiting: list[float] = field(default_factory=list)

    def at(self, share: float) -> float:
        """A quantile."""
        return quantile(self.seconds, share)


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """CPU seconds of one wire: of the first words, and of later pieces."""

    median: float
    p99: float
    most: float
    later: float


class Streams:
    """One run over the servers that are up."""

    def __init__(
        self, servers: Sequence[Server], *, load: LoadProcess, upstream: int, spread: float
    ) -> None:
        self._servers = servers
        self._load = load
        self._upstream = upstream
        self._spread = spread

    def run(self, speaker: str, *, count: int, rounds: int) -> dict[str, Delays]:
        """So many streams at once, in turn through each server; raises BenchmarkFailed."""
        found = {server.name: Delays() for server in self._servers}
        for server in self._servers:
            self._round(server, speaker, count=2)
        for _ in range(rounds):
            for server in self._servers:
                before, waited = cpu_seconds(server.process), waiting_seconds(server.process)
                seconds = self._round(server, speaker, count=count)
                delays = found[server.name]
                delays.waiting.append(waiting_seconds(server.process) - waited)
                delays.cpu.append((cpu_seconds(server.process) - before) / len(seconds))
                delays.seconds += seconds
        for delays in found.values():
            delays.seconds.sort()
        return found

    def _round(self, server: Server, speaker: str, *, count: int) -> list[float]:
        get(self._upstream, "/sent")
        try:
            read = self._load.do(
                port=server.port,
                key=server.key,
                count=count,
                speaker=speaker,
                spread=self._spread,
            )
        except BenchmarkFailed as failure:
            raise BenchmarkFailed(f"{server.name}, {speaker}: {failure}") from None
        sent = json.loads(get(self._upstream, "/sent")[1])
        expected = 0 if server.name == GATEWAY else count
        if sent["clear"] != expected:
            raise BenchmarkFailed(f"{server.name}: {sent['clear']} addresses came in clear")
        return delays_of(sent["streams"], read["streams"])


def delays_of(sent: dict[str, list[int]], came: dict[str, list[int]]) -> list[float]:
    """Seconds from leaving to arriving, word by word.

    Raises:
        BenchmarkFailed: streams or words are missing.
    """
    if sent.keys() != came.keys():
        raise BenchmarkFailed("the reader saw other streams than those that were sent")
    return [
        (then - left) / 1e9
        for name, times in sent.items()
        for left, then in zip(times, came[name], strict=True)
    ]


@contextlib.contextmanager
def _module(name: str, port: int, *options: str, log: Path) -> Iterator[int]:
    with running(["-m", name, "--port", str(port), *options], log=log) as process:
        wait_until_serving(process, port, path="/")
        yield process.pid


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How wide to measure.

    Attributes:
        speakers: wires that are read over sockets.
        count: streams at once.
        rounds: through each server.
        spread: seconds in which all of them begin.
        rate: words a second of each.
    """

    speakers: Sequence[str] = SOCKETS
    count: int = 100
    rounds: int = 3
    spread: float = 2.0
    rate: float = RATE


def measure(directory: Path, options: Options) -> dict[str, dict[str, Delays]]:
    """Starts the servers, reads streams of each wire, and ends them; raises BenchmarkFailed."""
    speakers, count = options.speakers, options.count
    wires = dict.fromkeys(each.wire for each in SPEAKERS if each.name in speakers)
    with contextlib.ExitStack() as stack:
        log = directory / "streams.log"
        upstream, port = free_port(), free_port()
        url = f"http://127.0.0.1:{upstream}"
        model = stack.enter_context(
            _module("benchmarks.paced", upstream, "--rate", str(options.rate), log=log)
        )
        bare = stack.enter_context(_module("benchmarks.baseline", port, "--upstream", url, log=log))
        configured = configure(directory, url, wires=tuple(wires))
        gateway = stack.enter_context(served(configured))
        for wire in wires:
            record_consents(configured, map(subject_of, range(count)), wire=wire)
        servers = [
            Server(name=STRAIGHT, port=upstream, process=model),
            Server(name=BASELINE, port=port, process=bare),
            Server(
                name=GATEWAY,
                port=configured.port,
                process=gateway.process,
                key=configured.chat_key,
            ),
        ]
        load = stack.enter_context(running(["-m", "benchmarks.readers"], log=log))
        streams = Streams(servers, load=LoadProcess(load), upstream=upstream, spread=options.spread)
        return {name: streams.run(name, count=count, rounds=options.rounds) for name in speakers}


def first_words(directory: Path, *, count: int) -> dict[str, First]:
    """For each wire, in this process; raises BenchmarkFailed."""
    inside = Inside(directory, wires=WIRES)
    return {speaker.name: _first(inside, speaker, count=count) for speaker in SPEAKERS}


def _first(inside: Inside, speaker: Speaker, *, count: int) -> First:
    first: list[float] = []
    later: list[float] = []
    for number in range(-5, count):
        subject = f"person-{number}"
        inside.opt_in(subject)
        says = f"my card is 4111 1111 1111 1111, write to jane.doe{number}@example.com"
        made = inside.ask(
            speaker.target(streamed=True),
            speaker.body([speaker.says("user", says)], streamed=True),
            subject=subject,
            model=answer(Choice(content=_SAID), envelope=Envelope(piece=6)),
        )
        said = [place for place, (came, _) in enumerate(made.pieces) if piece(came)]
        if made.code or not said or speaker.answer(made.body).text != _SAID:
            raise BenchmarkFailed(f"{speaker.name}: an answer has not its text {made.code}")
        place = said[0]
        if piece(made.pieces[place][1]) != piece(made.pieces[place][0]):
            raise BenchmarkFailed(f"{speaker.name}: the first words were held back")
        if number >= 0:
            first.append(made.passing[place])
            later.append(median(made.passing[each] for each in said[1:]))
    first.sort()
    return First(
        median=median(first), p99=quantile(first, 0.99), most=first[-1], later=median(later)
    )


def tables(
    delays: dict[str, dict[str, Delays]], first: dict[str, First], *, count: int
) -> list[Table]:
    """Both parts."""
    shown = Table(
        *("wire", "through", "p50 ms", "p99 ms", "most ms", "added p50", "added p99"),
        *("CPU µs a word", "s it waited for a core"),
        title=f"{count} streams at once: from upstream to reader",
    )
    for wire, found in delays.items():
        for name, each in found.items():
            shown.add_row(
                wire,
                name,
                *(f"{each.at(share) * 1e3:.2f}" for share in (0.5, 0.99, 1.0)),
                *(f"{added(found, name, share) * 1e3:.2f}" for share in (0.5, 0.99)),
                f"{median(each.cpu) * 1e6:.0f}",
                f"{median(each.waiting):.2f}",
            )
    words = Table(
        *("wire", "median µs", "p99 µs", "most µs", "a later piece, median µs"),
        title="CPU from the first words' arrival until they are emitted",
    )
    for name, one in first.items():
        words.add_row(name, *(f"{value * 1e6:.0f}" for value in asdict(one).values()))
    return [shown, words]


def added(found: dict[str, Delays], name: str, share: float) -> float:
    """What a server adds to the way straight from the upstream, at a quantile."""
    return found[name].at(share) - found[STRAIGHT].at(share)


def as_json(delays: dict[str, dict[str, Delays]], first: dict[str, First]) -> dict[str, Any]:
    """Seconds."""
    return {
        "streams": {
            wire: {
                name: {
                    "p50": each.at(0.5),
                    "p99": each.at(0.99),
                    "most": each.at(1.0),
                    "added_p99": added(found, name, 0.99),
                    "cpu": median(each.cpu),
                    "waiting": median(each.waiting),
                    "words": len(each.seconds),
                }
                for name, each in found.items()
            }
            for wire, found in delays.items()
        },
        "first_words": {name: asdict(one) for name, one in first.items()},
        "load_average": os.getloadavg()[0],
    }


def missed(delays: dict[str, dict[str, Delays]], first: dict[str, First]) -> list[str]:
    """What is slower than it may be."""
    found = [
        f"{wire}: p99 of the added delay"
        for wire, each in delays.items()
        if added(each, GATEWAY, 0.99) > ALLOWED_ADDED
    ]
    return found + [
        f"{name}: first words" for name, one in first.items() if one.p99 > ALLOWED_FIRST
    ]


def main() -> None:
    """Command line; ends with 1 if it cannot run, or with --strict if a figure is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="streams at once")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--spread", type=float, default=2.0, help="seconds in which all begin")
    parser.add_argument("--rate", type=float, default=RATE, help="words a second of each")
    parser.add_argument("--first", type=int, default=200, help="answers of each wire")
    parser.add_argument("--only", nargs="*", default=SOCKETS, help="wires read over sockets")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--strict", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="discreet-streams-") as name:
        directory = Path(name)
        try:
            (directory / "served").mkdir()
            delays = measure(
                directory / "served",
                Options(
                    speakers=chosen.only,
                    count=chosen.count,
                    rounds=chosen.rounds,
                    spread=chosen.spread,
                    rate=chosen.rate,
                ),
            )
            (directory / "inside").mkdir()
            first = first_words(directory / "inside", count=chosen.first)
        except BenchmarkFailed as failure:
            sys.exit(f"the benchmark failed: {failure}")
    if chosen.json:
        print(json.dumps(as_json(delays, first), indent=2))
    else:
        console = Console()
        for each in tables(delays, first, count=chosen.count):
            console.print(each)
        console.print(f"load average of the machine: {os.getloadavg()[0]:.1f}")
    slow = missed(delays, first)
    if chosen.strict and slow:
        sys.exit(f"missed: {', '.join(slow)}")


if __name__ == "__main__":
    main()
