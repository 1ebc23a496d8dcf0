"""The consent endpoints: record, list, withdraw, receipt, and tokens for one subject.

Consent is recorded with a subject token, which speaks for one person, or with a key of
role ``consent``. It is one record for one purpose and one recipient, never a bundle.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from gateway.admin.auth import TOKEN_LIFETIME, mint_subject_token
from gateway.admin.keyring import Caller
from gateway.admin.roles import OFFICERS
from gateway.consent.bundles import check_single
from gateway.consent.calls import Body, answering, parsed, read_body, read_tree, reply
from gateway.consent.desk import ConsentDesk, as_text, reason_of
from gateway.consent.hearing import receipt_facts
from gateway.consent.indication import Answer, Indication, Method, parse_time
from gateway.consent.notice_routes import notice_router
from gateway.consent.person_routes import person_router
from gateway.consent.receipts import issue
from gateway.consent.records import Author, Signer
from gateway.consent.signals import read_signals
from gateway.consent.withdrawal_routes import withdrawal_router
from gateway.errors import InvalidRequest
from gateway.proxy.subject import subject_reference

Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+\z")]
Subject = Annotated[str, Field(min_length=1, max_length=256)]
_Time = Annotated[str, Field(max_length=64)]
_RECORD_ID = re.compile(r"[A-Za-z0-9-]{1,64}\Z")
_LONGEST = int(TOKEN_LIFETIME.total_seconds())


class ConsentBody(Body):
    """A person's answer to one question: this purpose, this recipient, yes, no or later."""

    subject: Subject | None = Field(default=None, repr=False)
    purpose: Name
    recipient: Name
    decision: Literal["given", "refused", "deferred"]
    notice_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}\z")] | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}\z")] | None = None
    shown_at: _Time | None = None
    event_time: _Time | None = None
    signals_shown: Annotated[list[Literal["gpc", "dnt"]], Field(max_length=2)] = Field(
        default_factory=list
    )
    signer: Literal["subject", "guardian"] = "subject"
    guardian: Subject | None = Field(default=None, repr=False)
    method: Literal["dialog", "form", "paper", "phone", "email", "in_person"] = "dialog"


class TokenBody(Body):
    """Whom a subject token is for, and for how long."""

    subject: Subject = Field(repr=False)
    seconds: Annotated[int, Field(ge=1, le=_LONGEST)] = _LONGEST


def consent_router(desk: ConsentDesk) -> APIRouter:
    """All endpoints about consents, people, notices and withdrawal."""
    calls = _Calls(desk)
    router = APIRouter()
    for method, path, handle in (
        ("POST", "/privacy/consents", calls.record),
        ("GET", "/privacy/consents", calls.listed),
        ("POST", "/privacy/consents/{record_id}/withdraw", calls.withdraw),
        ("GET", "/privacy/consents/{record_id}/receipt", calls.receipt),
        ("POST", "/privacy/subject-tokens", calls.token),
    ):
        router.add_api_route(path, answering(handle), methods=[method], response_model=None)
    for other in (notice_router(desk), person_router(desk), withdrawal_router(desk)):
        router.include_router(other)
    return router


class _Calls:
    def __init__(self, desk: ConsentDesk) -> None:
        self._desk = desk

    async def record(self, request: Request) -> Response:
        """Records an answer."""
        desk = self._desk
        caller = await desk.caller(request)
        tree = await read_tree(request)
        check_single(tree)
        body = parsed(tree, ConsentBody)
        subject = desk.subject(request, caller, subject=body.subject)
        own = caller.subject is not None
        held = await desk.hear(
            caller,
            subject,
            indication=self._indication(caller, body),
            **({"signals": read_signals(request.scope["headers"])} if own else {}),
        )
        return reply(held, 201)

    def _indication(self, caller: Caller, body: ConsentBody) -> Indication:
        guardian = body.guardian
        if guardian is not None:
            guardian = subject_reference(self._desk.keys[caller.tenant], guardian)
        return Indication(
            purpose=body.purpose,
            recipient=body.recipient,
            answer=Answer(body.decision),
            notice=body.notice_sha256,
            language=body.language,
            shown_at=_time(body.shown_at),
            event_time=_time(body.event_time),
            signals_shown=frozenset(body.signals_shown),
            signer=Signer(body.signer),
            guardian=guardian,
            method=Method(body.method),
        )

    async def listed(self, request: Request) -> Response:
        """What holds now for one subject; the code is the person's, and not for administrators."""
        desk = self._desk
        caller = await desk.caller(request)
        await desk.check_read(caller, "consents")
        reason = reason_of(request, caller)
        subject = desk.subject(request, caller)
        records = await desk.store.consents(caller.tenant, subject)
        person = await desk.store.person(caller.tenant, subject)
        await desk.note_read(caller, "consents", reason=reason, subject=subject, items=len(records))
        has_code = bool(records) and caller.role not in OFFICERS
        return reply(
            {
                "consents": [desk.shown(each, person=person) for each in records],
                "withdrawal_code": desk.code(caller.tenant, subject) if has_code else None,
            }
        )

    async def withdraw(self, request: Request) -> Response:
        """Withdraws one consent; again and again if need be."""
        desk = self._desk
        caller = await desk.caller(request)
        ended = await desk.store.withdraw_consent(
            caller.tenant,
            _record_id(request),
            subject=desk.named(request, caller),
            at=desk.now(),
            by=Author(recorded_by=caller.role.value),
        )
        if ended is None:
            raise _no_record()
        desk.said(caller.tenant, ended.state.value)
        desk.changed()
        return reply(desk.shown(ended))

    async def receipt(self, request: Request) -> Response:
        """The signed receipt of one record, as it is to be handed out."""
        desk = self._desk
        caller = await desk.caller(request)
        await desk.check_read(caller, "consents")
        reason = reason_of(request, caller)
        record_id, subject = _record_id(request), desk.named(request, caller)
        facts = await receipt_facts(desk.store, desk.tenants[caller.tenant], record_id=record_id)
        if facts is None or subject not in (None, facts.events[-1].subject):
            raise _no_record()
        await desk.note_read(caller, "receipt", reason=reason, subject=facts.events[-1].subject)
        document = issue(desk.keys[caller.tenant].receipt, facts)
        return Response(document, media_type="application/json")

    async def token(self, request: Request) -> Response:
        """A token for one subject."""
        desk = self._desk
        caller = await desk.caller(request)
        body = await read_body(request, TokenBody)
        now = desk.now()
        expires = now + timedelta(seconds=body.seconds)
        minted = mint_subject_token(
            desk.keys[caller.tenant].token,
            caller.tenant,
            subject=desk.subject(request, caller, subject=body.subject),
            expires=expires,
            now=now,
        )
        return reply({"token": minted, "expires": as_text(expires)}, 201)


def _time(text: str | None) -> datetime | None:
    return parse_time(text) if text is not None else None


def _record_id(request: Request) -> str:
    record_id: str = request.path_params["record_id"]
    if _RECORD_ID.match(record_id) is None:
        raise _no_record()
    return record_id


def _no_record() -> InvalidRequest:
    return InvalidRequest("There is no such consent.", code="not_found", status=404)
