"""How fast the dashboard answers over a big store (part of ``make bench``).

So many conversations are stored. Then the background job looks through them, and the
overview is read and rendered, over and over, while a gateway goes on in the same process:
it looks up and records turns. With ``--counting`` only the cost of counting is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import stored
from benchmarks.stored import Wanted
from benchmarks.sweep import MASTER, disclosure, look_up
from gateway.admin.dashboard import SHORT, read_board
from gateway.admin.pages import page, prepare
from gateway.counts.figures import Figures
from gateway.counts.observer import Counting
from gateway.counts.tally import DayCount, Tally
from gateway.policy import Tenant
from gateway.policy_file import load_policy
from gateway.storage.count_rows import add_counts
from gateway.storage.database import DatabaseStore
from gateway.storage.ports import Outcome
from gateway.storage.reading import ReadingThread

ALLOWED_SECONDS = 0.2
POLICY = Path(__file__).parents[1] / "config" / "policies" / "default.yaml"
_PAUSE = 0.005
_KEYS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One store.

    Attributes:
        count: conversations stored.
        made: seconds that the background job took.
        pages: seconds of each page, in order of length.
        turns: milliseconds of each turn of the gateway meanwhile, in order of length.
    """

    count: int
    made: float
    pages: Sequence[float]
    turns: Sequence[float]


def facts(tenant: Tenant) -> dict[str, object]:
    """What stands around a page."""
    return {
        "tenant": tenant.key,
        "role": "admin",
        "actor": "abcdefgh",
        "policy": tenant.policy.reference,
        "unsafe": False,
        "here": "/admin",
        "pages": [("/admin", "Overview")],
        "open": [],
        "refresh": 10,
        "checked": {},
        "records": [],
    }


def a_month(tenant: str, now: datetime) -> list[DayCount]:
    """Counts of 30 days, each of many keys."""
    kinds = {
        "finding": "TYPE_{} upstream mask",
        "refusal": "code_{}",
        "request": "host_{} answered",
    }
    return [
        DayCount(tenant, (now - timedelta(days=day)).date(), kind, key.format(number), 7 + number)
        for day in range(30)
        for kind, key in kinds.items()
        for number in range(_KEYS)
    ]


async def _turns(store: DatabaseStore, until: asyncio.Event) -> list[float]:
    took: list[float] = []
    number = 1 << 60
    while not until.is_set():
        began = time.perf_counter()
        await store.look_up(look_up(number))
        await store.record(disclosure(number))
        took.append(1e3 * (time.perf_counter() - began))
        number += 1
        await asyncio.sleep(_PAUSE)
    return took


async def measure(directory: Path, count: int, *, pages: int) -> Measured:
    """Fills a store, makes the figures, and reads the overview so many times."""
    now = datetime.now(UTC)
    store = DatabaseStore.in_directory(directory, master_key=MASTER)
    await store.open()
    await store.close()
    stored.make(directory, Wanted(count=count, due=count // 100, now=now))
    store = DatabaseStore.in_directory(directory, master_key=MASTER)
    await store.open()
    reading = ReadingThread(store)
    tenant = Tenant(key=stored.TENANT, policy=load_policy(POLICY), recipients=(), region="DE")
    prepare()
    try:
        await store.act(lambda act: add_counts(act.connection, a_month(tenant.key, now)))
        until = asyncio.Event()
        turns = asyncio.create_task(_turns(store, until))
        job = asyncio.create_task(
            _timed(partial(Figures(store, reading, tenants={tenant.key: tenant}).make, now))
        )
        took = [await _page(reading, tenant, now) for _ in range(pages)]
        made = await job
        until.set()
        return Measured(count=count, made=made, pages=sorted(took), turns=sorted(await turns))
    finally:
        await reading.close()
        await store.close()


async def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    await work()  # type: ignore[misc]
    return time.perf_counter() - began


async def _page(reading: ReadingThread, tenant: Tenant, now: datetime) -> float:
    began = time.perf_counter()
    board = await reading.read(
        partial(read_board, tenant=tenant, now=now, most=SHORT), tenants=[tenant.key]
    )
    page("overview", {**facts(tenant), "board": board})
    took = time.perf_counter() - began
    await asyncio.sleep(_PAUSE)
    return took


def counting(rounds: int = 20_000) -> float:
    """Microseconds that counting costs an exchange with three findings of two types."""
    now = datetime.now(UTC)
    tenant = Tenant(key=stored.TENANT, policy=load_policy(POLICY), recipients=())
    counted = Counting(Tally(), {tenant.key: tenant}, now=lambda: now)
    found = {"PERSON": 2, "EMAIL_ADDRESS": 1}
    sent = replace(disclosure(1), found=found, entity_counts=found)
    outcome = Outcome(
        disclosure_id=sent.disclosure_id,
        tenant=sent.tenant,
        subject=sent.subject,
        conversation_id=sent.conversation_id,
        dek_id=sent.dek_id,
        status="answered",
        received_bytes=80,
        answers=(),
        at=now,
    )
    began = time.perf_counter()
    for _ in range(rounds):
        observer = counted.observer()
        observer.recorded(sent)
        observer.finished(outcome)
        observer.ended(own=0.002, upstream=0.4)
    return (time.perf_counter() - began) / rounds * 1e6


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; 1 if the overview takes longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000, help="Conversations stored.")
    parser.add_argument("--pages", type=int, default=200, help="How often the page is read.")
    parser.add_argument("--directory", type=Path, default=None, help="Where the files are made.")
    parser.add_argument("--counting", action="store_true", help="Only what counting costs.")
    given = parser.parse_args(arguments)
    console = Console(width=120)
    console.print(f"counting one exchange: {counting():.1f} µs")
    if given.counting:
        return 0
    with tempfile.TemporaryDirectory(dir=given.directory) as directory:
        found = asyncio.run(measure(Path(directory) / "data", given.count, pages=given.pages))
    table = Table(title="The overview while the store is looked through and a gateway goes on")
    columns = (
        "stored",
        "figures s",
        "median ms",
        "slowest ms",
        "turn median ms",
        "turn slowest ms",
    )
    for column in columns:
        table.add_column(column, justify="right")
    pages, turns = found.pages, found.turns
    table.add_row(
        f"{found.count:,}",
        f"{found.made:.1f}",
        f"{1e3 * pages[len(pages) // 2]:.0f}",
        f"{1e3 * pages[-1]:.0f}",
        f"{turns[len(turns) // 2]:.1f}",
        f"{turns[-1]:.0f}",
    )
    console.print(table)
    return int(pages[-1] > ALLOWED_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
