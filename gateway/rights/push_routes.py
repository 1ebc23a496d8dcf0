"""``POST /privacy/requests/{id}/push``: the package goes to an address that its person names.

Only the person can ask for it, with a token of their own, once the request is fulfilled,
and says ``"confirm": true`` beside the address. The address is used for this one call and
not kept; the audit log holds the package's hash, that it was attempted before the first
byte leaves, and after that the status with which it was taken, or why not.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.consent.calls import Body, answering, read_body, reply
from gateway.consent.desk import ConsentDesk
from gateway.errors import GatewayError, InvalidRequest, Refused
from gateway.rights.execution import Result
from gateway.rights.kinds import RightKind, Status
from gateway.rights.push import Pusher
from gateway.rights.push_target import LONGEST_URL, read_target
from gateway.storage.result_rows import find_result
from gateway.storage.rights_rows import find_request
from gateway.storage.transaction import Acting, Transaction

# Tries of one request in this process: nobody makes the gateway call out again and again.
MOST_TRIES = 5
_REMEMBERED = 10_000


class PushBody(Body):
    """Where the package goes."""

    url: Annotated[str, Field(min_length=1, max_length=LONGEST_URL)] = Field(repr=False)
    confirm: Literal[True]


def push_router(desk: ConsentDesk, *, store: Acting, pusher: Pusher) -> APIRouter:
    """The endpoint."""
    calls = _Calls(desk, store, pusher=pusher)
    router = APIRouter()
    router.add_api_route(
        "/privacy/requests/{request_id}/push",
        answering(calls.push),
        methods=["POST"],
        response_model=None,
    )
    return router


class _Calls:
    def __init__(self, desk: ConsentDesk, store: Acting, *, pusher: Pusher) -> None:
        self._desk = desk
        self._store = store
        self._pusher = pusher
        self._tries: OrderedDict[str, int] = OrderedDict()

    async def push(self, request: Request) -> Response:
        """Sends the package; the answer says with which status it was taken."""
        desk = self._desk
        caller = await desk.caller(request)
        body = await read_body(request, PushBody)
        target = read_target(body.url)
        tenant, subject = caller.tenant, desk.subject(request, caller)
        request_id: str = request.path_params["request_id"]
        result = await self._store.act(
            lambda transaction: self._result(transaction, request_id, holder=(tenant, subject))
        )
        self._count(request_id)
        sha256 = hashlib.sha256(result.body).hexdigest()

        async def note(outcome: str, **facts: int) -> None:
            entry = AuditEntry(
                act=Act.RESULT_PUSHED,
                tenant=tenant,
                at=desk.now(),
                subject=subject,
                object_id=request_id,
                actor=as_code(caller.actor),
                facts={"sha256": sha256, "bytes": len(result.body), "outcome": outcome, **facts},
            )
            await self._store.act(lambda transaction: transaction.audit.append(entry))

        # A package can be out in full before anybody says that they did not take it.
        await note("attempted")
        try:
            status = await self._pusher.push(target, result.body, media_type=result.media_type)
        except GatewayError as error:
            await note(error.code)
            raise
        await note("taken", status=status)
        return reply({"id": request_id, "sha256": sha256, "status": status})

    def _result(
        self, transaction: Transaction, request_id: str, *, holder: tuple[str, str]
    ) -> Result:
        tenant, subject = holder
        found = find_request(transaction, tenant, request_id=request_id)
        if found is None or found.subject != subject:
            raise InvalidRequest("There is no such request.", code="not_found", status=404)
        if found.kind is not RightKind.PORTABILITY or found.status is not Status.FULFILLED:
            raise Refused(
                "step_not_possible",
                "Only the package of a fulfilled request for portability can be pushed.",
                status=409,
            )
        result = find_result(transaction, found, now=self._desk.now())
        if result is None:
            raise InvalidRequest("The package is gone; ask again.", code="not_found", status=404)
        return result

    def _count(self, request_id: str) -> None:
        tries = self._tries.pop(request_id, 0) + 1
        self._tries[request_id] = tries
        if len(self._tries) > _REMEMBERED:
            self._tries.popitem(last=False)
        if tries > MOST_TRIES:
            raise Refused("too_many_requests", "Fetch the package instead.", status=429)
