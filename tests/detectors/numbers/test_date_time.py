"""Dates, beside what Presidio's recogniser finds."""

from __future__ import annotations

import pytest

from .conftest import Find

DATES = [
    "2024-03-15T14:30:00Z", "2024-03-15T14:30:00.123456Z", "2024-03-15T14:30:00+02:00",
    "2024-03-15T14:30Z", "5/21/2021", "21/05/21", "2021/5/21", "5-21-2021", "21-5-2021",
    "2021-05-21", "21.5.2021", "5-MAY-2021", "May-2021", "5-May", "05/2021", "5/21",
    "4 May 1982", "May 4th, 1982", "2018-01-14 03:07:43", "4 de mayo de 1982", "mayo de 2006",
    "marzo del 2005", "3. M\u00e4rz 1980", "1er mai 2020", "4 maja 1982", "4. toukokuuta 1982",
]  # fmt: skip


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize("frame", ["Today is {}", "{} it was", "({}),"])
def test_dates(date: str, frame: str, find: Find) -> None:
    assert find(frame.format(date)) == [("DATE_TIME", date)]


@pytest.mark.parametrize("date", DATES)
def test_presidio_finds_no_more(date: str, find: Find) -> None:
    recognizers = pytest.importorskip("presidio_analyzer.predefined_recognizers")
    text = f"Today is {date} or not"
    for result in recognizers.DateRecognizer().analyze(text, ["DATE_TIME"]):
        assert text[result.start : result.end] in find(text)[0][1]


@pytest.mark.parametrize(
    "text",
    [
        "32/13/2021",
        "1.2.3.4",
        "5/21/21/7",
        "2021-13-41",
        "12-34-56",
        "a5/21",
        "5 mayors",
        "2 maintenance",
    ],
)
def test_no_date(text: str, find: Find) -> None:
    assert "DATE_TIME" not in [kind for kind, _ in find(text)]
