"""Every column of a package has words in every language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.rights.package_columns import COLUMN_WORDS
from gateway.rights.package_data import schema_text
from gateway.rights.package_words import PAGE_WORDS


def names(schema: Any) -> Iterator[str]:
    """Names of members, however deep."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for each in schema.values():
            yield from names(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from names(each)


@pytest.mark.parametrize("language", sorted(PAGE_WORDS))
def test_every_column_has_words(language: str) -> None:
    schema = json.loads(schema_text())["properties"]
    facts = ("purposes", "recipients", "retention_classes")
    columns = {name for store in schema["stores"]["properties"].values() for name in names(store)}
    columns |= {name for fact in facts for name in names(schema["about"]["properties"][fact])} & {
        "title",
        "party",
        "role",
        "transfer_mechanism",
        "contact",
        "key",
        "duration",
        "trigger",
    }
    assert columns - set(COLUMN_WORDS[language]) == set()


def test_words_are_the_same_in_kind() -> None:
    assert set(COLUMN_WORDS) == set(PAGE_WORDS)
    assert {frozenset(each) for each in COLUMN_WORDS.values()} == {frozenset(COLUMN_WORDS["en"])}
    for words in COLUMN_WORDS.values():
        assert all(each and each.strip() == each and "_" not in each for each in words.values())
