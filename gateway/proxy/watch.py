"""Exchanges under way, and whether what permitted them still holds.

What holds now is asked of the store five times a second for all of them together, and at
once after a change that this process made; so a withdrawal at another replica is seen as
soon as one here. Whether the key or token that began it is still in force is asked along
with it. An exchange whose question is answered with no is stopped. So is every
one for which nobody can say: the store failed, or has not answered for almost a second.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
# What time alone changes (a notice that comes into force, evidence that grows old) is asked
# this often; an end that is known in advance, at that moment.
FULL = timedelta(seconds=5)
_PARTS = 8
_AT_ONCE = 100
_log = get_logger(__name__)


class Stoppable(Protocol):
    """An exchange under way."""

    def stop(self, error: Refused) -> None:
        """Ends it: nothing more is read from the recipient."""
        ...


# Why the one who began an exchange may not go on, or None.
Standing = Callable[[], Refused | None]


async def _nothing() -> None:
    return


@dataclass(slots=True)
class _Entry:
    """What is watched, and what was seen of it last."""

    question: Question
    watched: Watched
    standing: Standing | None
    seen: tuple[int, int, int] | None = None
    asked_again_at: datetime | None = None


class Watcher:
    """Looks as long as there is something to look after; serves one event loop."""

    def __init__(
        self,
        store: ExchangeStore,
        *,
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
        refresh: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        """Watches nothing yet.

        Args:
            store: knows what holds.
            now: aware UTC time.
            monotonic: seconds.
            refresh: called before exchanges are asked for their standing.
        """
        self._store = store
        self._refresh = refresh
        self._now = now
        self._monotonic = monotonic
        self._entries: dict[Stoppable, _Entry] = {}
        self._task: asyncio.Task[None] | None = None
        self._looking: asyncio.Future[None] | None = None
        self._looked_at = 0.0
        self._wake = asyncio.Event()

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, exchange: Stoppable, watch: Watch, *, standing: Standing | None = None) -> None:
        """Watches an exchange from now on; ``standing`` is that of its caller."""
        if not self._entries:
            self._looked_at = self._monotonic()
        self._entries[exchange] = _Entry(watch.question, watched_by(watch), standing)
        if self._task is None or self._task.done():
            self._wake = asyncio.Event()
            self._task = asyncio.get_running_loop().create_task(self._run())

    def remove(self, exchange: Stoppable) -> None:
        """The exchange is over."""
        self._entries.pop(exchange, None)

    def look(self) -> None:
        """Something has changed: look at once."""
        self._wake.set()

    @property
    def is_late(self) -> bool:
        """Whether the last look is so long ago that nothing may be given on its word.

        That is so where the event loop has been too busy for the next one.
        """
        return self._monotonic() - self._looked_at > DOUBT

    async def catch_up(self) -> None:
        """Looks now, or waits for the look that is under way."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._look_once())
        await asyncio.shield(self._looking)

    async def _run(self) -> None:
        while self._entries:
            # Where nobody says that anything has changed here, it may have at another replica.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), INTERVAL)
            self._wake.clear()
            if self._entries:
                await self.catch_up()

    async def _look_once(self) -> None:
        entries = list(self._entries.items())
        begun = self._monotonic()
        refused: Refused | None
        try:
            facts = await self._asked([entry.watched for _, entry in entries])
        except Exception as error:  # noqa: BLE001 - stops
            _log.error("watch_failed", error=error)
            for exchange, _ in entries:
                exchange.stop(nobody_knows())
        else:
            for number, ((exchange, entry), known) in enumerate(
                zip(entries, facts, strict=True), start=1
            ):
                refused = self._judged(entry, known)
                if refused is not None:
                    exchange.stop(refused)
                if number % _AT_ONCE == 0:
                    await asyncio.sleep(0)
        self._looked_at = begun

    def _judged(self, entry: _Entry, known: Facts) -> Refused | None:
        """The refusal, or None; asked in full where something has moved, and now and then."""
        try:
            if entry.standing is not None and (over := entry.standing()) is not None:
                return over
            now = self._now()
            seen = (
                known.consent.event_id if known.consent is not None else 0,
                known.person.version if known.person is not None else 0,
                known.switch,
            )
            again, question = entry.asked_again_at, entry.question
            is_suspended = question.route.recipient.key in question.suspended
            is_soon = again is not None and now < again <= now + FULL
            if entry.seen == seen and is_soon and not is_suspended:
                return None
            refused = still_permitted(entry.question, known, now=now)
        except Exception as error:  # noqa: BLE001 - stops
            _log.error("watch_failed", error=error)
            return nobody_knows()
        until = known.consent.valid_until if known.consent is not None else None
        entry.seen = seen
        entry.asked_again_at = now + FULL if until is None else min(now + FULL, until)
        return refused

    async def _asked(self, watched: Sequence[Watched]) -> Sequence[Facts]:
        """What the store says; raises TimeoutError if it does not within DOUBT seconds."""
        asking = asyncio.ensure_future(self._ask(watched))
        # In parts, so that an answer that came while this loop was busy is taken for one.
        for _ in range(_PARTS):
            done, _pending = await asyncio.wait({asking}, timeout=DOUBT / _PARTS)
            if done:
                return asking.result()
        asking.cancel()
        raise TimeoutError

    async def _ask(self, watched: Sequence[Watched]) -> Sequence[Facts]:
        facts = await self._store.facts(watched)
        await self._refresh()
        return facts


def watched_by(watch: Watch) -> Watched:
    """What the store is asked."""
    route = watch.question.route
    return Watched(
        tenant=route.tenant.key,
        subject=watch.subject,
        purpose=route.purpose.key,
        recipient=route.recipient.key,
        switched=route.needs_switch,
    )


def still_permitted(question: Question, known: Facts, *, now: datetime) -> Refused | None:
    """The refusal that the question is answered with now, or None where it still holds."""
    asked = replace(question, consent=known.consent, person=known.person, now=now)
    asked = replace(asked, switch=known.switch)
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
