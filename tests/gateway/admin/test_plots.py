"""Columns by day."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.admin.plots import REST, Series, axis_end, columns, series_of

DAYS = [date(2026, 11, 1) + timedelta(days=n) for n in range(3)]


@pytest.mark.parametrize(
    ("most", "end"),
    [
        (0, 4),
        (4, 4),
        (5, 10),
        (10, 10),
        (11, 20),
        (20, 20),
        (21, 40),
        (41, 100),
        (100_001, 200_000),
    ],
)
def test_the_axis_ends_at_a_round_number(most: int, end: int) -> None:
    assert axis_end(most) == end


def test_series_are_sorted_and_the_rest_is_one() -> None:
    counts = {name: {DAYS[0]: n, DAYS[2]: 1} for n, name in enumerate("abcd")}
    found = series_of({**counts, "none": {}}, DAYS, most=2)
    assert found == (
        Series(name="d", counts=(3, 0, 1)),
        Series(name="c", counts=(2, 0, 1)),
        Series(name=REST, counts=(1, 0, 2)),
    )
    # One more than have a name keeps its own: "other" would say less and take as much room.
    assert [each.name for each in series_of(counts, DAYS, most=3)] == ["d", "c", "b", "a"]


def test_a_picture_says_its_numbers_and_escapes_names() -> None:
    svg = columns([Series(name="<a>&", counts=(1_500, 0, 2))], DAYS, label='x"y')
    root = ElementTree.fromstring(svg)
    assert root.attrib["aria-label"] == 'x"y'
    titles = [each.text for each in root.iter("title")]
    assert titles == ["2026-11-01\n<a>& 1,500", "2026-11-03\n<a>& 2"]
    assert "style=" not in svg
    assert [each.text for each in root.findall("text")][-1] == "3 Nov"


@given(
    st.lists(st.lists(st.integers(0, 10**9), min_size=3, max_size=3), max_size=7),
)
def test_columns_never_leave_the_picture(counts: list[list[int]]) -> None:
    series = [Series(name=str(n), counts=tuple(each)) for n, each in enumerate(counts)]
    root = ElementTree.fromstring(columns(series, DAYS, label="all"))
    for each in root.iter("rect"):
        place = {name: float(each.attrib[name]) for name in ("x", "y", "width", "height")}
        assert place["x"] >= 0
        # The least height of a column that would not be seen otherwise.
        assert -0.1 <= place["y"] <= 190
        assert place["x"] + place["width"] <= 640.1
        assert place["y"] + place["height"] <= 191
