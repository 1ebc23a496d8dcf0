"""``GET /metrics``: the counts, for Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.engine import Connection

from gateway.consent.calls import answering
from gateway.consent.desk import ConsentDesk
from gateway.counts.figures import CLASSES, VERIFICATION
from gateway.counts.metrics import CONTENT_TYPE, Readings, Sight, exposition
from gateway.counts.settings import MetricsSettings
from gateway.counts.tally import Tally
from gateway.loopback import is_loopback
from gateway.storage.count_rows import read_figures
from gateway.storage.figure_scans import incident_figure, overdue_requests, webhooks_pending
from gateway.storage.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsDesk:
    """What the endpoint needs.

    Attributes:
        tally: of the process.
        reading: of the store.
        settings: who may read it without a key.
        queue: how many operations wait for the store.
    """

    tally: Tally
    reading: Reading
    settings: MetricsSettings
    queue: Callable[[], int]


def metrics_router(desk: ConsentDesk, metrics: MetricsDesk) -> APIRouter:
    """The one endpoint.

    Args:
        desk: knows who calls.
        metrics: see MetricsDesk.
    """

    async def scrape(request: Request) -> Response:
        if metrics.settings.open_to_loopback and _needs_no_key(request):
            tenants, whole = desk.tenants, True
        else:
            caller = await desk.caller(request)
            tenants, whole = {caller.tenant: desk.tenants[caller.tenant]}, False
        readings = await metrics.reading.read(
            partial(_readings, tenants=tenants, now=desk.now()), tenants=tenants
        )
        sight = Sight(tenants=tenants, whole=whole, readings=readings, queue=metrics.queue())
        return Response(exposition(metrics.tally, sight), media_type=CONTENT_TYPE)

    router = APIRouter()
    router.add_api_route("/metrics", answering(scrape), methods=["GET"], response_model=None)
    return router


def _needs_no_key(request: Request) -> bool:
    """Whether the caller is on this machine and shows no key."""
    host = request.client.host if request.client is not None else None
    return "authorization" not in request.headers and is_loopback(host, request.headers)


def _readings(
    connection: Connection, *, tenants: Collection[str], now: datetime
) -> Mapping[str, Readings]:
    return {tenant: _reading(connection, tenant, now=now) for tenant in tenants}


def _reading(connection: Connection, tenant: str, *, now: datetime) -> Readings:
    figures = read_figures(connection, tenant)
    classes, verified = figures.get(CLASSES), figures.get(VERIFICATION)
    overdue = None
    if classes is not None:
        overdue = sum(each["overdue"] for each in classes.document.values())
    incidents = incident_figure(connection, tenant, now=now)
    return Readings(
        overdue_requests=overdue_requests(connection, tenant, now=now),
        overdue_erasures=overdue,
        webhooks_pending=webhooks_pending(connection, tenant),
        incidents_open=incidents.open,
        incident_clocks_overdue=incidents.overdue,
        incident_notices_unacknowledged=incidents.unacknowledged,
        audit_fits=None if verified is None else bool(verified.document["fits"]),
        audit_verified_at=None if verified is None else verified.at,
        figures_at=None if classes is None else classes.at,
    )
