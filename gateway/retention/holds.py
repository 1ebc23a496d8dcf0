"""Legal holds: what they cover, and what must be said to place one.

A hold names people, conversations, classes and a stretch of time; what it says nothing of
may be anything. It covers what matches all that it says. What it covers is not erased,
and not shown any longer than it would have been without it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from gateway.errors import InvalidRequest

MOST_NAMES = 1000
_REFERENCE = re.compile(r"[^\W_][\w .,:;/()&'+#-]{0,119}\Z")
_NAME = re.compile(r"[\x21-\x7e]{1,256}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a hold covers; an empty set or None leaves that open.

    Attributes:
        subjects: keyed hashes of people.
        conversations: ids as they are stored (gateway.proxy.subject.conversation_key).
        classes: keys of retention classes.
        created_from, created_to: when the conversation began; the second is left out.
    """

    subjects: frozenset[str] = frozenset()
    conversations: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    created_from: datetime | None = None
    created_to: datetime | None = None

    def covers(
        self, subject: str, conversation_id: str, *, classes: Collection[str], created_at: datetime
    ) -> bool:
        """Whether a conversation is meant; ``classes`` are all that it ever had."""
        if self.subjects and subject not in self.subjects:
            return False
        if self.conversations and conversation_id not in self.conversations:
            return False
        if self.classes and self.classes.isdisjoint(classes):
            return False
        if self.created_from is not None and created_at < self.created_from:
            return False
        return self.created_to is None or created_at < self.created_to

    def document(self) -> str:
        """As it is stored: JSON in one spelling."""
        said: dict[str, Any] = {
            name: sorted(value)
            for name, value in (
                ("subjects", self.subjects),
                ("conversations", self.conversations),
                ("classes", self.classes),
            )
            if value
        }
        for name, at in (("created_from", self.created_from), ("created_to", self.created_to)):
            if at is not None:
                said[name] = at.isoformat()
        return json.dumps(said, sort_keys=True, separators=(",", ":"))

    @classmethod
    def read(cls, document: str) -> Scope:
        """From ``document``."""
        said: Mapping[str, Any] = json.loads(document)
        times = {
            name: datetime.fromisoformat(said[name]).astimezone(UTC)
            for name in ("created_from", "created_to")
            if name in said
        }
        return cls(
            subjects=frozenset(said.get("subjects", ())),
            conversations=frozenset(said.get("conversations", ())),
            classes=frozenset(said.get("classes", ())),
            created_from=times.get("created_from"),
            created_to=times.get("created_to"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A legal hold.

    Attributes:
        tenant: whose conversations.
        hold_id: random.
        matter: reference of the case, not a person's name.
        authority: who asks for it, or on what ground.
        scope: what it covers.
        placed_by: id of a key, or ``command``.
        placed_at: when.
        review_at: by then somebody looks whether it is still needed.
        released_at: None while it is in force.
        released_by: as ``placed_by``; empty while it is in force.
        items: how many conversations it holds.
    """

    tenant: str
    hold_id: str
    matter: str
    authority: str
    scope: Scope
    placed_by: str
    placed_at: datetime
    review_at: datetime
    released_at: datetime | None = None
    released_by: str = ""
    items: int = 0

    @property
    def in_force(self) -> bool:
        """Whether it is not released."""
        return self.released_at is None

    def overdue(self, now: datetime) -> bool:
        """Whether its review date has passed and nobody has looked."""
        return self.in_force and self.review_at <= now

    def with_items(self, items: int) -> Hold:
        """The same with a count of what it holds."""
        return replace(self, items=items)


def check_hold(hold: Hold) -> None:
    """Refuses a hold that is not said in full.

    Raises:
        InvalidRequest: no reference or authority, a review date that is not to come, names
            that cannot be any, more than a thousand of them, or a time that ends before it
            begins.
    """
    for name, text in (("matter", hold.matter), ("authority", hold.authority)):
        if _REFERENCE.match(text) is None:
            raise wrong(name, f"The hold's {name} is a reference of 1 to 120 characters.")
    if hold.review_at <= hold.placed_at:
        raise wrong("review_at", "The hold's review date must lie in the future.")
    scope = hold.scope
    for name, values in (
        ("subjects", scope.subjects),
        ("conversations", scope.conversations),
        ("classes", scope.classes),
    ):
        if len(values) > MOST_NAMES:
            raise wrong(name, f"A hold names at most {MOST_NAMES} {name}.")
        if any(_NAME.match(each) is None for each in values):
            raise wrong(name, f"The hold names {name} that cannot be any.")
    start, end = scope.created_from, scope.created_to
    if start is not None and end is not None and end <= start:
        raise wrong("created_to", "The hold's time ends before it begins.")
    if scope == Scope():
        raise wrong("scope", "A hold says what it covers: people, conversations, classes, times.")


def check_review(hold: Hold, review_at: datetime, *, now: datetime) -> None:
    """Refuses a new review date of a hold.

    Raises:
        InvalidRequest: the hold is released, or the date is not to come.
    """
    if not hold.in_force:
        raise InvalidRequest("The hold is released.", code="hold_released", status=409)
    if review_at <= now:
        raise wrong("review_at", "The hold's review date must lie in the future.")


def nothing_held(field: str | None = None) -> InvalidRequest:
    """A hold on nothing protects nothing: most likely a name is spelled wrongly.

    Args:
        field: what names something that there has never been, or None where all that is
            named is there, and nothing matches all of it.
    """
    if field is not None:
        return InvalidRequest(
            f"The hold names {field} that nothing has ever had, or not of the people it names.",
            code="hold_on_nothing",
            status=422,
            details={"fields": [field]},
        )
    return InvalidRequest(
        "The hold covers no conversation, and names no person whose later ones it would cover.",
        code="hold_on_nothing",
        status=422,
    )


def no_hold() -> InvalidRequest:
    """No such hold is known to this tenant."""
    return InvalidRequest("There is no such hold.", code="not_found", status=404)


def wrong(field: str, message: str) -> InvalidRequest:
    """A hold is not said as it must be; names the field."""
    return InvalidRequest(message, code="invalid_hold", status=422, details={"fields": [field]})
