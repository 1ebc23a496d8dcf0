"""Calls an ASGI application in process: no socket, and not a byte that nobody sees."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

Application = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]
# From the network for documentation (RFC 5737): whoever calls has an address to be found.
ADDRESS = "203.0.113.77"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer, whole; a header that came several times has its values on a line each."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def code(self) -> str:
        """Code of the error, or empty."""
        try:
            return str(json.loads(self.body)["error"]["code"])
        except (ValueError, KeyError, TypeError):
            return ""

    @property
    def told(self) -> str:
        """How it ended, for a report: the status, and the code of an error."""
        return f"{self.status} {self.code}".strip()

    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


class Life:
    """The life of an application: opened and closed once."""

    def __init__(self, app: Application) -> None:
        """Args: app, not opened yet."""
        self._app = app
        self._told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._heard: asyncio.Queue[str] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Starts it.

        Raises:
            Exception: as the application raises it.
        """
        self._task = asyncio.create_task(self._run())
        await self._expect("startup")

    async def close(self) -> None:
        """Ends it."""
        if self._task is not None:
            await self._expect("shutdown")
            await self._task

    async def _run(self) -> None:
        async def receive() -> dict[str, Any]:
            return await self._told.get()

        async def send(message: MutableMapping[str, Any]) -> None:
            await self._heard.put(message["type"])

        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        await self._app(scope, receive, send)

    async def _expect(self, stage: str) -> None:
        await self._told.put({"type": f"lifespan.{stage}"})
        heard = asyncio.create_task(self._heard.get())
        waiting: set[asyncio.Task[Any]] = {heard}
        if self._task is not None:
            waiting.add(self._task)
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if not heard.done():
            heard.cancel()
            if self._task is not None:
                self._task.result()
            raise RuntimeError(f"the application has no {stage}")
        if heard.result() != f"lifespan.{stage}.complete":
            raise RuntimeError(f"the {stage} failed")


async def call(
    app: Application,
    method: str,
    *,
    path: str,
    body: bytes = b"",
    headers: Mapping[str, str],
) -> Answer:
    """One request, and its answer once it is whole."""
    address, _, query = path.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": address,
        "raw_path": address.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1"), value.encode("utf-8"))
            for name, value in {"host": "gateway.test", **headers}.items()
        ],
        "client": (ADDRESS, 50_000),
        "server": ("gateway.test", 80),
        "state": {},
    }
    asked = [{"type": "http.request", "body": body, "more_body": False}]
    over = asyncio.Event()
    pieces: list[bytes] = []
    head: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if asked:
            return asked.pop()
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            head.append(message)
        else:
            pieces.append(message.get("body", b""))

    try:
        await app(scope, receive, send)
    finally:
        over.set()
    named: dict[str, str] = {}
    for raw, value in head[0]["headers"]:
        name = raw.decode("latin-1").lower()
        before = f"{named[name]}\n" if name in named else ""
        named[name] = before + value.decode("latin-1")
    return Answer(status=head[0]["status"], headers=named, body=b"".join(pieces))
