from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.errors import ConfigurationError
from detectors.health.lexicon import (
    COMMON,
    CONDITION,
    EVERYDAY,
    FILE,
    KIND,
    MEDICATION,
    OF_CONDITIONS,
    OF_MEDICATIONS,
    PROCEDURE,
    TEST,
    TRIGGER,
    WEAK,
    Lexicon,
    lexicon,
    one_edit,
    phrase,
    stem,
)
from detectors.tagger.model import packaged
from detectors.tagger.tokens import tokens

TERMS = lexicon()
LETTERS = st.text("abcdefghijklmnop", min_size=1, max_size=12)


def matched(text: str) -> list[tuple[str, int]]:
    words = text.split()
    return [
        (" ".join(words[first:last]), code & KIND) for first, last, code in TERMS.matches(words)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i have type 2 diabetes now", [("type 2 diabetes", CONDITION)]),
        ("type 2 diabetes mellitus", [("type 2 diabetes mellitus", CONDITION)]),
        ("metformin and ibuprofen", [("metformin", MEDICATION), ("ibuprofen", MEDICATION)]),
        ("my knee replacement", [("knee replacement", PROCEDURE)]),
        ("the blood pressure is fine", [("blood pressure", TEST)]),
        ("high blood pressure", [("high blood pressure", CONDITION)]),
        ("crohn 's disease", [("crohn 's disease", CONDITION)]),
        ("parkinson ' s disease", [("parkinson ' s disease", CONDITION)]),
        ("low - grade fever", [("low - grade fever", CONDITION)]),
        ("pain in my left knee", [("pain in my left knee", CONDITION)]),
        ("tumours and anaemias", [("tumours", CONDITION), ("anaemias", CONDITION)]),
        ("chest . pain", [("pain", CONDITION)]),
        ("h . i . v .", [("h . i . v", CONDITION)]),
        ("the exchange rate", []),
        ("", []),
    ],
)
def test_terms_are_matched_whole_and_longest(text: str, expected: list[tuple[str, int]]) -> None:
    assert matched(text) == expected


@pytest.mark.parametrize("language_term", ["bluthochdruck", "fièvre", "dolor de cabeza", "kuume"])
def test_other_languages_have_their_main_terms(language_term: str) -> None:
    assert matched(language_term) == [(language_term, CONDITION)]


@pytest.mark.parametrize(
    ("slip", "word"),
    [
        ("diabeetes", "diabetes"),
        ("ibuprofin", "ibuprofen"),
        ("metforman", "metformin"),
        ("headahce", "headache"),
        ("amoxicilllin", "amoxicillin"),
        ("bronchitsi", "bronchitis"),
    ],
)
def test_slips_are_read_as_the_word(slip: str, word: str) -> None:
    assert TERMS.corrected(slip) == word


@pytest.mark.parametrize(
    "word",
    [
        *("payment", "transfer", "banking", "address", "statement", "address", "currency"),
        *("confusing", "minutes", "morning", "diabetes", "ibuprofen", "weekend", "cities", ""),
    ],
)
def test_words_of_their_own_are_no_slips(word: str) -> None:
    assert TERMS.corrected(word) is None


@pytest.mark.parametrize(
    "word",
    [
        *("facture", "factura", "fattura", "fatura", "metadata", "prochaine", "sollen"),
        *("dificil", "difícil", "ademas", "además", "completa", "activar", "rakkaus", "zwager"),
        *("remontar", "espera", "verdes", "attentif", "foresta", "reduktion", "funktion"),
    ],
)
def test_words_of_other_languages_are_no_slips(word: str) -> None:
    assert TERMS.corrected(word) is None


@pytest.mark.parametrize(
    "word",
    [
        *("aspirine", "colesterol", "diabetique", "diabete", "depresion", "hipertension"),
        *("diabetiker", "neumonia", "penicilline", "t2dm", "dm2", "bpd", "psa", "t4"),
    ],
)
def test_cognates_and_abbreviations_are_terms(word: str) -> None:
    words = [*tokens(word).words]
    assert [(each.first, each.last) for each in TERMS.matches(words)] == [(0, len(words))]


def test_a_word_that_others_know_is_never_a_slip() -> None:
    assert "ibuprofin" not in TERMS.triggers
    content = packaged("detectors.health", FILE)
    assert Lexicon(content).corrected("ibuprofin") == "ibuprofen"
    assert Lexicon(content, is_word="ibuprofin".__eq__).corrected("ibuprofin") is None


def test_everyday_words_are_weak_or_no_terms() -> None:
    for word in ("cold", "fall", "pain", "sick", "growth", "shock", "withdrawal"):
        code = TERMS.code(stem(word))
        assert code is None or code & WEAK
    for word in ("card", "account", "order", "coffee"):
        assert TERMS.code(word) is None


def test_phrases_of_every_day_win_over_the_word_in_them() -> None:
    for text in ("depression glass", "i am sick of it", "cancer zodiac sign"):
        ((_, _, code),) = TERMS.matches(text.split())
        assert code & EVERYDAY
        assert code & WEAK


def test_words_say_of_which_terms_they_are_a_part() -> None:
    assert TERMS.use("mellitus") & OF_CONDITIONS
    assert TERMS.use("hydrochloride") & OF_MEDICATIONS
    assert TERMS.use("coffee") == 0
    assert not TERMS.use("diabete") & TRIGGER


def test_triggers_hold_words_of_medicine_and_few_others() -> None:
    assert {"diabetes", "asthma", "metformin", "surgery", "diagnosed"} <= TERMS.triggers
    assert TERMS.triggers.isdisjoint({"the", "card", "order", "account", "money", "coffee"})


def test_the_data_are_as_large_as_said() -> None:
    codes = [code for _, code in TERMS.items()]
    assert len(codes) > 90_000
    assert sum(1 for code in codes if code & COMMON) > 9_000


def test_other_bytes_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="lexicon.trie"):
        Lexicon(b"something else")


def test_its_repr_counts() -> None:
    assert repr(TERMS) == f"Lexicon({len(list(TERMS.items()))} terms)"


def test_a_phrase_knows_its_places() -> None:
    assert phrase(["crohn", "'s", "disease", ",", "x"]) == (
        "crohn disease | x",
        [0, 6, 14, 16],
        [0, 2, 3, 4],
    )


@given(LETTERS, st.integers(0, 11), st.sampled_from("xyz"))
def test_one_edit_is_always_seen(word: str, place: int, letter: str) -> None:
    place = min(place, len(word) - 1)
    assert one_edit(word, word[:place] + letter + word[place:])
    assert one_edit(word, word[:place] + letter + word[place + 1 :])
    assert one_edit(word[:place] + letter + word[place:], word)
    assert not one_edit(word, f"{word}xy")


@given(st.lists(st.text(max_size=20), max_size=30))
def test_matches_are_always_disjoint_and_inside(words: list[str]) -> None:
    end = 0
    for first, last, _ in TERMS.matches([word.lower() for word in words]):
        assert end <= first < last <= len(words)
        end = last
