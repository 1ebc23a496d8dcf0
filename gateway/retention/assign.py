"""Which retention tag a conversation or provider state gets, and what may change it later.

Rules:

1. ``hide_at`` is the end of the class's duration. From then on nothing reads the
   conversation, and every sweep erases it.
2. ``erase_by`` is one day later: the day that a sweep, run at least daily, has to have
   erased it by. It is the promise that a report is measured against, not a wait.
3. Trigger ``last_interaction``: each exchange restarts the clock.
4. Trigger ``collection``: the clock runs from the first exchange. A later exchange never
   moves the end, and once a conversation has been held under such a class, no other
   class can carry it past that end; a class that ends earlier applies at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateway.policy import Policy, Trigger
from gateway.retention.classes import parse_duration
from gateway.storage.ports import Tag

# The sweep's grace: how long after hide_at a conversation may still wait to be erased.
GRACE = timedelta(days=1)
_SOURCE_TAG = timedelta(days=400)


def tag(policy: Policy, *, purpose_key: str, recipient_key: str, now: datetime) -> Tag:
    """The retention tag of a conversation whose clock starts ``now``.

    Args:
        policy: names the purpose's class.
        purpose_key: what the conversation is held for.
        recipient_key: who is sent it.
        now: aware, UTC.

    Raises:
        KeyError: the policy has no such purpose, or the purpose's class is not defined.
        ValueError: the class's duration cannot be read.
    """
    class_key = policy.purposes[purpose_key].retention_class
    return _tag(policy, class_key, purpose_key=purpose_key, recipient_key=recipient_key, now=now)


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
    class_key = policy.provider_state_retention or ""
    return _tag(policy, class_key, purpose_key=purpose_key, recipient_key=recipient_key, now=now)


def source_tag_end(policy: Policy, now: datetime) -> datetime:
    """Until when it is remembered that a text came from a tagged source.

    As long as the policy's longest class holds a conversation, and 400 days at least: what
    the chatbot's own side still holds and sends again is often older than what is kept here.

    Raises:
        ValueError: a class's duration cannot be read.
    """
    held = (parse_duration(each.duration).after(now) for each in policy.classes.values())
    return max((now + _SOURCE_TAG, *held))


def _tag(
    policy: Policy, class_key: str, *, purpose_key: str, recipient_key: str, now: datetime
) -> Tag:
    chosen = policy.classes[class_key]
    hide_at = parse_duration(chosen.duration).after(now)
    return Tag(
        retention_class=chosen.key,
        trigger=chosen.trigger.value,
        purpose=purpose_key,
        recipient=recipient_key,
        policy=policy.reference,
        hide_at=hide_at,
        erase_by=hide_at + GRACE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """A tag as it is held.

    Attributes:
        tag: the tag.
        latest: hide_at may not be later than this; None while no class with trigger
            ``collection`` has applied.
    """

    tag: Tag
    latest: datetime | None


def first_tag(new: Tag) -> Tagged:
    """The tag of a conversation at its first exchange."""
    latest = new.hide_at if new.trigger == Trigger.COLLECTION else None
    return Tagged(tag=new, latest=latest)


def next_tag(held: Tagged, new: Tag, *, created_at: datetime, at: datetime) -> Tagged:
    """The tag after a later exchange.

    Args:
        held: the tag so far.
        new: as ``tag`` made it at ``at``.
        created_at: the conversation's first exchange.
        at: this exchange.
    """
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
