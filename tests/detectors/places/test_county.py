"""Counties by name."""

from __future__ import annotations

import pytest

from detectors import Engine
from detectors.places.county import CountyDetector

_ENGINE = Engine([CountyDetector()])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Cook County hospital in Chicago.", "Cook County"),
        ("from San Luis Obispo County", "San Luis Obispo County"),
        ("in Orleans Parish", "Orleans Parish"),
        ("the County of Kent", "County of Kent"),
        ("O'Brien County", "O'Brien County"),
        ("St. Mary's County", "Mary's County"),
        ("Upper Darby Township", "Upper Darby Township"),
    ],
)
def test_counties(text: str, value: str) -> None:
    assert [text[each.start : each.end] for each in _ENGINE.detect(text)] == [value]


@pytest.mark.parametrize(
    "text",
    ["the County court", "This County", "a county of hills", "our parish", "Cook Countyside"],
)
def test_no_county(text: str) -> None:
    assert not _ENGINE.detect(text)
