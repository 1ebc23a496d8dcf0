"""``POST /privacy/events`` and ``GET /privacy/retention/classes``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from gateway.admin.roles import OVERSEERS
from gateway.consent.calls import Body, answering, read_body, reply
from gateway.consent.desk import ConsentDesk, as_text
from gateway.retention.events import RetentionEvent, check_event, read_time
from gateway.retention.listing import class_facts, with_counts
from gateway.storage.event_rows import record_event
from gateway.storage.transaction import Acting

_Word = Annotated[str, Field(min_length=1, max_length=64)]


class EventBody(Body):
    """Something that starts or stops clocks happened to a person."""

    subject: Annotated[str, Field(min_length=1, max_length=256)] | None = Field(
        default=None, repr=False
    )
    type: _Word
    purpose: _Word | None = None
    at: _Word | None = None


def retention_router(desk: ConsentDesk, *, store: Acting) -> APIRouter:
    """Both endpoints.

    Args:
        desk: knows who calls.
        store: takes events.
    """
    calls = _Calls(desk, store)
    router = APIRouter()
    for method, path, handle in (
        ("POST", "/privacy/events", calls.event),
        ("GET", "/privacy/retention/classes", calls.classes),
    ):
        router.add_api_route(path, answering(handle), methods=[method], response_model=None)
    return router


class _Calls:
    def __init__(self, desk: ConsentDesk, store: Acting) -> None:
        self._desk = desk
        self._store = store

    async def event(self, request: Request) -> Response:
        """Records an event; the same again is answered with the one that is there."""
        desk = self._desk
        caller = await desk.caller(request)
        body = await read_body(request, EventBody)
        now = desk.now()
        event = RetentionEvent(
            event_id=desk.new_id(),
            tenant=caller.tenant,
            subject=desk.subject(request, caller, subject=body.subject),
            type=body.type,
            purpose=body.purpose or "",
            at=read_time(body.at) if body.at is not None else now,
            recorded_at=now,
            recorded_by=caller.role.value,
        )
        check_event(event, desk.tenants[caller.tenant].policy.purposes)
        done = await self._store.act(
            lambda transaction: record_event(transaction, event), tenants=[caller.tenant]
        )
        shown = {
            "id": done.event.event_id,
            "type": done.event.type,
            "purpose": done.event.purpose or None,
            "at": as_text(done.event.at),
            "conversations": done.conversations,
        }
        return reply(shown, 201 if done.new else 200)

    async def classes(self, request: Request) -> Response:
        """The policy's classes; officers and auditors also see what is held of each."""
        desk = self._desk
        caller = await desk.caller(request)
        listed = class_facts(desk.tenants[caller.tenant].policy)
        if caller.role in OVERSEERS:
            counts = await desk.store.class_counts(desk.now())
            own = [each for each in counts if each.tenant == caller.tenant]
            listed = with_counts(listed, own)
        return reply({"classes": listed})
