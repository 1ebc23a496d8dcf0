"""Exchanges under way, and whether what permitted them still holds.

What holds now is asked of the store five times a second for all of them together, and at
once after a change that this process made; so a withdrawal at another replica is seen as
soon as one here. An exchange whose question is answered with no is stopped. So is every
one for which nobody can say: the store failed, or has not answered for almost a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from gateway.consent.evaluate import NotPermitted, Question, evaluate
from gateway.errors import Refused
from gateway.logs import get_logger
from gateway.proxy.commands import Watch
from gateway.storage.consent_ports import Facts, Watched
from gateway.storage.ports import ExchangeStore

# Seconds from one look to the next, and after the last good one until doubt stops.
INTERVAL = 0.2
DOUBT = 0.8
_log = get_logger(__name__)


class Stoppable(Protocol):
    """An exchange under way."""

    def stop(self, error: Refused) -> None:
        """Ends it: nothing more is read from the recipient."""
        ...


@dataclass(frozen=True, slots=True)
class _Entry:
    question: Question
    watched: Watched


class Watcher:
    """Looks as long as there is something to look after; serves one event loop."""

    def __init__(self, store: ExchangeStore, *, now: Callable[[], datetime]) -> None:
        """Watches nothing yet.

        Args:
            store: knows what holds.
            now: aware UTC time.
        """
        self._store = store
        self._now = now
        self._entries: dict[Stoppable, _Entry] = {}
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, exchange: Stoppable, watch: Watch) -> None:
        """Watches an exchange from now on."""
        self._entries[exchange] = _Entry(watch.question, watched_by(watch))
        if self._task is None or self._task.done():
            self._wake = asyncio.Event()
            self._task = asyncio.get_running_loop().create_task(self._run())

    def remove(self, exchange: Stoppable) -> None:
        """The exchange is over."""
        self._entries.pop(exchange, None)

    def look(self) -> None:
        """Something has changed: look at once."""
        self._wake.set()

    async def _run(self) -> None:
        while self._entries:
            # Where nobody says that anything has changed here, it may have at another replica.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), INTERVAL)
            self._wake.clear()
            if self._entries:
                await self._look_once()

    async def _look_once(self) -> None:
        entries = list(self._entries.items())
        asked = [entry.watched for _, entry in entries]
        try:
            facts, now = await self._asked(asked), self._now()
            answers = [
                still_permitted(entry.question, known, now=now)
                for (_, entry), known in zip(entries, facts, strict=True)
            ]
        except Exception as error:  # noqa: BLE001 - stops
            _log.error("watch_failed", error=error)
            answers = [nobody_knows()] * len(entries)
        for (exchange, _), refused in zip(entries, answers, strict=True):
            if refused is not None:
                exchange.stop(refused)

    async def _asked(self, watched: Sequence[Watched]) -> Sequence[Facts]:
        """What the store says; raises TimeoutError if it does not within DOUBT seconds."""
        asking = asyncio.ensure_future(self._store.facts(watched))
        # An answer that came while this process was busy with something else is one.
        done, _ = await asyncio.wait({asking}, timeout=DOUBT)
        if not done:
            asking.cancel()
            raise TimeoutError
        return asking.result()


def watched_by(watch: Watch) -> Watched:
    """What the store is asked."""
    route = watch.question.route
    return Watched(
        tenant=route.tenant.key,
        subject=watch.subject,
        purpose=route.purpose.key,
        recipient=route.recipient.key,
    )


def still_permitted(question: Question, known: Facts, *, now: datetime) -> Refused | None:
    """The refusal that the question is answered with now, or None where it still holds."""
    asked = replace(question, consent=known.consent, person=known.person, now=now)
    try:
        evaluate(asked).basis()
    except NotPermitted as refused:
        return refused
    return None


def nobody_knows() -> Refused:
    """The refusal of an exchange for which it cannot be read."""
    return Refused(
        "storage_unavailable",
        "Whether the person still permits this could not be read; the answer was stopped.",
        status=503,
    )
