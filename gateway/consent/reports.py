"""Reports of under-age subjects: listed and decided alike by the endpoints and the command."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from gateway.consent.persons import Report, ReportState
from gateway.errors import InvalidRequest, Refused
from gateway.storage.consent_ports import PersonStore

# So many are listed at once.
PAGE = 100
_REPORT_ID = re.compile(r"[A-Za-z0-9-]{1,64}\Z")


async def page_of_reports(
    store: PersonStore, tenant: str, *, state: ReportState | None, after: str | None
) -> tuple[Sequence[Report], str | None]:
    """Reports, newest first, and the id after which the next page begins; None at the end.

    Raises:
        InvalidRequest: 404; ``after`` is no report of the tenant.
    """
    found = None
    if after is None or _REPORT_ID.match(after):
        found = await store.reports(tenant, state=state, after=after, most=PAGE + 1)
    if found is None:
        raise _no_report()
    page = found[:PAGE]
    return page, page[-1].report_id if len(found) > PAGE else None


async def decide(
    store: PersonStore, report_id: str, *, tenant: str, state: ReportState, at: datetime
) -> Report:
    """The report, decided now, or decided alike before.

    After a confirmed one gateway.rights.minor erases what is there of the person.

    Raises:
        InvalidRequest: 404; the tenant has no such report.
        Refused: 409 ``report_decided``; it was decided otherwise, and nothing has changed.
    """
    report = None
    if _REPORT_ID.match(report_id):
        report = await store.decide_report(tenant, report_id, state=state, at=at)
    if report is None:
        raise _no_report()
    if report.state is not state:
        raise Refused(
            "report_decided",
            "The report has been decided otherwise.",
            status=409,
            details={"state": report.state.value},
        )
    return report


def _no_report() -> InvalidRequest:
    return InvalidRequest("There is no such report.", code="not_found", status=404)
