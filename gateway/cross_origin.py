"""Cross-origin calls of browsers: which sites' pages may call the gateway.

A page of an origin that the configuration lists may read what the API answers. Everybody
else gets no header, so that their browsers keep the answer from them. Credentials of a
browser (cookies, client certificates) are never allowed: a page calls with a subject token.

Source: Fetch standard, CORS protocol (read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

# The API's paths; pages of the gateway itself are not for other sites' scripts.
PATHS = ("/v1/", "/v1beta/", "/openai/", "/api/", "/privacy/", "/.well-known/")
METHODS = b"GET, POST, PATCH, DELETE"
# What a page may send beside the headers that are safe for everybody.
REQUEST_HEADERS = (
    *("authorization", "content-type", "x-discreet-conversation", "x-discreet-purpose"),
    *("x-discreet-source", "x-discreet-signals"),
)
# What a page may read of an answer. Date lets it allow for a clock of its own that is wrong.
RESPONSE_HEADERS = (
    *("x-discreet-redactions", "x-discreet-restored", "x-discreet-conversation"),
    *("x-discreet-subject", "x-discreet-retention-class", "x-discreet-recipient"),
    *("x-discreet-policy", "x-discreet-mode", "x-should-retry", "retry-after", "date"),
)
PREFLIGHT_SECONDS = 600

_ASGI = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]


class CrossOrigin:
    """Plain ASGI around the application; bodies pass untouched, streams included."""

    def __init__(self, app: _ASGI, *, origins: Collection[str]) -> None:
        """Takes the allowed origins, each spelled as a browser sends it (``https://shop.example``)."""
        self._app = app
        self._origins = frozenset(each.encode("ascii") for each in origins)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        """Answers a preflight of an allowed origin; passes on everything else."""
        if scope["type"] != "http" or not scope["path"].startswith(PATHS):
            await self._app(scope, receive, send)
            return
        origin = self._allowed(scope)
        if origin is not None and _is_preflight(scope):
            await _answer_preflight(send, origin)
            return

        async def marked(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _headers(message.get("headers", ()), origin)}
            await send(message)

        await self._app(scope, receive, marked)

    def _allowed(self, scope: MutableMapping[str, Any]) -> bytes | None:
        """The caller's origin, if it names one, once, and that one is listed."""
        named = [value for name, value in scope["headers"] if name == b"origin"]
        return named[0] if len(named) == 1 and named[0] in self._origins else None


def _is_preflight(scope: MutableMapping[str, Any]) -> bool:
    return scope["method"] == "OPTIONS" and any(
        name == b"access-control-request-method" for name, _ in scope["headers"]
    )


async def _answer_preflight(send: Any, origin: bytes) -> None:
    headers = [
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-methods", METHODS),
        (b"access-control-allow-headers", ", ".join(REQUEST_HEADERS).encode()),
        (b"access-control-max-age", str(PREFLIGHT_SECONDS).encode()),
        (b"vary", b"Origin"),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _headers(raw: Any, origin: bytes | None) -> list[tuple[bytes, bytes]]:
    """An answer's headers; what depends on the origin says so to caches, for every origin."""
    found = [(name, value) for name, value in raw if not name.startswith(b"access-control-")]
    found.append((b"vary", b"Origin"))
    if origin is not None:
        found.append((b"access-control-allow-origin", origin))
        found.append((b"access-control-expose-headers", ", ".join(RESPONSE_HEADERS).encode()))
    return found
