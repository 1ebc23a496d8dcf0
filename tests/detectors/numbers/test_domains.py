"""Top-level domains."""

from __future__ import annotations

from detectors.numbers.domains import AMBIGUOUS, SECOND_LEVEL, TOP_LEVEL


def test_the_tables_hold_plain_labels() -> None:
    assert all(each.isascii() and each.isalpha() and each.islower() for each in TOP_LEVEL)
    assert AMBIGUOUS < TOP_LEVEL


def test_countries_and_common_names_are_there() -> None:
    assert {"com", "net", "org", "uk", "de", "in", "ee", "io", "dev"} <= TOP_LEVEL
    assert len([each for each in TOP_LEVEL if len(each) == 2]) >= 245
    assert {"co", "com", "org"} <= SECOND_LEVEL


def test_words_are_ambiguous_and_others_are_not() -> None:
    assert {"is", "it", "so", "py", "today"} <= AMBIGUOUS
    assert not {"com", "org", "net", "uk", "io"} & AMBIGUOUS
