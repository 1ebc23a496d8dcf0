"""How long a person's package takes beside so many conversations (part of ``make bench``).

The store holds the conversations and disclosures of other people; the person has 200
conversations of five turns each, with their disclosures. Measured is all between the
request and the package's bytes, and how long the store was not free for others meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console

from benchmarks import stored
from benchmarks.stored import Wanted
from gateway.consent.records import Basis
from gateway.policy import Tenant
from gateway.policy_file import load_policy
from gateway.rights.export import Asked, ExportStore, gather
from gateway.rights.kinds import RightKind
from gateway.rights.package import build
from gateway.storage.database import MAIN_FILE, DatabaseStore
from gateway.storage.ports import DataKey, Disclosure, Outcome, StoredMessage, Tag
from gateway.storage.schema import DISCLOSURE, to_micros
from gateway.storage.transaction import Transaction
from gateway.wiring import tenant_keys

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MASTER = bytes(range(32))
ALLOWED_SECONDS = 2.0
CONVERSATIONS, TURNS = 200, 5
SUBJECT = "0123456789abcdef0123456789abcdef01234567"
_PAGE = 10_000
_POLICY = Path(__file__).parents[1] / "config" / "policies" / "default.yaml"
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One export.

    Attributes:
        items: in the package.
        read: seconds until all was read.
        packed: seconds until the package's bytes were there, reading included.
        longest: milliseconds of the longest act, for which others wait.
        kilobytes: of the package.
    """

    items: int
    read: float
    packed: float
    longest: float
    kilobytes: float


class Timed:
    """A store whose acts are timed."""

    def __init__(self, store: DatabaseStore) -> None:
        self._store = store
        self.longest = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def act(
        self,
        function: Callable[[Transaction], Result],
        *,
        tenants: Collection[str] | None = None,
    ) -> Result:
        """The store's, timed where it runs."""

        def timed(transaction: Transaction) -> Result:
            began = time.perf_counter()
            try:
                return function(transaction)
            finally:
                self.longest = max(self.longest, 1e3 * (time.perf_counter() - began))

        return await self._store.act(timed, tenants=tenants)


def add_disclosures(directory: Path, count: int) -> None:
    """One disclosure for each conversation of other people."""
    names = [each.name for each in DISCLOSURE.columns]
    marks = ", ".join("?" * len(names))
    driver = sqlite3.connect(directory / MAIN_FILE, isolation_level=None)
    driver.execute("PRAGMA synchronous = OFF")
    driver.execute("BEGIN")
    for start in range(0, count, _PAGE):
        rows = _disclosures(range(start, min(start + _PAGE, count)), names)
        driver.executemany(f"INSERT INTO disclosure ({', '.join(names)}) VALUES ({marks})", rows)
    driver.execute("COMMIT")
    driver.execute("ANALYZE")
    driver.close()


def _disclosures(numbers: range, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    known: dict[str, Any] = {
        "tenant": stored.TENANT,
        "purpose": "answering",
        "recipient": "echo",
        "policy": stored.POLICY,
        "endpoint": "/v1/chat/completions",
        "sent_bytes": 420,
        "entity_counts": "{}",
        "at": to_micros(NOW),
        "consent_event": 0,
        "age_band": "unknown",
        "consent_id": None,
    }
    for number in numbers:
        mine = {
            "disclosure_id": f"{number:026x}",
            "subject": stored.subject_of(number),
            "conversation_id": f"{number:026x}",
        }
        yield tuple((known | mine).get(name, "") for name in names)


async def talk(store: DatabaseStore, number: int) -> None:
    """One conversation of the person."""
    conversation_id, dek_id = f"{number:025x}f", f"mine-{number}"
    for turn in range(TURNS):
        at = NOW - timedelta(days=1) + timedelta(minutes=TURNS * number + turn)
        said = f"My name is [PERSON_7KQ2M0XA] and this is question {turn} of talk {number}. " * 3
        disclosure = Disclosure(
            disclosure_id=f"f{number:012x}{turn:013x}",
            tenant=stored.TENANT,
            subject=SUBJECT,
            purpose="answering",
            recipient="echo",
            policy=stored.POLICY,
            endpoint="/v1/chat/completions",
            basis=Basis(),
            conversation_id=conversation_id,
            new_key=DataKey(dek_id=dek_id, key=bytes(32)) if not turn else None,
            dek_id=dek_id,
            messages=(StoredMessage(role="user", text=said, chain=f"u{number}-{turn}"),),
            tag=Tag(
                retention_class=stored.CLASS,
                trigger="last_interaction",
                purpose="answering",
                recipient="echo",
                policy=stored.POLICY,
                hide_at=NOW + timedelta(days=30),
                erase_by=NOW + timedelta(days=31),
            ),
            sent_bytes=len(said),
            entity_counts={"PERSON": 1},
            at=at,
        )
        await store.record(disclosure)
        answer = StoredMessage(role="assistant", text=said[::-1], chain=f"a{number}-{turn}")
        await store.finish(
            Outcome(
                disclosure_id=disclosure.disclosure_id,
                tenant=stored.TENANT,
                subject=SUBJECT,
                conversation_id=conversation_id,
                dek_id=dek_id,
                status="answered",
                received_bytes=len(said),
                answers=(answer,),
                at=at,
            )
        )


async def measured(directory: Path, count: int, *, rounds: int) -> list[Exported]:
    """Fills a store and makes the package some times."""
    store = DatabaseStore.in_directory(directory, master_key=MASTER)
    await store.open()
    await store.close()
    stored.make(directory, Wanted(count=count, due=0, now=NOW))
    add_disclosures(directory, count)
    tenant = Tenant(key=stored.TENANT, policy=load_policy(_POLICY), recipients=(), region="DE")
    keys = tenant_keys(MASTER, tenant.key)
    store = DatabaseStore.in_directory(directory, master_key=MASTER, clock=lambda: NOW)
    await store.open()
    try:
        for number in range(CONVERSATIONS):
            await talk(store, number)
        return [await export(store, replace(tenant), keys=keys) for _ in range(rounds)]
    finally:
        await store.close()


async def export(store: DatabaseStore, tenant: Tenant, *, keys: Any) -> Exported:
    """One package, from the request to its bytes."""
    timed = Timed(store)
    reading: ExportStore = timed
    began = time.perf_counter()
    asked = Asked(kind=RightKind.ACCESS, now=NOW)
    gathered = await gather(reading, tenant, keys=keys, subject=SUBJECT, asked=asked)
    read = time.perf_counter() - began
    body = await asyncio.to_thread(build, gathered, tenant, language="en")
    return Exported(
        items=gathered.items,
        read=read,
        packed=time.perf_counter() - began,
        longest=timed.longest,
        kilobytes=len(body) / 1e3,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; 1 if a package takes longer than two seconds or lacks something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="Conversations of others.")
    parser.add_argument("--rounds", type=int, default=3, help="How often it is made.")
    parser.add_argument("--directory", type=Path, default=None, help="Where the files are made.")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=chosen.directory) as directory:
        found = asyncio.run(measured(Path(directory) / "data", chosen.count, rounds=chosen.rounds))
    console = Console(width=120)
    for each in found:
        console.print(
            f"beside {chosen.count:,} conversations: {each.items:,} items in {each.read:.2f} s, "
            f"packed after {each.packed:.2f} s ({each.kilobytes:.0f} kB), longest act "
            f"{each.longest:.0f} ms"
        )
    whole = all(each.items >= CONVERSATIONS * (1 + TURNS) for each in found)
    return int(not whole or any(each.packed > ALLOWED_SECONDS for each in found))


if __name__ == "__main__":
    sys.exit(main())
