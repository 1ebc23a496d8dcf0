"""The site that embeds the widget: pages under a strict policy, and the token address."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

_PAGE = """\
<!doctype html>
<html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><title>Example Shop</title>
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/site.css">
<script src="{gateway}/widget.js" defer></script></head>
<body><a href="#top">Example Shop</a>
<discreet-chat token-url="/chat-token" model="gpt-4o"{attributes}></discreet-chat></body></html>
"""
_STYLE = """\
body { margin: 12px; font: 15px system-ui; background: light-dark(#eceef2, #0c0e11);
  color-scheme: light dark; }
body > a { display: none; } discreet-chat { --discreet-height: calc(100vh - 24px); }
"""


@dataclass(kw_only=True)
class Site:
    """The site's own back end.

    Attributes:
        mint: makes a token, called with what the widget sent.
        gateway: address of the gateway.
        asked: bodies of the calls of the token address.
    """

    mint: Callable[[Any], dict[str, Any]]
    gateway: str = ""
    asked: list[Any] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()
        app.add_api_route("/", self._page, methods=["GET"])
        app.add_api_route("/site.css", self._style, methods=["GET"])
        app.add_api_route("/chat-token", self._token, methods=["POST"])
        return app

    async def _page(self, request: Request) -> Response:
        """A page; the query becomes attributes of the element."""
        query = dict(request.query_params)
        lang, direction = query.pop("lang", "en"), query.pop("dir", "ltr")
        attributes = "".join(f' {name}="{escape(text)}"' for name, text in query.items())
        page = _PAGE.format(gateway=self.gateway, lang=lang, dir=direction, attributes=attributes)
        policy = (
            f"default-src 'none'; script-src {self.gateway}; style-src 'self'; "
            f"connect-src 'self' {self.gateway}; base-uri 'none'; form-action 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        return HTMLResponse(page, headers={"content-security-policy": policy})

    async def _style(self) -> Response:
        return Response(_STYLE, media_type="text/css")

    async def _token(self, request: Request) -> Response:
        body = await request.json()
        self.asked.append(body)
        return JSONResponse(self.mint(body))


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serves an application on loopback, in a thread."""
    config = uvicorn.Config(
        app,
        port=0,
        interface="asgi3",
        log_config=None,
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 30
    while not server.started and time.monotonic() < end and thread.is_alive():
        time.sleep(0.005)
    assert server.started
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
