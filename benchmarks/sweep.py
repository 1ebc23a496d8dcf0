"""How long a sweep takes, and how long the gateway waits for it (part of ``make bench``).

So many conversations are stored, of which some are due. A sweep erases those while a
gateway goes on in the same process: it looks up and records a turn, over and over. The
same number is erased from stores of several sizes, so that the cost of one can be compared.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import stored
from benchmarks.stored import Wanted
from gateway.consent.records import Basis
from gateway.storage.database import DatabaseStore
from gateway.storage.ports import (
    DataKey,
    Disclosure,
    LookUp,
    Recorded,
    StoredMessage,
    Tag,
)
from gateway.storage.retention_ports import SweepResult

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MASTER = bytes(range(32))
ALLOWED_SECONDS = 60.0
BATCH = 500
_PAUSE = 0.005


class BenchmarkFailed(Exception):
    """A figure that must be reached was not, or the sweep did something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """One sweep.

    Attributes:
        count: conversations that were stored.
        result: what the sweep says of itself.
        seconds: it took.
        turns: of the gateway meanwhile.
        longest, median: milliseconds that a look-up or a record of a turn took.
        megabytes: of the main file.
    """

    count: int
    result: SweepResult
    seconds: float
    turns: int
    longest: float
    median: float
    megabytes: float

    @property
    def each(self) -> float:
        """Microseconds for each conversation that was erased."""
        return self.seconds / self.result.erased * 1e6


def look_up(number: int) -> LookUp:
    """What a turn asks first."""
    return LookUp(
        tenant=stored.TENANT,
        subject=f"reader-{number % 50}",
        purpose="answering",
        recipient="echo",
        conversation_id=f"reading-{number}",
        chains=(),
        now=NOW,
    )


def disclosure(number: int) -> Disclosure:
    """The first turn of a conversation."""
    dek_id = f"{number:026x}"
    return Disclosure(
        disclosure_id=f"reading-{number}",
        tenant=stored.TENANT,
        subject=f"reader-{number % 50}",
        purpose="answering",
        recipient="echo",
        policy=stored.POLICY,
        endpoint="/v1/chat/completions",
        basis=Basis(),
        conversation_id=f"reading-{number}",
        new_key=DataKey(dek_id=dek_id, key=bytes(32)),
        dek_id=dek_id,
        messages=(StoredMessage(role="user", text="what is my balance?", chain="u"),),
        tag=Tag(
            retention_class=stored.CLASS,
            trigger="last_interaction",
            purpose="answering",
            recipient="echo",
            policy=stored.POLICY,
            hide_at=NOW + timedelta(days=30),
            erase_by=NOW + timedelta(days=31),
        ),
        sent_bytes=120,
        entity_counts={},
        at=NOW,
    )


async def _turns(store: DatabaseStore, until: asyncio.Event) -> list[float]:
    """A gateway's turns, one after the other; milliseconds of each call of the store."""
    took: list[float] = []
    number = 1 << 60
    while not until.is_set():
        began = time.perf_counter()
        await store.look_up(look_up(number))
        between = time.perf_counter()
        if await store.record(disclosure(number)) is not Recorded.RECORDED:
            raise BenchmarkFailed("a turn was not recorded")
        ended = time.perf_counter()
        took += [1e3 * (between - began), 1e3 * (ended - between)]
        number += 1
        await asyncio.sleep(_PAUSE)
    return took


async def sweep(directory: Path, wanted: Wanted, *, batch: int, whole_walk: bool) -> Swept:
    """Fills a store and sweeps it.

    Raises:
        BenchmarkFailed: not exactly what is due was erased, or it is not proven.
    """
    store = DatabaseStore.in_directory(directory, master_key=MASTER)
    await store.open()
    await store.close()
    stored.make(directory, wanted)
    store = DatabaseStore.in_directory(directory, master_key=MASTER)
    await store.open()
    try:
        megabytes = (directory / "discreet.db").stat().st_size / 1e6
        until = asyncio.Event()
        turns = asyncio.create_task(_turns(store, until))
        await asyncio.sleep(0.2)
        began = time.perf_counter()
        result = await store.sweep(NOW, batch=batch, whole_walk=whole_walk)
        seconds = time.perf_counter() - began
        until.set()
        took = sorted(await turns)
    finally:
        await store.close()
    if (result.erased, result.pending) != (wanted.due, 0):
        raise BenchmarkFailed(f"{wanted.due} were due: {result} in {seconds:.1f} s")
    return Swept(
        count=wanted.count,
        result=result,
        seconds=seconds,
        turns=len(took) // 2,
        longest=took[-1],
        median=took[len(took) // 2],
        megabytes=megabytes,
    )


def run(arguments: argparse.Namespace) -> list[Swept]:
    """All sizes, the smallest first."""
    found = []
    for count in sorted(arguments.counts):
        wanted = Wanted(
            count=count,
            due=min(arguments.due, count // 10) if arguments.tenth else min(arguments.due, count),
            now=NOW,
            scattered=arguments.scattered,
        )
        with tempfile.TemporaryDirectory(dir=arguments.directory) as directory:
            found.append(
                asyncio.run(
                    sweep(
                        Path(directory) / "data",
                        wanted,
                        batch=arguments.batch,
                        whole_walk=arguments.whole_walk,
                    )
                )
            )
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; 1 if a sweep takes longer than a minute."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--due", type=int, default=10_000, help="Conversations to erase.")
    parser.add_argument("--tenth", action="store_true", help="A tenth of the store at most.")
    parser.add_argument("--batch", type=int, default=BATCH, help="Conversations a page.")
    parser.add_argument("--scattered", action="store_true", help="Due ones lie all over.")
    parser.add_argument("--whole-walk", action="store_true", help="As the command sweeps.")
    parser.add_argument("--directory", type=Path, default=None, help="Where the files are made.")
    found = run(parser.parse_args(arguments))
    table = Table(title="Sweep while a gateway goes on")
    for column in (
        "stored",
        "MB",
        "erased",
        "seconds",
        "µs each",
        "turns",
        "median ms",
        "longest ms",
    ):
        table.add_column(column, justify="right")
    for each in found:
        table.add_row(
            f"{each.count:,}",
            f"{each.megabytes:.0f}",
            f"{each.result.erased:,}",
            f"{each.seconds:.1f}",
            f"{each.each:.0f}",
            f"{each.turns:,}",
            f"{each.median:.1f}",
            f"{each.longest:.0f}",
        )
    Console(width=120).print(table)
    return int(any(each.seconds > ALLOWED_SECONDS for each in found))


if __name__ == "__main__":
    sys.exit(main())
