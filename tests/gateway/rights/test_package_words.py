"""Words of the page are the same in kind in every language."""

from __future__ import annotations

from string import Formatter

import pytest

from gateway.rights.package_data import RIGHTS
from gateway.rights.package_words import PAGE_WORDS


@pytest.mark.parametrize("language", sorted(PAGE_WORDS))
def test_places_to_fill_are_the_same(language: str) -> None:
    for name, text in PAGE_WORDS[language].items():
        places = {each for _, each, _, _ in Formatter().parse(text) if each}
        english = {each for _, each, _, _ in Formatter().parse(PAGE_WORDS["en"][name]) if each}
        assert places == english, name
        assert text.strip() == text


def test_every_right_has_words() -> None:
    assert {f"right.{each}" for each in RIGHTS} <= set(PAGE_WORDS["en"])
