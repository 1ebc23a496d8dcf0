"""Transports for httpx2 and httpx: what an SDK sends goes through the gateway's own core.

    openai.OpenAI(http_client=httpx2.Client(transport=PrivacyTransport(privacy)))
    ollama.Client(transport=PrivacyTransport(privacy))

A refusal is an answer in the wire's own shape, so that the SDK raises its own exception.
Both libraries are served by the same classes: a transport answers in the library that
the request came from, and imports neither itself.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from gateway.consent.signals import read_signals
from gateway.errors import GatewayError, InvalidRequest
from gateway.hooks.acting import acting
from gateway.hooks.addresses import find_address, unknown_route
from gateway.hooks.answering import Answering, error_answer
from gateway.hooks.line import AsyncLine, SyncLine
from gateway.hooks.privacy import CONFIGURED, Call, Privacy
from gateway.hooks.run import at_once
from gateway.model import Role
from gateway.proxy.commands import Emit
from gateway.proxy.context import Incoming
from gateway.proxy.headers import forwarded, forwarded_query, read_headers
from gateway.proxy.steps import unexpected
from gateway.proxy.wires import nearest

if TYPE_CHECKING:
    import httpx
    import httpx2

    class _Blocking(httpx2.BaseTransport, httpx.BaseTransport):  # type: ignore[misc]
        pass

    class _Asynchronous(  # type: ignore[misc]
        httpx2.AsyncBaseTransport, httpx.AsyncBaseTransport
    ):
        pass
else:
    _Blocking = _Asynchronous = object

LIBRARIES = ("httpx2", "httpx")
_VISIBLE = r"[!-~]+( [!-~]+)?"
Subject = str | Callable[[], str | None] | None


class _Transport:
    """What both transports are made of."""

    def __init__(
        self,
        config: Privacy | Path | str,
        *,
        tenant: str | None = None,
        subject: Subject = None,
        inner: Any = None,
        store: Any = CONFIGURED,
    ) -> None:
        """Opens nothing yet.

        Args:
            config: what is shared with other hooks; or a ``gateway.yaml``, loaded for
                this transport alone.
            tenant: one of the file's, where it has several.
            subject: for whom calls are made that do not say; or a function that knows.
            inner: transport of the same library that sends; None makes its usual one.
            store: None keeps nothing; see ``Privacy.load``.

        Raises:
            ConfigurationError: the configuration cannot be used.
        """
        self._owned = not isinstance(config, Privacy)
        self._privacy = (
            config
            if isinstance(config, Privacy)
            else Privacy.load(config, tenant=tenant, store=store)
        )
        self._subject = subject
        self._inner = inner
        self._lock = threading.Lock()

    def _line_through(self, library: Any, kind: str) -> Any:
        with self._lock:
            if self._inner is None:
                self._inner = getattr(library, kind)()
            return self._inner

    def _answering(self, request: Any, line: SyncLine | AsyncLine, *, blocking: bool) -> Answering:
        """Raises GatewayError where no exchange begins."""
        if request.method != "POST":
            raise unknown_route()
        address = find_address(str(request.url), self._privacy.tenant.recipients)
        wire = address.wire
        raw = [(name.lower(), value) for name, value in request.headers.raw]
        headers = read_headers(raw)
        if headers.content_encoding not in (None, "identity"):
            raise InvalidRequest(
                "A compressed body is not read.", code="content_encoding", status=415
            )
        # Both are the recipient's own secrets; an SDK sends the one that it was given.
        names = {wire.key_header, "authorization"}
        line.credentials = forwarded(raw, dict.fromkeys(names, _VISIBLE))
        subject = self._subject() if callable(self._subject) else self._subject
        call = Call(
            wire=wire,
            recipients=address.recipients,
            incoming=Incoming(
                body=request.content,
                role=Role.CHAT,
                subject=headers.subject or acting().subject or subject,
                conversation_id=headers.conversation,
                purpose=headers.purpose,
                model=address.model,
                forwarded=forwarded(raw, wire.forwards),
                query=forwarded_query(request.url.query, wire.query, fixed=wire.fixed_query),
                sources=headers.sources,
                signals=read_signals(raw),
                language=headers.language,
                channel=headers.channel or "",
                bot=headers.bot or "",
            ),
            caller=headers.authorization or "",
        )
        run = self._privacy.begin(call, blocking=blocking)
        return Answering(run, line, wire=wire, contact=self._privacy.contact)

    def _refused(self, error: Exception, request: Any) -> Emit:
        failure = error if isinstance(error, GatewayError) else unexpected(error)
        wire = nearest(request.url.path)
        return error_answer(wire, failure, contact=self._privacy.contact)


class PrivacyTransport(_Transport, _Blocking):
    """For ``httpx2.Client`` and ``httpx.Client``."""

    def handle_request(self, request: Any) -> Any:
        """Answers one request of an SDK."""
        library = library_of(request)
        line = SyncLine(library, request, limit=self._privacy.limits.answer_bytes)
        try:
            request.read()
            line.inner = self._line_through(library, "HTTPTransport")
            answering = self._answering(request, line, blocking=True)
        except Exception as error:  # noqa: BLE001 - refuses
            return _whole(library, self._refused(error, request))
        try:
            piece = at_once(answering.begin())
        except BaseException:
            at_once(answering.leave())  # interrupted
            raise
        if not piece.more:
            return _whole(library, piece)
        stream = _streams(library)[0](answering, piece.body)
        return library.Response(piece.status, headers=dict(piece.headers), stream=stream)

    def close(self) -> None:
        """Closes the connections, and the store if this transport opened it."""
        if self._inner is not None:
            self._inner.close()
        if self._owned:
            self._privacy.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncPrivacyTransport(_Transport, _Asynchronous):
    """For ``httpx2.AsyncClient`` and ``httpx.AsyncClient``, under asyncio."""

    async def handle_async_request(self, request: Any) -> Any:
        """Answers one request of an SDK."""
        library = library_of(request)
        line = AsyncLine(library, request, limit=self._privacy.limits.answer_bytes)
        try:
            await request.aread()
            line.inner = self._line_through(library, "AsyncHTTPTransport")
            if not self._privacy.ready:
                await asyncio.to_thread(self._privacy.open)
            answering = self._answering(request, line, blocking=False)
        except Exception as error:  # noqa: BLE001 - refuses
            return _whole(library, self._refused(error, request))
        try:
            piece = await answering.begin()
        except asyncio.CancelledError:
            await answering.leave_for_certain()
            raise
        if not piece.more:
            return _whole(library, piece)
        stream = _streams(library)[1](answering, piece.body)
        return library.Response(piece.status, headers=dict(piece.headers), stream=stream)

    async def aclose(self) -> None:
        """Closes the connections, and the store if this transport opened it."""
        if self._inner is not None:
            await self._inner.aclose()
        if self._owned:
            await asyncio.to_thread(self._privacy.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def library_of(request: Any) -> Any:
    """The library that a request belongs to: httpx2 or httpx.

    Raises:
        TypeError: neither.
    """
    for each in type(request).__mro__:
        name = each.__module__.partition(".")[0]
        if name in LIBRARIES:
            return sys.modules[name]
    raise TypeError("not a request of httpx2 or httpx")


def _whole(library: Any, piece: Emit) -> Any:
    headers = {**piece.headers, "content-length": str(len(piece.body))}
    return library.Response(piece.status, headers=headers, stream=library.ByteStream(piece.body))


class _Stream:
    """An answer in pieces, for a blocking client."""

    def __init__(self, answering: Answering, first: bytes) -> None:
        self._answering = answering
        self._first = first

    def __iter__(self) -> Iterator[bytes]:
        if self._first:
            yield self._first
        while (piece := at_once(self._answering.more())) is not None:
            yield piece

    def close(self) -> None:
        at_once(self._answering.leave())


class _AsyncStream:
    """An answer in pieces, for an asynchronous client."""

    def __init__(self, answering: Answering, first: bytes) -> None:
        self._answering = answering
        self._first = first

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._first:
            yield self._first
        try:
            while (piece := await self._answering.more()) is not None:
                yield piece
        except asyncio.CancelledError:
            await self._answering.leave_for_certain()
            raise

    async def aclose(self) -> None:
        try:
            await self._answering.leave()
        except asyncio.CancelledError:
            await self._answering.leave_for_certain()
            raise


@lru_cache(maxsize=4)
def _streams(library: Any) -> tuple[Any, Any]:
    """The streams above as the library's own kinds, which it asks for."""
    return (
        type("PrivacyStream", (_Stream, library.SyncByteStream), {}),
        type("AsyncPrivacyStream", (_AsyncStream, library.AsyncByteStream), {}),
    )
