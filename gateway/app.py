"""Wiring: settings become a running gateway. No rule lives here."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Mapping,
    MutableMapping,
    Sequence,
)
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from detectors import Engine
from detectors.clock import work_time
from detectors.registry import SHIPPED
from gateway.admin.keyring import Keyring
from gateway.audit.opening import configured_log
from gateway.audit.routes import audit_router
from gateway.audit.service import AuditLog
from gateway.consent.desk import ConsentDesk
from gateway.consent.routes import consent_router
from gateway.cross_origin import CrossOrigin
from gateway.entropy import random_bytes
from gateway.errors import GatewayError, InvalidRequest
from gateway.housekeeping import Housekeeping, Job
from gateway.logs import get_logger
from gateway.presidio.analysis import Analysis
from gateway.presidio.routes import LONG_PATHS, PresidioDesk, presidio_router
from gateway.proxy.routes import PREFIXES, Bounds, ProxyRoutes, Space
from gateway.proxy.shell import Ports
from gateway.proxy.steps import unexpected
from gateway.proxy.upstream import Upstream
from gateway.proxy.watch import Watcher
from gateway.proxy.wire.openai_error import error_body
from gateway.retention.change import declare
from gateway.retention.hold_routes import hold_router
from gateway.retention.jobs import RetentionJobs
from gateway.retention.routes import retention_router
from gateway.rights.officer_routes import officer_router
from gateway.rights.person_routes import person_data_router
from gateway.rights.push import Pusher
from gateway.rights.push_routes import push_router
from gateway.rights.routes import rights_router
from gateway.rights.stored_words import Spaces
from gateway.rights.wiring import new_rights
from gateway.settings import Settings, read_master_key
from gateway.storage.key_copies import key_copy_jobs
from gateway.storage.opening import configured_store
from gateway.storage.transaction import ActingStore
from gateway.usage.recorder import UsageRecorder
from gateway.usage.routes import usage_router
from gateway.widget.routes import widget_router
from gateway.widget.script import data_module, widget_script
from gateway.wiring import allowance, new_engine, new_id, new_settings, now, tenant_keys

# Longest body outside of the proxy; read before the caller is known.
PRIVACY_BODY_BYTES = 64 * 1024
# Requests leave almost no cycles behind; looking for them after every 700 objects is waste.
GC_THRESHOLDS = (20_000, 20, 50)

AUDIT_CHECKPOINTS, AUDIT_VERIFICATION = timedelta(minutes=1), timedelta(days=1)

ASGIApp = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]
_log = get_logger(__name__)


def open_store(settings: Settings, env: Mapping[str, str]) -> ActingStore:
    """The configured store, not opened yet.

    Raises:
        ConfigurationError: a key or URL is not there, or is not safe to use.
    """
    return configured_store(settings, env)


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
    usage = UsageRecorder(store, tenants=settings.tenants, now=now, new_id=new_id)
    made = new_settings(settings, keys, engine=engine)
    spaces = {key: Space(setting=each, examination=by) for key, (each, by) in made.items()}
    proxy = ProxyRoutes(
        spaces=spaces,
        keyring=keyring,
        ports=Ports(store=store, upstream=upstream, watcher=watcher, usage=usage),
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
    audit = configured_log(settings, env, store=store)
    known = Spaces(settings.tenants, keys=keys, examines=lambda each: spaces[each].examination)
    rights = new_rights(store, known, env=env, changed=watcher.look)
    retention = RetentionJobs(store, settings.tenants, schedule=settings.retention)
    jobs = (
        *retention.jobs,
        *(Job(name=name, every=every, run=run) for name, every, run in rights.jobs),
        *key_copy_jobs(store, settings.storage.key_backups, root=master),
        Job(name="audit_checkpoint", every=AUDIT_CHECKPOINTS, run=audit.job),
        Job(name="audit_verification", every=AUDIT_VERIFICATION, run=audit.verify_job),
    )
    beside = Beside(
        audit=audit,
        housekeeping=Housekeeping(store, jobs, holder=new_id(), now=now),
        closing=(usage.close, rights.close),
    )
    rest = _privacy_app(desk, store=store, upstream=upstream, beside=beside)
    rest.include_router(rights_router(desk, rights.desk))
    rest.include_router(officer_router(desk, service=rights.desk.service, tell=rights.tell))
    rest.include_router(audit_router(desk, audit))
    rest.include_router(usage_router(desk, store=store))
    rest.include_router(retention_router(desk, store=store))
    rest.include_router(hold_router(desk, store=store))
    rest.include_router(person_data_router(desk, store=store))
    rest.include_router(push_router(desk, store=store, pusher=Pusher()))
    rest.include_router(presidio_router(_presidio_desk(settings, engine, keyring=keyring)))
    rest.include_router(widget_router(widget_script(), data_module()))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What runs beside the requests; ``closing`` is called at the end, in order."""

    audit: AuditLog
    housekeeping: Housekeeping
    closing: Sequence[Callable[[], Awaitable[None]]]


def _privacy_app(
    desk: ConsentDesk, *, store: ActingStore, upstream: Upstream, beside: Beside
) -> FastAPI:
    ready = False

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        nonlocal ready
        await store.open()
        policies = {each.policy.reference for each in desk.tenants.values()}
        await beside.audit.start(now(), policies=sorted(policies))
        await declare(store, desk.tenants, at=now())
        await upstream.open()
        # What start-up made stays: collections need not look at it again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        beside.housekeeping.start()
        ready = True
        try:
            yield
        finally:
            ready = False
            await beside.housekeeping.stop()
            await upstream.close()
            for close in beside.closing:
                await close()
            await _last_checkpoint(beside.audit)
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


async def _last_checkpoint(audit: AuditLog) -> None:
    """Nothing keeps the gateway from stopping; the next start compares the log again."""
    try:
        await audit.close(now())
    except GatewayError as error:
        _log.error("audit_checkpoint_failed", error=error)


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
