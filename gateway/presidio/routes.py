"""Presidio's REST API: /analyze, /anonymize and what stands beside them.

A tool that calls a Presidio service can call this gateway instead. Answers have
Presidio's form, errors too: ``{"error": message}``, with our code beside it.

Source: presidio-analyzer and presidio-anonymizer 2.2.366, their app.py, read 2026-11.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from detectors.errors import BudgetExhausted, DetectionError
from gateway.admin.keyring import Keyring
from gateway.consent.desk import called_by
from gateway.errors import GatewayError, Refused
from gateway.policy import Tenant
from gateway.presidio.access import PresidioAccess, tenant_of
from gateway.presidio.analysis import Analysis
from gateway.presidio.anonymize import Item, anonymized, deanonymized
from gateway.presidio.bodies import AnalyzeBody, AnonymizeBody, DeanonymizeBody, read_body
from gateway.presidio.operators import ANONYMIZERS, DEANONYMIZERS, Entropy

# Bodies of these are as long as a conversation; see gateway.app.
LONG_PATHS = frozenset({"/analyze", "/anonymize", "/deanonymize"})
# A text above this is examined in a worker thread; see gateway.proxy.shell.
_LONG = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PresidioDesk:
    """What the endpoints need.

    Attributes:
        analysis: finds.
        detectors: names of what finds.
        keyring: knows who calls.
        access: who needs no key.
        tenants: by key.
        entropy: gives random bytes.
        json_depth: deepest nesting of a body.
    """

    analysis: Analysis
    detectors: Sequence[str]
    keyring: Keyring
    access: PresidioAccess
    tenants: Mapping[str, Tenant]
    entropy: Entropy
    json_depth: int

    async def tenant(self, request: Request) -> Tenant:
        """The caller's tenant.

        Raises:
            Unauthorized: the caller has no key that permits this.
        """
        host = request.client.host if request.client else None
        key = await tenant_of(
            self.access,
            self.keyring,
            host=host,
            headers=request.headers,
            roles=called_by(request),
        )
        return self.tenants[key]

    async def analyze(self, request: Request) -> Any:
        """The results of the texts of a request."""
        return await self._worked(request, self._analyze)

    async def anonymize(self, request: Request) -> Any:
        """The text of a request with its results replaced."""
        return await self._worked(request, self._anonymize)

    async def deanonymize(self, request: Request) -> Any:
        """The text of a request with its items reversed."""
        return await self._worked(request, self._deanonymize)

    async def _worked(self, request: Request, work: Callable[[bytes, Tenant], Any]) -> Any:
        tenant = await self.tenant(request)
        data = await request.body()
        if len(data) > _LONG or self.analysis.is_slow:
            return await asyncio.to_thread(work, data, tenant)
        return work(data, tenant)

    def _analyze(self, data: bytes, tenant: Tenant) -> Any:
        body = read_body(data, AnalyzeBody, max_depth=self.json_depth)
        return self.analysis.answer(
            body,
            tenant.key,
            language=tenant.policy.language,
            acts_on=tenant.policy.acts_on,
        )

    def _anonymize(self, data: bytes, _tenant: Tenant) -> Any:
        body = read_body(data, AnonymizeBody, max_depth=self.json_depth)
        text, items = anonymized(
            body.text,
            [each.result() for each in body.analyzer_results],
            operators=body.anonymizers or {},
            entropy=self.entropy,
        )
        return _rewritten(text, items)

    def _deanonymize(self, data: bytes, _tenant: Tenant) -> Any:
        body = read_body(data, DeanonymizeBody, max_depth=self.json_depth)
        text, items = deanonymized(
            body.text,
            [each.result() for each in body.anonymizer_results],
            operators=body.deanonymizers,
            entropy=self.entropy,
        )
        return _rewritten(text, items)

    async def named(self, request: Request, names: Sequence[str]) -> Any:
        """A list of names, for callers with a key."""
        await self.tenant(request)
        return list(names)


def _rewritten(text: str, items: Sequence[Item]) -> dict[str, Any]:
    return {"text": text, "items": [item.shown() for item in items]}


def _json(content: Any, status: int = 200) -> Response:
    """JSON in ASCII: a text may hold half a UTF-16 pair."""
    headers = {"x-should-retry": "false"} if status >= 400 else {}
    return Response(
        json.dumps(content), status_code=status, media_type="application/json", headers=headers
    )


async def _answered(work: Awaitable[Any]) -> Response:
    """The answer, or the refusal in Presidio's form."""
    try:
        return _json(await work)
    except GatewayError as error:
        refusal: GatewayError = error
    except DetectionError as error:
        if isinstance(error, BudgetExhausted):
            refusal = Refused(
                "budget_exhausted", "A text could not be examined in its CPU budget.", status=422
            )
        else:
            refusal = Refused("detection_failed", "A detector failed.", status=500)
    return _json({"error": refusal.message, "code": refusal.code}, refusal.status)


def presidio_router(desk: PresidioDesk) -> APIRouter:
    """The endpoints; no model of FastAPI's reads a body, so none quotes it."""
    router = APIRouter()
    posts: dict[str, Callable[[Request], Awaitable[Any]]] = {
        "/analyze": desk.analyze,
        "/anonymize": desk.anonymize,
        "/deanonymize": desk.deanonymize,
    }
    lists: dict[str, Sequence[str]] = {
        "/supportedentities": desk.analysis.entity_types,
        "/recognizers": desk.detectors,
        "/anonymizers": ANONYMIZERS,
        "/deanonymizers": DEANONYMIZERS,
    }

    def post(work: Callable[[Request], Awaitable[Any]]) -> Callable[..., Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return await _answered(work(request))

        return endpoint

    def listing(names: Sequence[str]) -> Callable[..., Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return await _answered(desk.named(request, names))

        return endpoint

    for path, work in posts.items():
        router.add_api_route(path, post(work), methods=["POST"])
    for path, names in lists.items():
        router.add_api_route(path, listing(names), methods=["GET"])

    @router.get("/health")
    async def health() -> Response:
        return PlainTextResponse("Presidio Analyzer service is up")

    return router
