"""Context words count as whole words only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.context import Words, words_of
from detectors.types import Input

WORDS = Words("lic", "driver license", "карта", "电话")


def seen(text: str, before: str = "") -> Input:
    return Input(text=text, before=before, language="en", check=lambda: None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my lic is", True),
        ("LIC:", True),
        ("lic_no", True),
        ("public", False),
        ("my driver  license", True),
        ("driver", False),
        ("licence", False),
        ("моя карта", True),
        ("我的电话是", True),
        ("", False),
    ],
)
def test_whole_words(text: str, expected: bool) -> None:
    assert WORDS.within(text, (0, len(text))) is expected


def test_a_word_that_the_span_cuts_does_not_count() -> None:
    text = "public licences"
    assert not WORDS.within(text, (3, 6))
    assert not WORDS.within(text, (7, 10))
    assert WORDS.within("pub lic", (4, 7))


def test_near_after_and_asked() -> None:
    text = "lic" + " " * 100 + "12345" + " " * 100
    assert not WORDS.beside(seen(text), start=103, end=108)
    assert WORDS.beside(seen("lic 12345"), start=4, end=9)
    assert WORDS.beside(seen("12345 is my lic"), start=0, end=5)
    assert WORDS.beside(seen("12345", before="your lic?"), start=0, end=5)
    assert not WORDS.asked(seen("12345"))


@given(st.text(alphabet="abZ12_. -", max_size=30))
def test_words_of_plain_letters_are_those_of_all_letters(text: str) -> None:
    assert words_of(text) == words_of(text + " \u0436")[:-1]
