from __future__ import annotations

import pytest

from detectors.places import words

_TABLES: dict[str, frozenset[str]] = {
    name: table
    for name, table in vars(words).items()
    if isinstance(table, frozenset) and name not in ("UNITS", "MONTHS")
}


@pytest.mark.parametrize("name", sorted(_TABLES))
def test_tables_hold_lower_case_words_without_dots(name: str) -> None:
    assert all(
        word == word.lower() and (word == "." or not word.endswith(".")) for word in _TABLES[name]
    )


def test_what_is_ordinary_before_a_name_is_a_street_word_before_one() -> None:
    assert {"str"} >= words.WEAK_BEFORE - words.STREET_BEFORE
    assert words.STREET_AFTER.isdisjoint(words.STOP)
