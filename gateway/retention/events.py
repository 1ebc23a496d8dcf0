"""Events that start the clocks of retention classes, and what they do to a tag.

An event that is earlier than the one which started a clock counts; a later one changes
nothing. So recording an event again does no harm, and no event lets anything be kept
longer. The one exception is an account that is opened again: its clock stops, for what is
not hidden yet.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from gateway.consent.indication import parse_time
from gateway.errors import InvalidRequest, Refused
from gateway.policy_retention import OF_PURPOSE, RUNNING, Trigger
from gateway.retention.assign import Tagged, with_terms
from gateway.retention.terms import started, stopped

ACCOUNT_REOPENED = "account_reopened"
# What happens to the operator's records; its own events read event:<type>.
TYPES = frozenset(
    each.value for each in Trigger if each not in RUNNING and each is not Trigger.EVENT
) | {ACCOUNT_REOPENED}
_OWN = re.compile(r"event:[a-z0-9_]{1,40}")
_OF_PURPOSE = frozenset(each.value for each in OF_PURPOSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionEvent:
    """Something that happened to a person or to what they asked for.

    Attributes:
        event_id: unique within the tenant.
        tenant, subject: whose.
        type: one of TYPES, or ``event:<type>``.
        at: when it happened.
        recorded_at: when the gateway was told.
        recorded_by: a key's role or id, or ``command``.
        purpose: which one, of events about a purpose; else empty.
    """

    event_id: str
    tenant: str
    subject: str
    type: str
    at: datetime
    recorded_at: datetime
    recorded_by: str = ""
    purpose: str = ""


def read_time(text: str) -> datetime:
    """When an event was, as RFC 3339 says it.

    Raises:
        InvalidRequest: 422; it is no time, or has no time zone.
    """
    try:
        return parse_time(text)
    except Refused:
        raise _refused("at", "A time is written as RFC 3339 has it, with a time zone.") from None


def check_event(event: RetentionEvent, purposes: Collection[str]) -> None:
    """Refuses an event that says too much, too little or what cannot be.

    Args:
        event: as it was told.
        purposes: keys of the policy's purposes.

    Raises:
        InvalidRequest: 422; names the field.
    """
    if event.type not in TYPES and _OWN.fullmatch(event.type) is None:
        known = ", ".join(sorted(TYPES))
        raise _refused("type", f"An event is one of {known}, or event:<type>.")
    if event.type in _OF_PURPOSE and not event.purpose:
        raise _refused("purpose", "An event of this type is about a purpose.")
    if event.type not in _OF_PURPOSE and event.purpose:
        raise _refused("purpose", "An event of this type is about no purpose.")
    if event.purpose and event.purpose not in purposes:
        raise _refused("purpose", "The policy has no such purpose.")
    if event.at > event.recorded_at:
        raise _refused("at", "An event lies in the past.")


def after_event(held: Tagged, event: RetentionEvent, *, first: datetime, last: datetime) -> Tagged:
    """The tag after an event; the same where it changes nothing.

    Args:
        held: the tag so far.
        event: of the tag's subject.
        first: the conversation's first exchange; one after the event counts as its time.
        last: its last one.
    """
    if event.type == ACCOUNT_REOPENED:
        terms = stopped(held.tag.terms, Trigger.ACCOUNT_CLOSURE.value)
        if terms == held.tag.terms or held.tag.hide_at <= event.recorded_at:
            return held
        return with_terms(held, terms, first=first, last=last)
    at = max(event.at, first)
    terms = started(held.tag.terms, event.type, at=at, purpose=event.purpose)
    if terms == held.tag.terms:
        return held
    return _not_longer(held, with_terms(held, terms, first=first, last=last))


def _not_longer(held: Tagged, made: Tagged) -> Tagged:
    """A tag whose ends are no later than they were."""
    before, after = held.tag, made.tag
    hide_at = min(before.hide_at, after.hide_at)
    due_at = min(before.due_at or before.hide_at, after.due_at or after.hide_at)
    tag = replace(
        after,
        hide_at=hide_at,
        due_at=None if due_at == hide_at else due_at,
        erase_by=min(before.erase_by, after.erase_by),
    )
    return replace(made, tag=tag)


def _refused(field: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, status=422, details={"fields": [field]})
