"""Writes a tenant's instructions down, and asks for one before a change is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from gateway.access import instructions
from gateway.access.instructions import Instruction, InstructionKind, no_instruction
from gateway.admin.keyring import Caller
from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.policy import Tenant
from gateway.retention.hold_desk import By
from gateway.storage import instruction_rows
from gateway.storage.transaction import Acting, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionDesk:
    """What can be done with instructions.

    Attributes:
        store: holds them.
        tenants: by key; their policies say whether instructions are needed.
        now: aware UTC time.
    """

    store: Acting
    tenants: Mapping[str, Tenant]
    now: Callable[[], datetime]

    async def check(self, request: Request, caller: Caller) -> None:
        """Refuses a call that changes a tenant's data without an instruction that stands.

        Its use is noted by ``answering`` once the change is made, see gateway.consent.calls.

        Raises:
            Refused: ``instruction_needed``.
        """
        kind = instructions.needed(request.method, request.scope["route"].path, role=caller.role)
        if kind is None or not self.tenants[caller.tenant].policy.scope.needs_instructions:
            return
        named = request.headers.get(instructions.INSTRUCTION_HEADER)
        by = By(actor=caller.actor, at=self.now())
        held = await self.standing(caller.tenant, kind, named=named, by=by)

        async def note() -> None:
            await self.used(held, kind, by=by)

        request.state.done = note

    async def standing(
        self, tenant: str, kind: InstructionKind, *, named: str | None, by: By
    ) -> Instruction:
        """The instruction that a change can be made on.

        Args:
            tenant: whose data.
            kind: of the change.
            named: id of the instruction, as the caller said it.
            by: who makes the change, and when.

        Raises:
            Refused: ``instruction_needed``; none that stands and permits this is named.
        """
        wanted = instructions.instruction_id(named)

        def act(transaction: Transaction) -> Instruction | None:
            if wanted is None:
                return None
            return instruction_rows.find(transaction.connection, tenant, instruction_id=wanted)

        held = await self.store.act(act, tenants=[tenant])
        if held is None or kind not in held.kinds or not held.stands(by.at):
            raise instructions.instruction_needed(kind)
        return held

    async def used(self, held: Instruction, kind: InstructionKind, *, by: By) -> None:
        """Notes that a change was made on an instruction."""
        entry = _entry(held, act=Act.INSTRUCTION_USED, by=by, facts={"kind": kind.value})
        await self.store.act(
            lambda transaction: transaction.audit.append(entry), tenants=[held.tenant]
        )

    async def add(self, instruction: Instruction) -> Instruction:
        """Keeps an instruction.

        Raises:
            InvalidRequest: it says too little or too much.
        """
        instructions.check_instruction(instruction)
        by = By(actor=instruction.recorded_by, at=instruction.recorded_at)
        facts = {
            "step": "added",
            "kinds": ",".join(sorted(instruction.kinds)),
            "given_by": as_code(instruction.given_by),
            "reference": as_code(instruction.reference),
        }

        def act(transaction: Transaction) -> None:
            instruction_rows.add(transaction.connection, instruction)
            transaction.audit.append(
                _entry(instruction, act=Act.INSTRUCTION_CHANGED, by=by, facts=facts)
            )

        await self.store.act(act, tenants=[instruction.tenant])
        return instruction

    async def listed(self, tenant: str) -> Sequence[Instruction]:
        """A tenant's instructions, the newest first."""
        return await self.store.act(
            lambda act: instruction_rows.listed(act.connection, tenant), tenants=[tenant]
        )

    async def revoke(self, tenant: str, instruction_id: str, *, by: By) -> Instruction:
        """Takes an instruction back: nothing is changed on it any more.

        Raises:
            InvalidRequest: there is none.
        """

        def act(transaction: Transaction) -> Instruction:
            held = _found(transaction, tenant, instruction_id=instruction_id)
            if held.revoked_at is not None:
                return held
            instruction_rows.revoke(transaction.connection, held, at=by.at, by=by.actor)
            transaction.audit.append(
                _entry(held, act=Act.INSTRUCTION_CHANGED, by=by, facts={"step": "revoked"})
            )
            return _found(transaction, tenant, instruction_id=instruction_id)

        return await self.store.act(act, tenants=[tenant])


def _found(transaction: Transaction, tenant: str, *, instruction_id: str) -> Instruction:
    held = instruction_rows.find(transaction.connection, tenant, instruction_id=instruction_id)
    if held is None:
        raise no_instruction()
    return held


def _entry(instruction: Instruction, *, act: Act, by: By, facts: Mapping[str, str]) -> AuditEntry:
    return AuditEntry(
        act=act,
        tenant=instruction.tenant,
        at=by.at,
        object_id=as_code(instruction.instruction_id),
        actor=as_code(by.actor),
        facts=facts,
    )
