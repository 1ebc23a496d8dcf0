"""How a record stands: its state at a time, and what it lacks. Pure."""

from __future__ import annotations

from datetime import datetime

from gateway.consent.evaluate import Question, evaluate, signal_refuses
from gateway.consent.offer import Offer
from gateway.consent.persons import Person
from gateway.consent.records import PERMITTING, ConsentRecord, ConsentState
from gateway.consent.signals import NO_SIGNALS, Signals


def needs_guardian(
    offer: Offer, record: ConsentRecord, *, person: Person | None, now: datetime
) -> bool:
    """Whether a consent is given, and counts only once a guardian has signed it as well."""
    if record.state not in PERMITTING:
        return False
    question = Question(route=offer.route, person=person, consent=record, now=now)
    return any(each.name == "age" and not each.permits for each in evaluate(question).checks)


def signals_to_show(
    offer: Offer, person: Person | None, *, signals: Signals = NO_SIGNALS, now: datetime
) -> frozenset[str]:
    """Signals that a dialog must name for a yes to count while they are on."""
    return signal_refuses(
        Question(route=offer.route, person=person, consent=None, signals=signals, now=now)
    )


def state_now(offer: Offer | None, record: ConsentRecord, *, now: datetime) -> ConsentState:
    """The state of a record at a time: given ones expire, and go with their notice.

    Args:
        offer: what it was an answer to, or None where that is no longer offered.
        record: as the store has it.
        now: UTC.
    """
    if record.state not in PERMITTING:
        return record.state
    if record.valid_until is not None and record.valid_until <= now:
        return ConsentState.EXPIRED
    if offer is None or not offer.notices.still_counts(record.notice, now):
        return ConsentState.INVALIDATED
    return record.state
