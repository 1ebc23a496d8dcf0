"""The classes that a conversation is kept under, as its row holds them.

Each class that an exchange of the conversation fell under is one term: what the class
said then, so that a policy which drops or changes it changes no row, and when its event
was, if it waits for one. Ends follow from the terms and from two times of the
conversation, its first and its last exchange; the order of exchanges does not matter.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import lru_cache

from gateway.policy_retention import OF_PURPOSE, Trigger
from gateway.retention.classes import FOREVER, later, version_of
from gateway.retention.rules import Chosen

_OF_PURPOSE = frozenset(each.value for each in OF_PURPOSE)
_FIXED, _MOVING = Trigger.COLLECTION.value, Trigger.LAST_INTERACTION.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One class of a conversation.

    Attributes:
        key, version: of the class.
        trigger: see RetentionClass.started_by.
        duration: ISO 8601.
        undo, minimum, longest: likewise, or empty.
        action: what a sweep does at the end.
        purpose: whose events start the clock, where the trigger is about one purpose.
        explicit: somebody chose it; what else applies does not shorten it.
        restricted: see RetentionClass.
        started: when its event was, or None; of clocks that run by themselves, None.
    """

    key: str
    version: str
    trigger: str
    duration: str
    undo: str = ""
    action: str = "erase"
    minimum: str = ""
    longest: str = ""
    purpose: str = ""
    explicit: bool = False
    restricted: bool = False
    started: datetime | None = None

    @property
    def name(self) -> tuple[str, str]:
        """No conversation has two terms of one name."""
        return self.key, self.purpose

    @property
    def waits(self) -> bool:
        """Whether only an event starts its clock."""
        return self.trigger not in (_FIXED, _MOVING)


Terms = tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """What follows from terms.

    Attributes:
        hide_at: the earliest end.
        due_at: the earliest end of a time to undo.
        deciding: the term that ends first.
        action: of the term that is due first.
    """

    hide_at: datetime
    due_at: datetime
    deciding: Term
    action: str


@lru_cache(maxsize=1024)
def term_of(chosen: Chosen, purpose: str) -> Term:
    """The term of a class that an exchange for a purpose falls under."""
    each = chosen.retention_class
    return Term(
        key=each.key,
        version=version_of(each),
        trigger=each.started_by,
        duration=each.duration,
        undo=each.undo,
        action=each.action.value,
        minimum=each.minimum.duration if each.minimum is not None else "",
        longest=(each.clamps.longest or "") if each.clamps is not None else "",
        purpose=purpose if each.trigger in OF_PURPOSE else "",
        explicit=chosen.explicit,
        restricted=each.restricted,
    )


def end_of(term: Term, *, first: datetime, last: datetime) -> datetime:
    """When a class ends; FOREVER while it waits for an event.

    Args:
        term: the class.
        first: the conversation's first exchange.
        last: its last one.
    """
    if term.trigger == _MOVING:
        start: datetime | None = last
    elif term.trigger == _FIXED:
        start = first
    else:
        start = term.started
    end = FOREVER if start is None else later(start, term.duration)
    return min(end, later(first, term.longest)) if term.longest else end


def ends_of(terms: Terms, *, first: datetime, last: datetime) -> Ends:
    """What follows from the terms of a conversation; see end_of.

    The explicit ones count alone, where there are any; of what counts, the shortest.
    """
    if len(terms) == 1:
        end = end_of(terms[0], first=first, last=last)
        due_at = later(end, terms[0].undo)
        return Ends(hide_at=end, due_at=due_at, deciding=terms[0], action=terms[0].action)
    counting = [each for each in terms if each.explicit] or list(terms)
    ends = [(end_of(each, first=first, last=last), each) for each in counting]
    hide_at, deciding = min(ends, key=lambda each: (each[0], each[1].name))
    due_at, acting = min(
        ((later(end, each.undo), each) for end, each in ends),
        key=lambda each: (each[0], _ACTIONS.index(each[1].action), each[1].name),
    )
    return Ends(hide_at=hide_at, due_at=due_at, deciding=deciding, action=acting.action)


# Where several are due at once, the one that leaves least acts.
_ACTIONS = ("erase", "move_to_separate_store", "anonymise", "review")


def kept_until(terms: Terms, at: datetime) -> datetime | None:
    """Until when laws want kept what is stored at a time, or whose event was then."""
    minima = [later(at, each.minimum) for each in terms if each.minimum]
    return max(minima) if minima else None


def joined(held: Terms, new: Terms) -> Terms:
    """The terms after an exchange that brought new ones, in order of their names.

    A class that the policy has changed meanwhile takes its new form; an event that has
    been stays.
    """
    if held == new or (not held and len(new) == 1):
        return new
    found = {each.name: each for each in held}
    for each in new:
        before = found.get(each.name)
        if before is not None:
            started = before.started if before.trigger == each.trigger else None
            explicit = before.explicit or each.explicit
            each = replace(each, started=started, explicit=explicit)
        found[each.name] = each
    return tuple(found[name] for name in sorted(found))


def started(terms: Terms, trigger: str, *, at: datetime, purpose: str = "") -> Terms:
    """The terms after an event; one that was earlier counts, a later one changes nothing."""
    return tuple(
        replace(each, started=at if each.started is None else min(each.started, at))
        if _starts(each, trigger, purpose=purpose)
        else each
        for each in terms
    )


def stopped(terms: Terms, trigger: str) -> Terms:
    """The terms after an event was taken back."""
    return tuple(replace(each, started=None) if each.trigger == trigger else each for each in terms)


def _starts(term: Term, trigger: str, *, purpose: str) -> bool:
    if term.trigger != trigger or not term.waits:
        return False
    return trigger not in _OF_PURPOSE or term.purpose == purpose


@lru_cache(maxsize=4096)
def write_terms(terms: Terms) -> str:
    """Terms as a row holds them: JSON without what is as usual; empty for none."""
    if not terms:
        return ""
    return json.dumps([_told(each) for each in terms], separators=(",", ":"))


@lru_cache(maxsize=4096)
def read_terms(text: str) -> Terms:
    """Terms of a row.

    Raises:
        ValueError: the row holds none that can be read.
    """
    if not text:
        return ()
    try:
        return tuple(_heard(each) for each in json.loads(text))
    except (TypeError, KeyError, AttributeError, ValueError):
        raise ValueError("a row's retention terms cannot be read") from None


_USUAL = {each.name: each.default for each in fields(Term)}


def _told(term: Term) -> dict[str, object]:
    told = {name: getattr(term, name) for name in _USUAL}
    if term.started is not None:
        told["started"] = term.started.isoformat()
    return {name: value for name, value in told.items() if value != _USUAL[name]}


def _heard(told: dict[str, object]) -> Term:
    at = told.get("started")
    return Term(**{**told, "started": datetime.fromisoformat(str(at)) if at else None})  # type: ignore[arg-type]
