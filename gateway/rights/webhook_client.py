"""Sends a signed message to a webhook of the configuration.

The URL is the operator's choice, so its address is not held against a list; it is https,
or this machine. No redirect is followed, no proxy of the environment is used, and of the
answer only the status is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import aiohttp

from gateway.recipients import is_loopback

SECONDS = 10.0


class WebhookClient:
    """One session for all webhooks; opened with the first message."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        """Args: seconds, that a whole call may take."""
        self._timeout = aiohttp.ClientTimeout(total=seconds)
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> int | None:
        """The status of the answer, or None where there was none."""
        if urlsplit(url).scheme != "https" and not is_loopback(url):
            return None
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._timeout,
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
        try:
            async with self._session.post(
                url, data=body, headers=dict(headers), allow_redirects=False
            ) as response:
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return None

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None
