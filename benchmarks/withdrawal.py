"""How soon a withdrawal cuts what is under way (part of ``make bench``).

So many streams are open, of which a model writes a word every 20 milliseconds. The person
withdraws: at the gateway that carries the streams, and at another one that shares its
store; there they also ask for restriction, object, and are erased. Measured on one
machine's clock, from the moment that was sent: until each reader has the last byte, and
until the model has seen each of its answers cut off.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.processes import BenchmarkFailed, free_port, get, post
from benchmarks.served import PURPOSE, TENANT, Configured, configure, consent_body, served
from gateway.consent.persons import PersonChange, Restriction
from gateway.proxy.subject import subject_reference
from gateway.settings import load_settings, read_master_key
from gateway.storage.database import DatabaseStore
from gateway.storage.opening import configured_store
from gateway.wiring import now, tenant_keys
from tests.gateway.streaming import Streams, until
from tests.postgres import new_databases
from tests.simulators.drip import Drip

ALLOWED = 1.0
_SUBJECT = "visitor-1"
RESTRICTED = "restricted elsewhere"
RESTRICTION, OBJECTION, ERASURE = "restriction", "objection", "erasure"
OBJECTED = "service_improvement"
_REQUESTS = "/privacy/requests"
_WAIT = 60.0
# An answer from so many bytes on is said in longer pieces, full of what is examined.
_LONG = 5_000
_PAUSE = 0.2
_SAID = (
    "Thank you for your patience. Jane Doe of our Leeds office has looked into it and will "
    "write to you from jane.doe@example.com before the end of the week; the parcel is on its "
    "way, and you need not do anything until then. "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One round; seconds from the withdrawal on.

    Attributes:
        place: where the person withdrew.
        readers: until each reader had its last byte, ascending.
        model: until the model saw each answer cut off, ascending.
    """

    place: str
    readers: list[float]
    model: list[float]


def opt_in(configured: Configured, *, subject: str = _SUBJECT, purpose: str = PURPOSE) -> str:
    """Records a yes; the id of its record."""
    body = {**consent_body(configured, purpose=purpose), "subject": subject}
    return str(_posted(configured, "/privacy/consents", body, status=201)["id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What ends the streams, and whose they are.

    Attributes:
        place: as it is printed.
        subject: the person.
        purpose: of the streams.
        prepare: done before; what ``end`` gets.
        end: measured from its start.
    """

    place: str
    prepare: Callable[[], Awaitable[Any]]
    end: Callable[[Any], Awaitable[None]]
    subject: str = _SUBJECT
    purpose: str = PURPOSE


async def cut(carrying: Configured, act: Act, *, drip: Drip, count: int, least: int) -> Cut:
    """Opens streams at one gateway and ends them; raises TimeoutError.

    Args:
        carrying: the gateway of the streams.
        act: what ends them.
        drip: the model.
        count: of streams.
        least: bytes that each reader has by then.
    """
    prepared = await act.prepare()
    drip.answers.clear()
    streams = Streams(f"http://127.0.0.1:{carrying.port}")
    headers = {
        "authorization": f"Bearer {carrying.chat_key}",
        "x-discreet-subject": act.subject,
        "x-discreet-purpose": act.purpose,
    }
    for _ in range(count):
        await streams.open(headers)
    await until(lambda: all(len(each.body) >= least for each in streams.streams), seconds=_WAIT)
    began = time.monotonic()
    await act.end(prepared)
    await streams.ended(seconds=_WAIT)
    await until(lambda: drip.open == 0, seconds=_WAIT)
    if any("error" not in each.events[-1] for each in streams.streams):
        raise BenchmarkFailed("a stream ended without its error")
    return Cut(
        place=act.place,
        readers=sorted(each.last_at - began for each in streams.streams),
        model=sorted((each.ended_at or 0.0) - began for each in drip.answers),
    )


def withdrawal(carrying: Configured, withdrawing: Configured) -> Act:
    """The person withdraws at one of the gateways."""

    async def end(record_id: str) -> None:
        path = f"/privacy/consents/{record_id}/withdraw"
        await asyncio.to_thread(_posted, withdrawing, path, {})

    place = "here" if carrying is withdrawing else "at another replica"
    return Act(place=place, prepare=lambda: asyncio.to_thread(opt_in, carrying), end=end)


def restricted(carrying: Configured) -> Act:
    """The person is restricted in the store, by another process."""

    async def prepare() -> DatabaseStore:
        await asyncio.to_thread(opt_in, carrying, subject=subject)
        store = configured_store(load_settings(carrying.path, carrying.env), carrying.env)
        await store.open()
        return store

    async def end(store: DatabaseStore) -> None:
        change = PersonChange(restrict=Restriction.REQUESTED)
        await store.change_person(TENANT, _subject(carrying, subject), change=change, at=now())
        await store.close()

    subject = f"{_SUBJECT}-restricted-{time.monotonic_ns()}"
    return Act(
        place=RESTRICTED,
        prepare=prepare,
        end=end,
        subject=subject,
    )


def right(kind: str, carrying: Configured, asked: Configured) -> Act:
    """The person asks for a right of theirs at the other gateway.

    An erasure is measured from the officer's approval on, which begins it.
    """
    purpose = OBJECTED if kind == OBJECTION else PURPOSE
    subject = f"{_SUBJECT}-{kind}-{time.monotonic_ns()}"
    details = {"purposes": [purpose]} if kind == OBJECTION else {}
    body = {"kind": kind, "subject": subject, "authenticated": True, "details": details}

    async def prepare() -> str:
        await asyncio.to_thread(opt_in, carrying, subject=subject, purpose=purpose)
        if kind != ERASURE:
            return ""
        filed = await asyncio.to_thread(_posted, asked, _REQUESTS, body, status=201)
        return f"{_REQUESTS}/{filed['id']}"

    async def end(path: str) -> None:
        if kind != ERASURE:
            await asyncio.to_thread(_posted, asked, _REQUESTS, body, status=201)
            return
        # The streams' conversations belong to what the officer has seen.
        await asyncio.to_thread(_approved, asked, path)

    return Act(
        place=f"{kind} at another replica",
        prepare=prepare,
        end=end,
        subject=subject,
        purpose=purpose,
    )


def _subject(configured: Configured, name: str) -> str:
    settings = load_settings(configured.path, configured.env)
    master = read_master_key(settings.storage, configured.env)
    return subject_reference(tenant_keys(master, TENANT), name)


def _approved(configured: Configured, path: str) -> None:
    headers = {"authorization": f"Bearer {configured.admin_key}"}
    status, preview = get(configured.port, f"{path}/preview", headers=headers)
    if status != 200:
        raise BenchmarkFailed(f"there is no preview: status {status}")
    yes = {"preview": json.loads(preview)["preview"]}
    _posted(configured, f"{path}/approve", yes, key=configured.admin_key)


def _posted(
    configured: Configured, path: str, body: Mapping[str, Any], *, status: int = 200, key: str = ""
) -> Any:
    headers = {"authorization": f"Bearer {key or configured.consent_key}"}
    answered, answer = post(configured.port, path, body, headers=headers)
    if answered != status:
        raise BenchmarkFailed(f"a call was refused: status {answered}")
    return answer


def measure(*, count: int, rounds: int, least: int, postgres: bool = False) -> list[Cut]:
    """All rounds, in turn here and at the other replica."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        text = "" if least < _LONG else _SAID
        drip = stack.enter_context(Drip(text=text, pause=_PAUSE if text else 0.02))
        urls = new_databases() if postgres else None
        places = None if urls is None else (urls.main, urls.keys)
        first = configure(directory, drip.url, urls=places)
        second = replace(first, port=free_port(), log=directory / "second.log")
        second = replace(second, env={**first.env, "DISCREET_PORT": str(second.port)})
        stack.enter_context(served(first))
        stack.enter_context(served(second))
        return [
            asyncio.run(cut(first, act, drip=drip, count=count, least=least))
            for _ in range(rounds)
            for act in (
                withdrawal(first, first),
                withdrawal(first, second),
                restricted(first),
                *(right(kind, first, second) for kind in (RESTRICTION, OBJECTION, ERASURE)),
            )
        ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints a table, and fails where a promise is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.withdrawal")
    parser.add_argument("--streams", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kilobytes", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help="one PostgreSQL for both")
    options = parser.parse_args(arguments)
    least = 1000 * options.kilobytes
    cuts = measure(
        count=options.streams, rounds=options.rounds, least=least, postgres=options.postgres
    )
    title = f"{options.streams} open streams of {options.kilobytes} kB after a withdrawal, ms"
    table = Table(title=title)
    for column in ("withdrawn", "readers, median", "last", "model, median", "last"):
        table.add_column(column, justify="right")
    for each in cuts:
        values = (median(each.readers), each.readers[-1], median(each.model), each.model[-1])
        table.add_row(each.place, *(f"{1000 * value:.0f}" for value in values))
    Console(width=100).print(table)
    late = max(max(each.readers[-1], each.model[-1]) for each in cuts)
    print(f"last cut after {late:.3f} s; allowed {ALLOWED:.0f} s")
    return 1 if late > ALLOWED else 0


if __name__ == "__main__":
    sys.exit(main())
