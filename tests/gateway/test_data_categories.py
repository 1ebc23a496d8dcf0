from __future__ import annotations

from detectors.entity_types import entity_types
from gateway.data_categories import CATEGORIES, categories_of, types_of
from gateway.policy_retention import DEFAULT_RECORDS


def test_every_shipped_type_is_of_one_category() -> None:
    held = [each for category in CATEGORIES.values() for each in category.entity_types]
    assert len(held) == len(set(held))
    assert set(held) == {each.name for each in entity_types()}


def test_kinds_of_record_exist_and_are_of_one_category() -> None:
    held = [each for category in CATEGORIES.values() for each in category.records]
    assert len(held) == len(set(held))
    assert set(held) <= set(DEFAULT_RECORDS)


def test_categories_say_what_they_are() -> None:
    assert all(key == each.key and each.title for key, each in CATEGORIES.items())
    assert CATEGORIES["email"].entity_types == {"EMAIL_ADDRESS"}
    assert CATEGORIES["age"].entity_types == {"AGE", "DATE_OF_BIRTH"}
    assert CATEGORIES["date_time"].entity_types == {"DATE_TIME"}
    assert CATEGORIES["usage"].records == {"usage"}
    assert CATEGORIES["job"].entity_types == frozenset()


def test_types_of_several() -> None:
    assert types_of(frozenset({"email", "name", "usage"})) == {"EMAIL_ADDRESS", "PERSON"}
    assert types_of(frozenset()) == types_of(frozenset({"unheard_of"})) == frozenset()


def test_categories_of_several_types() -> None:
    assert categories_of(["EMAIL_ADDRESS", "PERSON", "UNHEARD_OF"]) == {"email", "name"}
    assert categories_of([]) == frozenset()
    for key, category in CATEGORIES.items():
        assert categories_of(category.entity_types) == ({key} if category.entity_types else set())
