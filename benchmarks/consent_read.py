"""What reading consent and person again adds to the write of a disclosure.

A store of SQLite files is filled with people, each with a consent for two purposes and
what is known of them. Then conversations of people picked at random go on: once as the
store does it, and once with the reading taken out, turn about in the same run, for a lone
caller and for 32 at once. Every disclosure is durable in both.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from gateway.consent.records import Basis
from gateway.storage import batch
from gateway.storage.database import KEY_FILE, LEDGER_DIRECTORY, MAIN_FILE, DatabaseStore
from gateway.storage.facts import holder_of
from gateway.storage.files import SqliteFile
from gateway.storage.keys import KeyFile
from gateway.storage.ledger import ledger_in
from gateway.storage.operations import Operations
from gateway.storage.ports import DataKey, Disclosure, Recorded, StoredMessage, Tag
from gateway.storage.schema import to_micros
from gateway.storage.session import Session
from gateway.storage.writer import Writer

SUBJECTS = 1_000_000
ALLOWED = 60.0  # microseconds, at the median
CALLERS = 32
TENANT, PURPOSE, RECIPIENT, NOTICE = "main", "answering", "model-eu", "ab" * 32
START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=30)
PURPOSES = (PURPOSE, "quality_review")
_BLOCK = 64

_PEOPLE = "WITH RECURSIVE p (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM p WHERE n + 1 < :count)"
_SUBJECT = "printf('%010x', n * 1048573) || '9c4f17a26be35d8016f4c2a97b3e58'"
_CONSENT = (
    "(record_id, tenant, subject, purpose, recipient, state, notice, language, event_time,"
    " notice_key, notice_version, signals_shown, event_id)"
    f" {_PEOPLE} SELECT printf('%026x', 2 * n + :nth), '{TENANT}', {_SUBJECT}, :purpose,"
    f" '{RECIPIENT}', 'ConsentGiven', '{NOTICE}', 'en', :at, 'answering', '1', '[\"gpc\"]',"
    " 2 * n + :nth + 1 FROM p"
)
_PERSON = (
    f"INSERT INTO subject {_PEOPLE} SELECT '{TENANT}', {_SUBJECT}, 1, 'adult', 'declaration',"
    " :at, 'EE', 0, NULL, '', '', '' FROM p"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Microseconds a disclosure, at the median: as it is, and without the reading.

    Attributes:
        callers: at once.
        reading, without: from the call to its answer for a lone caller; of many, each
            one's share of the time that its batch took in the store.
        cpu_reading, cpu_without: each one's share of the processor's time in its batch,
            which other work on the machine disturbs less.
    """

    callers: int
    reading: float
    without: float
    cpu_reading: float
    cpu_without: float

    @property
    def added(self) -> float:
        """What the reading adds."""
        return self.reading - self.without


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A run; resident memory in megabytes, the last after all that was measured."""

    subjects: int
    seconds_to_fill: float
    file_megabytes: float
    resident_before: float
    resident_after: float
    figures: tuple[Figures, ...]


class _TimedOperations(Operations):
    """Knows each operation's share of its batch: wall time and processor's."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.shares: list[tuple[float, float]] = []

    def _commit(self, operations: Sequence[Any]) -> Sequence[Any]:
        began, cpu = time.perf_counter(), time.thread_time()
        answers = super()._commit(operations)
        took, cpu = time.perf_counter() - began, time.thread_time() - cpu
        share = 1e6 / len(operations)
        self.shares += [(took * share, cpu * share)] * len(operations)
        return answers


class _Timed(DatabaseStore):
    """A store of two files in a directory, of which the shares are known."""

    def __init__(self, directory: Path) -> None:
        super().__init__(
            SqliteFile(directory / MAIN_FILE),
            KeyFile(directory / KEY_FILE, bytes(range(32))),
            ledger=ledger_in(directory / LEDGER_DIRECTORY),
        )
        timed = _TimedOperations(self.session)
        self.shares = timed.shares
        self._writer = Writer(timed.run)


def fill(path: Path, count: int) -> None:
    """Adds people, each with two consents, to a migrated database that nobody has open.

    Args:
        path: of the main file.
        count: of people.
    """
    with sqlite3.connect(path, isolation_level=None) as driver:
        for pragma in ("synchronous = OFF", "journal_mode = MEMORY", "cache_size = -20000"):
            driver.execute(f"PRAGMA {pragma}")
        driver.execute("BEGIN")
        values = {"count": count, "at": to_micros(START)}
        driver.execute(_PERSON, values)
        for table in ("consent_event", "consent_current"):
            for nth, purpose in enumerate(PURPOSES):
                chosen = values | {"nth": nth, "purpose": purpose}
                driver.execute(f"INSERT INTO {table} {_CONSENT}", chosen)
        driver.execute("COMMIT")
    driver.close()


def subject(number: int) -> str:
    """The reference of a person that ``fill`` added."""
    return f"{number * 1048573:010x}9c4f17a26be35d8016f4c2a97b3e58"


def disclosure(number: int, *, turn: int, run: int) -> Disclosure:
    """A turn of a person's conversation; turn 0 begins it.

    Args:
        number: of the person.
        turn: of the conversation.
        run: each has conversations of its own.
    """
    dek_id = f"dek-{run}-{number}"
    return Disclosure(
        disclosure_id=f"{run:08d}-{number:08d}-{turn:08d}",
        tenant=TENANT,
        subject=subject(number),
        purpose=PURPOSE,
        recipient=RECIPIENT,
        policy="default@0123456789ab",
        endpoint="/v1/chat/completions",
        basis=Basis(
            consent_id=f"{2 * number:026x}",
            consent_event=2 * number + 1,
            person_version=1,
            notice=NOTICE,
        ),
        conversation_id=f"conversation-{run}-{number}",
        new_key=DataKey(dek_id=dek_id, key=bytes(32)) if turn == 0 else None,
        dek_id=dek_id,
        messages=(StoredMessage(role="user", text="what is my balance?", chain=f"{run}-{turn}"),),
        tag=Tag(
            retention_class="conversation",
            trigger="last_interaction",
            purpose=PURPOSE,
            recipient=RECIPIENT,
            policy="default@0123456789ab",
            hide_at=NOW + timedelta(days=30),
            erase_by=NOW + timedelta(days=31),
        ),
        sent_bytes=120,
        entity_counts={},
        at=NOW,
    )


def believed(
    _driver: sqlite3.Connection, asked: Sequence[Disclosure]
) -> dict[tuple[str, ...], tuple[object, ...]]:
    """Stands in for ``read_standing``: what was decided on is taken for what holds."""
    at = to_micros(START)
    return {
        holder_of(each): (
            *(each.basis.consent_id, each.basis.consent_event, "ConsentGiven", at, None),
            *(each.basis.person_version, "", False),
        )
        for each in asked
    }


async def measure(directory: Path, *, subjects: int, rounds: int) -> Measured:
    """Fills a store and measures it.

    Args:
        directory: empty.
        subjects: people in the store.
        rounds: blocks of 64 disclosures, for each way and each number of callers.

    Raises:
        RuntimeError: a disclosure was refused.
    """
    store = _Timed(directory)
    await store.open()
    await store.close()
    began = time.monotonic()
    fill(directory / MAIN_FILE, subjects)
    seconds = time.monotonic() - began
    await store.open()
    try:
        before = resident()
        figures = [await _compare(store, callers, subjects=subjects, rounds=rounds)
                   for callers in (1, CALLERS)]  # fmt: skip
        return Measured(
            subjects=subjects,
            seconds_to_fill=seconds,
            file_megabytes=(directory / MAIN_FILE).stat().st_size / 1e6,
            resident_before=before,
            resident_after=resident(),
            figures=tuple(figures),
        )
    finally:
        await store.close()


async def _compare(store: _Timed, callers: int, *, subjects: int, rounds: int) -> Figures:
    picked = random.Random(callers).sample(range(subjects), min(subjects, _BLOCK * rounds))
    blocks = [picked[start : start + _BLOCK] for start in range(0, len(picked), _BLOCK)]
    took: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for nth, block in enumerate(blocks):
        await _block(store, block, turn=0, callers=callers)
        for turn, reads in enumerate([True, False] if nth % 2 else [False, True], start=1):
            with nullcontext() if reads else patch.object(batch, "read_standing", believed):
                took[reads] += await _block(store, block, turn=turn, callers=callers)
    reading, without = ([median(each) for each in zip(*took[way], strict=True)] for way in
                        (True, False))  # fmt: skip
    return Figures(
        callers=callers,
        reading=reading[0],
        without=without[0],
        cpu_reading=reading[1],
        cpu_without=without[1],
    )


async def _block(
    store: _Timed, people: Sequence[int], *, turn: int, callers: int
) -> list[tuple[float, float]]:
    """Microseconds of each disclosure and of the processor for it; see Figures.

    Between the batches of many callers the store waits for more of them, and what it does
    in that time nobody feels: only the time inside of the batches says what reading costs.
    """
    leaving = [disclosure(number, turn=turn, run=callers) for number in people]
    store.shares.clear()
    calls: list[float] = []
    for start in range(0, len(leaving), callers):
        together = leaving[start : start + callers]
        calls += await asyncio.gather(*(_record(store, each) for each in together))
    if callers > 1:
        return list(store.shares)
    return [(call, cpu) for call, (_, cpu) in zip(calls, store.shares, strict=True)]


async def _record(store: _Timed, leaving: Disclosure) -> float:
    began = time.perf_counter()
    recorded = await store.record(leaving)
    took = (time.perf_counter() - began) * 1e6
    if recorded is not Recorded.RECORDED:
        raise RuntimeError(f"a disclosure was refused: {recorded.value}")
    return took


def resident() -> float:
    """Resident memory of this process, in megabytes."""
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1e3


def missed(measured: Measured) -> list[str]:
    """What is slower than it may be."""
    return [
        f"{each.callers} at once: {each.added:.0f} µs added"
        for each in measured.figures
        if each.added > ALLOWED
    ]


def report(measured: Measured) -> str:
    """What was measured, for people."""
    m, figures = measured, measured.figures
    lines = [
        f"{m.subjects:,} people, {m.file_megabytes:,.0f} MB, filled in {m.seconds_to_fill:.0f} s",
        f"resident memory: {m.resident_before:.0f} MB before, {m.resident_after:.0f} MB after",
        f"a disclosure, µs at the median: with the reading, without (at most {ALLOWED:.0f} more)",
        *(
            f"{f.callers:4} at once {f.reading:8.1f} {f.without:8.1f} {f.added:+7.1f}"
            f"   of the processor {f.cpu_reading:6.1f} {f.cpu_without:6.1f}"
            for f in figures
        ),
        f"load average of the machine: {os.getloadavg()[0]:.1f}",
    ]
    return "\n".join(lines)


def main() -> None:
    """Command line; ends with 1 with --strict if the figure is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=SUBJECTS)
    parser.add_argument("--rounds", type=int, default=60, help="of 64 disclosures each")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--strict", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="discreet-consents-") as name:
        measured = asyncio.run(
            measure(Path(name) / "data", subjects=chosen.subjects, rounds=chosen.rounds)
        )
    print(json.dumps(asdict(measured), indent=2) if chosen.json else report(measured))
    slow = missed(measured)
    if chosen.strict and slow:
        sys.exit(f"missed: {', '.join(slow)}")


if __name__ == "__main__":
    main()
