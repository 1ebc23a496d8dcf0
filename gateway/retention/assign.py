"""Which retention tag a conversation or provider state gets, and what may change it later.

Rules, in order of precedence:

1. What a law wants kept is kept: ``keep_until`` is the latest of all minima, and never
   moves back. Until then nothing is erased; what is hidden before lies apart.
2. Else a class that somebody chose for just such exchanges (an explicit rule) holds.
3. Else the shortest of all classes that an exchange of the conversation fell under, each
   by its own clock. ``last_interaction`` starts anew with each exchange; ``collection``
   runs from the first one; a clock that waits for an event has no end before it.
4. ``hide_at`` is that end: from then on nothing reads the conversation. ``due_at`` is
   when a sweep acts, later by the class's time to undo. ``erase_by`` is one day later: the
   day that a sweep, run at least daily, has to have acted by. It is the promise that a
   report is measured against, not a wait.
5. A class that ends earlier applies at once. Nothing moves the end of what is hidden.

Provider states have one class, and neither a minimum nor a time to undo.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from gateway.policy import Policy, Trigger
from gateway.retention.classes import FOREVER, later, parse_duration
from gateway.retention.rules import Occasion, chosen_classes
from gateway.retention.terms import Term, Terms, end_of, ends_of, joined, kept_until, term_of
from gateway.storage.ports import Tag

# The sweep's grace: how long after due_at a conversation may still wait to be erased.
GRACE = timedelta(days=1)
_SOURCE_TAG = timedelta(days=400)


def tag(policy: Policy, occasion: Occasion, *, now: datetime) -> Tag:
    """The retention tag of a conversation whose clock starts ``now``.

    Args:
        policy: has the classes and the rules.
        occasion: decides which of them apply.
        now: aware, UTC.

    Raises:
        KeyError: the policy has no such purpose, or a class is not defined.
        ValueError: a class's duration cannot be read.
    """
    chosen = chosen_classes(policy, occasion)
    terms = joined((), tuple([term_of(each, occasion.purpose) for each in chosen]))
    about = _About(occasion.purpose, occasion.recipient, policy.reference, None)
    return _with_ends(about, terms, first=now, last=now, latest=None)


def state_tag(policy: Policy, *, purpose_key: str, recipient_key: str, now: datetime) -> Tag:
    """The retention tag of a provider state whose clock starts ``now``.

    Args:
        policy: allows provider states, and names their class.
        purpose_key: what its conversation is held for.
        recipient_key: who keeps the state.
        now: aware, UTC.

    Raises:
        KeyError: the policy names no class for provider states, or one that is not defined.
        ValueError: the class's duration cannot be read.
    """
    chosen = policy.classes[policy.provider_state_retention or ""]
    hide_at = parse_duration(chosen.duration).after(now)
    return Tag(
        retention_class=chosen.key,
        trigger=chosen.started_by,
        purpose=purpose_key,
        recipient=recipient_key,
        policy=policy.reference,
        hide_at=hide_at,
        erase_by=hide_at + GRACE,
    )


def source_tag_end(policy: Policy, now: datetime) -> datetime:
    """Until when it is remembered that a text came from a tagged source.

    As long as the policy's longest class holds a conversation, and 400 days at least: what
    the chatbot's own side still holds and sends again is often older than what is kept here.

    Raises:
        ValueError: a class's duration cannot be read.
    """
    keys = {each.retention_class for each in policy.purposes.values()}
    keys |= {each.retention_class for each in policy.retention_rules}
    held = (later(now, policy.classes[key].duration) for key in keys)
    return max((now + _SOURCE_TAG, *held))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """A tag as it is held.

    Attributes:
        tag: the tag.
        latest: hide_at may not be later than this, whatever follows from the terms; None
            where nothing has said so.
    """

    tag: Tag
    latest: datetime | None


def first_tag(new: Tag) -> Tagged:
    """The tag of a conversation at its first exchange."""
    collected = new.trigger == Trigger.COLLECTION and not new.terms
    return Tagged(tag=new, latest=new.hide_at if collected else None)


def next_tag(held: Tagged, new: Tag, *, created_at: datetime, at: datetime) -> Tagged:
    """The tag after a later exchange.

    Args:
        held: the tag so far; not hidden.
        new: as ``tag`` made it at ``at``.
        created_at: the conversation's first exchange.
        at: this exchange.
    """
    if not new.terms:
        return _next_bare(held, new, created_at=created_at, at=at)
    terms = joined(held.tag.terms, new.terms)
    latest = held.latest
    for each in () if terms == held.tag.terms else held.tag.terms:
        # A changed class carries nothing past an end that was fixed at the first exchange.
        if each.trigger == Trigger.COLLECTION and _is_replaced(each, terms):
            latest = _earlier(latest, end_of(each, first=created_at, last=at))
    about = _About.of(new, held.tag.keep_until, new.keep_until)
    made = _with_ends(about, terms, first=created_at, last=at, latest=latest)
    return Tagged(tag=made, latest=latest)


def with_terms(held: Tagged, terms: Terms, *, first: datetime, last: datetime) -> Tagged:
    """A tag under other terms, after an event or an approved change of a class.

    Args:
        held: the tag so far.
        terms: from now on.
        first: the conversation's first exchange.
        last: its last one.
    """
    moments = [last, *(each.started for each in terms if each.started is not None)]
    minima = (kept_until(terms, each) for each in moments)
    about = _About.of(held.tag, held.tag.keep_until, *minima)
    made = _with_ends(about, terms, first=first, last=last, latest=held.latest)
    return Tagged(tag=made, latest=held.latest)


def ended(held: Tagged, at: datetime) -> Tagged:
    """The tag of what is hidden and due from a time on, if it is not already."""
    tag = held.tag
    hide_at, due_at = min(tag.hide_at, at), min(tag.due_at or tag.hide_at, at)
    made = replace(
        tag,
        hide_at=hide_at,
        due_at=None if due_at == hide_at else due_at,
        erase_by=min(tag.erase_by, at),
    )
    return Tagged(tag=made, latest=_earlier(held.latest, at))


def erased_at(tag: Tag) -> datetime:
    """When nothing is left: what a law keeps counts before any class's end."""
    due_at = tag.due_at or tag.hide_at
    return due_at if tag.keep_until is None else max(due_at, tag.keep_until)


def _is_replaced(term: Term, terms: Terms) -> bool:
    """Whether a class holds in another form now; one below an explicit class holds nothing."""
    if any((each.name, each.version) == (term.name, term.version) for each in terms):
        return False
    return term.explicit or not any(each.explicit for each in terms)


def _earlier(held: datetime | None, at: datetime) -> datetime:
    return at if held is None else min(held, at)


class _About(NamedTuple):
    """What a tag says beside its classes and their ends."""

    purpose: str
    recipient: str
    policy: str
    keep_until: datetime | None

    @classmethod
    def of(cls, tag: Tag, *keep_until: datetime | None) -> _About:
        """As a tag says it, with the latest end of these minima."""
        return cls(tag.purpose, tag.recipient, tag.policy, _latest(*keep_until))


def _with_ends(
    about: _About, terms: Terms, *, first: datetime, last: datetime, latest: datetime | None
) -> Tag:
    """A tag with what follows from terms; ``keep_until`` is the one given, or later."""
    ends = ends_of(terms, first=first, last=last)
    deciding, hide_at, due_at = ends.deciding, ends.hide_at, ends.due_at
    if latest is not None and latest < hide_at:
        hide_at, due_at = latest, min(due_at, later(latest, deciding.undo))
    # Written out: each exchange makes two of them, and dataclasses.replace is slow.
    return Tag(
        retention_class=deciding.key,
        trigger=deciding.trigger,
        purpose=about.purpose,
        recipient=about.recipient,
        policy=about.policy,
        hide_at=hide_at,
        erase_by=FOREVER if due_at >= FOREVER else due_at + GRACE,
        due_at=None if due_at == hide_at else due_at,
        keep_until=_latest(about.keep_until, kept_until(terms, last)),
        action=ends.action,
        class_version=deciding.version,
        terms=terms,
    )


def _latest(*times: datetime | None) -> datetime | None:
    known = [each for each in times if each is not None]
    return max(known) if known else None


def _next_bare(held: Tagged, new: Tag, *, created_at: datetime, at: datetime) -> Tagged:
    """The same for tags without terms: those of provider states."""
    latest = held.latest
    if new.trigger == Trigger.COLLECTION and (
        latest is None or new.retention_class != held.tag.retention_class
    ):
        # The new class counts from the first exchange, although the tag was made now.
        end = new.hide_at - (at - created_at)
        latest = end if latest is None else min(latest, end)
    if latest is None or new.hide_at <= latest:
        return Tagged(tag=new, latest=latest)
    grace = new.erase_by - new.hide_at
    return Tagged(tag=replace(new, hide_at=latest, erase_by=latest + grace), latest=latest)
