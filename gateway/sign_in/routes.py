"""``/admin/sign-in``, ``/admin/sign-out``, ``/admin/step-up`` and ``/admin/enrol/{token}``."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from gateway.admin.pages import HEADERS, page
from gateway.consent.calls import Handler
from gateway.errors import GatewayError, InvalidRequest
from gateway.sign_in.codes import as_svg, enrolment_uri
from gateway.sign_in.office import Attempt, Office
from gateway.sign_in.passwords import LEAST_LENGTH
from gateway.sign_in.ports import FORM_FIELD
from gateway.sign_in.sessions import (
    COOKIE,
    FORM_COOKIE,
    SIGN_IN,
    CookieSessions,
    check_token,
    drop_cookie,
    held,
    set_cookie,
    token_for,
)

AFTER = "/admin"
_ENROL = "/admin/enrol/{token}"
_FORM_TYPE = "application/x-www-form-urlencoded"
_LONGEST_FORM, _FORM_BYTES = 16, 8 * 1024
_COOKIE_BYTES = 32


def sign_in_router(sessions: CookieSessions, *, with_oidc: bool = False) -> APIRouter:
    """The pages; ``with_oidc`` shows a link to the identity provider."""
    pages = _Pages(sessions, with_oidc=with_oidc)
    router = APIRouter()
    for method, path, handle in (
        ("GET", SIGN_IN, pages.ask),
        ("POST", SIGN_IN, pages.sign_in),
        ("GET", "/admin/sign-out", pages.ask_out),
        ("POST", "/admin/sign-out", pages.sign_out),
        ("GET", "/admin/step-up", pages.ask_code),
        ("POST", "/admin/step-up", pages.step_up),
        ("GET", _ENROL, pages.ask_enrolment),
        ("POST", _ENROL, pages.enrol),
    ):
        router.add_api_route(path, answered(handle), methods=[method], response_model=None)
    return router


def answered(handle: Handler) -> Handler:
    """The handler as a route: its refusals are pages."""

    async def answer(request: Request) -> Response:
        try:
            return await handle(request)
        except GatewayError as error:
            said = {"title": "That did not work", "text": error.message}
            response = page("said", said, status=error.status)
            if "retry_after" in error.details:
                response.headers["retry-after"] = str(error.details["retry_after"])
            return response

    return answer


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a form.

    Raises:
        InvalidRequest: it is none, is too long, or has a field twice.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    try:
        if kind != _FORM_TYPE or len(body) > _FORM_BYTES:
            raise _no_form()
        fields = parse_qs(
            body.decode(),
            keep_blank_values=True,
            strict_parsing=bool(body),
            max_num_fields=_LONGEST_FORM,
            errors="strict",
        )
    except ValueError:
        raise _no_form() from None
    if any(len(values) != 1 for values in fields.values()):
        raise _no_form()
    return {name: values[0] for name, values in fields.items()}


class _Pages:
    def __init__(self, sessions: CookieSessions, *, with_oidc: bool) -> None:
        self._sessions = sessions
        self._office: Office = sessions.office
        self._with_oidc = with_oidc

    async def ask(self, request: Request) -> Response:
        """The form; whoever is signed in sees it, too, and may sign in as somebody else."""
        return self._sign_in_page(request, wrong=False)

    async def sign_in(self, request: Request) -> Response:
        """A new session, or the form again with one sentence, whatever was wrong."""
        form = await read_form(request)
        check_token(held(request, FORM_COOKIE), form.get(FORM_FIELD, ""))
        attempt = Attempt(
            tenant=form.get("tenant", "") or self._only_tenant(),
            name=form.get("name", ""),
            password=form.get("password", ""),
            code=form.get("code", ""),
            host=request.client.host if request.client is not None else "",
        )
        now = self._sessions.now()
        try:
            _, token = await self._office.sign_in(attempt, now=now)
        except GatewayError as error:
            if error.code != "sign_in_refused":
                raise
            return self._sign_in_page(request, wrong=True)
        # What the browser held before is of no use to anybody any more.
        before = held(request, COOKIE)
        if before:
            await self._office.sign_out(before, now=now)
        response = _see_other(AFTER)
        set_cookie(response, token)
        drop_cookie(response, FORM_COOKIE)
        return response

    async def ask_out(self, request: Request) -> Response:
        """A page with one button."""
        facts = {"form_field": FORM_FIELD, "form_token": self._sessions.form_token(request)}
        return page("sign_out", facts)

    async def sign_out(self, request: Request) -> Response:
        """Ends the session."""
        form = await read_form(request)
        self._sessions.check_form(request, form.get(FORM_FIELD, ""))
        await self._office.sign_out(held(request, COOKIE), now=self._sessions.now())
        response = _see_other(SIGN_IN)
        drop_cookie(response)
        return response

    async def ask_code(self, request: Request) -> Response:
        """Asks for a code once more."""
        caller = await self._sessions.caller(request)
        if isinstance(caller, Response):
            return caller
        facts = {"form_field": FORM_FIELD, "form_token": self._sessions.form_token(request)}
        return page("step_up", facts)

    async def step_up(self, request: Request) -> Response:
        """The session goes on under a new id; a wrong code ends it."""
        form = await read_form(request)
        self._sessions.check_form(request, form.get(FORM_FIELD, ""))
        try:
            token = await self._office.step_up(
                held(request, COOKIE), code=form.get("code", ""), now=self._sessions.now()
            )
        except GatewayError:
            response = _see_other(SIGN_IN)
            drop_cookie(response)
            return response
        response = _see_other(AFTER)
        set_cookie(response, token)
        return response

    async def ask_enrolment(self, request: Request) -> Response:
        """The form of an invitation, with the QR code of its secret."""
        return await self._enrolment_page(request, wrong="", status=200)

    async def enrol(self, request: Request) -> Response:
        """Sets password and codes, and shows the recovery codes once."""
        token = request.path_params["token"]
        form = await read_form(request)
        check_token(token, form.get(FORM_FIELD, ""))
        if form.get("password", "") != form.get("again", ""):
            return await self._enrolment_page(request, wrong="The passwords differ.", status=422)
        try:
            _, codes = await self._office.enrol(
                token,
                password=form.get("password", ""),
                code=form.get("code", ""),
                now=self._sessions.now(),
            )
        except InvalidRequest as error:
            if error.status != 422:
                raise
            return await self._enrolment_page(request, wrong=error.message, status=422)
        return page("enrolled", {"codes": codes, "sign_in": SIGN_IN})

    def _only_tenant(self) -> str:
        tenants = list(self._office.keys)
        return tenants[0] if len(tenants) == 1 else ""

    def _sign_in_page(self, request: Request, *, wrong: bool) -> Response:
        cookie = held(request, FORM_COOKIE) or self._office.entropy(_COOKIE_BYTES).hex()
        facts: dict[str, Any] = {
            "ask_tenant": len(self._office.keys) > 1,
            "form_field": FORM_FIELD,
            "form_token": token_for(cookie),
            "wrong": wrong,
            "with_oidc": self._with_oidc,
        }
        response = page("sign_in", facts, status=401 if wrong else 200)
        set_cookie(response, cookie, name=FORM_COOKIE)
        return response

    async def _enrolment_page(self, request: Request, *, wrong: str, status: int) -> Response:
        token = request.path_params["token"]
        account, secret = await self._office.invitation(token, now=self._sessions.now())
        svg = as_svg(enrolment_uri(secret, name=account.name))
        facts = {
            "name": account.name,
            "role": account.role.value,
            "form_field": FORM_FIELD,
            "form_token": token_for(token),
            "image": f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}",
            "secret": " ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
            "least": LEAST_LENGTH,
            "wrong": wrong,
        }
        return page("enrol", facts, status=status)


def _see_other(path: str) -> Response:
    return RedirectResponse(path, status_code=303, headers=dict(HEADERS))


def _no_form() -> InvalidRequest:
    return InvalidRequest("The form cannot be read.", code="invalid_request", status=422)
