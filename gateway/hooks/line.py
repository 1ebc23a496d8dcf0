"""The way out of a transport: what an exchange sends goes through the inner transport.

The SDK's own credentials go with it, and of its other headers what the wire lists. No
redirect is followed, no cookie sent or kept, no compressed answer taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.errors import UpstreamFailed
from gateway.hooks.addresses import check_address
from gateway.proxy.commands import Reply, Send

# Others would change what is sent, and where to: ``target`` replaces the path.
_EXTENSIONS = frozenset({"timeout"})
_TOO_LARGE = "The recipient's answer is too large."


class _Line:
    """What both kinds share; the repr holds nothing.

    Attributes:
        inner: transport that sends.
        credentials: headers that show the recipient who calls.
    """

    def __init__(self, library: Any, request: Any, *, limit: int) -> None:
        """Connects nothing yet.

        Args:
            library: httpx2 or httpx.
            request: of the SDK.
            limit: bytes of an answer.
        """
        self.inner: Any = None
        self.credentials: Mapping[str, str] = {}
        self._library = library
        self._request = request
        self._left = limit
        self._response: Any = None
        self._pieces: Any = None

    def _outgoing(self, command: Send) -> Any:
        check_address(command.url, str(self._request.url))
        return self._library.Request(
            "POST",
            command.url,
            headers={**self.credentials, **command.headers, "accept-encoding": "identity"},
            content=command.body,
            extensions={
                key: each for key, each in self._request.extensions.items() if key in _EXTENSIONS
            },
        )

    def _head(self, command: Send) -> Reply:
        """The head of the reply; its body is still to be read."""
        headers = self._response.headers
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise UpstreamFailed("The recipient's answer is compressed.", code="upstream_error")
        content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        status = self._response.status_code
        return Reply(
            status=status,
            content_type=content_type,
            retry_after=headers.get("retry-after"),
            streaming=command.stream and status == 200 and content_type in command.stream_types,
        )

    def _counted(self, piece: bytes) -> bytes:
        self._left -= len(piece)
        if self._left < 0:
            raise UpstreamFailed(_TOO_LARGE, code="upstream_error")
        return piece

    @property
    def _errors(self) -> tuple[type[Exception], ...]:
        """What the inner transport raises where the other end is at fault."""
        return self._library.TransportError, self._library.StreamError

    def _failed(self, error: Exception) -> UpstreamFailed:
        if isinstance(error, self._library.TimeoutException):
            return UpstreamFailed(
                "The recipient did not answer in time.", code="upstream_timeout", status=504
            )
        if isinstance(error, self._library.ConnectError):
            return UpstreamFailed("The recipient cannot be reached.")
        return UpstreamFailed("The recipient broke off.", code="upstream_incomplete")


class SyncLine(_Line):
    """Over a blocking transport: no call waits for an event loop."""

    async def send(self, command: Send) -> Reply:
        """Sends and reads the head, with the body unless it is a stream."""
        request = self._outgoing(command)
        try:
            self._response = self.inner.handle_request(request)
            self._pieces = iter(self._response.stream)
            reply = self._head(command)
            if reply.streaming:
                return reply
            body = b"".join(self._counted(piece) for piece in self._pieces)
        except self._errors as error:
            raise self._failed(error) from None
        return _with_body(reply, body)

    async def read(self) -> bytes:
        """The next piece, empty at the end."""
        try:
            return self._counted(_next(self._pieces))
        except self._errors as error:
            raise self._failed(error) from None

    async def close(self) -> None:
        """Lets the reply go."""
        if self._response is not None:
            response, self._response = self._response, None
            response.stream.close()


class AsyncLine(_Line):
    """Over an asynchronous transport."""

    async def send(self, command: Send) -> Reply:
        """Sends and reads the head, with the body unless it is a stream."""
        request = self._outgoing(command)
        try:
            self._response = await self.inner.handle_async_request(request)
            self._pieces = aiter(self._response.stream)
            reply = self._head(command)
            if reply.streaming:
                return reply
            body = b"".join([self._counted(piece) async for piece in self._pieces])
        except self._errors as error:
            raise self._failed(error) from None
        return _with_body(reply, body)

    async def read(self) -> bytes:
        """The next piece, empty at the end."""
        piece = b""
        try:
            while not piece:
                piece = await anext(self._pieces)
        except StopAsyncIteration:
            return b""
        except self._errors as error:
            raise self._failed(error) from None
        return self._counted(piece)

    async def close(self) -> None:
        """Lets the reply go."""
        if self._response is not None:
            response, self._response = self._response, None
            await response.stream.aclose()


def _next(pieces: Any) -> bytes:
    return next((bytes(piece) for piece in pieces if piece), b"")


def _with_body(reply: Reply, body: bytes) -> Reply:
    return Reply(
        status=reply.status,
        content_type=reply.content_type,
        retry_after=reply.retry_after,
        body=body,
    )
