"""Titles before a name."""

from __future__ import annotations

import pytest

from detectors.titles import without_title


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Dr. Rao", "Rao"),
        ("dr rao", "rao"),
        ("Prof. Dr. Anna Meier", "Anna Meier"),
        ("Dr.Rao", "Rao"),
        ("Drake", "Drake"),
        ("Dr.", "Dr."),
        ("Rao Dr.", "Rao Dr."),
        ("", ""),
    ],
)
def test_titles_before_a_name(name: str, bare: str) -> None:
    assert without_title(name) == bare
