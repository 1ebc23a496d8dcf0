"""The asynchronous shell of an exchange: does what its commands say.

This is one of the edges where an unexpected error is caught: it becomes a refusal that
names no value, and nothing more is sent.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detectors.budget import Budget
from detectors.errors import DetectionError
from detectors.types import Finding
from gateway.counts.observer import Counting
from gateway.errors import GatewayError, Refused, UpstreamFailed
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
    Reply,
    Send,
    Stopped,
    TakeLong,
    Watch,
)
from gateway.proxy.examination import Examination
from gateway.proxy.steps import failure_of, step
from gateway.proxy.upstream import Stream, Upstream
from gateway.proxy.watch import Standing, Watcher
from gateway.storage.ports import ExchangeStore, Recorded
from gateway.tracing import NO_TRACE, Trace, Tracing
from gateway.usage.observer import UsageObserver
from gateway.usage.recorder import UsageRecorder

# Above this many characters a request is examined in a worker thread: a hop there costs
# about as much as examining a chat message.
_LONG = 4_000
# Bytes of a piece of an answer, and of a stream so far, above which the same is done: what
# is examined when a tool's arguments end has come in pieces of any size.
_LONG_PIECE = 16_000
_LONG_STREAM = 250_000
# Seconds for the last words of an exchange that was stopped.
_LAST_WORDS = 0.5
_OTHERS_FIRST = 0.1
# Parts of an exchange that a trace shows; a stream's many pieces are none.
_SPANS: Mapping[type[Command], str] = {
    Ask: "look_up",
    Examine: "examine",
    Record: "record",
    Send: "upstream",
    Finish: "finish",
}

Emitter = Callable[[Emit], Awaitable[None]]
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What all exchanges of a process share.

    Attributes:
        store: for look-ups and records.
        upstream: sends.
        watcher: stops an exchange when what permitted it ends.
        usage: records who used the service, or None.
        counting: counts exchanges and findings, or None.
        tracing: says how long each part of an exchange took.
    """

    store: ExchangeStore
    upstream: Upstream
    watcher: Watcher
    usage: UsageRecorder | None = None
    counting: Counting | None = None
    tracing: Tracing | None = None


class Shell:
    """Runs one exchange."""

    def __init__(
        self,
        *,
        ports: Ports,
        examination: Examination,
        budget: Budget,
        emit: Emitter,
        usage: UsageObserver | None = None,
    ) -> None:
        """Takes the ports.

        Args:
            ports: shared with other exchanges.
            examination: the tenant's.
            budget: of this request.
            emit: gives the caller a piece of the answer.
            usage: is told what passes; None where nothing of it is recorded.
        """
        self._usage = usage
        self._ports = ports
        self._examination = examination
        self._budget = budget
        self._emit = emit
        self._stream: Stream | None = None
        self._waiting: asyncio.Task[Any] | None = None
        self._interrupted = False
        self._gone = False
        self._stopped: Refused | None = None
        self._told = False
        self._watched = False
        self._received = 0
        # Of the caller; None where nobody showed a key.
        self.standing: Standing | None = None
        # Of this exchange; whoever made the shell begins it and ends it.
        self.trace: Trace = NO_TRACE
        self._counts = ports.counting.observer() if ports.counting is not None else None
        # Seconds that others took: the recipient, and the caller who reads the answer.
        self._upstream: float | None = None
        self._emitting = 0.0

    def hang_up(self) -> None:
        """The caller has gone: an open stream is closed, the exchange is told."""
        self._gone = True
        if self._stream is not None:
            self._stream.close()

    def stop(self, error: Refused) -> None:
        """What permitted the exchange has ended: nothing more is read from the recipient."""
        if self._stopped is None:
            self._stopped = error
            if self._waiting is not None:
                self._interrupted = True
                self._waiting.cancel()
            if self._stream is not None:
                self._stream.close()

    async def run(self, exchange: Generator[Command, Any, None], *, long: bool = False) -> None:
        """Runs an exchange to its end.

        Args:
            exchange: yields commands.
            long: its request is long: until it is sent, its own work is done in a worker
                thread, too.

        Raises:
            GatewayError: as the exchange raises it.
            CallerGone: the caller hung up; what there was is recorded.
            asyncio.CancelledError: the server ends; what there was is recorded.
        """
        began = time.perf_counter()
        give: Any = None
        failure: BaseException | None = None
        cancelled: asyncio.CancelledError | None = None
        # Such an engine examines what streams, too, and must not hold up other exchanges.
        slow = self._examination.is_slow
        long = long or slow
        try:
            while True:
                if long:
                    command = await asyncio.to_thread(step, exchange, give, failure=failure)
                else:
                    command = step(exchange, give, failure=failure)
                if command is None:
                    break
                long = slow or (long and not isinstance(command, Send | Read))
                give, failure = None, None
                long = long or isinstance(command, TakeLong)
                try:
                    give = await self._do(command)
                    long = long or self._is_long(give)
                except asyncio.CancelledError as error:
                    self._gone, cancelled, failure = True, error, CallerGone()
                except Exception as error:  # noqa: BLE001 - the exchange refuses
                    failure = error
        except Exception:
            if cancelled is None:
                raise
        finally:
            self._ports.watcher.remove(self)
            if self._stream is not None:
                self._stream.release()
            self._count_end(time.perf_counter() - began)
        if cancelled is not None:
            raise cancelled

    def _count_end(self, seconds: float) -> None:
        if self._counts is not None:
            own = seconds - (self._upstream or 0.0) - self._emitting
            self._counts.ended(own=max(0.0, own), upstream=self._upstream)

    def _is_long(self, given: Any) -> bool:
        """Whether a piece of an answer takes so long to examine that others would wait."""
        piece = given.body if isinstance(given, Reply) else given
        if not isinstance(piece, bytes):
            return False
        self._received += len(piece)
        return len(piece) > _LONG_PIECE or self._received > _LONG_STREAM

    async def _do(self, command: Command) -> Any:
        try:
            if (name := _SPANS.get(type(command))) is None:
                return await self._perform(command)
            with self.trace.during(name):
                return await self._perform(command)
        except (GatewayError, DetectionError, CallerGone, Stopped):
            raise
        except Exception as error:  # noqa: BLE001 - the exchange refuses
            _log.error("exchange_failed", error=error)
            raise failure_of(command, error) from None

    async def _perform(self, command: Command) -> Any:  # one arm a command
        if isinstance(command, Examine):
            return await self._examine(command.segments)
        if isinstance(command, TakeLong):
            return None
        if isinstance(command, Cover):
            return await asyncio.to_thread(self._examination.cover, command.images)
        if isinstance(command, Ask):
            return await self._ports.store.look_up(command.wanted)
        if isinstance(command, Record):
            return await self._record(command)
        if isinstance(command, Note):
            await self._ports.store.note(command.refusal)
            return self._usage.refused(command.refusal) if self._usage is not None else None
        if isinstance(command, Watch):
            self._watched = True
            return self._ports.watcher.add(self, command, standing=self.standing)
        if isinstance(command, Send):
            return await self._send(command)
        if isinstance(command, Finish):
            return await self._finish(command)
        if isinstance(command, Emit):
            return await self._give(command)
        return await self._read(command)

    async def _record(self, command: Record) -> Recorded:
        recorded = await self._ports.store.record(command.disclosure)
        if recorded is Recorded.RECORDED:
            sent = command.disclosure
            self.trace.note(
                recipient=sent.recipient, purpose=sent.purpose, body_bytes=sent.sent_bytes
            )
            for observer in (self._counts, self._usage):
                if observer is not None:
                    observer.recorded(command.disclosure)
        return recorded

    async def _finish(self, command: Finish) -> None:
        await self._ports.store.finish(command.outcome)
        for observer in (self._counts, self._usage):
            if observer is not None:
                observer.finished(command.outcome)

    def _check_going_on(self) -> None:
        """Tells the exchange, once, that it is stopped; its last words may then go out."""
        if self._gone:
            raise CallerGone
        if self._stopped is not None and not self._told:
            self._told = True
            raise Stopped(self._stopped)

    async def _interruptible(self, work: Awaitable[Any]) -> Any:
        """Awaits something that ``stop`` may break off; raises Stopped then."""
        task = asyncio.current_task()
        self._waiting = task
        try:
            return await work
        except asyncio.CancelledError:
            if not self._interrupted or task is None or task.uncancel() > 0:
                raise
            self._interrupted = False
            self._check_going_on()
            raise
        finally:
            self._waiting = None

    async def _send(self, command: Send) -> Any:
        self._check_going_on()
        began = time.perf_counter()
        try:
            reply, self._stream = await self._interruptible(self._ports.upstream.send(command))
        finally:
            self._waited(began)
        self.trace.note(status=reply.status)
        if self._stream is not None and self._counts is not None:
            self._counts.stream_opened()
        self._check_going_on()
        return reply

    def _waited(self, began: float) -> None:
        self._upstream = (self._upstream or 0.0) + time.perf_counter() - began

    async def _give(self, command: Emit) -> Any:
        began = time.perf_counter()
        try:
            return await self._give_on(command)
        finally:
            self._emitting += time.perf_counter() - began

    async def _give_on(self, command: Emit) -> Any:
        self._check_going_on()
        if self._stopped is not None:
            # A caller who does not read must not keep the exchange from its end.
            try:
                async with asyncio.timeout(_LAST_WORDS):
                    await self._emit(command)
            except TimeoutError:
                raise CallerGone from None
            # What was said so far is examined next, and takes long; the last words of others
            # that were stopped at the same moment go first.
            await asyncio.sleep(_OTHERS_FIRST)
            return None
        if self._watched and self._ports.watcher.is_late:
            await self._ports.watcher.catch_up()
            self._check_going_on()
        return await self._interruptible(self._emit(command))

    async def _read(self, _command: Read) -> bytes:
        self._check_going_on()
        if self._stream is None:
            raise UpstreamFailed("There is no stream to read.")
        began = time.perf_counter()
        try:
            data = await self._stream.read()
        except UpstreamFailed:
            self._check_going_on()
            raise
        finally:
            self._waited(began)
        self._check_going_on()
        return data

    async def _examine(self, segments: Sequence[Segment]) -> list[tuple[Finding, ...]]:
        length = sum(len(segment.text) for segment in segments)
        if length <= _LONG and not self._examination.is_slow:
            return self._examination.segments(segments, self._budget)
        return await asyncio.to_thread(self._examination.segments, segments, self._budget)
