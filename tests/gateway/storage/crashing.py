"""A store at work in processes that are killed, and what has to hold afterwards.

Run as a program it reads one order a line and forks a child for each, so that Python and
its modules are loaded once. The child works as its seed says and dies at a named point or
after a time. What was acknowledged stands in a file of its own, one line each.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gateway.storage import restore as restoring
from gateway.storage.database import DatabaseStore
from gateway.storage.files import SqliteDriver
from gateway.storage.keys import KeyFile
from gateway.storage.ledger import ErasedPerson, LedgerFile
from gateway.storage.ledger_place import LedgerInFile
from gateway.storage.replay import erase_person
from gateway.storage.restore import Wanted
from tests.gateway.storage.backups import put_back, with_store
from tests.gateway.storage.samples import DAY, START, disclosure, message, outcome, tag

STEPS = 24
DAYS = 10
PEOPLE = 4
# Where a process may die: before or after a call of these.
POINTS: dict[str, tuple[Any, str]] = {
    "ledger": (LedgerFile, "note"),
    "destroy": (KeyFile, "destroy"),
    "add": (KeyFile, "add"),
    "commit": (SqliteDriver, "commit"),
    "rollback": (SqliteDriver, "rollback"),
    "truncate": (SqliteDriver, "truncate_log"),
}
RESTORE_POINTS: dict[str, tuple[Any, str]] = {
    "copy": (restoring, "take_copy"),
    "prune": (restoring, "prune_file"),
    "replay": (restoring, "replay"),
    "mark": (LedgerInFile, "mark"),
    "replace": (Path, "replace"),
    "unlink": (Path, "unlink"),
    "commit": (SqliteDriver, "commit"),
    "destroy": (KeyFile, "destroy"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one child does, and where it dies.

    Attributes:
        kind: ``work`` or ``restore``.
        directory: the store is in ``data`` there, acknowledgements in ``said``.
        seed: of its work.
        point: name of a point, or empty: it dies after ``milliseconds``.
        call: at which call of it.
        after: whether the call is made before it dies.
    """

    kind: str
    directory: str
    seed: int
    point: str = ""
    call: int = 1
    after: bool = False
    milliseconds: int = 0


def random_order(kind: str, directory: Path, seed: int) -> Order:
    chance = random.Random(seed)
    points = POINTS if kind == "work" else RESTORE_POINTS
    if chance.random() < 0.4:
        most = 700 if kind == "work" else 350
        return Order(
            kind=kind, directory=str(directory), seed=seed, milliseconds=chance.randint(1, most)
        )
    name = chance.choice(sorted(points))
    most = 90 if name == "commit" and kind == "work" else 6
    return Order(
        kind=kind,
        directory=str(directory),
        seed=seed,
        point=name,
        call=chance.randint(1, most),
        after=chance.random() < 0.5,
    )


def subject_of(number: int) -> str:
    return f"subject-{number % PEOPLE}"


def text_of(number: int) -> list[str]:
    return [f"words {number}", f"answer {number}"]


async def record(store: DatabaseStore, number: int, days: int) -> None:
    subject, until = subject_of(number), tag(START + days * DAY)
    said, answered = text_of(number)
    await store.record(disclosure(number, subject=subject, messages=(message(said),), tag=until))
    await store.finish(
        outcome(number, subject=subject, answers=(message(answered, "a", "assistant"),))
    )


async def erase(store: DatabaseStore, subject: str, at: datetime) -> None:
    person = ErasedPerson(tenant="acme", subject=subject)
    await store.act(lambda transaction: transaction.ledger.note(people=[person], at=at))
    await erase_person(store, ("acme", subject), now=at)


async def work(store: DatabaseStore, seed: int, say: Callable[..., None]) -> None:
    """Records, sweeps and erases; the days go on."""
    chance, day = random.Random(seed), 0
    for number in range(1, STEPS + 1):
        step = chance.random()
        if step < 0.65:
            days = chance.randint(day + 1, day + DAYS)
            say("record", number, days)
            await record(store, number, days)
        elif step < 0.85:
            day += chance.randint(1, 4)
            say("sweep", number, day)
            await store.sweep(START + day * DAY, batch=3)
        else:
            person = chance.randrange(PEOPLE)
            say("erase", number, person)
            await erase(store, subject_of(person), START + day * DAY)
        say("done", number)


def restore(directory: Path) -> None:
    copies = directory / "copies"
    wanted = Wanted(
        data=next(copies.glob("data-*Z")), keys=next(copies.glob("keys-*Z")), replaces=True
    )
    put_back(directory / "data", wanted, now=START + DAY)


def _die_at(order: Order) -> None:
    if not order.point:
        return
    owner, name = (POINTS if order.kind == "work" else RESTORE_POINTS)[order.point]
    original, calls = getattr(owner, name), 0

    def die(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls != order.call:
            return original(*arguments, **named)
        if order.after:
            original(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)
        return None

    setattr(owner, name, die)


def _child(order: Order) -> None:
    directory = Path(order.directory)
    said = os.open(directory / "said", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def say(*words: object) -> None:
        os.write(said, (" ".join(map(str, words)) + "\n").encode())

    _die_at(order)
    if order.milliseconds:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, order.milliseconds / 1000)
    if order.kind == "work":
        with_store(directory / "data", lambda store: work(store, order.seed, say))
    else:
        restore(directory)
    say("end")


def main() -> None:
    """Forks a child for each line and says how it ended."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(KeyboardInterrupt):
                _child(Order(**json.loads(line)))
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


@contextlib.contextmanager
def children() -> Iterator[Callable[[Order], int]]:
    """Runs orders; each answers with the child's exit code, negative for a signal."""
    import subprocess

    command = [sys.executable, "-m", "tests.gateway.storage.crashing"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as helper:
        assert helper.stdin is not None
        assert helper.stdout is not None
        asked, answers = helper.stdin, helper.stdout

        def run(order: Order) -> int:
            asked.write(json.dumps(asdict(order)) + "\n")
            asked.flush()
            return int(answers.readline())

        yield run
        asked.close()


if __name__ == "__main__":
    main()
