"""``/privacy/incidents``: the register of incidents, for officers; auditors see no words."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import Response

from gateway.consent.calls import answering, read_body, reply
from gateway.consent.desk import ConsentDesk, reason_of
from gateway.data_categories import categories_of
from gateway.incidents.bodies import (
    AcknowledgeBody,
    IncidentBody,
    NoticeBody,
    StateBody,
    read_time,
    read_word,
    shown_incident,
    shown_person,
)
from gateway.incidents.incident import (
    BreachKind,
    PeopleAsked,
    Risk,
    Source,
    State,
    Target,
    Words,
    no_incident,
    wrong,
)
from gateway.incidents.register import IncidentRegister, Reported
from gateway.incidents.telling import By
from gateway.model import Role

_PEOPLE_PAGE = 200
_ID_CHARACTERS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz-")


def incident_router(desk: ConsentDesk, register: IncidentRegister) -> APIRouter:
    """All endpoints about incidents."""
    calls = _Calls(desk, register)
    one = "/privacy/incidents/{incident_id}"
    router = APIRouter()
    for method, path, handle in (
        ("POST", "/privacy/incidents", calls.report),
        ("GET", "/privacy/incidents", calls.listed),
        ("GET", one, calls.show),
        ("POST", f"{one}/scope", calls.scope),
        ("GET", f"{one}/people", calls.people),
        ("POST", f"{one}/state", calls.state),
        ("POST", f"{one}/notices", calls.tell),
        ("POST", f"{one}/acknowledge", calls.acknowledge),
    ):
        router.add_api_route(path, answering(handle), methods=[method], response_model=None)
    return router


class _Calls:
    def __init__(self, desk: ConsentDesk, register: IncidentRegister) -> None:
        self._desk = desk
        self._register = register

    async def report(self, request: Request) -> Response:
        """Reports an incident; its scope is counted, and whoever can be told is told."""
        caller = await self._desk.caller(request)
        body = await read_body(request, IncidentBody)
        reported = Reported(
            kinds=frozenset(read_word(BreachKind, each, field="kinds") for each in body.kinds),
            words=Words(description=body.description, effects=body.effects, measures=body.measures),
            noticed_at=read_time(body.noticed_at, field="noticed_at"),
            reach=body.reach(),
            party=body.party or "",
            source=Source.RECIPIENT if body.party else Source.REPORTED,
            risk=read_word(Risk, body.risk, field="risk"),
        )
        by = By(actor=caller.actor, at=self._desk.now())
        entry = await self._register.report(caller.tenant, reported, by=by)
        return reply(shown_incident(entry, now=by.at, words=True), 201)

    async def listed(self, request: Request) -> Response:
        """All incidents of the tenant, and those of which somebody is told too late."""
        caller = await self._desk.caller(request)
        now = self._desk.now()
        found = await self._register.listed([caller.tenant])
        late = [
            each.incident.incident_id
            for each in found
            if any(duty.overdue(now) for duty in each.duties)
        ]
        shown = [shown_incident(each, now=now, words=False) for each in found]
        return reply({"incidents": shown, "overdue": late})

    async def show(self, request: Request) -> Response:
        """One incident."""
        caller = await self._desk.caller(request)
        entry = await self._register.find(caller.tenant, _incident_id(request))
        words = caller.role is not Role.AUDITOR
        return reply(shown_incident(entry, now=self._desk.now(), words=words))

    async def scope(self, request: Request) -> Response:
        """Counts its scope again."""
        caller = await self._desk.caller(request)
        by = By(actor=caller.actor, at=self._desk.now())
        entry, found, reads = await self._register.scope(
            caller.tenant, _incident_id(request), by=by
        )
        return reply(
            {
                "id": entry.incident.incident_id,
                "people": found.people,
                "conversations": found.conversations,
                "disclosures": found.disclosures,
                "recipients": sorted(found.recipients),
                "entity_types": sorted(found.entity_types),
                "data_categories": sorted(categories_of(found.entity_types)),
                "content_reads": dict(sorted(reads.by_actor.items())),
                "content_reads_complete": reads.complete,
            }
        )

    async def people(self, request: Request) -> Response:
        """The people touched, page by page; or one of them, by ``X-Discreet-Subject``."""
        caller = await self._desk.caller(request)
        await self._desk.check_read(caller, "disclosures")
        reason = reason_of(request, caller)
        after = request.query_params.get("after", "")
        if len(after) > 64 or not _ID_CHARACTERS.issuperset(after):
            raise wrong("after", "after is not as a page said.")
        found = await self._register.people(
            caller.tenant,
            _incident_id(request),
            by=By(actor=caller.actor, at=self._desk.now()),
            asked=PeopleAsked(
                after=after,
                subject=self._desk.named(request, caller),
                reason=reason.facts() if reason is not None else {},
            ),
        )
        last = found[-1].subject if len(found) == _PEOPLE_PAGE else None
        return reply({"people": [shown_person(each) for each in found], "after": last})

    async def state(self, request: Request) -> Response:
        """Keeps a later report, or concludes."""
        caller = await self._desk.caller(request)
        body = await read_body(request, StateBody)
        old = (await self._register.find(caller.tenant, _incident_id(request))).incident
        words = old.words or Words(description="")
        changed = replace(
            old,
            state=read_word(State, body.state, field="state"),
            risk=old.risk if body.risk is None else read_word(Risk, body.risk, field="risk"),
            reach=old.reach if body.reach is None else body.reach.reach(),
            words=Words(
                description=words.description if body.description is None else body.description,
                effects=words.effects if body.effects is None else body.effects,
                measures=words.measures if body.measures is None else body.measures,
            ),
        )
        by = By(actor=caller.actor, at=self._desk.now())
        return reply(
            shown_incident(await self._register.move(changed, by=by), now=by.at, words=True)
        )

    async def tell(self, request: Request) -> Response:
        """Tells somebody, or notes that they were told."""
        caller = await self._desk.caller(request)
        body = await read_body(request, NoticeBody)
        by = By(actor=caller.actor, at=self._desk.now())
        entry = await self._register.tell(
            caller.tenant,
            _incident_id(request),
            target=read_word(Target, body.target, field="target"),
            by=by,
            by_hand=body.by_hand,
        )
        return reply(shown_incident(entry, now=by.at, words=True), 201)

    async def acknowledge(self, request: Request) -> Response:
        """Notes that a notice was received: by the code in it, or for an officer's key."""
        incident_id = _incident_id(request)
        body = await read_body(request, AcknowledgeBody)
        if body.code is None:
            caller = await self._desk.caller(request)
            tenant, actor = caller.tenant, caller.actor
        else:
            telling = self._register.telling
            named = telling.tenant_of(incident_id, seq=body.notice, code=body.code)
            if named is None:
                raise no_incident()
            tenant, actor = named, "webhook"
        by = By(actor=actor, at=self._desk.now())
        await self._register.acknowledge(tenant, incident_id, seq=body.notice, by=by)
        return reply({"id": incident_id, "notice": body.notice, "acknowledged": True})


def _incident_id(request: Request) -> str:
    incident_id: str = request.path_params["incident_id"]
    if len(incident_id) > 64 or not _ID_CHARACTERS.issuperset(incident_id):
        raise no_incident()
    return incident_id
