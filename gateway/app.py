"""Wiring: settings become a running gateway. No rule lives here."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from detectors import Engine
from detectors.clock import work_time
from detectors.registry import SHIPPED
from gateway.admin.keyring import Keyring
from gateway.consent.desk import ConsentDesk
from gateway.consent.routes import consent_router
from gateway.cross_origin import CrossOrigin
from gateway.entropy import random_bytes
from gateway.errors import GatewayError, InvalidRequest
from gateway.logs import get_logger
from gateway.presidio.analysis import Analysis
from gateway.presidio.routes import LONG_PATHS, PresidioDesk, presidio_router
from gateway.proxy.routes import PREFIXES, Bounds, ProxyRoutes, Space
from gateway.proxy.shell import Ports
from gateway.proxy.steps import unexpected
from gateway.proxy.upstream import Upstream
from gateway.proxy.watch import Watcher
from gateway.proxy.wire.openai_error import error_body
from gateway.settings import Settings, read_master_key
from gateway.storage.database import DatabaseStore
from gateway.storage.ports import Store
from gateway.widget.routes import widget_router
from gateway.widget.script import widget_script
from gateway.wiring import allowance, new_engine, new_id, new_settings, now, tenant_keys

# Longest body outside of the proxy; read before the caller is known.
PRIVACY_BODY_BYTES = 64 * 1024
# Requests leave almost no cycles behind; looking for them after every 700 objects is waste.
GC_THRESHOLDS = (20_000, 20, 50)

ASGIApp = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]
_log = get_logger(__name__)


def open_store(settings: Settings, env: Mapping[str, str]) -> Store:
    """The configured store, not opened yet.

    Raises:
        ConfigurationError: the master key is not there.
    """
    return DatabaseStore.in_directory(
        settings.storage.directory, master_key=read_master_key(settings.storage, env)
    )


def create_app(settings: Settings, env: Mapping[str, str] | None = None) -> ASGIApp:
    """The gateway as an ASGI application.

    Args:
        settings: loaded and checked.
        env: holds the secrets; the process's environment by default.

    Raises:
        ConfigurationError: something configured cannot be used.
    """
    env = os.environ if env is None else env
    master = read_master_key(settings.storage, env)
    store = open_store(settings, env)
    engine = new_engine(settings)
    keys = {tenant: tenant_keys(master, tenant) for tenant in settings.tenants}
    upstream = Upstream(
        env=env,
        connect_timeout=settings.limits.connect_timeout,
        read_timeout=settings.limits.upstream_timeout,
        answer_bytes=settings.limits.answer_bytes,
    )
    keyring = Keyring(
        store,
        configured=settings.keys,
        token_keys={tenant: each.token for tenant, each in keys.items()},
        monotonic=time.monotonic,
        now=now,
    )
    watcher = Watcher(store, now=now)
    proxy = ProxyRoutes(
        spaces={
            key: Space(setting=setting, examination=examination)
            for key, (setting, examination) in new_settings(settings, keys, engine=engine).items()
        },
        keyring=keyring,
        ports=Ports(store=store, upstream=upstream, watcher=watcher),
        bounds=Bounds(
            body_bytes=settings.limits.body_bytes,
            request_seconds=settings.limits.request_seconds,
            clock=work_time,
        ),
    )
    desk = ConsentDesk(
        store=store,
        keyring=keyring,
        tenants=settings.tenants,
        keys=keys,
        now=now,
        new_id=new_id,
        changed=watcher.look,
    )
    rest = _privacy_app(desk, store=store, upstream=upstream)
    rest.include_router(presidio_router(_presidio_desk(settings, engine, keyring=keyring)))
    rest.include_router(widget_router(widget_script()))
    joined = _joined(proxy, rest, body_bytes=settings.limits.body_bytes)
    return CrossOrigin(joined, origins=settings.widget.origins)


def _presidio_desk(settings: Settings, engine: Engine, *, keyring: Keyring) -> PresidioDesk:
    return PresidioDesk(
        analysis=Analysis(
            engine,
            clock=work_time,
            seconds=settings.limits.request_seconds,
            allowance=allowance(settings.limits),
        ),
        detectors=(*SHIPPED, *settings.foreign.names),
        keyring=keyring,
        access=settings.presidio_api,
        tenants=settings.tenants,
        entropy=random_bytes,
        json_depth=settings.limits.json_depth,
    )


def _joined(proxy: ProxyRoutes, rest: FastAPI, *, body_bytes: int) -> ASGIApp:
    """Proxy paths go straight to the proxy, everything else through FastAPI."""

    async def app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PREFIXES):
            await proxy(scope, receive, send)
        else:
            long = scope.get("path") in LONG_PATHS
            await rest(scope, _bounded(receive, body_bytes if long else PRIVACY_BODY_BYTES), send)

    return app


def _bounded(receive: Any, most: int) -> Any:
    """Cuts a body off where no call of its path is that long."""
    taken = 0

    async def bounded() -> Any:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413)
        return message

    return bounded


def _privacy_app(desk: ConsentDesk, *, store: Store, upstream: Upstream) -> FastAPI:
    ready = False

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        nonlocal ready
        await store.open()
        await upstream.open()
        # What start-up made stays: collections need not look at it again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        ready = True
        try:
            yield
        finally:
            ready = False
            await upstream.close()
            await store.close()

    app = FastAPI(
        title="Discreet", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.include_router(consent_router(desk))

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        state = "ready" if ready else "starting"
        return JSONResponse({"status": state}, status_code=200 if ready else 503)

    _add_error_handlers(app)
    return app


def _add_error_handlers(app: FastAPI) -> None:
    """Errors of the privacy API in one shape, without what the caller sent."""

    @app.exception_handler(GatewayError)
    async def refused(_: Request, error: GatewayError) -> Response:
        return _error_response(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        # Places and rules only: pydantic's own messages quote the input.
        fields = sorted({"/".join(str(part) for part in each["loc"][:2]) for each in error.errors()
                         if each["type"] != "extra_forbidden"})  # fmt: skip
        return _error_response(
            InvalidRequest(
                "The request is not of its form.", status=422, details={"fields": fields}
            )
        )

    @app.exception_handler(HTTPException)
    async def unknown(_: Request, error: HTTPException) -> Response:
        if error.status_code == 413:
            problem = InvalidRequest("The body is too long.", code="body_too_large", status=413)
        else:
            code, message = "unknown_route", "There is no such route."
            if error.status_code != 404:
                code, message = "method_not_allowed", "This path is for other methods."
            problem = InvalidRequest(message, code=code, status=error.status_code)
        return _error_response(problem)

    @app.exception_handler(Exception)
    async def failed(_: Request, error: Exception) -> Response:
        _log.error("request_failed", error=error)
        return _error_response(unexpected(error))


def _error_response(error: GatewayError) -> Response:
    return Response(
        error_body(error, ""),
        status_code=error.status,
        media_type="application/json",
        headers={"x-should-retry": "false"},
    )
