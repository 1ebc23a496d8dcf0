"""An exchange that its caller pulls: the shell of every hook, blocking or not.

What an exchange asks of the store and of the engine is done here. What concerns the two
ends, ``Send``, ``Read`` and ``Emit``, is given to the hook, which answers with the next
``advance``. Every hook drives the same coroutine: an asynchronous one awaits it, a
blocking one gives it ports that never wait and runs it by ``at_once``.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from detectors.budget import Budget
from detectors.errors import DetectionError
from detectors.types import Finding
from gateway.errors import GatewayError, Refused
from gateway.logs import get_logger
from gateway.model import Segment
from gateway.proxy.commands import (
    Ask,
    CallerGone,
    Command,
    Cover,
    Emit,
    Examine,
    Finish,
    Note,
    Read,
    Record,
    Send,
    Stopped,
    TakeLong,
    Watch,
)
from gateway.proxy.examination import Examination
from gateway.proxy.steps import failure_of, step
from gateway.proxy.watch import INTERVAL, nobody_knows, still_permitted, watched_by
from gateway.storage.ports import ExchangeStore
from gateway.wiring import now

Result = TypeVar("Result")
Outside = Send | Read | Emit

# Above this many characters texts are examined in a worker thread, as in the proxy.
_LONG = 4_000
# So often a coroutine may try to wait where it cannot, before it is given up.
_MOST_WAITS = 8
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What an exchange works with.

    Attributes:
        store: for look-ups and records.
        examination: the tenant's.
        new_budget: of one request.
        blocking: nothing may wait: there is no event loop, or it is not ours.
        now: aware UTC time.
        monotonic: seconds.
    """

    store: ExchangeStore
    examination: Examination
    new_budget: Callable[[], Budget]
    blocking: bool
    now: Callable[[], datetime] = now
    monotonic: Callable[[], float] = time.monotonic


class Run:
    """One exchange, from its first command to its end.

    While an answer is read, what permitted it is read again five times a second, before
    the next piece is handed on.
    """

    def __init__(
        self, exchange: Generator[Command, Any, None], ports: Ports, *, long: bool = False
    ) -> None:
        """Starts nothing yet.

        Args:
            exchange: yields commands.
            ports: do what it asks.
            long: its request is long: until it is sent, work on it is done in a worker
                thread, unless the ports are blocking.
        """
        self._exchange = exchange
        self._ports = ports
        self._budget = ports.new_budget()
        self._slow = ports.examination.is_slow and not ports.blocking
        self._threaded = self._slow or (long and not ports.blocking)
        self._taken: asyncio.Future[Command | None] | None = None
        self._watch: Watch | None = None
        self._looked_at = 0.0
        self._awaits_answer = False
        self.ended = False

    async def advance(
        self, give: Any = None, *, failure: BaseException | None = None
    ) -> Outside | None:
        """Goes on to what the hook must do next; None at the end.

        Args:
            give: the answer to what the hook was asked before.
            failure: what the hook failed with instead.

        Raises:
            GatewayError: as the exchange raises it; it is over then.
            CallerGone: the caller left; what there was is recorded.
        """
        try:
            if failure is None and self._awaits_answer:
                failure = await self._stopping()
            while True:
                command = await self._step(give, failure)
                if command is None:
                    self.ended = True
                    return None
                if isinstance(command, Send):
                    self._threaded = self._slow
                if isinstance(command, Send | Read | Emit):
                    # What was given whole cannot be taken back; it is too late to stop.
                    self._awaits_answer = not isinstance(command, Emit)
                    return command
                give, failure = None, None
                if isinstance(command, TakeLong):
                    self._threaded = not self._ports.blocking
                    continue
                try:
                    give = await self._do(command)
                except Exception as error:  # noqa: BLE001 - the exchange refuses
                    failure = error
        except asyncio.CancelledError:
            # The command that waits is lost, but the exchange must still record its end.
            raise
        except BaseException:
            self.ended = True
            raise

    async def leave(self) -> None:
        """The caller has gone: the exchange records what there was, and ends."""
        if self.ended:
            return
        if self._taken is not None:
            # A thread cannot be stopped, and the exchange not be told before its step is over.
            await asyncio.wait({self._taken})
        failure: BaseException | None = CallerGone()
        try:
            while await self.advance(failure=failure) is not None:
                failure = CallerGone()
        except (CallerGone, GatewayError):
            pass  # recorded; nobody is left to be told
        finally:
            self.ended = True

    async def _stopping(self) -> Stopped | None:
        """What ends the exchange, where what permitted it does not hold any more."""
        watch, at = self._watch, self._ports.monotonic()
        if watch is None or at - self._looked_at < INTERVAL:
            return None
        self._looked_at = at
        try:
            (facts,) = await self._ports.store.facts([watched_by(watch)])
        except Exception as error:  # noqa: BLE001 - stops
            _log.error("watch_failed", error=error)
            refused: Refused | None = nobody_knows()
        else:
            refused = still_permitted(watch.question, facts, now=self._ports.now())
        if refused is None:
            return None
        self._watch = None
        return Stopped(refused)

    async def _step(self, give: Any, failure: BaseException | None) -> Command | None:
        if not self._threaded:
            return step(self._exchange, give, failure=failure)
        self._taken = asyncio.ensure_future(
            asyncio.to_thread(step, self._exchange, give, failure=failure)
        )
        return await asyncio.shield(self._taken)

    async def _do(self, command: Command) -> Any:
        try:
            return await self._perform(command)
        except (GatewayError, DetectionError):
            raise
        except Exception as error:  # noqa: BLE001 - the exchange refuses
            _log.error("exchange_failed", error=error)
            raise failure_of(command, error) from None

    async def _perform(self, command: Command) -> Any:
        if isinstance(command, Examine):
            return await self._examine(command.segments)
        if isinstance(command, Cover):
            cover, images = self._ports.examination.cover, command.images
            return cover(images) if self._ports.blocking else await asyncio.to_thread(cover, images)
        if isinstance(command, Ask):
            return await self._ports.store.look_up(command.wanted)
        if isinstance(command, Record):
            return await self._ports.store.record(command.disclosure)
        if isinstance(command, Note):
            return await self._ports.store.note(command.refusal)
        if isinstance(command, Watch):
            self._watch, self._looked_at = command, self._ports.monotonic()
            return None
        assert isinstance(command, Finish)
        return await self._ports.store.finish(command.outcome)

    async def _examine(self, segments: Sequence[Segment]) -> list[tuple[Finding, ...]]:
        examine, budget = self._ports.examination.segments, self._budget
        long = sum(len(segment.text) for segment in segments) > _LONG or self._slow
        if self._ports.blocking or not long:
            return examine(segments, budget)
        return await asyncio.to_thread(examine, segments, budget)


def at_once(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs a coroutine that never waits; where it does, that fails inside it.

    Raises:
        RuntimeError: it waited, and made nothing of the failure.
    """
    try:
        work.send(None)
        for _ in range(_MOST_WAITS):
            work.throw(RuntimeError("a blocking hook was given something that must be awaited"))
    except StopIteration as end:
        result: Result = end.value
        return result
    work.close()
    raise RuntimeError("a blocking hook only waits")
