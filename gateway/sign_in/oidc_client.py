"""Calls the identity provider: no redirect is followed, no proxy of the environment used."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote_plus

import aiohttp

from gateway.errors import UpstreamFailed

SECONDS = 10.0
MOST_BYTES = 256 * 1024


class ProviderClient:
    """One session for all calls; opened with the first one."""

    def __init__(self, client_id: str, secret: str, *, seconds: float = SECONDS) -> None:
        """Args: the client's id and secret, and what a whole call may take."""
        # RFC 6749 section 2.3.1: both are encoded as in a form first.
        pair = f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()
        self._authorization = f"Basic {b64encode(pair).decode()}"
        self._timeout = aiohttp.ClientTimeout(total=seconds)
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return "ProviderClient()"

    async def fetch(self, url: str, form: Mapping[str, str] | None = None) -> bytes:
        """See gateway.sign_in.oidc.Fetch."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._timeout, trust_env=False, cookie_jar=aiohttp.DummyCookieJar()
            )
        method, headers = "GET", {"Accept": "application/json"}
        if form is not None:
            method, headers = "POST", {**headers, "Authorization": self._authorization}
        try:
            async with self._session.request(
                method,
                url,
                data=dict(form) if form is not None else None,
                headers=headers,
                allow_redirects=False,
            ) as response:
                body = bytearray()
                async for chunk in response.content.iter_any():
                    body += chunk
                    if len(body) > MOST_BYTES:
                        break
                if response.status != 200 or len(body) > MOST_BYTES:
                    raise UpstreamFailed("the identity provider did not answer as it should")
                return bytes(body)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            raise UpstreamFailed("the identity provider cannot be reached") from None

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None
