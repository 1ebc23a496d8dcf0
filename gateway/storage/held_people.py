"""Whom a legal hold keeps records of: people who are named, and those with a held conversation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from gateway.storage.hold_rows import HELD, in_force, matching
from gateway.storage.schema import CONVERSATION
from gateway.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPeople:
    """The people of one tenant of whom a hold keeps the records.

    Attributes:
        named: that a hold names, or whose conversation it keeps in the separate store.
        talking: the subjects of held conversations, as a query; None where no hold is.
    """

    named: Collection[str] = ()
    talking: Any = field(default=None, repr=False)

    def conditions(self, subject: ColumnElement[str]) -> list[ColumnElement[bool]]:
        """What a row about nobody of them says."""
        asked: list[ColumnElement[bool]] = []
        if self.named:
            asked.append(subject.not_in(sorted(self.named)))
        if self.talking is not None:
            asked.append(subject.not_in(self.talking))
        return asked


def held_people(transaction: Transaction, tenant: str) -> HeldPeople:
    """Those whom the holds in force keep, asked inside the transaction that erases."""
    holds = in_force(transaction.connection, [tenant])
    if not holds:
        return HeldPeople()
    row, kept = CONVERSATION.c, transaction.kept
    named = {subject for hold in holds for subject in hold.scope.subjects}
    if kept is not None and kept.is_made:
        named |= {subject for hold in holds for subject in kept.held_subjects(hold)}
    covered = or_(row.state == HELD, *(and_(*matching(hold)) for hold in holds))
    return HeldPeople(named=named, talking=select(row.subject).where(row.tenant == tenant, covered))


def is_held(transaction: Transaction, tenant: str, *, subject: str) -> bool:
    """Whether a hold keeps the records of one person."""
    people = held_people(transaction, tenant)
    if subject in people.named:
        return True
    if people.talking is None:
        return False
    query = people.talking.where(CONVERSATION.c.subject == subject).limit(1)
    return transaction.connection.execute(query).first() is not None
