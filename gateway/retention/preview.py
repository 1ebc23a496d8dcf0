"""What a class that has changed in the policy would do to conversations that carry it.

A conversation keeps the classes that it was given, in the form that they had, until
somebody has seen a preview and approved it. A preview is known by what it was made of:
which forms of which classes become which others, how many conversations carry each, and
the day. What is hidden already
stays as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from gateway.errors import InvalidRequest
from gateway.policy import RetentionClass
from gateway.retention.assign import Tagged, with_terms
from gateway.retention.classes import version_of
from gateway.retention.rules import Chosen
from gateway.retention.terms import Term, Terms, term_of

EVERY = "*"
# A class in one form: its key and its version, which is empty for what has none.
Form = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A conversation, as far as a change of classes must know it.

    Attributes:
        tagged: its tag.
        first, last: its first and last exchange.
        held: a legal hold or a person's decision keeps sweeps from it.
    """

    tagged: Tagged
    first: datetime
    last: datetime
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What becomes of classes.

    Attributes:
        classes: those of the policy, by key.
        moves: for classes that the policy no longer has, the key of one that it has;
            EVERY stands for all that are not named.
    """

    classes: Mapping[str, RetentionClass]
    moves: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises InvalidRequest where a class is moved that is there, or to none."""
        for key, to_key in self.moves.items():
            if key in self.classes:
                raise InvalidRequest("Only a class that the policy no longer has is moved.")
            if to_key not in self.classes:
                raise InvalidRequest("The policy has no retention class to move to.")

    def target(self, form: Form) -> RetentionClass | None:
        """What a form becomes, or None where it stays: it is of now, or nobody said."""
        key, _ = form
        to_key = self.moves.get(key, self.moves.get(EVERY, key))
        found = self.classes.get(key) or self.classes.get(to_key)
        return None if found is None or (found.key, version_of(found)) == form else found

    def is_gone(self, form: Form) -> bool:
        """Whether the policy has no class of this key."""
        return form[0] not in self.classes


def forms_of(tagged: Tagged) -> tuple[Form, ...]:
    """The forms of classes that a conversation carries."""
    tag = tagged.tag
    if not tag.terms:
        return ((tag.retention_class, tag.class_version),)
    return tuple(dict.fromkeys((each.key, each.version) for each in tag.terms))


def outdated(plan: Plan, tagged: Tagged) -> tuple[Form, ...]:
    """Those of them that are not as the policy has them."""
    return tuple(
        each for each in forms_of(tagged) if plan.is_gone(each) or plan.target(each) is not None
    )


def retagged(plan: Plan, carried: Carried, *, now: datetime) -> Tagged:
    """The tag under the policy's classes; the same where it is hidden or nothing changes."""
    held = carried.tagged
    if held.tag.hide_at <= now:
        return held
    terms = _changed(plan, held)
    if terms == held.tag.terms:
        return held
    return with_terms(held, terms, first=carried.first, last=carried.last)


def _changed(plan: Plan, held: Tagged) -> Terms:
    tag = held.tag
    if not tag.terms:
        target = plan.target((tag.retention_class, tag.class_version))
        return () if target is None else (term_of(Chosen(retention_class=target), tag.purpose),)
    found: dict[tuple[str, str], Term] = {}
    for term in tag.terms:
        target = plan.target((term.key, term.version))
        changed = term
        if target is not None:
            chosen = Chosen(retention_class=target, explicit=term.explicit)
            changed = term_of(chosen, term.purpose or tag.purpose)
            if changed.trigger == term.trigger:
                changed = replace(changed, started=term.started)
        # Two classes that become one: what has started, and what was chosen, stays so.
        before = found.get(changed.name)
        if before is not None:
            times = [each.started for each in (before, changed) if each.started is not None]
            changed = replace(
                changed,
                started=min(times, default=None),
                explicit=before.explicit or changed.explicit,
            )
        found[changed.name] = changed
    return tuple(found[name] for name in sorted(found))


@dataclass(slots=True, kw_only=True)
class Effect:
    """What a change does to the conversations that carry one form of a class.

    Attributes:
        retention_class, version: the form.
        to_class, to_version: what it becomes; empty where it stays.
        rows: conversations that carry it.
        hidden: of these, hidden already: they stay as they are.
        hidden_at_once, due_at_once: that the change would hide, or let a sweep act on, now.
        held: that a hold or a decision keeps.
        kept_by_law: that a law keeps after the change.
        earliest_before, latest_before, earliest_after, latest_after: ends of those that
            are not hidden.
    """

    retention_class: str
    version: str
    to_class: str = ""
    to_version: str = ""
    rows: int = 0
    hidden: int = 0
    hidden_at_once: int = 0
    due_at_once: int = 0
    held: int = 0
    kept_by_law: int = 0
    earliest_before: datetime | None = None
    latest_before: datetime | None = None
    earliest_after: datetime | None = None
    latest_after: datetime | None = None


class Preview:
    """Counts what a plan would do."""

    def __init__(self, plan: Plan, *, tenant: str, now: datetime) -> None:
        """Starts with nothing counted.

        Args:
            plan: what becomes of classes.
            tenant: whose conversations are counted.
            now: aware, UTC.
        """
        self.plan = plan
        self._tenant = tenant
        self._now = now
        self._effects: dict[Form, Effect] = {}

    def add(self, carried: Carried) -> None:
        """Counts a conversation."""
        forms = outdated(self.plan, carried.tagged)
        if not forms:
            return
        after = retagged(self.plan, carried, now=self._now)
        for form in forms:
            self._count(self._effect(form), carried, after=after)

    @property
    def effects(self) -> list[Effect]:
        """By class and version."""
        return [self._effects[form] for form in sorted(self._effects)]

    @property
    def preview_id(self) -> str:
        """12 hex characters that change with forms, classes, counts of rows, and the day."""
        return preview_id(self._tenant, self.effects, day=self._now.date())

    def _effect(self, form: Form) -> Effect:
        found = self._effects.get(form)
        if found is None:
            found = self._effects[form] = Effect(retention_class=form[0], version=form[1])
            target = self.plan.target(form)
            if target is not None:
                found.to_class, found.to_version = target.key, version_of(target)
        return found

    def _count(self, effect: Effect, carried: Carried, *, after: Tagged) -> None:
        now, before, tag = self._now, carried.tagged.tag, after.tag
        effect.rows += 1
        effect.held += carried.held
        effect.kept_by_law += tag.keep_until is not None and tag.keep_until > now
        if before.hide_at <= now:
            effect.hidden += 1
            return
        effect.hidden_at_once += tag.hide_at <= now
        effect.due_at_once += (tag.due_at or tag.hide_at) <= now
        effect.earliest_before = min(effect.earliest_before or before.hide_at, before.hide_at)
        effect.latest_before = max(effect.latest_before or before.hide_at, before.hide_at)
        effect.earliest_after = min(effect.earliest_after or tag.hide_at, tag.hide_at)
        effect.latest_after = max(effect.latest_after or tag.hide_at, tag.hide_at)


def preview_id(tenant: str, effects: Iterable[Effect], *, day: date) -> str:
    """See Preview.preview_id."""
    forms = sorted(
        [each.retention_class, each.version, each.to_class, each.to_version, each.rows]
        for each in effects
    )
    said = json.dumps([tenant, day.isoformat(), forms], separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()[:12]
