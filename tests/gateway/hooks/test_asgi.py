"""The gateway below a prefix of one's own application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request

from gateway.errors import ConfigurationError, StorageFailed
from gateway.hooks import PrivacyMiddleware
from gateway.hooks.acting import acting
from gateway.settings import Settings
from tests.gateway.failures import CARD, MAIL, TEXT, check_refusal
from tests.gateway.hooks.hooked import environment
from tests.gateway.serving import Serving, consent_body, serving, write_configuration
from tests.simulators.upstream import Upstream

pytestmark = pytest.mark.usefixtures("fresh")
LIFE: list[str] = []


def own_app(settings: Settings, env: dict[str, str]) -> Any:
    """An application with a life and a route of its own, and the gateway in it."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        LIFE.append("begun")
        yield
        LIFE.append("ended")

    app = FastAPI(lifespan=life)

    @app.get("/whoami")
    async def whoami(request: Request) -> dict[str, Any]:
        return {"subject": acting().subject, "path": request.url.path}

    @app.get("/blocking")
    def blocking() -> dict[str, Any]:
        return {"subject": acting().subject}

    path = settings.storage.directory.parent / "gateway.yaml"
    with environment(**env):
        app.add_middleware(PrivacyMiddleware, config=path, prefix="/gateway", subject=subject_of)
        # Starlette makes its middlewares with the first message it gets.
        app.middleware_stack = app.build_middleware_stack()
    return app


def subject_of(scope: Any) -> str | None:
    headers = dict(scope.get("headers") or ())
    name: bytes | None = headers.get(b"x-session")
    return name.decode() if name else None


@pytest.fixture(scope="module")
def application(upstream: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Any:
    with serving(upstream.url, tmp_path_factory.mktemp("own"), app=own_app) as running:
        body = consent_body(running.settings, "visitor-17")
        answered = running.call("POST", "/gateway/privacy/consents", body, key="consent")
        assert answered.status == 201, answered.body
        yield running
    assert LIFE == ["begun", "ended"]


def test_the_gateways_routes_are_below_the_prefix(application: Serving, upstream: Upstream) -> None:
    client = application.client()
    client.base_url = f"{application.url}/gateway/v1"
    made = client.chat.completions.create(model="m", messages=[{"role": "user", "content": TEXT}])
    assert made.choices[0].message.content == TEXT
    stream = client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": TEXT}], stream=True
    )
    said = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
    assert said == TEXT
    assert not upstream.saw(CARD)
    assert not upstream.saw(MAIL)
    assert application.call("GET", "/gateway/healthz", key=None).status == 200
    assert application.call("GET", "/gateway/readyz", key=None).json() == {"status": "ready"}


def test_keys_count_below_the_prefix_as_ever(application: Serving) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": TEXT}]}
    answered = application.call("POST", "/gateway/v1/chat/completions", body, key=None)
    check_refusal(answered, status=401, code="invalid_api_key", contact="")


@pytest.mark.parametrize("path", ["/gatewayx", "/v1/chat/completions", "/privacy/consents"])
def test_everything_else_is_the_applications(application: Serving, path: str) -> None:
    assert application.call("GET", path, key=None).json() == {"detail": "Not Found"}
    answered = application.call("GET", "/whoami", key=None)
    assert answered.json() == {"subject": None, "path": "/whoami"}


def test_the_application_acts_for_whom_it_says(application: Serving) -> None:
    for path in ("/whoami", "/blocking"):
        answered = application.call("GET", path, key=None, headers={"x-session": "somebody"})
        assert answered.json()["subject"] == "somebody"


def made(tmp_path: Path, app: Any, prefix: str = "/gateway") -> PrivacyMiddleware:
    path = write_configuration(tmp_path / "config", "http://127.0.0.1:9")
    with environment(DISCREET_DATA_DIR=str(tmp_path / "data")):
        return PrivacyMiddleware(app, path, prefix=prefix)


@pytest.mark.parametrize("prefix", ["", "/", "gateway", "/gateway/"])
def test_prefixes_that_are_none(tmp_path: Path, prefix: str) -> None:
    with pytest.raises(ConfigurationError):
        made(tmp_path, None, prefix)


def live(middleware: PrivacyMiddleware, *told: str) -> list[str]:
    """What the server hears of a life, told these things."""
    said: list[str] = []

    async def main() -> None:
        messages = [{"type": f"lifespan.{each}"} for each in told]

        async def receive() -> Any:
            return messages.pop(0)

        async def send(message: Any) -> None:
            said.append(message["type"].removeprefix("lifespan."))

        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        await middleware(scope, receive, send)

    asyncio.run(main())
    return said


async def plain(_: Any, receive: Any, send: Any) -> None:
    """An application that only says that it lives."""
    for _ in range(2):
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})


def test_a_life_without_a_framework(tmp_path: Path) -> None:
    said = live(made(tmp_path, plain), "startup", "shutdown")
    assert said == ["startup.complete", "shutdown.complete"]


def test_a_gateway_that_does_not_open_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a directory should be")
    middleware = made(tmp_path, plain)
    said: list[str] = []

    async def main() -> None:
        async def receive() -> Any:
            return {"type": "lifespan.startup"}

        async def send(message: Any) -> None:
            said.append(message["type"])

        await middleware({"type": "lifespan", "state": {}}, receive, send)

    with pytest.raises(StorageFailed):
        asyncio.run(main())
    assert said == ["lifespan.startup.failed"]


def test_an_application_that_fails_leaves_the_gateway_closed(tmp_path: Path) -> None:
    async def failing(_: Any, receive: Any, send: Any) -> None:
        await receive()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        live(made(tmp_path, failing), "startup")
