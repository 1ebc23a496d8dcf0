"""Reads the retention sections of a policy: classes, rules, classes of other records.

What contradicts itself is refused: a class that no time can satisfy, or that nothing ever
has. docs/configuration.md explains each key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, TypeVar

import yaml

from gateway.policy import Purpose
from gateway.policy_retention import (
    DEFAULT_RECORDS,
    GROUPS,
    RECORD_TRIGGERS,
    RUNNING,
    Clamps,
    EndAction,
    Minimum,
    RetentionClass,
    RetentionRule,
    Trigger,
)
from gateway.regions import expanded
from gateway.retention.classes import later
from gateway.retention.rules import CODE
from gateway.yaml_tree import Fields, Value
from gateway.yaml_values import NAME, NAME_WORDS, read_country, read_duration

SECTIONS = ("retention_classes", "retention_rules", "records", "provider_state_retention")
_CONDITIONS = ("purpose", "channel", "bot", "jurisdiction", "detected")
_CODE_WORDS = "a code of up to 40 of a-z, 0-9, - and _"
_EVENT = r"event:[a-z0-9_]{1,40}"
_EVENT_TYPE = r"[a-z0-9_]{1,40}"
_ENTITY_TYPE = r"[A-Z][A-Z0-9_]{1,63}"
# Durations are compared from here on: a month is 31 days, a year 365.
_REFERENCE = datetime(2027, 1, 1, tzinfo=UTC)
_AT_ONCE = "PT0S"

Word = TypeVar("Word")


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """The classes of a policy, and where each of them stands."""

    by_key: Mapping[str, RetentionClass]
    places: Mapping[str, Value]

    def named(self, value: Value) -> RetentionClass:
        """The class that a value names.

        Raises:
            ConfigurationError: there is none.
        """
        found = self.by_key.get(value.text())
        if found is None:
            raise value.error("names a retention class that does not exist")
        return found


def read_classes(value: Value) -> Classes:
    """The section ``retention_classes``.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    entries = value.entries()
    if not entries:
        raise value.error("must not be empty")
    found: dict[str, RetentionClass] = {}
    for key, entry in entries.items():
        if re.fullmatch(NAME, key) is None:
            raise entry.error(f"the key must be {NAME_WORDS}")
        found[key] = _read_class(key, entry)
    return Classes(by_key=MappingProxyType(found), places=entries)


def read_retention(
    top: Fields,
    classes: Classes,
    *,
    purposes: Mapping[str, Purpose],
    entity_types: Collection[str] | None,
    also_used: Collection[str] = (),
) -> dict[str, Any]:
    """The fields of a policy that rules and records fill.

    Args:
        top: the file, with SECTIONS among its known keys.
        classes: as read.
        purposes: of the policy, by key.
        entity_types: that the detectors in use can find, or None for any.
        also_used: classes that another section names.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    reading = _Rules(classes, purposes=purposes, entity_types=entity_types)
    given = top.optional("retention_rules")
    rules = tuple(reading.rule(each) for each in given.elements()) if given else ()
    records = _records(top.optional("records"), classes)
    state = top.optional("provider_state_retention")
    used = {each.retention_class for each in purposes.values()} | set(also_used)
    used |= {each.retention_class for each in rules} | set(records.values())
    if state is not None:
        used.add(_state_class(state, classes).key)
    for key, place in classes.places.items():
        if key not in used:
            inherited = "" if place.file == top.at.file else f"; null in {top.at.file} removes it"
            raise place.error(f"is named by no purpose, form, rule or kind of record{inherited}")
    return {"retention_rules": rules, "records": records}


def _read_class(key: str, entry: Value) -> RetentionClass:
    known = entry.fields(
        *("trigger", "after", "duration", "action", "legal_ground", "minimum", "clamps", "undo"),
        "restricted",
    )
    trigger, event = _trigger(known)
    action, duration = known.optional("action"), known.required("duration")
    undo, clamps, minimum = known.optional("undo"), known.optional("clamps"), None
    restricted = known.optional("restricted")
    if known.optional("minimum") is not None:
        minimum = _minimum(known.required("minimum"))
    made = RetentionClass(
        key=key,
        trigger=trigger,
        duration=read_duration(duration, zero=trigger not in RUNNING),
        legal_ground=known.required("legal_ground").text(),
        event=event,
        action=action.choice(EndAction) if action else EndAction.ERASE,
        minimum=minimum,
        clamps=_clamps(clamps) if clamps else None,
        undo=read_duration(undo, zero=True) if undo else "",
        restricted=restricted.flag() if restricted else False,
    )
    _check(made, known)
    return made


def _trigger(known: Fields) -> tuple[Trigger, str]:
    """The trigger, and the type of an event of the operator's own."""
    value, after = known.required("trigger"), known.optional("after")
    text = value.text()
    if re.fullmatch(_EVENT, text):
        if after is not None:
            raise after.error("the trigger names the event already")
        return Trigger.EVENT, text.partition(":")[2]
    words = "event:<type> with a type of up to 40 of a-z, 0-9 and _"
    if text.startswith("event:"):
        raise value.error(f"must be {words}")
    trigger = value.choice(Trigger)
    if trigger is Trigger.EVENT:
        what = "an event's type of up to 40 of a-z, 0-9 and _"
        return trigger, known.required("after").text(_EVENT_TYPE, what=what)
    if after is not None:
        raise after.error("names an event only where the trigger is event")
    return trigger, ""


def _minimum(value: Value) -> Minimum:
    known = value.fields("duration", "law")
    return Minimum(
        duration=read_duration(known.required("duration")), law=known.required("law").text()
    )


def _clamps(value: Value) -> Clamps:
    known = value.fields("shortest", "longest")
    shortest, longest = known.optional("shortest"), known.optional("longest")
    if shortest is None and longest is None:
        raise value.error("must have the key shortest, longest or both")
    return Clamps(
        shortest=read_duration(shortest) if shortest else None,
        longest=read_duration(longest) if longest else None,
    )


def _check(made: RetentionClass, known: Fields) -> None:
    """Refuses a class that contradicts itself."""
    clamps, minimum = made.clamps or Clamps(), made.minimum
    if clamps.shortest and clamps.longest and _longer(clamps.shortest, clamps.longest):
        raise known.required("clamps").error("shortest is longer than longest")
    if clamps.longest and _longer(made.duration, clamps.longest):
        raise known.required("duration").error("is longer than clamps.longest")
    if clamps.shortest and _longer(clamps.shortest, made.duration):
        raise known.required("duration").error("is shorter than clamps.shortest")
    if made.undo and _longer(made.undo, made.duration):
        raise known.required("undo").error("is longer than the duration")
    apart = made.action is EndAction.MOVE_TO_SEPARATE_STORE
    if minimum is None:
        if apart:
            raise known.required("action").error("needs a minimum: the law that wants it kept")
        return
    if clamps.longest and _longer(minimum.duration, clamps.longest):
        raise known.required("minimum").error("is longer than clamps.longest")
    if made.action is EndAction.ANONYMISE:
        raise known.required("action").error("cannot be anonymise: a law wants it kept as it is")
    if apart and not _longer(minimum.duration, made.duration):
        raise known.required("minimum").error("is over when the duration is: nothing is moved")


def _longer(one: str, other: str) -> bool:
    return later(_REFERENCE, one) > later(_REFERENCE, other)


class _Rules:
    """Reads rules of one policy."""

    def __init__(
        self,
        classes: Classes,
        *,
        purposes: Mapping[str, Purpose],
        entity_types: Collection[str] | None,
    ) -> None:
        self._classes = classes
        self._purposes = purposes
        self._entity_types = entity_types

    def rule(self, value: Value) -> RetentionRule:
        """One entry of ``retention_rules``."""
        known = value.fields("when", "class", "explicit")
        when, explicit = known.required("when"), known.optional("explicit")
        conditions = when.fields(*_CONDITIONS)
        if not any(conditions.optional(each) for each in _CONDITIONS):
            raise when.error("must not be empty")
        return RetentionRule(
            retention_class=self._classes.named(known.required("class")).key,
            purposes=_words(conditions.optional("purpose"), self._purpose),
            channels=_words(conditions.optional("channel"), _code),
            bots=_words(conditions.optional("bot"), _code),
            jurisdictions=expanded(_words(conditions.optional("jurisdiction"), _country)),
            detected=frozenset().union(*_words(conditions.optional("detected"), self._types)),
            explicit=explicit.flag() if explicit else False,
        )

    def _purpose(self, value: Value) -> str:
        if value.text() not in self._purposes:
            raise value.error("names a purpose that does not exist")
        return value.text()

    def _types(self, value: Value) -> frozenset[str]:
        text = value.text()
        if text in GROUPS:
            return GROUPS[text]
        if re.fullmatch(_ENTITY_TYPE, text) is None:
            groups = ", ".join(GROUPS)
            raise value.error(f"must be an entity type, written like CREDIT_CARD, or {groups}")
        if self._entity_types is not None and text not in self._entity_types:
            raise value.error("is an entity type that no detector in use can find")
        return frozenset({text})


def _words(value: Value | None, read: Callable[[Value], Word]) -> frozenset[Word]:
    """One word, or a list of some; empty where the key is missing."""
    if value is None:
        return frozenset()
    if isinstance(value.node, yaml.ScalarNode):
        return frozenset({read(value)})
    found = frozenset(read(each) for each in value.elements())
    if not found:
        raise value.error("must not be empty; without this key it is no condition")
    return found


def _code(value: Value) -> str:
    return value.text(CODE, what=_CODE_WORDS)


def _country(value: Value) -> str:
    return read_country(value, or_eea=True)


def _records(value: Value | None, classes: Classes) -> Mapping[str, str]:
    found: dict[str, str] = {}
    known = value.fields(*DEFAULT_RECORDS) if value is not None else None
    for kind, entry in known.entries.items() if known else ():
        if entry.is_null:
            continue
        chosen = classes.named(entry)
        if chosen.trigger not in RECORD_TRIGGERS[kind]:
            words = " or ".join(sorted(RECORD_TRIGGERS[kind]))
            raise entry.error(f"must be a class whose trigger is {words}")
        if chosen.action is not EndAction.ERASE or chosen.minimum or chosen.undo:
            raise entry.error("must be a class that erases, without minimum and undo")
        if kind == "identity_proofs" and _longer(chosen.duration, _AT_ONCE):
            raise entry.error("must be a class of PT0S: proofs are gone with the decision")
        found[kind] = chosen.key
    return MappingProxyType(found)


def _state_class(value: Value, classes: Classes) -> RetentionClass:
    """The class of what is kept of a provider's state, which goes with its conversation."""
    chosen = classes.named(value)
    if chosen.trigger not in RUNNING:
        raise value.error("must be a class whose trigger is collection or last_interaction")
    if chosen.action is not EndAction.ERASE or chosen.minimum or chosen.undo:
        raise value.error("must be a class that erases, without minimum and undo")
    return chosen
