"""A call that a hook has caught, on its way through an exchange to the answer.

This is one of the edges where an unexpected error is caught: it becomes an error in the
wire's own shape that names no value, and nothing more is sent.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Protocol

from detectors.errors import DetectionError
from gateway.errors import GatewayError
from gateway.hooks.run import Run
from gateway.logs import get_logger
from gateway.proxy.commands import CallerGone, Emit, Read, Reply, Send
from gateway.proxy.context import Wire
from gateway.proxy.headers import error_headers
from gateway.proxy.steps import failure_of, unexpected
from gateway.proxy.wire.framing import error_piece

_log = get_logger(__name__)


class Line(Protocol):
    """The way to the recipient and back."""

    async def send(self, command: Send) -> Reply:
        """Sends, and gives the head of the reply; raises GatewayError."""
        ...

    async def read(self) -> bytes:
        """The next piece of a streamed reply, empty at its end; raises GatewayError."""
        ...

    async def close(self) -> None:
        """Lets the reply go, read or not."""
        ...


class Answering:
    """Advances a run, sends and reads for it, and gives the answer piece by piece."""

    def __init__(self, run: Run, line: Line, *, wire: Wire, contact: str) -> None:
        """Starts nothing yet.

        Args:
            run: the exchange.
            line: to the recipient.
            wire: says how errors look.
            contact: the policy's, named in each error.
        """
        self._run = run
        self._line = line
        self._wire = wire
        self._contact = contact
        self._over = False
        self._content_type = ""
        self._given = False

    async def begin(self) -> Emit:
        """The first piece, with status and headers; an error is one, too."""
        try:
            piece = await self._pull()
        except Exception as error:  # noqa: BLE001 - refuses
            return await self._failed(_as_gateway_error(error))
        if piece is None:
            return await self._failed(unexpected(RuntimeError("no answer")))
        self._content_type = piece.headers.get("content-type", "")
        await self._check_end(piece)
        return piece

    async def _failed(self, error: GatewayError) -> Emit:
        self._over = True
        await self._line.close()
        return error_answer(self._wire, error, contact=self._contact)

    async def more(self) -> bytes | None:
        """The next bytes of the answer, None at its end."""
        if self._over:
            return None
        try:
            piece = await self._pull()
        except Exception as error:  # noqa: BLE001 - ends the stream
            self._over = True
            await self._line.close()
            body = self._wire.error_body(_as_gateway_error(error), self._contact)
            return error_piece(
                self._content_type, body, name=self._wire.error_name, given=self._given
            )
        if piece is None:
            self._over = True
            await self._line.close()
            return None
        self._given = self._given or bool(piece.body)
        await self._check_end(piece)
        return piece.body

    async def leave(self) -> None:
        """The caller has gone; what there was is recorded."""
        self._over = True
        try:
            await self._run.leave()
        except Exception as error:  # noqa: BLE001 - nobody is left to be told
            _log.error("exchange_failed", error=error)
        finally:
            await self._line.close()

    async def leave_for_certain(self) -> None:
        """``leave``, in a task that is cancelled: it ends whatever happens to the task."""
        leaving = asyncio.ensure_future(self.leave())
        _leaving.add(leaving)
        leaving.add_done_callback(_leaving.discard)
        # The task that was cancelled raises its own.
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(leaving)

    async def _check_end(self, piece: Emit) -> None:
        """After its last piece an exchange has nothing left but to end."""
        if not piece.more:
            self._over = True
            if await self._run.advance() is not None:
                await self._run.leave()
            await self._line.close()

    async def _pull(self) -> Emit | None:
        give: Any = None
        failure: BaseException | None = None
        while True:
            command = await self._run.advance(give, failure=failure)
            if command is None or isinstance(command, Emit):
                return command
            give, failure = None, None
            try:
                give = await self._do(command)
            except (GatewayError, DetectionError) as error:
                failure = error
            except Exception as error:  # noqa: BLE001 - the exchange refuses
                _log.error("exchange_failed", error=error)
                failure = failure_of(command, error)

    async def _do(self, command: Send | Read) -> Any:
        return await (self._line.send(command) if isinstance(command, Send) else self._line.read())


# Tasks that nobody else holds, until they have ended.
_leaving: set[asyncio.Task[None]] = set()


def error_answer(wire: Wire, error: GatewayError, *, contact: str) -> Emit:
    """An error as a whole answer in the wire's own shape, which its SDK does not retry."""
    return Emit(
        status=error.status, headers=error_headers(error), body=wire.error_body(error, contact)
    )


def _as_gateway_error(error: Exception) -> GatewayError:
    if isinstance(error, GatewayError):
        return error
    if not isinstance(error, CallerGone):
        _log.error("exchange_failed", error=error)
    return unexpected(error)
