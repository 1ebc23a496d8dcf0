"""A name as it is written, by exact spans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.whole import whole
from detectors.tagger.tokens import tokens


def grown(text: str, name: str) -> str:
    every = tokens(text)
    start = text.index(name)
    first = every.starts.index(start)
    last = every.ends.index(start + len(name)) + 1
    first, last = whole(every, (first, last), unit=(0, len(every)))
    return text[every.starts[first] : every.ends[last - 1]]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("by Laure de Clermont-tonnerre.", "Laure de Clermont", "Laure de Clermont-tonnerre"),
        ("jean-luc picard", "luc picard", "jean-luc picard"),
        ("well-known - ann - here", "ann", "ann"),
        ("ann -rose", "ann", "ann"),
        ("see David Quincy, M.D., MPH is", "David Quincy", "David Quincy, M.D., MPH"),
        ("John Smith MD", "John Smith", "John Smith MD"),
        ("John Smith Jr, PhD,", "John Smith", "John Smith Jr, PhD"),
        ("Christian Fulmer, DO at", "Christian Fulmer", "Christian Fulmer, DO"),
        ("Sam, M.D", "Sam", "Sam, M.D"),
        ("anna, do you know", "anna", "anna"),
        ("ann, and bob", "ann", "ann"),
        ("ann ,", "ann", "ann"),
        ("Sam, M.", "Sam", "Sam"),
        ("Prof. Dr. Anna Meier", "Anna Meier", "Prof. Dr. Anna Meier"),
        ("dr rao called", "rao", "dr rao"),
        ("Mrs. Rao", "Rao", "Rao"),
        ("drama queen ann", "ann", "ann"),
        ("Dr. Dr.", "Dr", "Dr. Dr"),
    ],
)
def test_what_belongs_to_a_name(text: str, name: str, expected: str) -> None:
    if name == "Dr":
        every = tokens(text)
        assert whole(every, (2, 3), unit=(0, 4)) == (0, 3)
        return
    assert grown(text, name) == expected


def test_nothing_is_taken_from_beyond_the_unit() -> None:
    every = tokens("Dr. Anna-Lena Meier, MD")
    assert whole(every, (2, 3), unit=(2, 3)) == (2, 3)
    assert whole(every, (2, 3), unit=(2, 6)) == (2, 5)


@given(
    st.lists(st.sampled_from(["Dr", ".", ",", "-", "MD", "ann", " ", "M.D", "do"]), min_size=1),
    st.data(),
)
def test_a_name_only_grows_and_stays_in_its_unit(pieces: list[str], data: st.DataObject) -> None:
    every = tokens("".join(pieces))
    if not len(every):
        return
    cuts = data.draw(st.lists(st.integers(0, len(every)), min_size=4, max_size=4).map(sorted))
    least, first, last, most = cuts
    if first == last:
        return
    start, end = whole(every, (first, last), unit=(least, most))
    assert least <= start <= first
    assert last <= end <= most
