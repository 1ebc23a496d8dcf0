"""Instructions of tenants as rows; functions of one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from gateway.access.instructions import Instruction, InstructionKind
from gateway.storage.schema import from_micros, to_micros
from gateway.storage.schema_access import INSTRUCTION

MOST_LISTED = 500


def add(connection: Connection, instruction: Instruction) -> None:
    """Adds an instruction."""
    connection.execute(
        insert(INSTRUCTION).values(
            tenant=instruction.tenant,
            instruction_id=instruction.instruction_id,
            kinds=",".join(sorted(instruction.kinds)),
            given_by=instruction.given_by,
            reference=instruction.reference,
            valid_from=to_micros(instruction.valid_from),
            valid_until=to_micros(instruction.valid_until),
            recorded_by=instruction.recorded_by,
            recorded_at=to_micros(instruction.recorded_at),
        )
    )


def find(connection: Connection, tenant: str, *, instruction_id: str) -> Instruction | None:
    """One instruction."""
    row = INSTRUCTION.c
    query = select(INSTRUCTION).where(row.tenant == tenant, row.instruction_id == instruction_id)
    found = connection.execute(query).first()
    return None if found is None else _instruction(found)


def listed(connection: Connection, tenant: str) -> Sequence[Instruction]:
    """A tenant's instructions, the newest first."""
    row = INSTRUCTION.c
    query = select(INSTRUCTION).where(row.tenant == tenant)
    query = query.order_by(row.recorded_at.desc(), row.instruction_id.desc()).limit(MOST_LISTED)
    return [_instruction(each) for each in connection.execute(query)]


def revoke(connection: Connection, instruction: Instruction, *, at: datetime, by: str) -> None:
    """Takes one back; one that is revoked already stays as it is."""
    row = INSTRUCTION.c
    connection.execute(
        update(INSTRUCTION)
        .where(
            row.tenant == instruction.tenant,
            row.instruction_id == instruction.instruction_id,
            row.revoked_at.is_(None),
        )
        .values(revoked_at=to_micros(at), revoked_by=by)
    )


def _instruction(row: Any) -> Instruction:
    return Instruction(
        tenant=row.tenant,
        instruction_id=row.instruction_id,
        kinds=frozenset(map(InstructionKind, row.kinds.split(","))),
        given_by=row.given_by,
        reference=row.reference,
        valid_from=from_micros(row.valid_from),
        valid_until=from_micros(row.valid_until),
        recorded_by=row.recorded_by,
        recorded_at=from_micros(row.recorded_at),
        revoked_by=row.revoked_by,
        revoked_at=None if row.revoked_at is None else from_micros(row.revoked_at),
    )
