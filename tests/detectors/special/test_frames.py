"""Of whom a telling word is said, and where what is said ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.special.frames import said_of_someone, tokens, whole_end


def is_telling(word: str) -> bool:
    return word in ("muslim", "gay", "black")


def frame(before: str) -> str | None:
    return said_of_someone(f"{before} muslim", len(before) + 1, is_telling=is_telling)


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ("i am", "is"),
        ("I'm a very devout", "is"),
        ("I\u2019m", "is"),
        ("my wife is", "is"),
        ("My sister's husband is", "is"),
        ("i'm gay, black and", "is"),
        ("i'm a nurse and", "is"),
        ("my son says he is", "is"),
        ("as a", "as"),
        ("als", "als"),
        ("i have", "has"),
        ("ich bin", "is"),
        ("KUVATAAN: äitini on", "is"),
        ("he is", None),
        ("as", None),
        ("you are", None),
        ("i am not", None),
        ("i am. She likes", None),
        ("i am looking for a", None),
        ("the mayor is", None),
        ("", None),
    ],
)
def test_the_kind_of_frame(before: str, kind: str | None) -> None:
    assert frame(before) == kind


@pytest.mark.parametrize(
    ("after", "kind", "whole"),
    [
        ("", "is", ""),
        (". Really", "is", ""),
        (" man from here", "is", " man"),
        (" and tired", "is", ""),
        (" restaurant", "is", None),
        (" school", "as", None),
        (" i feel", "as", ""),
        (" country", "as", None),
        (" something", "as", None),
        (" roots", "has", " roots"),
        (" books", "has", None),
        ("", "has", None),
    ],
)
def test_where_it_ends(after: str, kind: str, whole: str | None) -> None:
    end = whole_end(f"muslim{after}", 6, word="muslim", frame=kind)
    assert end == (None if whole is None else 6 + len(whole))


def test_words_with_other_meanings_need_an_end() -> None:
    assert whole_end("straight home", 8, word="straight", frame="is") is None
    assert whole_end("straight, thanks", 8, word="straight", frame="is") == 8


@given(st.text(max_size=200))
def test_every_text_before_has_an_answer(before: str) -> None:
    assert frame(before) in ("is", "as", "als", "has", None)
    assert all(each == each.lower() or not each.isascii() for each in tokens(before))
