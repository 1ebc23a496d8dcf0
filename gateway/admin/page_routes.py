"""``/admin``: what an operator sees of its gateway, and the playground.

A page is shown to whoever signed in with a role that the role table has for it. Every one
of them reads in one short transaction, on a connection that no writer waits for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import Response

from gateway.admin import dashboard
from gateway.admin.dashboard import Board, read_board
from gateway.admin.keyring import Caller
from gateway.admin.pages import ASSETS, asset, page, prepare
from gateway.admin.playground import Bench, Seen, try_text
from gateway.admin.roles import permitted
from gateway.consent.desk import ConsentDesk
from gateway.errors import GatewayError, InvalidRequest
from gateway.model import Destination
from gateway.policy import Mode, Tenant
from gateway.policy_retention import DEFAULT_RECORDS
from gateway.sign_in.ports import FORM_FIELD, Sessions
from gateway.sign_in.routes import answered
from gateway.storage.reading import Reading

# Seconds after which a page that shows counts is read again.
REFRESH = 10
_MOST_FIELDS = 8
PAGES: Mapping[str, tuple[str, str]] = {
    "/admin": ("overview", "Overview"),
    "/admin/requests": ("requests", "Requests"),
    "/admin/retention": ("retention", "Retention"),
    "/admin/recipients": ("recipients", "Recipients"),
    "/admin/grants": ("grants", "Grants"),
    "/admin/audit": ("audit", "Audit log"),
    "/admin/policy": ("policy", "Policy"),
}
PLAYGROUND = "/admin/playground"
_TITLES = {
    Destination.UPSTREAM.value: "The recipient",
    Destination.STORE.value: "The store",
    Destination.USER.value: "The user, if a model wrote it",
    Destination.LOG.value: "The log",
}
# Pages that live of what is counted.
_LIVE = frozenset({"/admin", "/admin/requests", "/admin/grants", "/admin/audit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDesk:
    """What the pages need.

    Attributes:
        sessions: knows who looks.
        reading: of the store.
        bench: of the playground; made for each text, as its key is for one text only.
    """

    sessions: Sessions
    reading: Reading
    bench: Callable[[], Bench] = field(repr=False)


def page_router(desk: ConsentDesk, pages: PageDesk) -> APIRouter:
    """All pages, and their style and script, which are the same for everybody.

    Args:
        desk: knows the tenants and the time.
        pages: see PageDesk.
    """
    prepare()
    calls = _Calls(desk, pages)
    router = APIRouter()
    for path, (name, _) in PAGES.items():
        handle = answered(partial(calls.board, path=path, name=name))
        router.add_api_route(path, handle, methods=["GET"], response_model=None)
    for method, tried in (("GET", calls.playground), ("POST", calls.examine)):
        router.add_api_route(PLAYGROUND, answered(tried), methods=[method], response_model=None)
    for path in ASSETS:
        router.add_api_route(path, _asset, methods=["GET"], response_model=None)
    return router


async def _asset(request: Request) -> Response:
    return asset(request.url.path, match=request.headers.get("if-none-match", ""))


class _Calls:
    def __init__(self, desk: ConsentDesk, pages: PageDesk) -> None:
        self._desk = desk
        self._pages = pages

    async def board(self, request: Request, *, path: str, name: str) -> Response:
        """One of PAGES."""
        caller = await self._caller(request)
        if isinstance(caller, Response):
            return caller
        tenant = self._desk.tenants[caller.tenant]
        most = dashboard.SHORT if path == "/admin" else dashboard.LONG
        board = await self._pages.reading.read(
            partial(read_board, tenant=tenant, now=self._desk.now(), most=most),
            tenants=[tenant.key],
        )
        facts = {**self._frame(request, caller), "board": board, **_facts(board)}
        facts["refresh"] = REFRESH if path in _LIVE else 0
        return await asyncio.to_thread(page, name, facts)

    async def playground(self, request: Request) -> Response:
        """The empty form."""
        caller = await self._caller(request)
        if isinstance(caller, Response):
            return caller
        return self._tried(request, caller)

    async def examine(self, request: Request) -> Response:
        """What each destination would see of the text in the form."""
        caller = await self._caller(request)
        if isinstance(caller, Response):
            return caller
        form = await _form(request)
        self._pages.sessions.check_form(request, form.get(FORM_FIELD, ""))
        text = form.get("text", "").replace("\r\n", "\n")
        policy = self._desk.tenants[caller.tenant].policy
        try:
            seen = await asyncio.to_thread(try_text, text, policy, bench=self._pages.bench())
        except GatewayError as error:
            return self._tried(request, caller, text=text, problem=error)
        return self._tried(request, caller, text=text, seen=seen)

    async def _caller(self, request: Request) -> Caller | Response:
        # The table names the roles of every page; nobody sees one that it does not name.
        roles = permitted(request.method, request.scope["route"].path)
        return await self._pages.sessions.caller(request, *sorted(roles))

    def _tried(
        self,
        request: Request,
        caller: Caller,
        *,
        text: str = "",
        seen: Seen | None = None,
        problem: GatewayError | None = None,
    ) -> Response:
        facts = {
            **self._frame(request, caller),
            "text": text,
            "seen": seen,
            "problem": problem.message if problem is not None else "",
            "titles": _TITLES,
            "form_field": FORM_FIELD,
            "form_token": self._pages.sessions.form_token(request),
        }
        return page("playground", facts, status=200 if problem is None else problem.status)

    def _frame(self, request: Request, caller: Caller) -> dict[str, Any]:
        tenant: Tenant = self._desk.tenants[caller.tenant]
        links = {**{path: title for path, (_, title) in PAGES.items()}, PLAYGROUND: "Playground"}
        visible = [path for path in links if caller.role in permitted("GET", path)]
        return {
            "tenant": tenant.key,
            "role": caller.role.value,
            "actor": caller.actor,
            "policy": tenant.policy.reference,
            "unsafe": tenant.policy.mode is Mode.UNSAFE_OBSERVE,
            "here": request.scope["route"].path,
            "pages": [(path, links[path]) for path in visible],
            "open": visible,
            "refresh": 0,
        }


def _facts(board: Board) -> dict[str, Any]:
    policy, check = board.policy, board.check
    return {
        "records": [(kind, policy.record_class(kind)) for kind in sorted(DEFAULT_RECORDS)],
        "checked": {
            str(row["commitment"]): str(row["state"])
            for row in (check.document["rows"] if check is not None else ())
        },
    }


async def _form(request: Request) -> Mapping[str, str]:
    """The fields of a form.

    Raises:
        InvalidRequest: it is no form, or a field stands twice.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise InvalidRequest("A form is needed.", code="unsupported_media_type", status=415)
    try:
        pairs = parse_qsl(
            (await request.body()).decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        raise InvalidRequest("The form cannot be read.", status=422) from None
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise InvalidRequest("A field stands twice.", status=422)
    return fields
