from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.health.lexicon import lexicon
from detectors.health.spelling import looked_up, parted, spelt
from detectors.tagger.tokens import tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("j'ai de l'asthme", ["j'ai", "de", "l", "'", "asthme"]),
        ("qu'est-ce que l'hypertension", ["qu", "'", "est", "-", "ce", "que", "l", "'"]),
        ("dell'asma", ["dell", "'", "asma"]),
        ("don't", ["don't"]),
        ("i'm fine", ["i'm", "fine"]),
        ("asthma", ["asthma"]),
        ("", []),
    ],
)
def test_elided_articles_are_words(text: str, expected: list[str]) -> None:
    assert parted(text).words[: len(expected)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i take met-formin", ["i", "take", "met-formin"]),
        ("met - formin", ["met", "-", "formin"]),
        ("low-grade fever", ["low", "-", "grade", "fever"]),
        ("x-ray", ["x", "-", "ray"]),
        ("-", ["-"]),
        ("a-", ["a", "-"]),
    ],
)
def test_a_hyphen_that_breaks_a_drug_is_none(text: str, expected: list[str]) -> None:
    assert spelt(text, lexicon()).words == expected


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("I have H.I.V. now", "hiv"),
        ("met-formin", "metformin"),
        ("l'asthme", "asthme"),
        ("t4 is 0.8", "t4"),
        ("Dm2", "dm"),
    ],
)
def test_words_that_a_text_may_mean_are_looked_up(text: str, word: str) -> None:
    assert word in set(looked_up(text))


@given(st.text("ab'- l.d1\u00e9", max_size=40))
def test_parted_words_are_always_the_text(text: str) -> None:
    for seen in (parted(text), spelt(text, lexicon())):
        assert [text[a:b] for a, b in zip(seen.starts, seen.ends, strict=True)] == seen.words
    assert "".join(parted(text).words) == "".join(tokens(text).words)
