"""``/privacy/requests``: people ask, back ends ask for them, officers decide."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from gateway.admin.keyring import Caller
from gateway.admin.reasons import ReadReason
from gateway.admin.roles import OFFICERS, OVERSEERS
from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.consent.calls import Body, answering, read_body, reply
from gateway.consent.desk import ConsentDesk, reason_of
from gateway.consent.languages import preferred
from gateway.errors import InvalidRequest, Unauthorized
from gateway.model import Role
from gateway.retention.restricted import keeps_from
from gateway.rights.answers import LANGUAGES, as_text, shown
from gateway.rights.desk import RightsDesk
from gateway.rights.kinds import Method, Outcome, Reason, RightKind, Step
from gateway.rights.machine import Doing
from gateway.rights.requests import RightsRequest
from gateway.rights.service import Filing
from gateway.storage import proof_rows, result_rows, rights_rows
from gateway.storage.transaction import Transaction

_PATH = "/privacy/requests/{request_id}"
# After so long a call answers, and the work goes on by itself.
ANSWER_SECONDS = 5.0
_PAGE = 100
_Text = Annotated[str, Field(min_length=1, max_length=256)]


class FileBody(Body):
    """A new request."""

    kind: Literal[
        "access",
        "portability",
        "rectification",
        "erasure",
        "restriction",
        "objection",
        "withdrawal",
        "human_review",
        "directive",
    ]
    details: dict[str, Any] = Field(default_factory=dict, repr=False)
    subject: _Text | None = Field(default=None, repr=False)
    authenticated: bool = False
    jurisdiction: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?\z")] | None = None


class VerifyBody(Body):
    """A proof of identity, or an officer's word for one."""

    method: Literal["token", "code", "document", "officer"]
    code: Annotated[str, Field(min_length=1, max_length=32)] | None = Field(
        default=None, repr=False
    )
    proof: Annotated[str, Field(min_length=1, max_length=60_000)] | None = Field(
        default=None, repr=False
    )


class ApproveBody(Body):
    """An officer's yes."""

    preview: Annotated[str, Field(pattern=r"^[0-9a-f]{64}\z")] | None = None
    outcome: Literal["upheld", "changed"] | None = None


class ReasonBody(Body):
    """A reason of the step's list."""

    reason: str


class PerformBody(Body):
    """What was missing."""

    details: dict[str, Any] = Field(default_factory=dict, repr=False)


def rights_router(desk: ConsentDesk, rights: RightsDesk) -> APIRouter:
    """All paths under ``/privacy/requests``."""
    calls = _Calls(desk, rights)
    router = APIRouter()
    for method, path, handle in (
        ("POST", "/privacy/requests", calls.file),
        ("GET", "/privacy/requests", calls.listed),
        ("GET", _PATH, calls.one),
        ("GET", f"{_PATH}/preview", calls.preview),
        ("GET", f"{_PATH}/result", calls.result),
        ("GET", f"{_PATH}/proof", calls.proof),
        ("POST", f"{_PATH}/verify", calls.verify),
        ("POST", f"{_PATH}/approve", calls.approve),
        ("POST", f"{_PATH}/acknowledge", calls.acknowledge),
        ("POST", f"{_PATH}/require", calls.require),
        ("POST", f"{_PATH}/perform", calls.perform),
        ("POST", f"{_PATH}/extend", calls.extend),
        ("POST", f"{_PATH}/reject", calls.reject),
        ("POST", f"{_PATH}/revoke", calls.revoke),
    ):
        router.add_api_route(path, answering(handle), methods=[method], response_model=None)
    return router


class _Calls:
    def __init__(self, desk: ConsentDesk, rights: RightsDesk) -> None:
        self._desk = desk
        self._rights = rights

    async def file(self, request: Request) -> Response:
        """Files; what needs nobody is done when the answer comes."""
        caller = await self._desk.caller(request)
        body = await read_body(request, FileBody)
        by_token = caller.role is Role.SUBJECT
        if body.authenticated and caller.role is not Role.CONSENT:
            raise _role("Only a key of role consent says that it knows the person.")
        if body.jurisdiction is not None and by_token:
            raise _role("Only a key names the country.")
        filed = await self._rights.service.file_or_find(
            Filing(
                tenant=caller.tenant,
                subject=self._desk.subject(request, caller, subject=body.subject),
                kind=RightKind(body.kind),
                details=body.details,
                filer=caller.actor,
                proven_by=Method.TOKEN if by_token or body.authenticated else None,
                jurisdiction=body.jurisdiction,
            )
        )
        status = 201 if filed.is_new else 200
        return await self._done(request, caller, after=filed.request, status=status)

    async def listed(self, request: Request) -> Response:
        """Own ones by token, a person's by a back end's key, all by an officer's."""
        caller = await self._desk.caller(request)
        query, service, now = request.query_params, self._rights.service, self._desk.now()
        restricted = keeps_from(self._policy(caller), "requests", role=caller.role)
        subject = self._desk.named(request, caller)
        if subject is None and caller.role is Role.CONSENT:
            raise InvalidRequest("The subject is missing.")
        kind = query.get("kind")
        if kind is not None and kind not in set(RightKind):
            raise _wrong("kind")
        wanted = rights_rows.Wanted(
            subject=subject,
            kind=RightKind(kind) if kind is not None else None,
            open_only=_flag(query.get("open"), "open") or restricted,
            overdue_at=now if _flag(query.get("overdue"), "overdue") else None,
            after=query.get("after"),
            most=_PAGE,
        )
        found = await service.store.act(
            lambda each: rights_rows.find_requests(each, caller.tenant, wanted=wanted)
        )
        language, policy = self._language(request, caller), self._policy(caller)
        told = []
        for each in found:
            terms = service.steps.terms(each)
            one = shown(each, policy=policy, terms=terms, now=now, language=language)
            told.append(one | ({"subject": each.subject} if caller.role in OVERSEERS else {}))
        after = found[-1].request_id if len(found) == _PAGE else None
        more = {"restricted": True} if restricted else {}
        contact = policy.operator.contact
        return reply({"requests": told, "after": after, "contact": contact} | more)

    async def one(self, request: Request) -> Response:
        """One request."""
        caller, found = await self._found(request)
        return await self._answer(request, caller, after=found)

    async def preview(self, request: Request) -> Response:
        """What carrying it out would do now, with counts and grounds."""
        caller, found = await self._found(request)
        preview = await self._rights.service.preview(found)
        contact = self._policy(caller).operator.contact
        return reply({"id": found.request_id, **preview.as_json(), "contact": contact})

    async def result(self, request: Request) -> Response:
        """What the person gets: by their own token, through their back end, or by letter."""
        caller, found = await self._found(request)
        reason, now = reason_of(request, caller), self._desk.now()

        def fetch(transaction: Transaction) -> Any:
            result = result_rows.find_result(transaction, found, now=now)
            if result is not None:
                entry = _entry(Act.RESULT_FETCHED, found, caller=caller, now=now, reason=reason)
                transaction.audit.append(entry)
            return result

        result = await self._rights.service.store.act(fetch)
        if result is None:
            raise InvalidRequest("There is no result (any more).", code="not_found", status=404)
        return Response(
            result.body,
            media_type=result.media_type,
            headers={
                "content-disposition": f'attachment; filename="{result.filename}"',
                "x-content-type-options": "nosniff",
                "expires": as_text(result.expires_at) or "",
            },
        )

    async def proof(self, request: Request) -> Response:
        """The document that waits for an officer's decision; reading it is logged."""
        caller, found = await self._found(request)
        reason, now = reason_of(request, caller), self._desk.now()

        def fetch(transaction: Transaction) -> bytes | None:
            proof = proof_rows.find_proof(transaction, found)
            if proof is not None:
                entry = _entry(Act.CONTENT_READ, found, caller=caller, now=now, reason=reason)
                transaction.audit.append(entry)
            return proof

        data = await self._rights.service.store.act(fetch)
        if data is None:
            raise InvalidRequest("There is no document.", code="not_found", status=404)
        headers = {"content-disposition": "attachment", "x-content-type-options": "nosniff"}
        return Response(data, media_type="application/octet-stream", headers=headers)

    async def verify(self, request: Request) -> Response:
        """Shows who the person is; see docs/rights.md for who may say what."""
        caller, found = await self._found(request)
        body = await read_body(request, VerifyBody)
        service, method = self._rights.service, Method(body.method)
        if (body.code is not None and method is not Method.CODE) or (
            body.proof is not None and method is not Method.DOCUMENT
        ):
            raise _wrong("method")
        if method is Method.CODE:
            if caller.role in OFFICERS:
                raise _role("A code is asked for and handed in by the person and their back end.")
            if body.code is not None:
                verified = await service.try_code(found, body.code, by=caller.actor)
                return await self._done(request, caller, after=verified)
            if caller.role is not Role.CONSENT:
                raise _role("Only a key of role consent is told the code, to send it.")
            made = await service.make_code(found)
            answer = {"id": found.request_id, "code": made.code, "expires": as_text(made.expires)}
            return reply({**answer, "contact": self._policy(caller).operator.contact}, 201)
        if method is Method.DOCUMENT and caller.role not in OFFICERS:
            if body.proof is None:
                raise _wrong("proof")
            await service.hand_in(found, _decoded(body.proof))
            return await self._answer(request, caller, after=found, status=202)
        if body.proof is not None:
            raise _wrong("proof")
        if (method is Method.TOKEN) is (caller.role in OFFICERS):
            raise _role("This is not the caller's to say.")
        verified = await service.step(found, self._doing(Step.VERIFY, caller, method=method))
        return await self._done(request, caller, after=verified)

    async def approve(self, request: Request) -> Response:
        """Accepts, by somebody other than the filer; the work begins."""
        caller, found = await self._found(request)
        body = await read_body(request, ApproveBody)
        if found.kind is RightKind.HUMAN_REVIEW and body.outcome is None:
            raise _wrong("outcome")
        outcome = Outcome(body.outcome).value if body.outcome is not None else ""
        doing = self._doing(Step.APPROVE, caller, preview=body.preview or "", outcome=outcome)
        after = await self._rights.service.step(found, doing)
        return await self._done(request, caller, after=after)

    async def acknowledge(self, request: Request) -> Response:
        """Says that it came in."""
        caller, found = await self._found(request)
        after = await self._rights.service.step(found, self._doing(Step.ACKNOWLEDGE, caller))
        return await self._done(request, caller, after=after)

    async def require(self, request: Request) -> Response:
        """Asks the person for something."""
        return await self._reasoned(request, Step.REQUIRE)

    async def extend(self, request: Request) -> Response:
        """Takes more time, once."""
        return await self._reasoned(request, Step.EXTEND)

    async def reject(self, request: Request) -> Response:
        """Says no, with a reason."""
        return await self._reasoned(request, Step.REJECT)

    async def perform(self, request: Request) -> Response:
        """Hands in what was missing."""
        caller, found = await self._found(request)
        body = await read_body(request, PerformBody)
        performed = await self._rights.service.perform(found, body.details, by=caller.actor)
        return await self._done(request, caller, after=performed)

    async def revoke(self, request: Request) -> Response:
        """Takes the request back; the person's, not an officer's."""
        caller, found = await self._found(request)
        doing = self._doing(Step.REVOKE, caller)
        revoked = await self._rights.service.step(found, doing)
        return await self._answer(request, caller, after=revoked)

    async def _reasoned(self, request: Request, step: Step) -> Response:
        caller, found = await self._found(request)
        body = await read_body(request, ReasonBody)
        if body.reason not in set(Reason):
            raise InvalidRequest("There is no such reason.", code="reason_refused", status=422)
        doing = self._doing(step, caller, reason=Reason(body.reason))
        after = await self._rights.service.step(found, doing)
        return await self._answer(request, caller, after=after)

    async def _found(self, request: Request) -> tuple[Caller, RightsRequest]:
        """Who calls, and the request if it is theirs to see."""
        caller = await self._desk.caller(request)
        subject = self._desk.named(request, caller)
        found = await self._rights.service.find(
            caller.tenant, request.path_params["request_id"], subject=subject
        )
        await self._rights.check_readable(found, caller)
        return caller, found

    async def _done(
        self, request: Request, caller: Caller, *, after: RightsRequest, status: int = 200
    ) -> Response:
        after = await self._rights.work.begin(after, seconds=ANSWER_SECONDS)
        return await self._answer(request, caller, after=after, status=status)

    async def _answer(
        self, request: Request, caller: Caller, *, after: RightsRequest, status: int = 200
    ) -> Response:
        told = await self._rights.told(
            after,
            language=self._language(request, caller),
            officer=caller.role in OVERSEERS,
        )
        return reply(told, status)

    def _doing(self, step: Step, caller: Caller, **more: Any) -> Doing:
        return Doing(step=step, by=caller.actor, now=self._desk.now(), **more)

    def _policy(self, caller: Caller) -> Any:
        return self._desk.tenants[caller.tenant].policy

    def _language(self, request: Request, caller: Caller) -> str:
        accepted = request.headers.get("accept-language", "")
        own: str = self._policy(caller).language
        return preferred(accepted, LANGUAGES) or own


def _entry(
    act: Act,
    found: RightsRequest,
    *,
    caller: Caller,
    now: Any,
    reason: ReadReason | None,
) -> AuditEntry:
    return AuditEntry(
        act=act,
        tenant=found.tenant,
        at=now,
        subject=found.subject,
        object_id=found.request_id,
        actor=as_code(caller.actor),
        facts={"kind": found.kind.value} | (reason.facts() if reason is not None else {}),
    )


def _role(message: str) -> Unauthorized:
    return Unauthorized(message, code="role_refused", status=403)


def _wrong(field: str) -> InvalidRequest:
    return InvalidRequest(
        "The request is not of its form.", status=422, details={"fields": [field]}
    )


def _flag(value: str | None, name: str) -> bool:
    if value not in (None, "0", "1"):
        raise _wrong(name)
    return value == "1"


def _decoded(proof: str) -> bytes:
    try:
        return base64.b64decode(proof, validate=True)
    except (binascii.Error, ValueError):
        raise _wrong("proof") from None
