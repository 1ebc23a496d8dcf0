"""Spelling, case and spaces do not count, whole tokens do, and places are the text's own."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rights.folded import folded


def found(text: str, wanted: str) -> list[str]:
    view, old = folded(text), folded(wanted).text
    places, begin = [], 0
    while (place := view.find(old, begin)) is not None:
        places.append(text[view.origins[place[0]] : view.origins[place[1]]])
        begin = place[1]
    return places


@pytest.mark.parametrize(
    ("text", "wanted", "places"),
    [
        ("Jane DOE, jane  doe", "Jane Doe", ["Jane DOE", "jane  doe"]),
        ("in Zu\u0308rich", "Z\u00fcrich", ["Zu\u0308rich"]),
        ("in Z\u00fcrich", "ZU\u0308RICH", ["Z\u00fcrich"]),
        ("Weiß WEISS", "weiss", ["Weiß", "WEISS"]),
        ("Jane\u00a0\u2003Doe", "Jane Doe", ["Jane\u00a0\u2003Doe"]),
        ("Z\u00fc\u00adrich", "Zürich", ["Z\u00fc\u00adrich"]),
        ("\uff2aane", "jane", ["\uff2aane"]),
        ("\ud55c\uad6d", unicodedata.normalize("NFD", "\ud55c\uad6d"), ["\ud55c\uad6d"]),
        ("Janet xJane Jane_", "Jane", []),
        ("Jose\u0301", "Jose", []),
        ("\u0915\u092e\u0940", "\u0915\u092e", []),
        ("\ufb01n", "f", []),
        ("a\ud800b a", "a\ud800b", ["a\ud800b"]),
        ("", "x", []),
    ],
)
def test_what_reads_the_same_is_found_as_whole_tokens(
    text: str, wanted: str, places: list[str]
) -> None:
    assert found(text, wanted) == places


@given(st.text(max_size=40), st.sampled_from(["NFC", "NFD"]))
def test_a_word_is_found_in_every_spelling(word: str, form: str) -> None:
    old = folded(word.strip()).text.strip()
    spelt = unicodedata.normalize(form, word)  # type: ignore[arg-type]
    if old:
        assert folded(f"( {spelt} )").find(old, 0) is not None


@given(st.text(max_size=60))
def test_places_grow_and_end_with_the_text(text: str) -> None:
    view = folded(text)
    assert len(view.origins) == len(view.text) + 1
    assert view.origins == sorted(view.origins)
    assert view.origins[-1] == len(text)
