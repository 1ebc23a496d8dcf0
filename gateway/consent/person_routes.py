"""What a person says of themselves, and reports that somebody is too young."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from gateway.consent.calls import Body, answering, read_body, reply
from gateway.consent.desk import ConsentDesk, as_text
from gateway.consent.persons import AgeBand, Person, PersonChange, Report, ReportState
from gateway.consent.reports import decide, page_of_reports
from gateway.errors import InvalidRequest, Unauthorized
from gateway.opt_in import AgeMethod
from gateway.regions import COUNTRIES
from gateway.retention.restricted import keeps_from
from gateway.rights.minor import erase_minor

_Subject = Annotated[str, Field(min_length=1, max_length=256)]


class PreferencesBody(Body):
    """What a person says of themselves; what is null or left out stays as it is."""

    subject: _Subject | None = Field(default=None, repr=False)
    age_band: Literal["under_13", "13_15", "16_17", "adult"] | None = None
    age_method: Literal["declaration", "account", "document"] | None = None
    jurisdiction: Annotated[str, Field(pattern=r"^[A-Z]{2}\z")] | None = None
    tracking: Literal["refused", "allowed"] | None = None


class ReportBody(Body):
    """Somebody is under age."""

    subject: _Subject | None = Field(default=None, repr=False)
    reason: Literal["under_age"]


def person_router(desk: ConsentDesk) -> APIRouter:
    """``/privacy/preferences`` and ``/privacy/reports``."""
    calls = _Calls(desk)
    router = APIRouter()
    for method, path, handle in (
        ("GET", "/privacy/preferences", calls.known),
        ("PATCH", "/privacy/preferences", calls.change),
        ("POST", "/privacy/reports", calls.report),
        ("GET", "/privacy/reports", calls.reports),
        ("POST", "/privacy/reports/{report_id}/confirm", calls.confirm),
        ("POST", "/privacy/reports/{report_id}/dismiss", calls.dismiss),
    ):
        router.add_api_route(path, answering(handle), methods=[method], response_model=None)
    return router


class _Calls:
    def __init__(self, desk: ConsentDesk) -> None:
        self._desk = desk

    async def known(self, request: Request) -> Response:
        """What is known."""
        desk = self._desk
        caller = await desk.caller(request)
        person = await desk.store.person(caller.tenant, desk.subject(request, caller))
        return reply(_shown(person))

    async def change(self, request: Request) -> Response:
        """Says something new; the answer tells what holds, which a declaration may not change."""
        desk = self._desk
        caller = await desk.caller(request)
        body = await read_body(request, PreferencesBody)
        subject = desk.subject(request, caller, subject=body.subject)
        method = AgeMethod(body.age_method or AgeMethod.DECLARATION)
        if caller.subject is not None and method is not AgeMethod.DECLARATION:
            raise Unauthorized(
                "Only a key of role consent names another method than a declaration.",
                code="role_refused",
                status=403,
            )
        if caller.subject is not None and body.jurisdiction is not None:
            # It decides which recipients lie outside of the person's region.
            raise Unauthorized(
                "Only a key of role consent names the country.", code="role_refused", status=403
            )
        if body.age_method is not None and body.age_band is None:
            raise InvalidRequest("A method needs an age band.", status=422)
        if body.jurisdiction is not None and body.jurisdiction not in COUNTRIES:
            raise InvalidRequest("There is no such country.", status=422)
        change = PersonChange(
            age_band=AgeBand(body.age_band) if body.age_band is not None else None,
            age_method=method,
            jurisdiction=body.jurisdiction,
            tracking_refused=body.tracking == "refused" if body.tracking is not None else None,
        )
        person: Person | None
        if change == PersonChange(age_method=method):
            person = await desk.store.person(caller.tenant, subject)
        else:
            person = await desk.store.change_person(
                caller.tenant, subject, change=change, at=desk.now()
            )
            desk.changed()
        return reply(_shown(person))

    async def report(self, request: Request) -> Response:
        """Stops all processing of a person at once, until somebody has decided."""
        desk = self._desk
        caller = await desk.caller(request)
        body = await read_body(request, ReportBody)
        report = Report(
            report_id=desk.new_id(),
            tenant=caller.tenant,
            subject=desk.subject(request, caller, subject=body.subject),
            state=ReportState.OPEN,
            reported_at=desk.now(),
        )
        await desk.store.add_report(report)
        desk.changed()
        return reply({"id": report.report_id, "state": report.state.value}, 201)

    async def reports(self, request: Request) -> Response:
        """Reports, newest first; whom they are about stays a keyed hash.

        Decided ones are shown to whom their class names.
        """
        desk, query = self._desk, request.query_params
        caller = await desk.caller(request)
        state, after = query.get("state"), query.get("after")
        if state is not None and state not in set(ReportState):
            raise InvalidRequest(
                "A report is open, confirmed or dismissed.",
                status=422,
                details={"fields": ["state"]},
            )
        wanted = ReportState(state) if state is not None else None
        policy = desk.tenants[caller.tenant].policy
        restricted = keeps_from(policy, "reports", role=caller.role)
        if restricted and wanted in (ReportState.CONFIRMED, ReportState.DISMISSED):
            await desk.check_read(caller, "reports")
        page, following = await page_of_reports(
            desk.store,
            caller.tenant,
            state=ReportState.OPEN if restricted else wanted,
            after=after,
        )
        told = {"reports": [_listed(each) for each in page], "after": following}
        return reply(told | ({"restricted": True} if restricted else {}))

    async def confirm(self, request: Request) -> Response:
        """The person is under age: consents are revoked, and all of theirs is erased now."""
        report, desk = await self._decided(request, ReportState.CONFIRMED), self._desk
        done = await erase_minor(desk.store, report, run_id=desk.new_id(), now=desk.now())
        desk.changed()
        return reply({"id": report.report_id, "state": report.state.value, **done.shown()})

    async def dismiss(self, request: Request) -> Response:
        """The person is not under age."""
        report = await self._decided(request, ReportState.DISMISSED)
        return reply({"id": report.report_id, "state": report.state.value})

    async def _decided(self, request: Request, state: ReportState) -> Report:
        desk = self._desk
        caller = await desk.caller(request)
        report = await decide(
            desk.store,
            request.path_params["report_id"],
            tenant=caller.tenant,
            state=state,
            at=desk.now(),
        )
        desk.changed()
        return report


def _listed(report: Report) -> dict[str, Any]:
    return {
        "id": report.report_id,
        "subject": report.subject,
        "state": report.state.value,
        "reported_at": as_text(report.reported_at),
        "decided_at": as_text(report.decided_at),
    }


def _shown(person: Person | None) -> dict[str, Any]:
    """What is known, as JSON; restrictions show up as refusals elsewhere."""
    if person is None:
        return {"age_band": "unknown", "age_method": None, "jurisdiction": None, "tracking": None}
    tracking = None
    if person.tracking_at is not None:
        tracking = "refused" if person.tracking_refused else "allowed"
    return {
        "age_band": person.age_band.value,
        "age_method": person.age_method.value if person.age_method is not None else None,
        "jurisdiction": person.jurisdiction,
        "tracking": tracking,
    }
