"""One way to call through the transports, whichever library, blocking or not.

call = Calling("httpx2", blocking=False)
answer = call(privacy, url + "/v1/chat/completions", body)
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from itertools import islice
from typing import Any

from gateway.hooks import AsyncPrivacyTransport, Privacy, PrivacyTransport
from tests.gateway.serving import SUBJECT

HEADERS = {"authorization": "Bearer sk-recipient-secret", "x-discreet-subject": SUBJECT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """An answer, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json()["error"]["code"])

    @property
    def said(self) -> str:
        return str(self.json()["choices"][0]["message"]["content"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """A library and a kind of client."""

    library: str
    blocking: bool

    def __str__(self) -> str:
        return f"{self.library}-{'blocking' if self.blocking else 'async'}"

    def __call__(
        self, privacy: Privacy, url: str, body: Any, *, pieces: int | None = None, **options: Any
    ) -> Got:
        """Posts JSON and reads the answer, or the first so many pieces of it.

        Options are the client's: ``headers``, ``method``; ``inner`` and ``subject`` are the
        transport's.
        """
        made = {name: options.pop(name) for name in ("inner", "subject") if name in options}
        headers = {**HEADERS, **options.pop("headers", {})}
        request = {
            "method": options.pop("method", "POST"),
            "url": url,
            "headers": {name: value for name, value in headers.items() if value is not None},
            **({"json": body} if not isinstance(body, bytes) else {"content": body}),
            **options,
        }
        module = import_module(self.library)
        if self.blocking:
            with (
                module.Client(transport=PrivacyTransport(privacy, **made)) as client,
                client.stream(**request) as response,
            ):
                return _got(response, b"".join(islice(response.iter_raw(), pieces)))
        transport = AsyncPrivacyTransport(privacy, **made)
        return asyncio.run(self._later(transport, request, pieces=pieces))

    async def _later(self, transport: Any, request: dict[str, Any], *, pieces: int | None) -> Got:
        module = import_module(self.library)
        async with (
            module.AsyncClient(transport=transport) as client,
            client.stream(**request) as response,
        ):
            read: list[bytes] = []
            async for piece in response.aiter_raw():
                if len(read) == pieces:
                    break
                read.append(piece)
            return _got(response, b"".join(read))


def _got(response: Any, body: bytes) -> Got:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Got(status=response.status_code, headers=headers, body=body)


CALLINGS = tuple(
    Calling(library=library, blocking=blocking)
    for library in ("httpx2", "httpx")
    for blocking in (True, False)
)
