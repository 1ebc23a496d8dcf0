"""Consent records and the rules by which they change.

A record says what holds now for one subject, purpose and recipient; every change is an
event of its own and events are never edited. The names are those of the Data Privacy
Vocabulary (consent_status) and of ISO/IEC TS 27560:2023. Pure: times are arguments,
aware, in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from gateway.consent.persons import AgeBand


class ConsentState(StrEnum):
    """DPV consent status."""

    REQUESTED = "ConsentRequested"
    DEFERRED = "ConsentRequestDeferred"
    GIVEN = "ConsentGiven"
    RENEWED = "RenewedConsentGiven"
    REFUSED = "ConsentRefused"
    WITHDRAWN = "ConsentWithdrawn"  # by the subject
    REVOKED = "ConsentRevoked"  # by a guardian or the controller
    EXPIRED = "ConsentExpired"
    INVALIDATED = "ConsentInvalidated"  # the notice has changed since
    UNKNOWN = "ConsentUnknown"


PERMITTING = frozenset({ConsentState.GIVEN, ConsentState.RENEWED})

# What may follow what; None is the state before the first event. Whatever does not
# permit can be asked for anew.
_ANEW = frozenset(
    {
        *(ConsentState.REQUESTED, ConsentState.DEFERRED, ConsentState.GIVEN),
        *(ConsentState.REFUSED, ConsentState.RENEWED),
    }
)
_ENDED = frozenset(
    {
        *(ConsentState.WITHDRAWN, ConsentState.REVOKED),
        *(ConsentState.EXPIRED, ConsentState.INVALIDATED),
    }
)
# What nobody says: it comes of a time that is over, or of another yes.
_DUE = frozenset({ConsentState.EXPIRED, ConsentState.INVALIDATED})
_FIRST = _ANEW - {ConsentState.RENEWED}
# "Ask me later" takes no refusal back.
_AFTER_NO = _FIRST - {ConsentState.DEFERRED}
TRANSITIONS: Mapping[ConsentState | None, frozenset[ConsentState]] = MappingProxyType(
    {
        None: _FIRST,
        ConsentState.UNKNOWN: _FIRST,
        ConsentState.REQUESTED: _FIRST,
        ConsentState.DEFERRED: _FIRST,
        ConsentState.REFUSED: _AFTER_NO,
        ConsentState.GIVEN: _ENDED | {ConsentState.GIVEN},
        ConsentState.RENEWED: _ENDED | {ConsentState.GIVEN},
        ConsentState.WITHDRAWN: _AFTER_NO,
        ConsentState.REVOKED: _AFTER_NO,
        ConsentState.EXPIRED: _ANEW - {ConsentState.GIVEN},
        ConsentState.INVALIDATED: _FIRST,
    }
)


class Signer(StrEnum):
    """Who expressed an event (entity_id of ISO/IEC TS 27560)."""

    SUBJECT = "subject"
    GUARDIAN = "guardian"
    CONTROLLER = "controller"


# Who had an event written down, beside the roles of keys (``subject``, ``consent``).
COMMAND = "command"  # the command line
REPORT = "report"  # a report that was confirmed
GATEWAY = "gateway"  # nobody: it was due


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who ends a consent, and who has it written down; empty where nobody says."""

    signer: Signer = Signer.SUBJECT
    recorded_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecord:
    """What holds now for one subject, purpose and recipient; also one event.

    Attributes:
        record_id: id of the record; stays the same through its events.
        tenant: the tenant's key.
        subject: keyed hash of the person.
        purpose: the purpose's key.
        recipient: the recipient's key.
        state: see ConsentState; only those in PERMITTING permit.
        notice: SHA-256 (hex) of what the person was shown.
        language: of the notice, ISO 639-1.
        event_time: when this state began.
        notice_key, notice_version: which notice that was.
        valid_until: from then on it has expired; None never.
        shown_at: when the notice was shown, or None where nobody says.
        signals_shown: privacy signals that the dialog named, for example ``gpc``.
        method: how it was expressed, for example ``dialog`` or ``paper``.
        signer: who expressed this event.
        guardian: keyed hash of the guardian who signed as second, or None.
        event_id: number of the newest event, given by the store; 0 before.
        recorded_at: when this event was written down, whatever time it names; None where
            that is not known.
        recorded_by: who had it written down: ``subject``, ``consent`` (a key of that role),
            ``command``, ``report`` or ``gateway``; empty where that is not known.
    """

    record_id: str
    tenant: str
    subject: str
    purpose: str
    recipient: str
    state: ConsentState
    notice: str
    language: str
    event_time: datetime
    notice_key: str = ""
    notice_version: str = ""
    valid_until: datetime | None = None
    shown_at: datetime | None = None
    signals_shown: frozenset[str] = frozenset()
    method: str = "dialog"
    signer: Signer = Signer.SUBJECT
    guardian: str | None = None
    event_id: int = 0
    recorded_at: datetime | None = None
    recorded_by: str = ""

    def permits(self, now: datetime) -> bool:
        """Whether it is given, begun, and not expired at a time."""
        return (
            self.state in PERMITTING
            and self.event_time <= now
            and (self.valid_until is None or now < self.valid_until)
        )


def next_events(current: ConsentRecord | None, asked: ConsentRecord) -> tuple[ConsentRecord, ...]:
    """The events that an indication brings about, in order; none if it changes nothing.

    What came before ends by an event of its own: an expired consent expires, one under
    another notice is invalidated, a refusal of what was given withdraws it. The record
    keeps its id. An indication that is older than what holds is not heard, unless it
    ends it.

    Args:
        current: what holds, or None.
        asked: ``state`` is GIVEN, REFUSED, DEFERRED, REQUESTED, WITHDRAWN or REVOKED; or
            EXPIRED, where somebody has noticed that the consent is. All events are recorded
            when it is, and by the same; those that nobody asked for by the gateway.
    """
    return tuple(
        replace(
            event,
            recorded_at=asked.recorded_at,
            recorded_by=GATEWAY if event.state in _DUE else asked.recorded_by,
        )
        for event in _events(current, asked)
    )


def _events(current: ConsentRecord | None, asked: ConsentRecord) -> tuple[ConsentRecord, ...]:
    if current is None:
        first = asked.state in TRANSITIONS[None] and asked.signer is not Signer.GUARDIAN
        return (asked,) if first else ()
    asked = replace(asked, record_id=current.record_id)
    if asked.event_time < current.event_time:
        if asked.state not in (ConsentState.WITHDRAWN, ConsentState.REVOKED):
            return ()
        # An end is heard whatever the clock says; it takes effect from now on.
        asked = replace(asked, event_time=current.event_time)
    if current.state not in PERMITTING:
        return _anew(current, asked)
    if current.permits(asked.event_time) and asked.state is ConsentState.EXPIRED:
        return ()
    if not current.permits(asked.event_time):
        expired = replace(
            current,
            state=ConsentState.EXPIRED,
            event_time=current.valid_until or asked.event_time,
            signer=Signer.CONTROLLER,
        )
        after = () if asked.state is ConsentState.EXPIRED else _anew(expired, asked)
        return (expired, *after)
    if asked.state is ConsentState.GIVEN:
        return _again(current, asked)
    if asked.state in (ConsentState.REFUSED, ConsentState.WITHDRAWN):
        return (_ended(current, ConsentState.WITHDRAWN, asked=asked),)
    if asked.state is ConsentState.REVOKED:
        return (_ended(current, ConsentState.REVOKED, asked=asked),)
    return ()


def _again(current: ConsentRecord, asked: ConsentRecord) -> tuple[ConsentRecord, ...]:
    """A yes to what is given already: by a guardian, to another notice, or once more."""
    if asked.signer is Signer.GUARDIAN:
        if asked.notice != current.notice:
            return ()
        signed = replace(
            current,
            event_time=asked.event_time,
            signer=Signer.GUARDIAN,
            guardian=asked.guardian,
            method=asked.method,
        )
        return (signed,)
    if asked.notice == current.notice:
        # What a guardian has signed is not theirs any more once more is asked for.
        is_signed = current.guardian is not None
        return () if is_signed and asked.signals_shown <= current.signals_shown else (asked,)
    invalidated = replace(
        current,
        state=ConsentState.INVALIDATED,
        event_time=asked.event_time,
        signer=Signer.CONTROLLER,
    )
    return (invalidated, asked)


def _anew(current: ConsentRecord, asked: ConsentRecord) -> tuple[ConsentRecord, ...]:
    if asked.signer is Signer.GUARDIAN:
        return ()  # the second signature needs the first
    if asked.state is ConsentState.GIVEN and current.state is ConsentState.EXPIRED:
        asked = replace(asked, state=ConsentState.RENEWED)
    return (asked,) if asked.state in TRANSITIONS[current.state] else ()


def _ended(current: ConsentRecord, state: ConsentState, *, asked: ConsentRecord) -> ConsentRecord:
    return replace(
        current,
        state=state,
        event_time=asked.event_time,
        signer=asked.signer,
        method=asked.method,
        guardian=None,
        # These were of the yes.
        valid_until=None,
        shown_at=None,
        signals_shown=frozenset(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a disclosure was decided on; the store reads it again when it records.

    Attributes:
        consent_id: record that permits it, or None where none is needed.
        consent_event: number of that record's newest event then.
        person_version: of what was known of the person; 0 for nothing.
        notice: SHA-256 of the notice consented to, or empty.
        signals: that the request carried.
        age_band: of the person.
        sources: tags of the text.
        switch: version of the recipient's switch, or 0 where the policy asks for none.
    """

    consent_id: str | None = None
    consent_event: int = 0
    person_version: int = 0
    notice: str = ""
    signals: frozenset[str] = field(default_factory=frozenset)
    age_band: AgeBand = AgeBand.UNKNOWN
    sources: frozenset[str] = field(default_factory=frozenset)
    switch: int = 0
