"""The coarse label of every entity type."""

from __future__ import annotations

from detectors.families import FAMILIES, family
from detectors.numbers.identifiers import IDENTIFIERS
from detectors.registry import SHIPPED


def test_every_shipped_type_has_a_family() -> None:
    types = {name for entry in SHIPPED.values() for name in entry.detector.entity_types}
    assert sorted(name for name in types if family(name) is None) == []


def test_identifiers_have_the_family_of_their_definition() -> None:
    assert {FAMILIES[each.entity_type] for each in IDENTIFIERS} >= {"GOV_ID", "BUSINESS_ID"}
    assert [each for each in IDENTIFIERS if FAMILIES[each.entity_type] != each.family_name] == []


def test_what_is_not_shipped_has_none() -> None:
    assert family("NO_SUCH_TYPE") is None
