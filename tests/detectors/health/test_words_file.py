from __future__ import annotations

import pytest

from detectors.health.lexicon import COMMON, CONDITION, KIND, MEDICATION, PROCEDURE, TEST, WEAK
from detectors.health.words_file import FILES, listed, terms_of, word_set


@pytest.mark.parametrize("name", [*FILES, "cues.txt", "plain.txt"])
def test_every_list_is_read_and_clean(name: str) -> None:
    terms = list(terms_of(name))
    assert len(terms) > 30
    for term, code in terms:
        assert term == " ".join(term.lower().split())
        assert not set(term) & set("~[]#|")
        assert code & COMMON


def test_codes_follow_the_file_and_the_mark() -> None:
    conditions = dict(terms_of("conditions_en.txt"))
    assert conditions["asthma"] == CONDITION | COMMON
    assert conditions["cut"] == CONDITION | COMMON | WEAK
    assert dict(terms_of("medications_en.txt"))["insulin"] & KIND == MEDICATION
    assert dict(terms_of("procedures_en.txt"))["mri"] & KIND == PROCEDURE
    assert dict(terms_of("tests_en.txt"))["a1c"] & KIND == TEST


def test_sections_of_other_languages() -> None:
    other = dict(terms_of("other_languages.txt"))
    assert other["bluthochdruck"] & KIND == CONDITION
    assert other["schmerzmittel"] & KIND == MEDICATION
    assert other["darmspiegelung"] & KIND == PROCEDURE
    assert other["blutdruck"] & KIND == TEST


def test_lists_in_code() -> None:
    assert word_set("a b\n a") == {"a", "b"}
    assert listed(" one two,\n three ,") == ("one two", "three")
