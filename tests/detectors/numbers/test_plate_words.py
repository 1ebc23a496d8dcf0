"""The words that name plates and vehicles."""

from __future__ import annotations

import re

import pytest

from detectors.numbers.plate_words import (
    ASKED,
    MODELS,
    NAMING,
    NO_PART,
    OTHER_PLATES,
    PAPERS,
    STRONG,
    VEHICLE,
)


@pytest.mark.parametrize(
    "word",
    [
        "license plate", "licence plate", "numberplate", "Kennzeichen", "matrícula", "targa",
        "kenteken", "rekisterinumero", "numbrimärk", "rendszám", "plaka", "госномер",
        "车牌", "번호판",
    ],
)  # fmt: skip
def test_a_word_names_a_plate(word: str) -> None:
    assert re.fullmatch(STRONG, word, re.IGNORECASE)
    assert ASKED.within(f"your {word}?", (0, 40))


@pytest.mark.parametrize("word", ["public", "registration", "car", "template"])
def test_a_word_does_not(word: str) -> None:
    assert re.fullmatch(STRONG, word) is None
    assert re.fullmatch(NAMING, word) is None


def test_papers_are_vehicles_too_and_not_the_reverse() -> None:
    text = "the logbook of it"
    assert PAPERS.within(text, (0, 17))
    assert VEHICLE.within(text, (0, 17))
    assert VEHICLE.within("a taxi", (0, 6))
    assert not PAPERS.within("a taxi", (0, 6))


def test_plates_of_computers_are_others() -> None:
    assert re.match(f"placa{OTHER_PLATES}", "placa madre") is None
    assert re.match(f"placa{OTHER_PLATES}", "placa 1234")


def test_models_are_capitals_and_small_words_short() -> None:
    assert all(each.isupper() for each in MODELS)
    assert all(word == word.lower() and len(word) <= 4 for word in NO_PART)
