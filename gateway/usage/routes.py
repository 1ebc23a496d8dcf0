"""``GET /privacy/usage``: how much the service is used, in numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from gateway.consent.calls import answering, reply
from gateway.consent.desk import ConsentDesk
from gateway.errors import InvalidRequest
from gateway.policy import Policy
from gateway.storage.transaction import Acting
from gateway.storage.usage_rows import DIMENSIONS, count_usage
from gateway.usage.report import UsageReport, shown

DEFAULT_DAYS = 30
# So that no list of days grows without end.
_MOST_DAYS = 1100


def usage_router(desk: ConsentDesk, *, store: Acting) -> APIRouter:
    """The one endpoint about usage."""

    async def usage(request: Request) -> Response:
        caller = await desk.caller(request)
        query = request.query_params
        by = query.get("by", "day")
        since, until = read_span(query.get("since"), query.get("until"), now=desk.now())
        report = await usage_report(
            store,
            caller.tenant,
            policy=desk.tenants[caller.tenant].policy,
            by=by,
            span=(since, until),
        )
        return reply(as_json(report, by=by, span=(since, until)))

    router = APIRouter()
    router.add_api_route("/privacy/usage", answering(usage), methods=["GET"], response_model=None)
    return router


def read_span(since: str | None, until: str | None, *, now: datetime) -> tuple[datetime, datetime]:
    """Two days as times, in UTC; the last 30 days where none is named.

    Args:
        since: first day, as in ``2026-10-01``, or None.
        until: last day, or None.
        now: aware, UTC.

    Raises:
        InvalidRequest: 422; one is no day, or they are not in order.
    """
    try:
        last = date.fromisoformat(until) if until is not None else now.date()
        default = last - timedelta(days=DEFAULT_DAYS - 1)
        first = date.fromisoformat(since) if since is not None else default
        end = last + timedelta(days=1)
    except (ValueError, OverflowError):
        raise InvalidRequest("A day is written like 2026-10-01.", status=422) from None
    if not timedelta(0) < end - first <= timedelta(days=_MOST_DAYS):
        raise InvalidRequest("The days are not in order, or too far apart.", status=422)
    return datetime.combine(first, time(), UTC), datetime.combine(end, time(), UTC)


async def usage_report(
    store: Acting,
    tenant: str,
    *,
    policy: Policy,
    by: str,
    span: tuple[datetime, datetime],
) -> UsageReport:
    """Usage by group, small groups left out as the policy says.

    Raises:
        InvalidRequest: 422; ``by`` is nothing that usage can be counted by, or the policy
            does not have usage recorded.
    """
    if policy.usage is None:
        raise InvalidRequest("The policy has no usage recorded.", status=422)
    if by not in DIMENSIONS:
        raise InvalidRequest(f"Usage is counted by {', '.join(DIMENSIONS)}.", status=422)
    since, until = span
    groups = await store.act(
        lambda transaction: count_usage(
            transaction.connection, tenant, by=by, since=since, until=until
        ),
        tenants=[tenant],
    )
    return shown(groups, least=policy.usage.least_group)


def as_json(report: UsageReport, *, by: str, span: tuple[datetime, datetime]) -> dict[str, Any]:
    """The answer."""
    since, until = span
    return {
        "by": by,
        "since": since.date().isoformat(),
        "until": (until - timedelta(days=1)).date().isoformat(),
        "groups": [
            {"name": each.name, "uses": each.uses, "people": each.people} for each in report.groups
        ],
        "hidden_groups": report.hidden,
        "uses": report.uses,
    }
