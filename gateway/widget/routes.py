"""``GET /widget.js``: the script that a site embeds, and ``/widget-data.js``, which it loads.

Both are public and the same for everybody.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response

from gateway.widget.script import WidgetScript

# A change of the widget reaches every site within this time.
CACHE_SECONDS = 300

_HEADERS = {
    "cache-control": f"public, max-age={CACHE_SECONDS}",
    "vary": "Accept-Encoding",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'",
    # Pages of other origins embed it, isolated ones (COEP) and those that check its hash too.
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
}


def widget_router(script: WidgetScript, data: WidgetScript) -> APIRouter:
    """The two endpoints.

    Args:
        script: read once, at start.
        data: the module of the page of one's own data.
    """
    router = APIRouter()
    for path, served in (("/widget.js", script), ("/widget-data.js", data)):
        router.add_api_route(path, _serving(served), methods=["GET", "HEAD"], response_model=None)
    return router


def _serving(script: WidgetScript) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        packed = _takes_gzip(request.headers.get("accept-encoding", ""))
        # Two encodings are two representations (RFC 9110, section 8.8.3).
        tag = f'"{script.digest[:32]}{"-gzip" if packed else ""}"'
        headers = {**_HEADERS, "etag": tag}
        if _matches(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers)
        if packed:
            headers["content-encoding"] = "gzip"
        body = script.packed if packed else script.text
        return Response(body, headers=headers, media_type="text/javascript; charset=utf-8")

    return serve


def _takes_gzip(accepted: str) -> bool:
    """Whether ``Accept-Encoding`` names gzip with a weight above nothing."""
    for part in accepted.split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() == "gzip":
            return weight.replace(" ", "").lower() not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _matches(known: str, tag: str) -> bool:
    """Whether ``If-None-Match`` names this tag, by weak comparison."""
    tags = {each.strip().removeprefix("W/") for each in known.split(",")}
    return "*" in tags or tag in tags
