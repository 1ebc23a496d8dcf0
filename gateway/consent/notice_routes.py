"""What people are shown: notices, the statement on GPC, the key that signs receipts."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from gateway.consent.calls import answering, reply
from gateway.consent.desk import ConsentDesk, as_text
from gateway.consent.evaluate import age_question
from gateway.consent.languages import language_of, preferred
from gateway.consent.offer import KEPT_HERE, OPERATOR, Offer, offered, purpose_of
from gateway.consent.persons import Person
from gateway.consent.receipts import key_document
from gateway.consent.signals import read_signals
from gateway.consent.standing import signals_to_show
from gateway.errors import InvalidRequest, Refused
from gateway.notice import ShownNotice
from gateway.policy import Purpose, Tenant
from gateway.proxy.decide import choose_route
from gateway.proxy.headers import read_headers

# When what the statement says last changed.
# Source: Global Privacy Control (W3C), section 3.4.
GPC = {"gpc": True, "lastUpdate": "2026-11-22"}
_WIRE = "openai"


def notice_router(desk: ConsentDesk) -> APIRouter:
    """``/privacy/notices``, ``/privacy/receipt-key`` and ``/.well-known/gpc.json``."""
    calls = _Calls(desk)
    router = APIRouter()
    for path, handle in (
        ("/privacy/notices/{key}", calls.notice),
        ("/privacy/receipt-key", calls.receipt_key),
        ("/.well-known/gpc.json", calls.gpc),
    ):
        router.add_api_route(path, answering(handle), methods=["GET"], response_model=None)
    return router


class _Calls:
    def __init__(self, desk: ConsentDesk) -> None:
        self._desk = desk

    async def notice(self, request: Request) -> Response:
        """What a person is shown before they opt in."""
        desk = self._desk
        caller = await desk.caller(request)
        subject = desk.named(request, caller)
        tenant = desk.tenants[caller.tenant]
        offer = _offer(tenant, request)
        shown = _notice(request, offer, desk=desk)
        person: Person | None = None
        if subject is not None:
            person = await desk.store.person(tenant.key, subject)
        signals = read_signals(request.scope["headers"])
        to_show = signals_to_show(offer, person, signals=signals, now=desk.now())
        return reply(
            {
                **shown.described(),
                "sha256": shown.sha256,
                "valid_from": as_text(shown.valid_from),
                "shown_at": as_text(desk.now()),
                "signals": {"gpc": signals.gpc, "dnt": signals.dnt},
                "signals_to_show": sorted(to_show),
                "needs_consent": offer.route.needs_opt_in,
                "age": age_question(tenant.policy, shown.language),
            }
        )

    async def receipt_key(self, request: Request) -> Response:
        """The key that receipts are checked with: the caller's tenant's, or the one named.

        It is public; a person who holds a receipt needs no key to ask.
        """
        desk = self._desk
        desk.name_contact(request)
        wanted = request.query_params.get("tenant")
        if read_headers(request.scope["headers"]).authorization is not None:
            wanted = (await desk.caller(request)).tenant
        elif wanted is None and len(desk.keys) == 1:
            wanted = next(iter(desk.keys))
        keys = desk.keys.get(wanted or "")
        if keys is None:
            raise InvalidRequest("Which tenant's: ?tenant=...", code="not_found", status=404)
        return reply(key_document(keys.receipt))

    async def gpc(self, _request: Request) -> Response:
        """The statement that Global Privacy Control is honoured."""
        response = reply(GPC)
        response.headers["cache-control"] = "public, max-age=86400"
        return response


def _offer(tenant: Tenant, request: Request) -> Offer:
    query = request.query_params
    purpose = purpose_of(tenant, request.path_params["key"], wanted=query.get("purpose"))
    if purpose is None:
        raise _not_found()
    recipient = query.get("recipient")
    try:
        if recipient is None and purpose.key in KEPT_HERE:
            recipient = OPERATOR
        if recipient is None:
            recipient = _recipient(
                tenant, purpose, wire=query.get("wire", _WIRE), model=query.get("model")
            )
        return offered(tenant, purpose=purpose.key, recipient=recipient)
    except Refused:
        raise _not_found() from None


def _recipient(tenant: Tenant, purpose: Purpose, *, wire: str, model: str | None) -> str:
    """Who would be sent a request for a model; the first who may be where none is named."""
    if model is not None:
        return choose_route(tenant, purpose=purpose.key, wire=wire, model=model).recipient.key
    for each in tenant.recipients:
        if each.active and each.wire == wire:
            return each.key
    raise _not_found()


def _notice(request: Request, offer: Offer, *, desk: ConsentDesk) -> ShownNotice:
    """In the language asked for, else one that the browser accepts, else the policy's."""
    now = desk.now()
    default = offer.notices.in_force(now, offer.tenant.policy.language)
    if default is None:
        raise _not_found()
    languages = default.languages
    wanted = language_of(request.query_params.get("language", ""))
    if wanted not in languages:
        wanted = preferred(request.headers.get("accept-language", ""), languages)
    return offer.notices.in_force(now, wanted) or default if wanted is not None else default


def _not_found() -> InvalidRequest:
    return InvalidRequest("There is no such notice.", code="not_found", status=404)
