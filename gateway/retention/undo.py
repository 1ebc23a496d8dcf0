"""What brings a hidden conversation back before a sweep acts on it: the time to undo.

Only what ended by the time of its class comes back: nothing that a person or somebody for
them has ended (erasure, withdrawal, report, request, a closed account). Its clock starts
anew; what bounds it otherwise (``collection``, the longest time, an end that was set)
still does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from gateway.policy_retention import Trigger
from gateway.retention.assign import Tagged, with_terms
from gateway.retention.terms import Term, end_of

_ENDED_FOR_GOOD = (Trigger.CONSENT_WITHDRAWAL.value, Trigger.ACCOUNT_CLOSURE.value)


def undone(held: Tagged, *, first: datetime, last: datetime, now: datetime) -> Tagged | None:
    """The tag of a hidden conversation that is brought back; None where it cannot be.

    Args:
        held: the tag so far.
        first: the conversation's first exchange.
        last: its last one.
        now: aware, UTC; from then on it counts.
    """
    tag = held.tag
    if not tag.terms or not tag.hide_at <= now < (tag.due_at or tag.hide_at):
        return None
    if any(each.trigger in _ENDED_FOR_GOOD and each.started is not None for each in tag.terms):
        return None
    terms = tuple(_anew(each, first=first, last=last, now=now) for each in tag.terms)
    made = with_terms(held, terms, first=first, last=now)
    if made.tag.hide_at <= now:
        return None
    # It is no exchange: no law wants it kept longer for that.
    return replace(made, tag=replace(made.tag, keep_until=tag.keep_until))


def _anew(term: Term, *, first: datetime, last: datetime, now: datetime) -> Term:
    """A class whose event is over waits no longer: it counts from now."""
    if term.started is None or end_of(term, first=first, last=last) > now:
        return term
    return replace(term, started=now)
