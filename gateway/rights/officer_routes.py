"""What an officer records of a person: a verified death, and an objection set aside."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from gateway.admin.keyring import Caller
from gateway.consent.calls import Body, answering, read_body, reply
from gateway.consent.desk import ConsentDesk
from gateway.errors import InvalidRequest
from gateway.rights.data_stores import Holder
from gateway.rights.death import Death, Deaths
from gateway.rights.kinds import Method, Reason, RightKind
from gateway.rights.objection import override_objection
from gateway.rights.recipients_told import Tell
from gateway.rights.service import Filing, RightsService
from gateway.storage.objection_rows import Objection

_Subject = Annotated[str, Field(min_length=1, max_length=256)]


class DeathBody(Body):
    """Who has died; the officer has seen the proof."""

    subject: _Subject = Field(repr=False)


class OverrideBody(Body):
    """Which objection is set aside, and on what ground."""

    subject: _Subject = Field(repr=False)
    purpose: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]+\z")]
    reason: str


def officer_router(desk: ConsentDesk, *, service: RightsService, tell: Tell) -> APIRouter:
    """``/privacy/deaths`` and ``/privacy/objections/override``."""
    calls = _Calls(desk, service=service, tell=tell)
    router = APIRouter()
    for path, handle in (
        ("/privacy/deaths", calls.death),
        ("/privacy/objections/override", calls.override),
    ):
        router.add_api_route(path, answering(handle), methods=["POST"], response_model=None)
    return router


def new_deaths(service: RightsService, tell: Tell) -> Deaths:
    """Records deaths; what follows is filed with the rights service."""

    async def file(holder: Holder, kind: RightKind, *, filer: str, officers: frozenset[str]) -> str:
        filed = await service.file(
            Filing(
                tenant=holder.tenant,
                subject=holder.subject,
                kind=kind,
                filer=filer,
                proven_by=Method.OFFICER,
                officers=officers,
            )
        )
        return filed.request_id

    return Deaths(service.store, file=file, tell=tell, new_id=service.steps.new_id)


class _Calls:
    def __init__(self, desk: ConsentDesk, *, service: RightsService, tell: Tell) -> None:
        self._desk = desk
        self._service = service
        self._deaths = new_deaths(service, tell)

    async def death(self, request: Request) -> Response:
        """Records a death; says what the person had wanted, and the request that was filed."""
        caller = await self._desk.caller(request)
        body = await read_body(request, DeathBody)
        death = Death(
            holder=self._holder(request, caller, subject=body.subject),
            by=caller.actor,
            at=self._desk.now(),
        )
        carried = await self._deaths.record(death)
        self._desk.changed()
        return reply({"directive": carried.action, "request": carried.request_id or None}, 201)

    async def override(self, request: Request) -> Response:
        """Goes on for legal claims, whatever the person objects; never for marketing."""
        caller = await self._desk.caller(request)
        body = await read_body(request, OverrideBody)
        if body.reason not in set(Reason):
            raise InvalidRequest("There is no such reason.", code="reason_refused", status=422)
        holder, now = self._holder(request, caller, subject=body.subject), self._desk.now()
        objection = Objection(
            tenant=holder.tenant, subject=holder.subject, purpose=body.purpose, since=now
        )
        lifted = await self._service.store.act(
            lambda each: override_objection(
                each, objection, reason=Reason(body.reason), by=caller.actor, at=now
            )
        )
        if not lifted:
            raise InvalidRequest("There is no such objection.", code="not_found", status=404)
        return reply({"purpose": body.purpose, "objected": False})

    def _holder(self, request: Request, caller: Caller, *, subject: str) -> Holder:
        reference = self._desk.subject(request, caller, subject=subject)
        return Holder(tenant=caller.tenant, subject=reference)
