"""``/privacy/audit``: the newest checkpoint, and proofs for who keeps checkpoints."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from gateway.audit.entry import as_code, read_body
from gateway.audit.merkle import leaf_hash
from gateway.audit.service import AuditLog
from gateway.consent.calls import answering, reply
from gateway.consent.desk import ConsentDesk
from gateway.errors import InvalidRequest

_DIGITS = 15


def audit_router(desk: ConsentDesk, log: AuditLog) -> APIRouter:
    """The endpoints, for officers and auditors."""
    calls = _Calls(desk, log)
    router = APIRouter()
    for path, handle in (
        ("/privacy/audit/checkpoint", calls.checkpoint),
        ("/privacy/audit/entries/{seq}/proof", calls.proof),
        ("/privacy/audit/consistency", calls.consistency),
    ):
        router.add_api_route(path, answering(handle), methods=["GET"], response_model=None)
    return router


class _Calls:
    def __init__(self, desk: ConsentDesk, log: AuditLog) -> None:
        self._desk = desk
        self._log = log

    async def checkpoint(self, request: Request) -> Response:
        """The newest checkpoint and the key that it verifies with."""
        await self._desk.caller(request)
        note = await self._log.newest()
        if note is None:
            raise _nothing()
        key = await self._log.public_key()
        return reply({"checkpoint": note.decode(), "key": key.text()})

    async def proof(self, request: Request) -> Response:
        """An entry of the caller's tenant, or of the gateway itself, and its proof."""
        caller = await self._desk.caller(request)
        proved = await self._log.prove(_number(request.path_params["seq"]))
        if proved is None or read_body(proved.body)["tenant"] not in ("", as_code(caller.tenant)):
            raise _nothing()
        return reply(
            {
                "seq": proved.seq,
                "entry": proved.body.decode(),
                "leaf": leaf_hash(proved.body).hex(),
                "proof": [each.hex() for each in proved.proof],
                "checkpoint": proved.checkpoint.decode(),
            }
        )

    async def consistency(self, request: Request) -> Response:
        """The proof that the log at one size begins with the log at a smaller one."""
        await self._desk.caller(request)
        query = request.query_params
        first, second = _number(query.get("from", "")), _number(query.get("to", ""))
        proof = await self._log.consistency(first, second)
        return reply({"from": first, "to": second, "proof": [each.hex() for each in proof]})


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise InvalidRequest("A number of entries is missing or not one.")
    return int(text)


def _nothing() -> InvalidRequest:
    return InvalidRequest("The audit log has no such entry.", code="not_found", status=404)
