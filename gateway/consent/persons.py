"""What is known of a person besides consents: age band, region, preference, restriction.

Nothing here says who a person is, and nothing is a date of birth. Pure: times are
arguments, aware, in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from gateway.opt_in import AgeMethod


class AgeBand(StrEnum):
    """All that is kept of an age; never a date of birth."""

    UNDER_13 = "under_13"
    FROM_13 = "13_15"
    FROM_16 = "16_17"
    ADULT = "adult"
    UNKNOWN = "unknown"

    def reaches(self, minimum: int) -> bool:
        """Whether everybody in this band is at least so old; nobody knows of UNKNOWN."""
        return _YOUNGEST.get(self, -1) >= minimum


_YOUNGEST = {AgeBand.UNDER_13: 0, AgeBand.FROM_13: 13, AgeBand.FROM_16: 16, AgeBand.ADULT: 18}
_METHODS = tuple(AgeMethod)


class Restriction(StrEnum):
    """Why nothing of a person is processed."""

    REPORTED = "reported"  # as under age; undecided
    CONFIRMED = "confirmed"  # as under age
    REQUESTED = "requested"  # GDPR Article 18
    DECEASED = "deceased"  # recorded by an officer; no request of the person lifts it
    ERASED = "erased"


# Stands in a person's reviews for every conversation, later ones too.
EVERY_CONVERSATION = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is known of a subject besides consents; nothing that says who it is.

    Attributes:
        tenant, subject: whose.
        version: grows with every change; 0 is a person of whom nothing is known.
        age_band, age_method, age_at: see AgeBand; the method by which it was learnt, when.
        jurisdiction: ISO 3166-1 alpha-2 code, or None.
        tracking_refused: a stored preference, as strong as ``DNT: 1``.
        tracking_at: when that was last chosen.
        restrictions: why nothing may be processed; empty where it may.
        objections: keys of the purposes that the person objects to (GDPR Article 21).
        reviews: ids of conversations that wait for somebody to look at them (GDPR
            Article 22), or EVERY_CONVERSATION.
    """

    tenant: str
    subject: str
    version: int = 0
    age_band: AgeBand = AgeBand.UNKNOWN
    age_method: AgeMethod | None = None
    age_at: datetime | None = None
    jurisdiction: str | None = None
    tracking_refused: bool = False
    tracking_at: datetime | None = None
    restrictions: frozenset[Restriction] = frozenset()
    objections: frozenset[str] = frozenset()
    reviews: frozenset[str] = frozenset()

    def is_under_review(self, conversation_id: str) -> bool:
        """Whether nobody but a human being may answer in a conversation."""
        return bool(self.reviews & {conversation_id, EVERY_CONVERSATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """What is to change; None leaves a fact as it is."""

    age_band: AgeBand | None = None
    age_method: AgeMethod = AgeMethod.DECLARATION
    jurisdiction: str | None = None
    tracking_refused: bool | None = None
    restrict: Restriction | None = None
    lift: Restriction | None = None
    object_to: str | None = None
    no_objection_to: str | None = None
    review: str | None = None
    reviewed: str | None = None


def changed(person: Person, change: PersonChange, *, at: datetime) -> Person:
    """The person after a change, with the next version; the same where nothing changes.

    A declaration never raises a band that a person declared before, nor touches one that
    was learnt by a better method: who has said "14" cannot go back and say "18".
    """
    after = person
    if change.age_band is not None and _learns(person, change):
        after = replace(after, age_band=change.age_band, age_method=change.age_method, age_at=at)
    if change.jurisdiction is not None:
        after = replace(after, jurisdiction=change.jurisdiction)
    if change.tracking_refused is not None:
        after = replace(after, tracking_refused=change.tracking_refused, tracking_at=at)
    if change.restrict is not None:
        after = replace(after, restrictions=after.restrictions | {change.restrict})
    if change.lift is not None:
        after = replace(after, restrictions=after.restrictions - {change.lift})
    after = replace(
        after,
        objections=_moved(after.objections, more=change.object_to, less=change.no_objection_to),
        reviews=_moved(after.reviews, more=change.review, less=change.reviewed),
    )
    return after if after == person else replace(after, version=person.version + 1)


def _moved(held: frozenset[str], *, more: str | None, less: str | None) -> frozenset[str]:
    gained = held if more is None else held | {more}
    return gained if less is None else gained - {less}


def _learns(person: Person, change: PersonChange) -> bool:
    known, told = person.age_method, change.age_method
    if change.age_band is AgeBand.UNKNOWN and told is AgeMethod.DECLARATION:
        return False  # who says nothing has said nothing, and takes nothing back
    if known is None or person.age_band is AgeBand.UNKNOWN:
        return True
    if _METHODS.index(told) != _METHODS.index(known):
        return _METHODS.index(told) > _METHODS.index(known)
    if told is not AgeMethod.DECLARATION:
        return True
    return _YOUNGEST.get(change.age_band or AgeBand.UNKNOWN, -1) < _YOUNGEST[person.age_band]


class ReportState(StrEnum):
    """How far a report of an under-age subject has come."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Somebody says that a subject is under age."""

    report_id: str
    tenant: str
    subject: str
    state: ReportState
    reported_at: datetime
    decided_at: datetime | None = None
