"""The gateway inside one's own ASGI application, FastAPI's or any other.

    app.add_middleware(PrivacyMiddleware, config="config/gateway.yaml", prefix="/gateway")

Below the prefix the application answers as the gateway would (``/gateway/v1/chat/
completions``, ``/gateway/privacy/consents`` ...), with the same keys, policy and store.
Everything else is the application's own; while it answers a request, ``subject`` says for
whom its calls to models are made, so that its transports need not be told; the browser's
privacy signals are passed on likewise.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from gateway.consent.signals import read_signals
from gateway.errors import ConfigurationError, StorageFailed
from gateway.hooks.acting import acting_for
from gateway.logs import get_logger
from gateway.settings import load_settings

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_log = get_logger(__name__)


class PrivacyMiddleware:
    """Serves the gateway's routes below a prefix of an application's own."""

    def __init__(
        self,
        app: App,
        config: Path | str,
        *,
        prefix: str = "/gateway",
        subject: Callable[[Scope], str | None] | None = None,
    ) -> None:
        """Makes the gateway; it opens with the application.

        Args:
            app: one's own.
            config: a ``gateway.yaml``; secrets come from the environment.
            prefix: of the gateway's paths.
            subject: who makes a request to the application, from its ASGI scope. It must
                be somebody who has shown who they are: whoever it names is whose consent
                counts.

        Raises:
            ConfigurationError: something configured cannot be used.
        """
        from gateway.app import create_app

        if not prefix.startswith("/") or prefix.endswith("/"):
            raise ConfigurationError("prefix: must start with / and not end with it")
        self._app = app
        self._prefix = prefix
        self._subject = subject
        self._gateway: App = create_app(load_settings(config, os.environ), os.environ)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or runs the application's life."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send=send)
            return
        path = scope["path"]
        if path == self._prefix or path.startswith(self._prefix + "/"):
            below = path.removeprefix(self._prefix) or "/"
            raw = below.encode("utf-8", "surrogateescape")
            await self._gateway({**scope, "path": below, "raw_path": raw}, receive, send)
            return
        subject = self._subject(scope) if self._subject is not None else None
        with acting_for(subject=subject, signals=read_signals(scope.get("headers", ()))):
            await self._app(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, *, send: Send) -> None:
        """The gateway opens before the application and closes after it."""
        life = _Life(self._gateway, scope)

        async def receiving() -> Message:
            message = await receive()
            if message["type"] == "lifespan.startup" and not await life.begin():
                # The server must not go on as if the application had no life of its own.
                await send({"type": "lifespan.startup.failed", "message": "gateway: not open"})
                raise StorageFailed("The gateway could not be opened.")
            return message

        async def sending(message: Message) -> None:
            if message["type"] != "lifespan.startup.complete":
                await life.end()
            await send(message)

        try:
            await self._app(scope, receiving, sending)
        finally:
            await life.end()


class _Life:
    """The gateway's own life, told by somebody else's."""

    def __init__(self, app: App, scope: Scope) -> None:
        self._app = app
        self._scope = {**scope, "state": {}}
        self._told: asyncio.Queue[Message] = asyncio.Queue()
        self._said: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> bool:
        """Whether it has opened."""
        self._task = asyncio.create_task(self._run())
        return await self._tell("startup")

    async def end(self) -> None:
        """Closes it; nothing where it is not open."""
        if self._task is not None:
            task, self._task = self._task, None
            await self._tell("shutdown")
            await task

    async def _tell(self, what: str) -> bool:
        await self._told.put({"type": f"lifespan.{what}"})
        said: str = (await self._said.get())["type"]
        return said == f"lifespan.{what}.complete"

    async def _run(self) -> None:
        try:
            await self._app(self._scope, self._told.get, self._said.put)
        except Exception as error:  # noqa: BLE001 - whoever waits is told
            _log.error("request_failed", error=error)
        finally:
            # Nobody may wait for an answer of a life that is over.
            self._said.put_nowait({"type": "lifespan.over"})
