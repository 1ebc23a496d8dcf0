"""``/privacy/instructions`` and ``/privacy/integrations``: what a tenant says about its data."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from gateway.access.instruction_desk import InstructionDesk
from gateway.access.instructions import (
    Instruction,
    instruction_id,
    no_instruction,
    read_kinds,
)
from gateway.access.integration_desk import IntegrationDesk, Switch
from gateway.consent.calls import Body, answering, read_body, reply
from gateway.consent.desk import ConsentDesk, as_text
from gateway.consent.indication import parse_time
from gateway.errors import InvalidRequest, Refused
from gateway.retention.hold_desk import By

_PLAIN = r"^[^\x00]+\z"
_Word = Annotated[str, Field(min_length=1, max_length=64, pattern=_PLAIN)]


class InstructionBody(Body):
    """An instruction to be written down."""

    kinds: Annotated[list[_Word], Field(min_length=1, max_length=16)]
    given_by: _Word
    reference: _Word
    until: _Word
    valid_from: _Word | None = Field(default=None, alias="from")


class SwitchBody(Body):
    """A recipient to be switched on or off."""

    on: bool


def order_router(
    desk: ConsentDesk, *, instructions: InstructionDesk, integrations: IntegrationDesk
) -> APIRouter:
    """All endpoints about instructions and integrations."""
    orders, switches = _Instructions(desk, instructions), _Integrations(desk, integrations)
    router = APIRouter()
    for method, path, handle in (
        ("POST", "/privacy/instructions", orders.add),
        ("GET", "/privacy/instructions", orders.listed),
        ("POST", "/privacy/instructions/{instruction_id}/revoke", orders.revoke),
        ("GET", "/privacy/integrations", switches.listed),
        ("POST", "/privacy/integrations/{recipient}", switches.switch),
    ):
        router.add_api_route(path, answering(handle), methods=[method], response_model=None)
    return router


def shown_instruction(instruction: Instruction, *, stands: bool) -> dict[str, Any]:
    """An instruction as officers see it."""
    return {
        "id": instruction.instruction_id,
        "kinds": sorted(instruction.kinds),
        "given_by": instruction.given_by,
        "reference": instruction.reference,
        "from": as_text(instruction.valid_from),
        "until": as_text(instruction.valid_until),
        "recorded_by": instruction.recorded_by,
        "recorded_at": as_text(instruction.recorded_at),
        "revoked_by": instruction.revoked_by or None,
        "revoked_at": as_text(instruction.revoked_at),
        "stands": stands,
    }


def shown_switch(switch: Switch) -> dict[str, Any]:
    """A recipient's switch as the tenant sees it."""
    held = switch.held
    return {
        "recipient": switch.recipient,
        "party": switch.party,
        "needs_switch": switch.needs_switch,
        "on": switch.is_on,
        "changed_by": held.changed_by if held is not None else None,
        "changed_at": as_text(held.changed_at) if held is not None else None,
    }


class _Instructions:
    def __init__(self, desk: ConsentDesk, instructions: InstructionDesk) -> None:
        self._desk = desk
        self._instructions = instructions

    async def add(self, request: Request) -> Response:
        """Writes one down."""
        desk = self._desk
        caller = await desk.caller(request)
        body = await read_body(request, InstructionBody)
        now = desk.now()
        instruction = Instruction(
            tenant=caller.tenant,
            instruction_id=desk.new_id(),
            kinds=read_kinds(body.kinds),
            given_by=body.given_by,
            reference=body.reference,
            valid_from=now if body.valid_from is None else _time(body.valid_from, field="from"),
            valid_until=_time(body.until, field="until"),
            recorded_by=caller.actor,
            recorded_at=now,
        )
        added = await self._instructions.add(instruction)
        return reply(shown_instruction(added, stands=added.stands(now)), 201)

    async def listed(self, request: Request) -> Response:
        """All of the tenant, the newest first."""
        caller = await self._desk.caller(request)
        found, now = await self._instructions.listed(caller.tenant), self._desk.now()
        each = [shown_instruction(one, stands=one.stands(now)) for one in found]
        return reply({"instructions": each})

    async def revoke(self, request: Request) -> Response:
        """Takes one back."""
        caller = await self._desk.caller(request)
        wanted = instruction_id(request.path_params["instruction_id"])
        if wanted is None:
            raise no_instruction()
        by = By(actor=caller.actor, at=self._desk.now())
        revoked = await self._instructions.revoke(caller.tenant, wanted, by=by)
        return reply(shown_instruction(revoked, stands=revoked.stands(by.at)))


class _Integrations:
    def __init__(self, desk: ConsentDesk, integrations: IntegrationDesk) -> None:
        self._desk = desk
        self._integrations = integrations

    async def listed(self, request: Request) -> Response:
        """All recipients of the tenant."""
        caller = await self._desk.caller(request)
        found = await self._integrations.listed(caller.tenant)
        return reply({"integrations": [shown_switch(each) for each in found]})

    async def switch(self, request: Request) -> Response:
        """Switches one on or off; answers under way to one that is off are cut."""
        desk = self._desk
        caller = await desk.caller(request)
        body = await read_body(request, SwitchBody)
        recipient: str = request.path_params["recipient"]
        by = By(actor=caller.actor, at=desk.now())
        switch = await self._integrations.switch(caller.tenant, recipient, on=body.on, by=by)
        desk.changed()
        return reply(shown_switch(switch))


def _time(text: str, *, field: str) -> Any:
    try:
        return parse_time(text)
    except Refused:
        raise InvalidRequest(
            "A time is not of the form of RFC 3339 with a time zone.",
            code="invalid_instruction",
            status=422,
            details={"fields": [field]},
        ) from None
