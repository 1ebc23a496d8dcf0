"""``/privacy/termination``: announces the end of a tenant; the command makes it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from gateway.access import termination_desk
from gateway.access.terminations import Termination
from gateway.consent.calls import Body, answering, read_body, reply
from gateway.consent.desk import ConsentDesk, as_text
from gateway.consent.indication import parse_time
from gateway.errors import InvalidRequest, Refused
from gateway.retention.hold_desk import By
from gateway.rights.recipients_told import Tell, Telling
from gateway.storage.transaction import Acting, Transaction

_PLAIN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class TerminationBody(Body):
    """The day of the end."""

    day: Annotated[str, Field(min_length=1, max_length=64)]


def termination_router(desk: ConsentDesk, *, store: Acting, tell: Tell) -> APIRouter:
    """All endpoints about the end of a tenant."""
    calls = _Calls(desk, store, tell=tell)
    router = APIRouter()
    for method, path, handle in (
        ("GET", "/privacy/termination", calls.shown),
        ("POST", "/privacy/termination", calls.announce),
        ("POST", "/privacy/termination/cancel", calls.cancel),
    ):
        router.add_api_route(path, answering(handle), methods=[method], response_model=None)
    return router


def shown(termination: Termination, *, cancelled: bool = False) -> dict[str, Any]:
    """A termination as officers and commands show it; ``cancelled`` where it was called off."""
    return {
        "tenant": termination.tenant,
        "state": "cancelled" if cancelled else termination.state.value,
        "announced_by": termination.announced_by,
        "announced_at": as_text(termination.announced_at),
        "due_at": as_text(termination.due_at),
        "approved_by": termination.approved_by or None,
        "begun_at": as_text(termination.begun_at),
        "ended_at": as_text(termination.ended_at),
        "package_sha256": termination.package_sha256 or None,
        "certificate_id": termination.certificate_id or None,
    }


def _day(text: str) -> datetime:
    """A day from its beginning in UTC (``2027-01-31``), or a time of RFC 3339."""
    try:
        if _PLAIN_DAY.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        return parse_time(text)
    except (Refused, ValueError):
        raise InvalidRequest(
            "A day is written like 2027-01-31, or as a time of RFC 3339 with a time zone.",
            code="termination_refused",
            status=422,
            details={"fields": ["day"]},
        ) from None


class _Calls:
    def __init__(self, desk: ConsentDesk, store: Acting, *, tell: Tell) -> None:
        self._desk = desk
        self._store = store
        self._tell = tell

    async def shown(self, request: Request) -> Response:
        """The end that is announced."""
        caller = await self._desk.caller(request)
        return reply(shown(await termination_desk.found(self._store, caller.tenant)))

    async def announce(self, request: Request) -> Response:
        """Announces the end, or gives it another day; the tenant's webhook is told."""
        desk = self._desk
        caller = await desk.caller(request)
        body = await read_body(request, TerminationBody)
        day = _day(body.day)
        announced = await termination_desk.announce(
            self._store,
            Termination(
                tenant=caller.tenant,
                announced_by=caller.actor,
                announced_at=desk.now(),
                due_at=day,
            ),
        )
        await self._said(announced, kind="TerminationAnnounced")
        return reply(shown(announced), 201)

    async def cancel(self, request: Request) -> Response:
        """Calls it off."""
        desk = self._desk
        caller = await desk.caller(request)
        by = By(actor=caller.actor, at=desk.now())
        held = await termination_desk.call_off(self._store, caller.tenant, by=by)
        await self._said(held, kind="TerminationCalledOff")
        return reply(shown(held, cancelled=True))

    async def _said(self, termination: Termination, *, kind: str) -> None:
        def act(transaction: Transaction) -> None:
            telling = Telling(
                tenant=termination.tenant,
                subject="",
                request_id="",
                kind=kind,
                at=self._desk.now(),
                body={"due_at": termination.due_at.isoformat()},
            )
            self._tell(transaction, telling)

        await self._store.act(act, tenants=[termination.tenant])
