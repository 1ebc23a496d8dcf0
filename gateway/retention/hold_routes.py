"""``/privacy/holds``: legal holds, for officers; auditors see the list."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from gateway.consent.calls import Body, answering, read_body, reply
from gateway.consent.desk import ConsentDesk, as_text
from gateway.consent.indication import parse_time
from gateway.errors import Refused
from gateway.model import Role
from gateway.proxy.subject import conversation_key, subject_reference
from gateway.retention import hold_desk
from gateway.retention.hold_desk import By
from gateway.retention.holds import MOST_NAMES, Hold, Scope, no_hold, wrong
from gateway.retention.restricted import keeps_from
from gateway.storage.transaction import Acting

# No database row can hold a NUL everywhere.
_PLAIN = r"^[^\x00]+\z"
_Text = Annotated[str, Field(min_length=1, max_length=120, pattern=_PLAIN)]
_Time = Annotated[str, Field(max_length=64)]
_Names = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=256, pattern=_PLAIN)]],
    Field(max_length=MOST_NAMES),
]
_ID_CHARACTERS = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-")


class HoldBody(Body):
    """A hold to be placed; people by the names that the chatbot has for them."""

    matter: _Text
    authority: _Text
    review_at: _Time
    subjects: _Names = Field(default_factory=list, repr=False)
    conversations: _Names = Field(default_factory=list)
    classes: _Names = Field(default_factory=list)
    created_from: _Time | None = None
    created_to: _Time | None = None


class ReviewBody(Body):
    """A new review date."""

    review_at: _Time


def hold_router(desk: ConsentDesk, *, store: Acting) -> APIRouter:
    """All endpoints about holds."""
    calls = _Calls(desk, store)
    router = APIRouter()
    for method, path, handle in (
        ("POST", "/privacy/holds", calls.place),
        ("GET", "/privacy/holds", calls.listed),
        ("POST", "/privacy/holds/{hold_id}/review", calls.review),
        ("POST", "/privacy/holds/{hold_id}/release", calls.release),
    ):
        router.add_api_route(path, answering(handle), methods=[method], response_model=None)
    return router


def shown(hold: Hold, *, now: datetime, words: bool = True) -> dict[str, Any]:
    """A hold as officers see it; people are counted, not named.

    ``words`` is False for those who see no free text: the matter is left out.
    """
    scope = hold.scope
    return {
        "id": hold.hold_id,
        **({"matter": hold.matter} if words else {}),
        "authority": hold.authority,
        "scope": {
            "subjects": len(scope.subjects),
            "conversations": sorted(scope.conversations),
            "classes": sorted(scope.classes),
            "created_from": as_text(scope.created_from),
            "created_to": as_text(scope.created_to),
        },
        "placed_by": hold.placed_by,
        "placed_at": as_text(hold.placed_at),
        "review_at": as_text(hold.review_at),
        "review_overdue": hold.overdue(now),
        "released_at": as_text(hold.released_at),
        "released_by": hold.released_by or None,
        "items": hold.items,
    }


class _Calls:
    def __init__(self, desk: ConsentDesk, store: Acting) -> None:
        self._desk = desk
        self._store = store

    async def place(self, request: Request) -> Response:
        """Places a hold."""
        desk = self._desk
        caller = await desk.caller(request)
        body = await read_body(request, HoldBody)
        now, keys = desk.now(), desk.keys[caller.tenant]
        hold = Hold(
            tenant=caller.tenant,
            hold_id=desk.new_id(),
            matter=body.matter,
            authority=body.authority,
            scope=Scope(
                subjects=frozenset(subject_reference(keys, each) for each in body.subjects),
                conversations=frozenset(
                    conversation_key(keys.chain, each) or each for each in body.conversations
                ),
                classes=frozenset(body.classes),
                created_from=_time(body.created_from, field="created_from"),
                created_to=_time(body.created_to, field="created_to"),
            ),
            placed_by=caller.actor,
            placed_at=now,
            review_at=_needed_time(body.review_at, field="review_at"),
        )
        classes = desk.tenants[caller.tenant].policy.classes
        placed = await hold_desk.place(self._store, hold, classes=classes)
        return reply(shown(placed, now=now), 201)

    async def listed(self, request: Request) -> Response:
        """All holds of the tenant; released ones only to whom their class names."""
        caller = await self._desk.caller(request)
        policy, now = self._desk.tenants[caller.tenant].policy, self._desk.now()
        holds = await hold_desk.listed(self._store, caller.tenant)
        restricted = keeps_from(policy, "holds", role=caller.role)
        words = caller.role is not Role.AUDITOR
        told = [
            shown(each, now=now, words=words)
            for each in holds
            if each.released_at is None or not restricted
        ]
        return reply({"holds": told} | ({"restricted": True} if restricted else {}))

    async def review(self, request: Request) -> Response:
        """Gives a hold a new review date."""
        caller = await self._desk.caller(request)
        body = await read_body(request, ReviewBody)
        by = By(actor=caller.actor, at=self._desk.now())
        hold = await hold_desk.review(
            self._store,
            caller.tenant,
            hold_id=_hold_id(request),
            review_at=_needed_time(body.review_at, field="review_at"),
            by=by,
        )
        return reply(shown(hold, now=by.at))

    async def release(self, request: Request) -> Response:
        """Releases a hold."""
        caller = await self._desk.caller(request)
        by = By(actor=caller.actor, at=self._desk.now())
        hold = await hold_desk.release(self._store, caller.tenant, hold_id=_hold_id(request), by=by)
        return reply(shown(hold, now=by.at))


def _time(text: str | None, *, field: str) -> datetime | None:
    return None if text is None else _needed_time(text, field=field)


def _needed_time(text: str, *, field: str) -> datetime:
    try:
        return parse_time(text)
    except Refused:
        raise wrong(field, "A time is not of the form of RFC 3339 with a time zone.") from None


def _hold_id(request: Request) -> str:
    hold_id: str = request.path_params["hold_id"]
    if len(hold_id) > 64 or not _ID_CHARACTERS.issuperset(hold_id):
        raise no_hold()
    return hold_id
