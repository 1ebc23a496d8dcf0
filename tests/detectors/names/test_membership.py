"""The filter holds each of its words, and few others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.membership import Membership, filled

WORDS = [f"word{number}" for number in range(3_000)]


@given(st.sets(st.text(min_size=1), max_size=60))
def test_every_word_is_found(words: set[str]) -> None:
    found = Membership(filled(words))
    assert all(word in found for word in words)


def test_about_one_other_word_in_sixteen_is_found() -> None:
    found = Membership(filled(WORDS))
    wrong = sum(f"other{number}" in found for number in range(3_000))
    assert 90 < wrong < 300


def test_the_same_words_give_the_same_bytes() -> None:
    assert filled(WORDS) == filled([*reversed(WORDS), *WORDS])


def test_a_word_takes_five_bits() -> None:
    assert len(filled(WORDS)) < len(WORDS) * 5 / 8 + 64


def test_an_empty_filter_is_a_filter() -> None:
    assert repr(Membership(filled([]))).startswith("Membership(")


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 8, filled(WORDS)[:-1], filled(WORDS) + b"\x00", filled(WORDS)[:4]],
    ids=["empty", "no cells", "cut short", "too long", "no salt"],
)
def test_other_bytes_are_no_filter(content: bytes) -> None:
    with pytest.raises(ValueError, match="no membership filter"):
        Membership(content)


def test_words_that_no_seed_separates_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detectors.names.membership._hashed", lambda *_, **__: (0, 11, 22, 1))
    with pytest.raises(ValueError, match="no seed"):
        filled(["one", "two"])
