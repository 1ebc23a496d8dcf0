"""The socket side of egress: sends what ``Send`` says, nothing else.

No redirect is followed, no proxy of the environment is used, no cookie is kept. What ends
before its time is reset: not a byte of it that has not left this machine goes out.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import functools
import socket
import struct
import termios
from collections.abc import Mapping
from typing import Any

import aiohttp
from aiohttp.connector import Connection

from gateway.errors import UpstreamFailed
from gateway.proxy.commands import Reply, Send

_TOO_LARGE = "The recipient's answer is too large."
# A close that discards: on, with no time to linger.
_DISCARD = struct.pack("ii", 1, 0)


class Upstream:
    """A pool of connections to the configured recipients."""

    def __init__(
        self,
        *,
        env: Mapping[str, str],
        connect_timeout: float,
        read_timeout: float,
        answer_bytes: int,
    ) -> None:
        """Opens nothing yet.

        Args:
            env: holds the recipients' API keys.
            connect_timeout: seconds until a connection stands.
            read_timeout: seconds that a recipient may be silent.
            answer_bytes: limit of an answer, whole or in pieces.
        """
        self._env = env
        self._timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=connect_timeout, sock_read=read_timeout
        )
        self._answer_bytes = answer_bytes
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Makes the pool; needs a running event loop."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=60),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=self._timeout,
            response_class=_Response,
            trust_env=False,
            skip_auto_headers=("User-Agent",),
        )

    async def close(self) -> None:
        """Closes every connection."""
        if self._session is not None:
            await self._session.close()

    async def send(self, command: Send) -> tuple[Reply, Stream | None]:
        """Sends and reads the head, with the body unless it is a stream that was asked for.

        Raises:
            UpstreamFailed: unreachable, timed out, broke off, or too much was answered.
        """
        if self._session is None:
            raise UpstreamFailed("The gateway is not open.")
        headers = {**command.headers, "accept-encoding": "identity"}
        if command.api_key_env is not None:
            key = self._env.get(command.api_key_env, "")
            headers[command.key_header] = f"{command.key_prefix}{key}"
        try:
            response = await self._session.post(
                command.url, data=command.body, headers=headers, allow_redirects=False
            )
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise _failed(error) from None
        content_type = response.content_type.lower()
        streaming = (
            command.stream and response.status == 200 and content_type in command.stream_types
        )
        body = b""
        if not streaming:
            try:
                body = await self._read(response)
            finally:
                response.release()
        reply = Reply(
            status=response.status,
            content_type=content_type,
            retry_after=response.headers.get("retry-after"),
            body=body,
            streaming=streaming,
        )
        return reply, Stream(response, self._answer_bytes) if streaming else None

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        pieces: list[bytes] = []
        length = 0
        try:
            async for piece in response.content.iter_any():
                length += len(piece)
                if length > self._answer_bytes:
                    response.close()
                    raise UpstreamFailed(_TOO_LARGE, code="upstream_error")
                pieces.append(piece)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            response.close()
            raise _failed(error) from None
        return b"".join(pieces)


class Stream:
    """The body of a reply that is read in pieces."""

    def __init__(self, response: aiohttp.ClientResponse, limit: int) -> None:
        """Takes over the response.

        Args:
            response: its head has been read.
            limit: bytes of body.
        """
        self._response = response
        self._left = limit

    async def read(self) -> bytes:
        """The next piece, empty at the end.

        Raises:
            UpstreamFailed: the recipient broke off, was silent too long, or said too much.
        """
        try:
            data = await self._response.content.readany()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            # aiohttp has one such exception for all connections: what its traceback held
            # would be kept for ever, this response and its headers with it.
            error.__traceback__ = error.__context__ = None
            raise _failed(error) from None
        self._left -= len(data)
        if self._left < 0:
            raise UpstreamFailed(_TOO_LARGE, code="upstream_error")
        return data

    def close(self) -> None:
        """Hangs up at once; a read that waits ends with UpstreamFailed or empty."""
        self._response.close()

    def release(self) -> None:
        """Gives the connection back if the body was read to its end, else resets it."""
        self._response.release()


class _Response(aiohttp.ClientResponse):
    """A response that resets its connection where it is cut.

    aiohttp closes politely: what its transport and the kernel still hold is sent for as long
    as the recipient reads, whoever has withdrawn meanwhile.
    """

    _transport: asyncio.Transport | None = None

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        """Reads the head."""
        self._transport = connection.transport
        if self._transport is not None:
            connection.add_callback(functools.partial(_give_back, self._transport))
        return await super().start(connection)

    def close(self) -> None:
        """Resets the connection unless the whole answer has come."""
        self._cut()
        super().close()

    def release(self) -> Any:
        """Gives the connection back if the whole answer has come, else resets it."""
        self._cut()
        return super().release()

    def _cut(self) -> None:
        # Once it is closed, the connection may serve another exchange.
        if not self.closed and self._transport is not None:
            _reset(self._transport)


def _give_back(transport: asyncio.Transport) -> None:
    """A whole answer may come before its request has gone: the rest of it is not sent."""
    number = _file_number(transport)
    # The kernel's count, for a transport over TLS does not know of the buffer below it.
    if number >= 0 and any(fcntl.ioctl(number, termios.TIOCOUTQ, bytes(4))):
        _reset(transport)


def _reset(transport: asyncio.Transport) -> None:
    """Closes without sending what is still to be sent, here and in the kernel."""
    if _file_number(transport) >= 0:
        connected = transport.get_extra_info("socket")
        with contextlib.suppress(OSError):  # then what this process holds is discarded at least
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DISCARD)
    transport.abort()


def _file_number(transport: asyncio.Transport) -> int:
    """Of the socket; negative where it is closed."""
    connected = transport.get_extra_info("socket")
    return -1 if connected is None else int(connected.fileno())


def _failed(error: BaseException) -> UpstreamFailed:
    if isinstance(error, asyncio.TimeoutError | TimeoutError):
        return UpstreamFailed(
            "The recipient did not answer in time.", code="upstream_timeout", status=504
        )
    if isinstance(error, aiohttp.ClientConnectorError):
        return UpstreamFailed("The recipient cannot be reached.")
    return UpstreamFailed("The recipient broke off.", code="upstream_incomplete")
