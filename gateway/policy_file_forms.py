"""Reads the lead forms of a policy; docs/forms.md explains each key.

What a form declares is kept as it is entered, so a form says of each field which entity
types may stand in it; everything else that is found there is treated as in any text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

from gateway.policy import Purpose
from gateway.policy_file_retention import Classes
from gateway.policy_retention import RUNNING, EndAction, RetentionClass
from gateway.policy_scope import Form, FormField
from gateway.yaml_tree import Value
from gateway.yaml_values import NAME, NAME_WORDS

SECTIONS = ("forms",)
MOST_FIELDS = 50
_ENTITY_TYPE = r"[A-Z][A-Z0-9_]{1,63}"
_TYPE_WORDS = "an entity type, written like EMAIL_ADDRESS"
# A form is not where these are entered, whoever declares them (PCI DSS v4.0.1 3.3.1).
_NEVER = frozenset({"CARD_CVV", "CARD_EXPIRY", "CREDIT_CARD", "PASSWORD", "PIN", "PRIVATE_KEY"})


def read_forms(
    value: Value | None,
    classes: Classes,
    *,
    purposes: Mapping[str, Purpose],
    entity_types: Collection[str] | None,
) -> Mapping[str, Form]:
    """The section ``forms``, by id.

    Args:
        value: the section.
        classes: of the policy.
        purposes: of the policy, by key.
        entity_types: that the detectors in use can find, or None for any.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    found: dict[str, Form] = {}
    for key, entry in value.entries().items() if value is not None else ():
        _check_name(key, entry)
        known = entry.fields("purpose", "retention_class", "fields")
        purpose = known.required("purpose")
        if purpose.text() not in purposes:
            raise purpose.error("names a purpose that does not exist")
        found[key] = Form(
            key=key,
            fields=_fields(known.required("fields"), entity_types),
            purpose=purpose.text(),
            retention_class=_class(known.required("retention_class"), classes).key,
        )
    return MappingProxyType(found)


def _class(value: Value, classes: Classes) -> RetentionClass:
    """A class that a row of its own can have."""
    chosen = classes.named(value)
    if chosen.trigger not in RUNNING:
        raise value.error("must be a class whose trigger is collection or last_interaction")
    if chosen.action is not EndAction.ERASE or chosen.minimum or chosen.undo:
        raise value.error("must be a class that erases, without minimum and undo")
    return chosen


def _fields(value: Value, entity_types: Collection[str] | None) -> Mapping[str, FormField]:
    found: dict[str, FormField] = {}
    for key, entry in value.entries().items():
        _check_name(key, entry)
        known = entry.fields("entity_types", "required")
        named, required = known.optional("entity_types"), known.optional("required")
        found[key] = FormField(
            key=key,
            entity_types=frozenset(
                _entity_type(each, entity_types) for each in (named.elements() if named else ())
            ),
            required=required.flag() if required else False,
        )
    if not found:
        raise value.error("must not be empty")
    if len(found) > MOST_FIELDS:
        raise value.error(f"must not hold more than {MOST_FIELDS} fields")
    return MappingProxyType(found)


def _entity_type(value: Value, known: Collection[str] | None) -> str:
    name = value.text(_ENTITY_TYPE, what=_TYPE_WORDS)
    if known is not None and name not in known:
        raise value.error("is an entity type that no detector in use can find")
    if name in _NEVER:
        raise value.error("is a type that no form may keep")
    return name


def _check_name(key: str, value: Value) -> None:
    if re.fullmatch(NAME, key) is None:
        raise value.error(f"the key must be {NAME_WORDS}")
