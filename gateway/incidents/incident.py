"""An incident: what is known of it, whom it must be told to and by when; pure.

Words are those of DPV. A report moves one way only, from a DetectionReport through a
PreliminaryReport and OngoingReports to the ConcludingReport. Whether a duty is overdue is
computed from times and never set.

Sources, read 2026-11-22: GDPR Articles 33 and 34; W3C DPV 2.3, eu-gdpr and breach terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from gateway.errors import InvalidRequest, Refused
from gateway.policy_incidents import IncidentRules
from gateway.policy_scope import PartyRole

MOST_WORDS, MOST_NAMES = 8_000, 50
# Whoever reports may have a clock that goes a little ahead.
_AHEAD = timedelta(minutes=5)


class BreachKind(StrEnum):
    """What was breached."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"


class Source(StrEnum):
    """How it came to be known."""

    REPORTED = "reported"
    RECIPIENT = "told_by_recipient"
    AUDIT = "audit_verification_failed"


class State(StrEnum):
    """Which report there is of it."""

    DETECTION = "DataBreachDetectionReport"
    PRELIMINARY = "DataBreachPreliminaryReport"
    ONGOING = "DataBreachOngoingReport"
    CONCLUDING = "DataBreachConcludingReport"


class Risk(StrEnum):
    """To the rights and freedoms of people, as somebody judged it."""

    UNKNOWN = "unknown"
    UNLIKELY = "unlikely"
    LIKELY = "likely"
    HIGH = "high"


class Target(StrEnum):
    """Who is told."""

    AUTHORITY = "authority"
    CONTROLLER = "controller"
    PEOPLE = "people"


class Phase(StrEnum):
    """Which of several notices to one target."""

    INITIAL = "initial"
    PHASED = "phased"
    CONCLUDING = "concluding"


_NEXT = {
    State.DETECTION: frozenset({State.PRELIMINARY, State.ONGOING, State.CONCLUDING}),
    State.PRELIMINARY: frozenset({State.ONGOING, State.CONCLUDING}),
    State.ONGOING: frozenset({State.ONGOING, State.CONCLUDING}),
    State.CONCLUDING: frozenset[State](),
}
_NAMES = {
    Phase.INITIAL: "DPABreachInitialNotice",
    Phase.PHASED: "DPAPhasedBreachNotice",
    Phase.CONCLUDING: "DPABreachConcludingNotice",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What people wrote of it; kept sealed."""

    description: str = field(repr=False)
    effects: str = field(default="", repr=False)
    measures: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What it may have touched, as far as is known; empty is everything.

    Attributes:
        began_at: or None where nobody knows.
        ended_at: or None while it lasts.
        recipients, purposes, entity_types: to which it is limited.
    """

    began_at: datetime | None = None
    ended_at: datetime | None = None
    recipients: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    entity_types: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the last look at the scope found; counts outlive the rows that were counted."""

    people: int
    conversations: int
    disclosures: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One incident of one tenant.

    Attributes:
        tenant: the tenant's key.
        incident_id: random.
        source: see Source.
        kinds: at least one.
        role: what the operator was in law when it was noticed.
        noticed_at: when somebody became aware; the clocks run from it.
        reach: see Reach.
        words: None where they are gone.
        reported_by: a key's or user's id, ``command`` or ``gateway``.
        reported_at: when it came into the register.
        party: the recipient at which it happened, or empty for the gateway itself.
        state: see State.
        risk: see Risk.
        authority_due_at: None where no authority is to be told, whatever the risk.
        controller_due_at: None where there is no controller to be told.
        counts: see Counts; None before the first look.
        closed_at: when it was concluded.
    """

    tenant: str
    incident_id: str
    source: Source
    kinds: frozenset[BreachKind]
    role: PartyRole
    noticed_at: datetime
    reach: Reach
    words: Words | None
    reported_by: str
    reported_at: datetime
    party: str = ""
    state: State = State.DETECTION
    risk: Risk = Risk.UNKNOWN
    authority_due_at: datetime | None = None
    controller_due_at: datetime | None = None
    counts: Counts | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """That somebody was told, or is being told by a webhook until it says so.

    Attributes:
        seq: of this incident, from 1.
        target: who.
        phase: see Phase.
        at: when.
        by: who told.
        message_id: of the webhook's message, or empty where somebody told by hand.
        attempts: how often the message was put out.
        next_at: when it is put out again, or None.
        acknowledged_at: or None.
        acknowledged_by: ``webhook``, or who said so.
    """

    seq: int
    target: Target
    phase: Phase
    at: datetime
    by: str
    message_id: str = ""
    attempts: int = 0
    next_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""

    @property
    def name(self) -> str:
        """DPV's word for it."""
        if self.target is Target.AUTHORITY:
            return _NAMES[self.phase]
        return "ControllerBreachNotice" if self.target is Target.CONTROLLER else "DSBreachNotice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Somebody who must be told.

    Attributes:
        target: who.
        due_at: by when; None is without undue delay.
        met_at: when they were: told an authority or people, or acknowledged by a controller.
    """

    target: Target
    due_at: datetime | None
    met_at: datetime | None

    def overdue(self, now: datetime) -> bool:
        """Whether its time is over and nothing has met it."""
        return self.met_at is None and self.due_at is not None and self.due_at <= now


def clocks(
    role: PartyRole, rules: IncidentRules, *, noticed_at: datetime
) -> tuple[datetime | None, datetime | None]:
    """By when the authority, and the controller, must be told; None is not at all.

    A processor has no clock of an authority, and a controller nobody above it; who is both
    has both clocks, as nobody knows yet whose data it is.
    """
    authority = noticed_at + timedelta(hours=rules.authority_hours)
    controller = noticed_at + timedelta(hours=rules.controller_hours)
    return (
        None if role is PartyRole.PROCESSOR else authority,
        None if role is PartyRole.CONTROLLER else controller,
    )


def duties(incident: Incident, notices: Sequence[Notice]) -> tuple[Duty, ...]:
    """Who must be told of it, as things stand."""
    found = []
    if incident.authority_due_at is not None and incident.risk is not Risk.UNLIKELY:
        met = _first(each.at for each in notices if each.target is Target.AUTHORITY)
        found.append(Duty(target=Target.AUTHORITY, due_at=incident.authority_due_at, met_at=met))
    if incident.controller_due_at is not None:
        met = _first(
            each.acknowledged_at
            for each in notices
            if each.target is Target.CONTROLLER and each.acknowledged_at is not None
        )
        found.append(Duty(target=Target.CONTROLLER, due_at=incident.controller_due_at, met_at=met))
    if incident.role is not PartyRole.PROCESSOR and incident.risk is Risk.HIGH:
        met = _first(each.at for each in notices if each.target is Target.PEOPLE)
        found.append(Duty(target=Target.PEOPLE, due_at=None, met_at=met))
    return tuple(found)


def phase_of(incident: Incident, target: Target, *, notices: Sequence[Notice]) -> Phase:
    """Which notice the next one to a target is."""
    if not any(each.target is target for each in notices):
        return Phase.INITIAL
    return Phase.CONCLUDING if incident.closed_at is not None else Phase.PHASED


def check_move(incident: Incident, to: State, *, notices: Sequence[Notice]) -> None:
    """Refuses a report that cannot follow, and a conclusion while somebody is not told.

    Raises:
        Refused: 409, ``incident_state`` or ``notice_missing``.
    """
    if to not in _NEXT[incident.state]:
        raise Refused(
            "incident_state", f"No {to.value} follows a {incident.state.value}.", status=409
        )
    if to is not State.CONCLUDING:
        return
    missing = [each.target.value for each in duties(incident, notices) if each.met_at is None]
    if incident.risk is Risk.UNKNOWN:
        missing.append("risk")
    if missing:
        message = f"It cannot be concluded before these are done: {', '.join(missing)}."
        raise Refused("notice_missing", message, status=409, details={"missing": missing})


def check_times(noticed_at: datetime, reach: Reach, *, now: datetime) -> None:
    """Refuses times that contradict one another.

    Raises:
        InvalidRequest: 422.
    """
    for name, at in (("noticed_at", noticed_at), ("began_at", reach.began_at)):
        if at is not None and at > now + _AHEAD:
            raise wrong(name, f"{name} lies in the future.")
    if reach.began_at is not None and reach.began_at > noticed_at:
        raise wrong("began_at", "It was noticed before it began.")
    if reach.began_at is not None and (reach.ended_at or reach.began_at) < reach.began_at:
        raise wrong("ended_at", "It ended before it began.")


def wrong(name: str, message: str) -> InvalidRequest:
    """A field that cannot be used."""
    return InvalidRequest(message, status=422, details={"fields": [name]})


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleAsked:
    """Which of the people touched are asked for, and why.

    Attributes:
        after: the last of the page before, or empty.
        subject: keyed hash of the one who is asked for, or None for all.
        reason: what the audit entry says of why.
    """

    after: str = ""
    subject: str | None = None
    reason: Mapping[str, str] = field(default_factory=dict)


EVERYBODY = PeopleAsked()


def no_incident() -> InvalidRequest:
    """There is none of this id, or none of this tenant."""
    return InvalidRequest("There is no such incident.", code="not_found", status=404)


def _first(times: Iterable[datetime]) -> datetime | None:
    return min(times, default=None)
