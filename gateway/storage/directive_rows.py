"""What people want done with their data after their death, sealed under a key each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, update

from gateway.storage.people_rows import write_time
from gateway.storage.schema import from_micros, to_micros
from gateway.storage.schema_rights import DIRECTIVE
from gateway.storage.sealed import Sealed, place, seal, unseal
from gateway.storage.transaction import Transaction


class DirectiveAction(StrEnum):
    """What is to be done."""

    ERASE = "erase"
    KEEP = "keep"
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """One instruction.

    Attributes:
        tenant, subject: whose.
        directive_id: random.
        action: see DirectiveAction.
        at: when it was given.
        revoked_at: when the person took it back, or None.
        executed_at: when it was carried out, or None.
        words: the executor's name and contact, until when to keep; empty where its key is
            gone.
    """

    tenant: str
    subject: str
    directive_id: str
    action: DirectiveAction
    at: datetime
    revoked_at: datetime | None = None
    executed_at: datetime | None = None
    words: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def stands(self) -> bool:
        """Whether it is still to be carried out."""
        return self.revoked_at is None and self.executed_at is None


def add_directive(transaction: Transaction, directive: Directive) -> None:
    """Keeps a new instruction; one that stood before it is revoked by it."""
    for each in directives(transaction, directive.tenant, subject=directive.subject):
        if each.stands:
            end_directive(transaction, each, revoked_at=directive.at)
    sealed = None
    if directive.words:
        sealed = seal(
            transaction.keys,
            json.dumps(dict(directive.words), ensure_ascii=False).encode("utf-8", "surrogatepass"),
            tenant=directive.tenant,
            where=place("directive", directive.tenant, row_id=directive.directive_id),
            at=directive.at,
        )
    transaction.connection.execute(
        insert(DIRECTIVE).values(
            tenant=directive.tenant,
            directive_id=directive.directive_id,
            subject=directive.subject,
            action=directive.action.value,
            at=to_micros(directive.at),
            dek_id=sealed.dek_id if sealed is not None else "",
            body=sealed.body if sealed is not None else None,
        )
    )


def directives(transaction: Transaction, tenant: str, *, subject: str) -> Sequence[Directive]:
    """All instructions of a person, the oldest first."""
    row = DIRECTIVE.c
    query = select(DIRECTIVE).where(row.tenant == tenant, row.subject == subject)
    rows = transaction.connection.execute(query.order_by(row.at, row.directive_id))
    return [_read(transaction, each) for each in rows]


def end_directive(
    transaction: Transaction,
    directive: Directive,
    *,
    revoked_at: datetime | None = None,
    executed_at: datetime | None = None,
) -> None:
    """Marks an instruction as taken back or carried out."""
    row = DIRECTIVE.c
    same = (row.tenant == directive.tenant, row.directive_id == directive.directive_id)
    ends = {"revoked_at": write_time(revoked_at), "executed_at": write_time(executed_at)}
    transaction.connection.execute(update(DIRECTIVE).where(*same).values(ends))


def _read(transaction: Transaction, row: Any) -> Directive:
    words: Mapping[str, Any] = {}
    if row.dek_id and row.body is not None:
        where = place("directive", row.tenant, row_id=row.directive_id)
        sealed = Sealed(dek_id=row.dek_id, body=bytes(row.body))
        data = unseal(transaction.keys, sealed, where=where)
        words = json.loads(data) if data is not None else {}
    return Directive(
        tenant=row.tenant,
        subject=row.subject,
        directive_id=row.directive_id,
        action=DirectiveAction(row.action),
        at=from_micros(row.at),
        revoked_at=None if row.revoked_at is None else from_micros(row.revoked_at),
        executed_at=None if row.executed_at is None else from_micros(row.executed_at),
        words=words,
    )
