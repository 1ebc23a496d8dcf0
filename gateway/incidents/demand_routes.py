"""``/privacy/demands`` and ``/privacy/announcements``, for officers."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from gateway.consent.announcements import announcements
from gateway.consent.calls import answering, read_body, reply
from gateway.consent.desk import ConsentDesk, reason_of
from gateway.incidents.bodies import (
    DemandBody,
    DemandChangeBody,
    read_time,
    read_word,
    shown_demand,
)
from gateway.incidents.demand import Answer, Demand, DemandWords, LegalGround, no_demand
from gateway.incidents.demand_register import Change, DemandRegister
from gateway.incidents.incident import wrong
from gateway.incidents.telling import By

_ID_CHARACTERS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz-")


def demand_router(desk: ConsentDesk, register: DemandRegister) -> APIRouter:
    """All endpoints about demands, and the list of people to be told of a new notice."""
    calls = _Calls(desk, register)
    router = APIRouter()
    for method, path, handle in (
        ("POST", "/privacy/demands", calls.record),
        ("GET", "/privacy/demands", calls.listed),
        ("GET", "/privacy/demands/{demand_id}", calls.show),
        ("PATCH", "/privacy/demands/{demand_id}", calls.change),
        ("GET", "/privacy/announcements", calls.announcements),
    ):
        router.add_api_route(path, answering(handle), methods=[method], response_model=None)
    return router


class _Calls:
    def __init__(self, desk: ConsentDesk, register: DemandRegister) -> None:
        self._desk = desk
        self._register = register

    async def record(self, request: Request) -> Response:
        """Registers a demand."""
        desk = self._desk
        caller = await desk.caller(request)
        body = await read_body(request, DemandBody)
        received = read_time(body.received_at, field="received_at")
        assert received is not None
        now = desk.now()
        demand = Demand(
            tenant=caller.tenant,
            demand_id=desk.new_id(),
            ground=read_word(LegalGround, body.ground, field="ground"),
            received_at=received,
            words=DemandWords(authority=body.authority, asked_for=body.asked_for),
            recorded_by=caller.actor,
            recorded_at=now,
            subject=desk.named(request, caller, subject=body.subject) or "",
            due_at=read_time(body.due_at, field="due_at"),
            may_tell=body.may_tell,
            silent_until=read_time(body.silent_until, field="silent_until"),
        )
        recorded = await self._register.record(demand)
        return reply(shown_demand(recorded, now=now, words=True), 201)

    async def listed(self, request: Request) -> Response:
        """All demands of the tenant, without words; which of them are late, or to be told."""
        caller = await self._desk.caller(request)
        now = self._desk.now()
        found = await self._register.listed(caller.tenant)
        return reply(
            {
                "demands": [shown_demand(each, now=now, words=False) for each in found],
                "overdue": [each.demand_id for each in found if each.overdue(now)],
                "telling_due": [each.demand_id for each in found if each.telling_due(now)],
            }
        )

    async def show(self, request: Request) -> Response:
        """One demand."""
        caller = await self._desk.caller(request)
        now, reason = self._desk.now(), reason_of(request, caller)
        found = await self._register.find(caller.tenant, _demand_id(request))
        await self._desk.note_read(caller, "demand", reason=reason)
        return reply(shown_demand(found, now=now, words=reason is not None))

    async def change(self, request: Request) -> Response:
        """Notes what became of a demand; its words are read with a reason only."""
        caller = await self._desk.caller(request)
        body = await read_body(request, DemandChangeBody)
        answer = None
        if body.answer is not None:
            answer = read_word(Answer, body.answer, field="answer")
        change = Change(
            answer=answer,
            given=body.given,
            may_tell=body.may_tell,
            silent_until=read_time(body.silent_until, field="silent_until"),
            told=body.told,
        )
        by = By(actor=caller.actor, at=self._desk.now())
        changed = await self._register.change(
            caller.tenant, _demand_id(request), change=change, by=by
        )
        return reply(shown_demand(changed, now=by.at, words=False))

    async def announcements(self, request: Request) -> Response:
        """People whose consent ends with a material new notice, now or at a time to come."""
        caller = await self._desk.caller(request)
        tenant, asked = self._desk.tenants[caller.tenant], request.query_params
        unknown = set(asked) - {"at", "after"}
        if unknown:
            raise wrong("query", "The query has at and after, and nothing else.")
        at = read_time(asked.get("at"), field="at") or self._desk.now()
        after = asked.get("after")
        page = await self._register.store.act(
            lambda each: announcements(each, tenant, at=at, after=after), tenants=[tenant.key]
        )
        return reply({"announcements": list(page.items), "after": page.after})


def _demand_id(request: Request) -> str:
    demand_id: str = request.path_params["demand_id"]
    if len(demand_id) > 64 or not _ID_CHARACTERS.issuperset(demand_id):
        raise no_demand()
    return demand_id
