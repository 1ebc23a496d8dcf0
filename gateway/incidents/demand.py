"""Official demands: who asks for data, on what ground, and whether people may be told; pure.

A person is told of a demand about them as soon as nothing forbids it: the register says
whom that concerns, and refuses to note that somebody was told before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gateway.errors import InvalidRequest, Refused

MOST_WORDS = 4_000


class LegalGround(StrEnum):
    """What a demand rests on."""

    COURT_ORDER = "court_order"
    SEARCH_WARRANT = "search_warrant"
    PRODUCTION_ORDER = "production_order"
    SUBPOENA = "subpoena"
    ADMINISTRATIVE_ORDER = "administrative_order"
    PRESERVATION_REQUEST = "preservation_request"
    EMERGENCY_REQUEST = "emergency_request"
    MUTUAL_ASSISTANCE = "mutual_legal_assistance"
    OTHER_LAW = "other_law"


class Answer(StrEnum):
    """What became of it."""

    PENDING = "pending"
    COMPLIED = "complied"
    PARTLY = "partly_complied"
    CHALLENGED = "challenged"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandWords:
    """Who asks, and for what; kept sealed."""

    authority: str = field(repr=False)
    asked_for: str = field(repr=False)
    given: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One demand.

    Attributes:
        tenant: the tenant's key.
        demand_id: random.
        ground: see LegalGround.
        received_at: when it came in.
        words: None where they are gone.
        recorded_by, recorded_at: who put it here, and when.
        subject: keyed hash of the person it is about, or empty.
        answer: see Answer.
        due_at: by when it asks for an answer, or None.
        answered_at: or None.
        may_tell: whether people may be told now; else not before ``silent_until``.
        silent_until: None with ``may_tell`` False is until somebody says otherwise.
        told_at: when the person was told.
    """

    tenant: str
    demand_id: str
    ground: LegalGround
    received_at: datetime
    words: DemandWords | None
    recorded_by: str
    recorded_at: datetime
    subject: str = ""
    answer: Answer = Answer.PENDING
    due_at: datetime | None = None
    answered_at: datetime | None = None
    may_tell: bool = True
    silent_until: datetime | None = None
    told_at: datetime | None = None

    def tellable(self, now: datetime) -> bool:
        """Whether people may be told of it."""
        return self.may_tell or (self.silent_until is not None and self.silent_until <= now)

    def telling_due(self, now: datetime) -> bool:
        """Whether a person should be told and has not been."""
        return bool(self.subject) and self.told_at is None and self.tellable(now)

    def overdue(self, now: datetime) -> bool:
        """Whether its answer is late."""
        return self.answered_at is None and self.due_at is not None and self.due_at <= now


def check_demand(demand: Demand, *, now: datetime) -> None:
    """Refuses what contradicts itself.

    Raises:
        InvalidRequest: 422.
    """
    if demand.received_at > now:
        raise _wrong("received_at", "It cannot have come in yet.")
    if demand.due_at is not None and demand.due_at < demand.received_at:
        raise _wrong("due_at", "It cannot have been due before it came in.")
    if demand.may_tell and demand.silent_until is not None:
        raise _wrong("silent_until", "People may be told, so there is no day before which not.")


def check_telling(demand: Demand, *, now: datetime) -> None:
    """Refuses to note that a person was told where that is forbidden, or nobody is named.

    Raises:
        Refused: 409, ``telling_forbidden``.
    """
    if not demand.subject or not demand.tellable(now):
        message = "Nobody may be told of this demand yet, or it is about nobody in particular."
        raise Refused("telling_forbidden", message, status=409)


def no_demand() -> InvalidRequest:
    """There is none of this id, or none of this tenant."""
    return InvalidRequest("There is no such demand.", code="not_found", status=404)


def _wrong(name: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, status=422, details={"fields": [name]})
