"""How soon a withdrawal cuts what is under way (part of ``make bench``).

So many streams are open, of which a model writes a word every 20 milliseconds. The person
withdraws: at the gateway that carries the streams, and at another one that shares its
store. Measured on one machine's clock, from the moment the withdrawal was sent: until each
reader has the last byte, and until the model has seen each of its answers cut off.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.processes import BenchmarkFailed, free_port, post
from benchmarks.served import Configured, configure, consent_body, served
from tests.gateway.streaming import Streams, until
from tests.simulators.drip import Drip

ALLOWED = 1.0
_SUBJECT = "visitor-1"
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


def opt_in(configured: Configured) -> str:
    """Records a yes; the id of its record."""
    headers = {"authorization": f"Bearer {configured.consent_key}"}
    body = {**consent_body(configured), "subject": _SUBJECT}
    status, answer = post(configured.port, "/privacy/consents", body, headers=headers)
    if status != 201:
        raise BenchmarkFailed(f"a consent could not be recorded: status {status}")
    return str(answer["id"])


async def cut(
    carrying: Configured, withdrawing: Configured, *, drip: Drip, count: int, least: int
) -> Cut:
    """Opens streams at one gateway and withdraws at the other; raises TimeoutError.

    Args:
        carrying: the gateway of the streams.
        withdrawing: where the person withdraws.
        drip: the model.
        count: of streams.
        least: bytes that each reader has by then.
    """
    record_id = await asyncio.to_thread(opt_in, carrying)
    drip.answers.clear()
    streams = Streams(f"http://127.0.0.1:{carrying.port}")
    headers = {"authorization": f"Bearer {carrying.chat_key}", "x-discreet-subject": _SUBJECT}
    for _ in range(count):
        await streams.open(headers)
    await until(lambda: all(len(each.body) >= least for each in streams.streams), seconds=_WAIT)
    began = time.monotonic()
    await asyncio.to_thread(_withdraw, withdrawing, record_id)
    await streams.ended(seconds=_WAIT)
    await until(lambda: drip.open == 0, seconds=_WAIT)
    if any("error" not in each.events[-1] for each in streams.streams):
        raise BenchmarkFailed("a stream ended without its error")
    return Cut(
        place="here" if carrying is withdrawing else "at another replica",
        readers=sorted(each.last_at - began for each in streams.streams),
        model=sorted((each.ended_at or 0.0) - began for each in drip.answers),
    )


def _withdraw(configured: Configured, record_id: str) -> None:
    headers: Mapping[str, str] = {"authorization": f"Bearer {configured.consent_key}"}
    status, _ = post(
        configured.port, f"/privacy/consents/{record_id}/withdraw", {}, headers=headers
    )
    if status != 200:
        raise BenchmarkFailed(f"the withdrawal was refused: status {status}")


def measure(*, count: int, rounds: int, least: int) -> list[Cut]:
    """All rounds, in turn here and at the other replica."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        text = "" if least < _LONG else _SAID
        drip = stack.enter_context(Drip(text=text, pause=_PAUSE if text else 0.02))
        first = configure(directory, drip.url)
        second = replace(first, port=free_port(), log=directory / "second.log")
        second = replace(second, env={**first.env, "DISCREET_PORT": str(second.port)})
        stack.enter_context(served(first))
        stack.enter_context(served(second))
        return [
            asyncio.run(cut(first, withdrawing, drip=drip, count=count, least=least))
            for _ in range(rounds)
            for withdrawing in (first, second)
        ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints a table, and fails where a promise is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.withdrawal")
    parser.add_argument("--streams", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kilobytes", type=int, default=1)
    options = parser.parse_args(arguments)
    least = 1000 * options.kilobytes
    cuts = measure(count=options.streams, rounds=options.rounds, least=least)
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
