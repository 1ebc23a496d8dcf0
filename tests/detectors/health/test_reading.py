from __future__ import annotations

from detectors.health.lexicon import LONGEST_WORD, lexicon
from detectors.health.reading import read


def test_slips_are_corrected_before_terms_are_looked_for() -> None:
    reading = read(["My", "DIABEETES"], lexicon())
    assert reading.words == ["My", "DIABEETES"]
    assert reading.lower == ["my", "diabetes"]
    assert [(first, last) for first, last, _ in reading.terms] == [(1, 2)]


def test_features_speak_of_the_lexicon_unless_blind() -> None:
    reading = read(["diabetes"], lexicon())
    assert "l=B0sc" in reading.features()[0]
    assert "l=" in reading.blind().features()[0]


def test_endless_words_are_cut() -> None:
    reading = read(["a" * 100_000], lexicon())
    assert reading.lower == ["a" * LONGEST_WORD]


def test_names_are_no_slips_but_the_first_word_may_be() -> None:
    assert read(["ask", "Swellinn"], lexicon()).lower == ["ask", "swellinn"]
    assert read(["Swellinn", "now"], lexicon()).lower == ["swelling", "now"]
