"""Runs the ASGI app under uvicorn and says where, once it really listens."""

from __future__ import annotations

import socket
from typing import Any

import typer
import uvicorn


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        for each in self.servers if self.started else ():
            for listener in each.sockets:
                host, port = listener.getsockname()[:2]
                typer.echo(f"Discreet serves on http://{_bracketed(host)}:{port}")


def run_server(app: Any, host: str, *, port: int, grace: float) -> None:
    """Serves until SIGINT or SIGTERM, then lets open requests finish.

    Args:
        app: the ASGI application; its lifespan opens and closes the store.
        host: address to listen on.
        port: 0 takes a free one; the line on stdout names it.
        grace: seconds that open requests get at shutdown.

    Raises:
        typer.Exit: with code 3 if the application did not start.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,  # its lines hold URLs
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=max(1, round(grace)),
    )
    server = _Server(config)
    try:
        server.run()
    except KeyboardInterrupt:
        return
    if not server.started:
        raise typer.Exit(3)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
