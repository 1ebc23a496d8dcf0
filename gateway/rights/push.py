"""Pushes a package to the address that its person named and confirmed.

The name is looked up once. Every address that it stands for must be public, and the
connection is made to those very addresses, so that a name which changes its mind between
look-up and connection gains nothing. The certificate must be that of the name. No redirect
is followed, no proxy of the environment used, no cookie kept, and of the answer only the
status counts.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from gateway.errors import GatewayError, InvalidRequest
from gateway.rights.push_target import Target, is_public

LOOK_UP_SECONDS = 10.0
CONNECT_SECONDS = 15.0
PUSH_SECONDS = 120.0
MOST_BYTES = 256 << 20

# Addresses of a host, as the system's resolver gives them.
LookUp = Callable[[str, int], Awaitable[Sequence[str]]]


class PushFailed(GatewayError):
    """Nobody took the package; it can still be fetched, and pushed again."""

    def __init__(self, message: str) -> None:
        super().__init__("push_failed", message, status=502)


async def look_up(host: str, port: int) -> Sequence[str]:
    """All addresses of a host."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Pusher:
    """Makes the call. Its parts can be replaced, so that tests stay on loopback."""

    def __init__(
        self,
        *,
        look_up: LookUp = look_up,
        permitted: Callable[[str], bool] = is_public,
        trust: ssl.SSLContext | None = None,
        seconds: float = PUSH_SECONDS,
    ) -> None:
        """Opens nothing.

        Args:
            look_up: addresses of a host.
            permitted: whether an address may be called.
            trust: whose certificates count; the system's by default.
            seconds: for all of it.
        """
        self._look_up = look_up
        self._permitted = permitted
        self._trust = trust
        self._seconds = seconds

    async def push(self, target: Target, body: bytes, *, media_type: str) -> int:
        """Sends a body; the status with which it was taken.

        Raises:
            InvalidRequest: the name stands for an address that may not be called; nothing
                was sent.
            PushFailed: it is too long, could not be delivered, or was not taken.
        """
        if len(body) > MOST_BYTES:
            raise PushFailed("The package is too large to be pushed; fetch it instead.")
        try:
            async with asyncio.timeout(self._seconds):
                addresses = await self._addresses(target)
                return await self._send(target, body, media_type=media_type, addresses=addresses)
        except TimeoutError:
            raise PushFailed("The address did not take the package in time.") from None

    async def _addresses(self, target: Target) -> Sequence[str]:
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                found = await self._look_up(target.host, target.port)
        except (OSError, UnicodeError):
            raise PushFailed("The address's host is not known.") from None
        if not found:
            raise PushFailed("The address's host is not known.")
        if not all(map(self._permitted, found)):
            raise InvalidRequest(
                "The address's host is not on the public Internet.",
                code="push_target_refused",
                status=422,
                details={"fields": ["url"]},
            )
        return found

    async def _send(
        self, target: Target, body: bytes, *, media_type: str, addresses: Sequence[str]
    ) -> int:
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        headers = {"Content-Type": media_type, "Content-Digest": f"sha-256=:{digest}:"}
        connector = aiohttp.TCPConnector(
            resolver=_Checked(target.host, addresses),
            ssl=self._trust or ssl.create_default_context(),
            use_dns_cache=False,
            force_close=True,
        )
        timeout = aiohttp.ClientTimeout(total=self._seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(
                    connector=connector,
                    cookie_jar=aiohttp.DummyCookieJar(),
                    timeout=timeout,
                    trust_env=False,
                    skip_auto_headers=("User-Agent",),
                ) as session,
                session.post(
                    target.url, data=io.BytesIO(body), headers=headers, allow_redirects=False
                ) as response,
            ):
                status = response.status
                response.close()  # of the answer nothing is read
        except TimeoutError:  # some of the client's errors are both
            raise
        except (aiohttp.ClientError, OSError, ValueError):
            raise PushFailed("The address could not be reached, or is not what it says.") from None
        if not 200 <= status < 300:
            raise PushFailed(f"The address answered with status {status}.")
        return status


class _Checked(AbstractResolver):
    """Knows one host by the addresses that were checked, and nothing else."""

    def __init__(self, host: str, addresses: Sequence[str]) -> None:
        self._host = host
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses; an OSError for any other host."""
        if host.lower().removesuffix(".") != self._host.removesuffix("."):
            raise OSError("another host")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in self._addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""
