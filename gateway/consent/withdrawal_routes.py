"""Withdrawal without an account: by a code, and by the link in a letter.

Neither needs a key. A code or a link ends consents and can do nothing else, and what is
ended stays ended however often it is said.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from gateway.consent.calls import Body, answering, read_body, reply
from gateway.consent.desk import BY_SUBJECT, ConsentDesk, as_text
from gateway.consent.languages import preferred
from gateway.consent.offer import OPERATOR, offered
from gateway.consent.records import PERMITTING, ConsentRecord
from gateway.consent.withdrawal import (
    EXPIRED_LINK,
    LINK_LIFETIME,
    WithdrawalClaims,
    code_digest,
    find_withdrawal_link,
    mint_withdrawal_link,
)
from gateway.consent.withdrawal_page import HEADERS, LANGUAGES, STATUS, Page, Withdrawal, page
from gateway.errors import InvalidRequest, Refused, StorageFailed, Unauthorized
from gateway.notice import ShownNotice
from gateway.policy import Tenant

_Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+\z")]
_PATH = "/privacy/withdraw/{token}"


class CodeBody(Body):
    """The code of an anonymous person."""

    code: Annotated[str, Field(min_length=1, max_length=128, repr=False)]


class LinkBody(Body):
    """What a link is to end."""

    subject: Annotated[str, Field(min_length=1, max_length=256)] | None = Field(
        default=None, repr=False
    )
    purpose: _Name
    recipient: _Name | None = None


class WrongCodes:
    """Counts wrong codes of the last minute.

    Nobody finds a code of 100 bits by trying; the limit only ends the trying. A right
    code always works, so that nobody can keep others from withdrawing.
    """

    MOST, SECONDS = 10, 60.0

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Starts with none; ``monotonic`` gives seconds."""
        self._monotonic = monotonic
        self._at: deque[float] = deque(maxlen=self.MOST)

    def refusal(self) -> Refused:
        """The refusal of one more wrong code."""
        now = self._monotonic()
        wait = self._at[0] + self.SECONDS - now if len(self._at) == self.MOST else 0.0
        if wait > 0:
            return Refused(
                "too_many_requests",
                "There were too many wrong codes; try again later.",
                status=429,
                details={"retry_after": int(wait) + 1},
            )
        self._at.append(now)
        return InvalidRequest("Nobody has this code.", code="not_found", status=404)


def withdrawal_router(desk: ConsentDesk) -> APIRouter:
    """``/privacy/withdrawals``, ``/privacy/withdrawal-links`` and the page of a link."""
    calls = _Calls(desk)
    router = APIRouter()
    for methods, path, handle in (
        (["POST"], "/privacy/withdrawals", calls.by_code),
        (["POST"], "/privacy/withdrawal-links", calls.link),
        (["GET", "HEAD"], _PATH, calls.ask),
        (["POST"], _PATH, calls.by_link),
    ):
        router.add_api_route(path, answering(handle), methods=methods, response_model=None)
    return router


class _Calls:
    def __init__(self, desk: ConsentDesk) -> None:
        self._desk = desk
        self._keys = {tenant: each.withdrawal for tenant, each in desk.keys.items()}
        self._wrong = WrongCodes(desk.monotonic)

    async def by_code(self, request: Request) -> Response:
        """Ends every consent of who holds a code; one look at the store, right or wrong."""
        desk = self._desk
        desk.name_contact(request)
        body = await read_body(request, CodeBody)
        holder = await desk.store.holder(code_digest(body.code))
        if holder is None:
            raise self._wrong.refusal()
        tenant, subject = holder
        ended = await desk.store.withdraw_all(
            tenant, subject, purpose=None, at=desk.now(), by=BY_SUBJECT
        )
        desk.changed()
        return reply({"withdrawn": len(ended)})

    async def link(self, request: Request) -> Response:
        """A link for a letter."""
        desk = self._desk
        caller = await desk.caller(request)
        body = await read_body(request, LinkBody)
        tenant, now = desk.tenants[caller.tenant], desk.now()
        if body.recipient is not None:
            offered(tenant, purpose=body.purpose, recipient=body.recipient)
        elif body.purpose not in tenant.policy.purposes:
            raise Refused(
                "purpose_refused",
                "The policy has no such purpose.",
                status=403,
                details={"purposes": sorted(tenant.policy.purposes)},
            )
        claims = WithdrawalClaims(
            tenant=tenant.key,
            subject=desk.subject(request, caller, subject=body.subject),
            purpose=body.purpose,
            recipient=body.recipient,
            expires=now + LINK_LIFETIME,
        )
        token = mint_withdrawal_link(self._keys[tenant.key], claims, now=now)
        path = _PATH.format(token=token)
        return reply({"token": token, "path": path, "expires": as_text(claims.expires)}, 201)

    async def ask(self, request: Request) -> Response:
        """The page with the button; changes nothing."""
        claims = self._claims(request)
        if isinstance(claims, Page):
            return self._answer(request, claims)
        try:
            given = await self._given(claims)
        except StorageFailed:
            return self._answer(request, Page.FAILED)
        return self._answer(request, Page.ASK if given else Page.USED, claims=claims, given=given)

    async def by_link(self, request: Request) -> Response:
        """Withdraws, with the button or by RFC 8058's one click; the body says nothing."""
        desk = self._desk
        claims = self._claims(request)
        if isinstance(claims, Page):
            return self._answer(request, claims)
        try:
            ended = await desk.end(await self._given(claims))
        except StorageFailed:
            return self._answer(request, Page.FAILED)
        return self._answer(request, Page.DONE, claims=claims, given=ended)

    def _claims(self, request: Request) -> WithdrawalClaims | Page:
        token = request.path_params["token"]
        try:
            claims = find_withdrawal_link(self._keys, token, now=self._desk.now())
        except Unauthorized as error:
            return Page.EXPIRED if error.code == EXPIRED_LINK else Page.INVALID
        return claims if claims.tenant in self._desk.tenants else Page.INVALID

    async def _given(self, claims: WithdrawalClaims) -> Sequence[ConsentRecord]:
        return [
            each
            for each in await self._desk.store.consents(claims.tenant, claims.subject)
            if each.purpose == claims.purpose
            and claims.recipient in (None, each.recipient)
            and each.state in PERMITTING
        ]

    def _answer(
        self,
        request: Request,
        which: Page,
        *,
        claims: WithdrawalClaims | None = None,
        given: Sequence[ConsentRecord] = (),
    ) -> Response:
        accepted = request.headers.get("accept-language", "")
        language = preferred(accepted, LANGUAGES) or LANGUAGES[0]
        shown = None
        if claims is not None:
            words = _Words(self._desk.tenants[claims.tenant], language, now=self._desk.now())
            shown = words.of(claims, given)
        text = page(which, language=language, withdrawal=shown)
        return Response(text, status_code=STATUS[which], headers=dict(HEADERS))


class _Words:
    """What a link ends, in words of the notices; by keys where that is no longer offered."""

    def __init__(self, tenant: Tenant, language: str, *, now: datetime) -> None:
        self._tenant, self._language, self._now = tenant, language, now

    def of(self, claims: WithdrawalClaims, given: Sequence[ConsentRecord]) -> Withdrawal:
        """A link without a recipient ends those that were given, and names them all."""
        every = claims.recipient is None
        named = sorted({each.recipient for each in given}) if every else [claims.recipient or ""]
        offered_keys = [OPERATOR, *(each.key for each in self._tenant.recipients)]
        purpose, language = self._title(claims.purpose, named or offered_keys)
        return Withdrawal(
            purpose=purpose,
            language=language,
            recipients=tuple(dict.fromkeys(self._name(claims.purpose, key) for key in named)),
            every=every,
        )

    def _name(self, purpose: str, recipient: str) -> str:
        notice = self._notice(purpose, recipient)
        return notice.facts.recipient_name if notice is not None else recipient

    def _title(self, purpose: str, recipients: Iterable[str]) -> tuple[str, str]:
        """The title that all notices have in the page's language, else the policy's own."""
        notices = [self._notice(purpose, each) for each in recipients]
        titles = {
            each.parts["title"]
            for each in notices
            if each is not None and each.language == self._language
        }
        if len(titles) == 1:
            return titles.pop(), self._language
        policy = self._tenant.policy
        known = policy.purposes.get(purpose)
        return (known.title if known is not None else purpose), policy.language

    def _notice(self, purpose: str, recipient: str) -> ShownNotice | None:
        try:
            offer = offered(self._tenant, purpose=purpose, recipient=recipient)
        except Refused:
            return None
        return offer.notices.in_force(self._now, self._language)
