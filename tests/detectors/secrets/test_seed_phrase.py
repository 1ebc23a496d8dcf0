"""Recovery phrases, named and whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.secrets.seed_phrase import phrase_end

from .conftest import Find

WORDS = "abandon ability able about above absent absorb abstract absurd abuse access accident"


@pytest.mark.parametrize("text", ["my seed phrase is {}", "Recovery phrase: {}.", "mnemonic={}"])
@pytest.mark.parametrize("phrase", [WORDS, f"{WORDS} {WORDS}", WORDS.replace(" ", ", ")])
def test_a_phrase_is_found_whole(text: str, phrase: str, find: Find) -> None:
    assert ("PRIVATE_KEY", phrase) in find(text.format(phrase))


def test_a_numbered_phrase(find: Find) -> None:
    numbered = "\n".join(f"{n}. {word}" for n, word in enumerate(WORDS.split(), start=1))
    assert ("PRIVATE_KEY", numbered) in find(f"my recovery words are\n{numbered}")


@pytest.mark.parametrize(
    "text",
    [
        "where do I find my seed phrase? it is not in the wallet that I made",
        f"here are words: {WORDS}",
        "my seed phrase is a secret and I am not going to tell it to you or to anybody",
        "the seeds are sold out",
    ],
)
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "PRIVATE_KEY"] == []


@given(st.lists(st.text("abc", min_size=3, max_size=8), max_size=30))
def test_twelve_words_are_needed(words: list[str]) -> None:
    assert (phrase_end(" ".join(words), 0) is not None) == (len(words) >= 12)
