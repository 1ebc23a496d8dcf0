"""Wiring: settings become a running gateway. No rule lives here."""

from __future__ import annotations

import gc
import os
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse, Response

from detectors import Engine
from detectors.clock import work_time
from detectors.registry import SHIPPED
from gateway.access.instruction_desk import InstructionDesk
from gateway.access.wiring import access_routers, termination_job
from gateway.admin.keyring import Keyring
from gateway.admin.wiring import admin_routers, new_keyring
from gateway.app_edges import ASGIApp, add_error_handlers, joined
from gateway.audit.opening import configured_log
from gateway.audit.routes import audit_router
from gateway.audit.service import AuditLog
from gateway.consent.desk import ConsentDesk
from gateway.consent.routes import consent_router
from gateway.counts.wiring import new_counts
from gateway.cross_origin import CrossOrigin
from gateway.entropy import random_bytes
from gateway.errors import GatewayError
from gateway.forms.routes import forms_router
from gateway.housekeeping import Housekeeping, Job
from gateway.incidents.demand_routes import demand_router
from gateway.incidents.routes import incident_router
from gateway.incidents.wiring import RESEND_EVERY, demand_register, incident_register, watched
from gateway.logs import get_logger
from gateway.openapi import document_text
from gateway.presidio.analysis import Analysis
from gateway.presidio.routes import PresidioDesk, presidio_router
from gateway.proxy.routes import Bounds, ProxyRoutes, Space
from gateway.proxy.shell import Ports
from gateway.proxy.subject import TenantKeys
from gateway.proxy.upstream import Upstream
from gateway.proxy.watch import Watcher
from gateway.retention.change import declare
from gateway.retention.hold_routes import hold_router
from gateway.retention.jobs import RetentionJobs
from gateway.retention.routes import retention_router
from gateway.rights.officer_routes import officer_router
from gateway.rights.person_routes import person_data_router
from gateway.rights.push import Pusher
from gateway.rights.push_routes import push_router
from gateway.rights.routes import rights_router
from gateway.rights.stored_words import Spaces, new_budget
from gateway.rights.wiring import Rights, new_rights
from gateway.settings import Settings, read_master_key
from gateway.sign_in.wiring import new_office, new_sign_in
from gateway.storage.key_copies import key_copy_jobs
from gateway.storage.opening import configured_store
from gateway.storage.reading import ReadingThread
from gateway.storage.transaction import ActingStore
from gateway.tracing import Tracing
from gateway.usage.recorder import UsageRecorder
from gateway.usage.routes import usage_router
from gateway.widget.routes import widget_router
from gateway.widget.script import data_module, widget_script
from gateway.wiring import allowance, new_engine, new_id, new_settings, now, tenant_keys

# Requests leave almost no cycles behind; looking for them after every 700 objects is waste.
GC_THRESHOLDS = (20_000, 20, 50)

AUDIT_CHECKPOINTS, AUDIT_VERIFICATION = timedelta(minutes=1), timedelta(days=1)

_log = get_logger(__name__)


def open_store(settings: Settings, env: Mapping[str, str]) -> ActingStore:
    """The configured store, not opened yet.

    Raises:
        ConfigurationError: a key or URL is not there, or is not safe to use.
    """
    return configured_store(settings, env)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """A gateway that is put together and not opened yet.

    Attributes:
        app: the ASGI application.
        rest: the part of it that answers all but chats.
        store: all that it keeps; open as long as the application's life lasts.
        housekeeping: what it does beside requests.
        flush: writes the usage that waits.
    """

    app: ASGIApp
    rest: FastAPI
    store: ActingStore
    housekeeping: Housekeeping
    flush: Callable[[], Awaitable[None]]


def create_app(settings: Settings, env: Mapping[str, str] | None = None) -> ASGIApp:
    """The gateway as an ASGI application.

    Args:
        settings: loaded and checked.
        env: holds the secrets; the process's environment by default.

    Raises:
        ConfigurationError: something configured cannot be used.
    """
    return assemble(settings, os.environ if env is None else env).app


def assemble(
    settings: Settings,
    env: Mapping[str, str],
    *,
    now: Callable[[], datetime] = now,
    engine: Engine | None = None,
    waits: bool = False,
) -> Gateway:
    """Puts a gateway together.

    Args:
        settings: loaded and checked.
        env: holds the secrets.
        now: aware UTC time, for all that the gateway does.
        engine: detects in place of the configured one, or None; it must know every
            entity type of the policies.
        waits: housekeeping is left to the caller.

    Raises:
        ConfigurationError: something configured cannot be used.
    """
    master = read_master_key(settings.storage, env)
    store = configured_store(settings, env, clock=now)
    engine = new_engine(settings) if engine is None else engine
    keys = {tenant: tenant_keys(master, tenant) for tenant in settings.tenants}
    upstream = _upstream(settings, env)
    reading = ReadingThread(store)
    keyring = new_keyring(settings.keys, keys, reading=reading, now=now)
    watcher = Watcher(store, now=now, refresh=keyring.refresh)
    usage = UsageRecorder(store, tenants=settings.tenants, now=now, new_id=new_id)
    spaces = _spaces(settings, keys, engine=engine, now=now)
    tracing = Tracing(settings.tracing, env=env)
    counts = new_counts(store, settings.tenants, settings=settings.metrics, now=now)
    ports = Ports(store=store, upstream=upstream, watcher=watcher, usage=usage)
    ports = replace(ports, counting=counts.counting, tracing=tracing)
    proxy = _proxy(settings, spaces, keyring=keyring, ports=ports)
    desk = ConsentDesk(
        store=store,
        keyring=keyring,
        tenants=settings.tenants,
        keys=keys,
        now=now,
        new_id=new_id,
        changed=watcher.look,
        said=counts.counting.said,
        instructed=InstructionDesk(store=store, tenants=settings.tenants, now=now).check,
    )
    audit = configured_log(settings, env, store=store)
    known = Spaces(settings.tenants, keys=keys, examines=lambda each: spaces[each].examination)
    rights = new_rights(store, known, env=env, changed=watcher.look, clock=now)
    door = new_sign_in(new_office(store, keys, new_id=new_id), settings.sign_in, env=env, now=now)
    jobs = counts.over((*_jobs(settings, store, rights=rights, audit=audit, root=master), door.job))
    closable = (usage, counts, reading, rights, tracing)
    beside = Beside(
        audit=audit,
        housekeeping=Housekeeping(store, jobs, holder=new_id(), now=now),
        opening=(counts.start,),
        closing=(*(each.close for each in closable), *door.closing),
        waits=waits,
    )
    seconds = settings.limits.request_seconds
    rest = _privacy_app(desk, store=store, upstream=upstream, beside=beside)
    for router in (
        *_routers(desk, store=store, audit=audit, rights=rights),
        *door.routers,
        *admin_routers(desk, door.sessions, counts=counts, engine=engine, seconds=seconds),
        forms_router(desk, store=store, spaces=known, new_budget=new_budget),
        *access_routers(desk, store=store, spaces=known, tell=rights.tell),
        presidio_router(_presidio_desk(settings, engine, keyring=keyring)),
        widget_router(widget_script(), data_module()),
    ):
        rest.include_router(router)
    return Gateway(
        app=_whole(settings, proxy, rest=rest),
        rest=rest,
        store=store,
        housekeeping=beside.housekeeping,
        flush=usage.flush,
    )


def _whole(settings: Settings, proxy: ProxyRoutes, *, rest: FastAPI) -> ASGIApp:
    whole = joined(proxy, rest, body_bytes=settings.limits.body_bytes)
    return CrossOrigin(whole, origins=settings.widget.origins)


def _spaces(
    settings: Settings,
    keys: Mapping[str, TenantKeys],
    *,
    engine: Engine,
    now: Callable[[], datetime],
) -> dict[str, Space]:
    made = new_settings(settings, keys, engine=engine, clock=now)
    return {key: Space(setting=each, examination=by) for key, (each, by) in made.items()}


def _upstream(settings: Settings, env: Mapping[str, str]) -> Upstream:
    return Upstream(
        env=env,
        connect_timeout=settings.limits.connect_timeout,
        read_timeout=settings.limits.upstream_timeout,
        answer_bytes=settings.limits.answer_bytes,
    )


def _proxy(
    settings: Settings, spaces: Mapping[str, Space], *, keyring: Keyring, ports: Ports
) -> ProxyRoutes:
    return ProxyRoutes(
        spaces=spaces,
        keyring=keyring,
        ports=ports,
        bounds=Bounds(
            body_bytes=settings.limits.body_bytes,
            request_seconds=settings.limits.request_seconds,
            clock=work_time,
        ),
    )


def _jobs(
    settings: Settings, store: ActingStore, *, rights: Rights, audit: AuditLog, root: bytes
) -> tuple[Job, ...]:
    """What housekeeping does."""
    keys = {tenant: tenant_keys(root, tenant) for tenant in settings.tenants}
    incidents = incident_register(store, settings.tenants, keys=keys, new_id=new_id)
    verify = watched(audit.verify_job, incidents)
    retention = RetentionJobs(store, settings.tenants, schedule=settings.retention)
    return (
        *retention.jobs,
        *(Job(name=name, every=every, run=run) for name, every, run in rights.jobs),
        *key_copy_jobs(store, settings.storage.key_backups, root=root),
        Job(name="audit_checkpoint", every=AUDIT_CHECKPOINTS, run=audit.job),
        Job(name="audit_verification", every=AUDIT_VERIFICATION, run=verify),
        termination_job(store, new_id=new_id),
        Job(name="incident_notices", every=RESEND_EVERY, run=incidents.job),
    )


def _routers(
    desk: ConsentDesk, *, store: ActingStore, audit: AuditLog, rights: Rights
) -> tuple[APIRouter, ...]:
    """The endpoints of people and of those who look after their data."""
    incidents = incident_register(store, desk.tenants, keys=desk.keys, new_id=desk.new_id)
    return (
        rights_router(desk, rights.desk),
        officer_router(desk, service=rights.desk.service, tell=rights.tell),
        audit_router(desk, audit),
        usage_router(desk, store=store),
        retention_router(desk, store=store),
        hold_router(desk, store=store),
        person_data_router(desk, store=store),
        push_router(desk, store=store, pusher=Pusher()),
        incident_router(desk, incidents),
        demand_router(desk, demand_register(store, desk.new_id)),
    )


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What runs beside the requests.

    ``opening`` is called when the store is open, ``closing`` at the end, each in order.

    With ``waits`` nothing of the housekeeping begins by itself.
    """

    audit: AuditLog
    housekeeping: Housekeeping
    opening: Sequence[Callable[[], None]]
    closing: Sequence[Callable[[], Awaitable[None]]]
    waits: bool = False


def _privacy_app(
    desk: ConsentDesk, *, store: ActingStore, upstream: Upstream, beside: Beside
) -> FastAPI:
    ready = False

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        nonlocal ready
        await store.open()
        policies = {each.policy.reference for each in desk.tenants.values()}
        await beside.audit.start(desk.now(), policies=sorted(policies))
        await declare(store, desk.tenants, at=desk.now())
        await upstream.open()
        # What start-up made stays: collections need not look at it again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        for begin in beside.opening:
            begin()
        if not beside.waits:
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
            await _last_checkpoint(beside.audit, desk.now())
            await store.close()

    app = FastAPI(
        title="Discreet", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.router.redirect_slashes = False  # it would lead to whatever host the caller names
    app.include_router(consent_router(desk))

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        state = "ready" if ready else "starting"
        return JSONResponse({"status": state}, status_code=200 if ready else 503)

    @app.get("/openapi.json")
    async def described() -> Response:
        return Response(document_text(), media_type="application/json")

    add_error_handlers(app)
    return app


async def _last_checkpoint(audit: AuditLog, at: datetime) -> None:
    """Nothing keeps the gateway from stopping; the next start compares the log again."""
    try:
        await audit.close(at)
    except GatewayError as error:
        _log.error("audit_checkpoint_failed", error=error)
