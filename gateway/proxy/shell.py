"""The asynchronous shell of an exchange: does what its commands say.

This is one of the edges where an unexpected error is caught: it becomes a refusal that
names no value, and nothing more is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, Sequence
from typing import Any

from detectors.budget import Budget
from detectors.errors import DetectionError
from detectors.types import Finding
from gateway.errors import GatewayError, UpstreamFailed
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
    Read,
    Record,
    Reply,
    Send,
    TakeLong,
)
from gateway.proxy.examination import Examination
from gateway.proxy.steps import failure_of, step
from gateway.proxy.upstream import Stream, Upstream
from gateway.storage.ports import ExchangeStore

# Above this many characters a request is examined in a worker thread: a hop there costs
# about as much as examining a chat message.
_LONG = 4_000
# Bytes of a piece of an answer, and of a stream so far, above which the same is done: what
# is examined when a tool's arguments end has come in pieces of any size.
_LONG_PIECE = 16_000
_LONG_STREAM = 250_000

Emitter = Callable[[Emit], Awaitable[None]]
_log = get_logger(__name__)


class Shell:
    """Runs one exchange."""

    def __init__(
        self,
        *,
        store: ExchangeStore,
        upstream: Upstream,
        examination: Examination,
        budget: Budget,
        emit: Emitter,
    ) -> None:
        """Takes the ports.

        Args:
            store: for look-ups and records.
            upstream: sends.
            examination: the tenant's.
            budget: of this request.
            emit: gives the caller a piece of the answer.
        """
        self._store = store
        self._upstream = upstream
        self._examination = examination
        self._budget = budget
        self._emit = emit
        self._stream: Stream | None = None
        self._gone = False
        self._received = 0

    def hang_up(self) -> None:
        """The caller has gone: an open stream is closed, the exchange is told."""
        self._gone = True
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
            if self._stream is not None:
                self._stream.release()
        if cancelled is not None:
            raise cancelled

    def _is_long(self, given: Any) -> bool:
        """Whether a piece of an answer takes so long to examine that others would wait."""
        piece = given.body if isinstance(given, Reply) else given
        if not isinstance(piece, bytes):
            return False
        self._received += len(piece)
        return len(piece) > _LONG_PIECE or self._received > _LONG_STREAM

    async def _do(self, command: Command) -> Any:
        try:
            return await self._perform(command)
        except (GatewayError, DetectionError, CallerGone):
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
            return await self._store.look_up(command.wanted)
        if isinstance(command, Record):
            return await self._store.record(command.disclosure)
        if isinstance(command, Send):
            return await self._send(command)
        if isinstance(command, Finish):
            return await self._store.finish(command.outcome)
        if self._gone:
            raise CallerGone
        if isinstance(command, Emit):
            return await self._emit(command)
        return await self._read(command)

    async def _send(self, command: Send) -> Any:
        reply, self._stream = await self._upstream.send(command)
        return reply

    async def _read(self, _command: Read) -> bytes:
        if self._stream is None:
            raise UpstreamFailed("There is no stream to read.")
        try:
            data = await self._stream.read()
        except UpstreamFailed:
            if self._gone:
                raise CallerGone from None
            raise
        if self._gone:
            raise CallerGone
        return data

    async def _examine(self, segments: Sequence[Segment]) -> list[tuple[Finding, ...]]:
        length = sum(len(segment.text) for segment in segments)
        if length <= _LONG and not self._examination.is_slow:
            return self._examination.segments(segments, self._budget)
        return await asyncio.to_thread(self._examination.segments, segments, self._budget)
