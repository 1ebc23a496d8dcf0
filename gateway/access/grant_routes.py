"""``/privacy/grants`` and ``/privacy/conversations/{id}/content``: support access."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from gateway.access.content import Reading, read_content
from gateway.access.grant_desk import GrantDesk, Wanted
from gateway.access.grants import (
    LONGEST,
    NOTHING_NAMED,
    Grant,
    GrantKind,
    GrantReason,
    View,
    no_grant,
)
from gateway.access.masking import Masking
from gateway.admin.keyring import Caller
from gateway.admin.reasons import REASON_HEADER, read_reason
from gateway.consent.calls import Body, answering, read_body, reply
from gateway.consent.desk import ConsentDesk, as_text
from gateway.errors import InvalidRequest
from gateway.model import Role
from gateway.proxy.subject import conversation_key
from gateway.retention.classes import parse_duration
from gateway.retention.hold_desk import By
from gateway.storage.grant_rows import Read
from gateway.storage.transaction import Acting

_PLAIN = r"^[^\x00]+\z"
_Word = Annotated[str, Field(min_length=1, max_length=64, pattern=_PLAIN)]
_Name = Annotated[str, Field(min_length=1, max_length=256, pattern=_PLAIN)]
_ID_CHARACTERS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz-")


class GrantBody(Body):
    """A grant that is asked for or given; without ``conversation`` for all of the tenant."""

    reason: _Word
    ticket: _Word
    kind: _Word = GrantKind.SUPPORT.value
    view: _Word = View.MASKED.value
    duration: _Word | None = None
    conversation: _Name | None = None
    subject: _Name | None = Field(default=None, repr=False)
    follows: _Word | None = None
    reader: _Word | None = None


def grant_router(
    desk: ConsentDesk, *, store: Acting, grants: GrantDesk, masking: Masking
) -> APIRouter:
    """All endpoints about grants, and the one that reads under them."""
    calls = _Calls(desk, grants)
    contents = _Contents(desk, store, masking=masking)
    router = APIRouter()
    for method, path, handle in (
        ("POST", "/privacy/grants", calls.ask),
        ("GET", "/privacy/grants", calls.listed),
        ("GET", "/privacy/grants/{grant_id}", calls.one),
        ("POST", "/privacy/grants/{grant_id}/approve", calls.approve),
        ("POST", "/privacy/grants/{grant_id}/revoke", calls.revoke),
        ("GET", "/privacy/conversations/{conversation_id}/content", contents.read),
    ):
        router.add_api_route(path, answering(handle), methods=[method], response_model=None)
    return router


def shown(
    grant: Grant, *, now: datetime, reads: int | Sequence[Read] = 0, role: Role = Role.ADMIN
) -> dict[str, Any]:
    """A grant as officers and support see it; support does not learn what there is."""
    found = {} if role is Role.SUPPORT else {"found": grant.content != NOTHING_NAMED}
    listed = reads if isinstance(reads, int) else [_shown_read(each) for each in reads]
    return {
        "id": grant.grant_id,
        "state": grant.state(now).value,
        "kind": grant.kind.value,
        "view": grant.view.value,
        "conversation": grant.conversation_id or None,
        **found,
        "follows": grant.follows or None,
        "reader": grant.reader or None,
        "reason": grant.reason.value,
        "ticket": grant.ticket,
        "seconds": int(grant.lasts.total_seconds()),
        "requested_by": grant.requested_by,
        "requested_at": as_text(grant.requested_at),
        "approved_by": grant.approved_by or None,
        "approved_at": as_text(grant.approved_at),
        "expires_at": as_text(grant.expires_at),
        "ended_by": grant.ended_by or None,
        "ended_at": as_text(grant.ended_at),
        "reads": listed,
    }


def _shown_read(read: Read) -> dict[str, Any]:
    return {
        "at": as_text(read.at),
        "by": read.by,
        "view": read.view.value,
        "content": read.content,
        "messages": read.messages,
    }


class _Calls:
    def __init__(self, desk: ConsentDesk, grants: GrantDesk) -> None:
        self._desk = desk
        self._grants = grants

    async def ask(self, request: Request) -> Response:
        """Asks for a grant, or gives one."""
        desk = self._desk
        caller = await desk.caller(request)
        body = await read_body(request, GrantBody)
        by = By(actor=caller.actor, at=desk.now())
        wanted = Wanted(
            grant=_grant(desk, caller, body=body, by=by),
            role=caller.role,
            by=by,
            subject=desk.named(request, caller, subject=body.subject),
        )
        grant = await self._grants.ask(wanted)
        return reply(shown(grant, now=by.at, role=caller.role), 201)

    async def listed(self, request: Request) -> Response:
        """The newest of the tenant."""
        caller = await self._desk.caller(request)
        found, counts = await self._grants.listed(caller.tenant)
        now = self._desk.now()
        each = [
            shown(one, now=now, reads=counts.get(one.grant_id, 0), role=caller.role)
            for one in found
        ]
        return reply({"grants": each})

    async def one(self, request: Request) -> Response:
        """One, with each read under it."""
        caller = await self._desk.caller(request)
        grant, reads = await self._grants.one(caller.tenant, _grant_id(request))
        return reply(shown(grant, now=self._desk.now(), reads=reads, role=caller.role))

    async def approve(self, request: Request) -> Response:
        """Lets one stand."""
        caller = await self._desk.caller(request)
        by = By(actor=caller.actor, at=self._desk.now())
        grant = await self._grants.approve(
            caller.tenant, _grant_id(request), role=caller.role, by=by
        )
        return reply(shown(grant, now=by.at, role=caller.role))

    async def revoke(self, request: Request) -> Response:
        """Ends one, or turns a request down."""
        caller = await self._desk.caller(request)
        by = By(actor=caller.actor, at=self._desk.now())
        grant = await self._grants.end(caller.tenant, _grant_id(request), role=caller.role, by=by)
        return reply(shown(grant, now=by.at, role=caller.role))


class _Contents:
    def __init__(self, desk: ConsentDesk, store: Acting, *, masking: Masking) -> None:
        self._desk = desk
        self._store = store
        self._masking = masking

    async def read(self, request: Request) -> Response:
        """One conversation for support under a grant, or for an officer with a reason."""
        desk = self._desk
        caller = await desk.caller(request)
        is_support = caller.role is Role.SUPPORT
        view = _choice(
            request.query_params.get("view"),
            known=View,
            field="view",
            default=View.MASKED if is_support else View.CLEAR,
        )
        given = None if is_support else read_reason(request.headers.get(REASON_HEADER))
        reading = Reading(
            tenant=caller.tenant,
            conversation_id=_conversation_id(desk, caller, request=request),
            subject=desk.named(request, caller),
            view=view,
            role=caller.role,
            actor=caller.actor,
            reason=given.code.value if given is not None else "",
            ticket=given.ticket if given is not None else "",
            read_id=desk.new_id(),
            now=desk.now(),
        )
        policy = desk.tenants[caller.tenant].policy
        content = await self._store.act(
            lambda transaction: read_content(transaction, reading, policy=policy),
            tenants=[caller.tenant],
        )
        if content.refused is not None:
            raise content.refused
        said = [each["text"] for each in content.shown["messages"]]
        if view is View.MASKED:
            said = await self._masking.masked(caller.tenant, said)
        messages = [
            {**each, "text": text}
            for each, text in zip(content.shown["messages"], said, strict=True)
        ]
        retention = content.shown["retention"]
        return reply(
            {
                "id": reading.conversation_id,
                "view": view.value,
                "grant": content.grant.grant_id if content.grant is not None else None,
                "created_at": content.shown["created_at"],
                "last_interaction_at": content.shown["last_interaction_at"],
                "retention_class": retention["retention_class"],
                "messages": messages,
            }
        )


def _grant(desk: ConsentDesk, caller: Caller, *, body: GrantBody, by: By) -> Grant:
    kind = _choice(body.kind, known=GrantKind, field="kind", default=GrantKind.SUPPORT)
    asks_for_own = kind is GrantKind.BREAK_GLASS or caller.role is Role.SUPPORT
    if asks_for_own and body.reader not in (None, caller.actor):
        raise _invalid("reader", "Who asks for a grant asks for their own key.")
    name = body.conversation
    return Grant(
        tenant=caller.tenant,
        grant_id=desk.new_id(),
        kind=kind,
        view=_choice(body.view, known=View, field="view", default=View.MASKED),
        conversation_id=conversation_key(desk.keys[caller.tenant].chain, name) or "",
        follows=body.follows or "",
        reader=caller.actor if asks_for_own else body.reader or "",
        reason=_choice(body.reason, known=GrantReason, field="reason"),
        ticket=body.ticket,
        lasts=_duration(body.duration, kind=kind),
        requested_by=by.actor,
        requested_at=by.at,
    )


def _duration(text: str | None, *, kind: GrantKind) -> timedelta:
    if text is None:
        return LONGEST[kind]
    try:
        start = datetime(2000, 1, 1)
        return parse_duration(text).after(start) - start
    except (ValueError, OverflowError):
        raise _invalid("duration", "A duration is written like PT4H.") from None


def _choice(text: str | None, *, known: Any, field: str, default: Any = None) -> Any:
    """One word of a closed list."""
    if text is None and default is not None:
        return default
    if text not in set(known):
        raise _invalid(field, f"{field} is one of: {', '.join(known)}.")
    return known(text)


def _grant_id(request: Request) -> str:
    grant_id: str = request.path_params["grant_id"]
    if len(grant_id) > 64 or not _ID_CHARACTERS.issuperset(grant_id):
        raise no_grant()
    return grant_id


def _conversation_id(desk: ConsentDesk, caller: Caller, *, request: Request) -> str:
    name: str = request.path_params["conversation_id"]
    if not 0 < len(name) <= 256:
        raise InvalidRequest("There is no such conversation.", code="not_found", status=404)
    return conversation_key(desk.keys[caller.tenant].chain, name) or ""


def _invalid(field: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, code="invalid_grant", status=422, details={"fields": [field]})
