"""Reads whose policy it is in law, where, and which data it may store.

docs/policies.md explains each key.
"""

from __future__ import annotations

from enum import StrEnum

from gateway.data_categories import CATEGORIES
from gateway.policy_scope import PartyRole, Scope
from gateway.regions import EEA, EU, is_country
from gateway.yaml_tree import Fields, Value
from gateway.yaml_values import read_word

SECTIONS = ("processing", "data_categories")


class _Needed(StrEnum):
    REQUIRED = "required"
    NONE = "none"


class _Asked(StrEnum):
    REQUIRED = "required"
    ANY = "any"


class _Switch(StrEnum):
    ON = "on"
    OFF = "off"


def read_scope(top: Fields) -> Scope:
    """The sections ``processing`` and ``data_categories``.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    section, categories = top.optional("processing"), top.optional("data_categories")
    stored = _categories(categories) if categories is not None else None
    if section is None:
        return Scope(data_categories=stored)
    known = section.fields(
        *("role", "regions", "instructions", "integrations", "recipient_purposes", "safeguards")
    )
    role = known.required("role").choice(PartyRole)
    only_on_instruction = role is PartyRole.PROCESSOR
    instructions, integrations = known.optional("instructions"), known.optional("integrations")
    purposes, safeguards = known.optional("recipient_purposes"), known.optional("safeguards")
    return Scope(
        role=role,
        regions=_regions(known.optional("regions")),
        data_categories=stored,
        needs_instructions=(
            instructions.choice(_Needed) is _Needed.REQUIRED
            if instructions
            else only_on_instruction
        ),
        integrations_off=(
            _switch(integrations) is _Switch.OFF if integrations else only_on_instruction
        ),
        recipient_purposes=bool(purposes) and _is_required(purposes),
        least_safeguards=bool(safeguards) and _is_required(safeguards),
    )


def _is_required(value: Value | None) -> bool:
    return value is not None and value.choice(_Asked) is _Asked.REQUIRED


def _switch(value: Value) -> _Switch:
    """``on`` or ``off``, which YAML reads as true and false unless they are in quotes."""
    if value.node.tag.endswith(":bool") and value.node.value in tuple(_Switch):
        return _Switch(value.node.value)
    return value.choice(_Switch)


def _regions(value: Value | None) -> tuple[str, ...]:
    found: list[str] = []
    for each in value.elements() if value is not None else ():
        code = each.text(f"[A-Z]{{2}}|{EEA}", what=f"{EU}, {EEA} or an ISO 3166-1 code")
        if code not in (EU, EEA) and not is_country(code):
            raise each.error(f"must be {EU}, {EEA} or a country that ISO 3166-1 knows")
        if code in found:
            raise each.error("stands here already")
        found.append(code)
    if value is not None and not found:
        raise value.error("must not be empty")
    return tuple(found)


def _categories(value: Value) -> frozenset[str]:
    found = frozenset(read_word(each, CATEGORIES) for each in value.elements())
    if not found:
        raise value.error("must not be empty; null permits every category")
    return found
