"""The end of a tenant: announced, handed over, erased, proved. Pure.

1. It is announced with a day, by somebody who may; until then it can be called off.
2. On that day, or at once on an instruction to do so, the tenant's calls are refused and
   no key can be made for it any more: nothing of it can be stored by anybody.
3. All that was entered is exported, and only then erased: keys first, then rows.
4. The files are searched and the certificate completed. The record of the end stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gateway.errors import InvalidRequest, Refused, Unauthorized


class TerminationState(StrEnum):
    """Where it is."""

    ANNOUNCED = "announced"
    BEGUN = "begun"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Termination:
    """The end of one tenant.

    Attributes:
        tenant: its key.
        announced_by, announced_at: who said so, and when.
        due_at: from then on it may be done.
        approved_by: id of the instruction to do it before that, or empty.
        package_sha256: of the manifest of what was handed over, or empty.
        certificate_id: of its erasure, or empty.
        begun_at: since then all calls are refused.
        ended_at: since then nothing is left.
    """

    tenant: str
    announced_by: str
    announced_at: datetime
    due_at: datetime
    approved_by: str = ""
    package_sha256: str = ""
    certificate_id: str = ""
    begun_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def state(self) -> TerminationState:
        """Where it is."""
        if self.begun_at is None:
            return TerminationState.ANNOUNCED
        return TerminationState.BEGUN if self.ended_at is None else TerminationState.ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What stands against an erasure.

    Attributes:
        holds: legal holds in force.
        by_law: conversations that a law keeps for a time that is not over.
    """

    holds: int = 0
    by_law: int = 0


def check_day(due_at: datetime, *, now: datetime) -> None:
    """Refuses a day that has passed.

    Raises:
        InvalidRequest: ``termination_refused``.
    """
    if due_at <= now:
        raise InvalidRequest(
            "The day of the end is still to come.",
            code="termination_refused",
            status=422,
            details={"fields": ["day"]},
        )


def check_ready(termination: Termination, keeping: Keeping, *, now: datetime, handed: bool) -> None:
    """Refuses to begin before the day, or while something must be kept.

    Args:
        termination: announced, or begun before and broken off.
        keeping: what stands against it.
        now: aware, UTC.
        handed: whether the tenant takes over what a law keeps, with the export.

    Raises:
        Refused: ``termination_refused``, with the grounds.
    """
    if termination.state is TerminationState.ENDED:
        raise terminated()
    early = termination.begun_at is None and now < termination.due_at
    if early and not termination.approved_by:
        raise _refused("The day of the end is still to come.", not_before=str(termination.due_at))
    if keeping.holds:
        raise _refused("A legal hold is in force; release it first.", holds=keeping.holds)
    if keeping.by_law and not handed:
        raise _refused(
            "A law keeps some of it: the tenant must take that over with the export.",
            kept_by_law=keeping.by_law,
        )


def check_open(termination: Termination | None) -> Termination:
    """The termination, if it can still be called off.

    Raises:
        InvalidRequest: none was announced.
        Refused: it has begun.
    """
    if termination is None:
        raise no_termination()
    if termination.state is not TerminationState.ANNOUNCED:
        raise _refused("The end has begun; it cannot be called off.")
    return termination


def terminated() -> Unauthorized:
    """The refusal of every call of a tenant that has ended."""
    return Unauthorized(
        "This tenant's contract has ended; its data is erased.",
        code="tenant_terminated",
        status=403,
    )


def no_termination() -> InvalidRequest:
    """None was announced."""
    return InvalidRequest("No end was announced.", code="no_termination", status=404)


def _refused(message: str, **details: object) -> Refused:
    return Refused("termination_refused", message, status=409, details=details)
