"""Every character has a byte, and sets are never smaller than the classes they stand for."""

from __future__ import annotations

import importlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from detectors.canonical import canonical_view
from detectors.presidio import alphabet

regex: Any = importlib.import_module("regex")
CLASSES = {r"\d": alphabet.DIGITS, r"\w": alphabet.WORDS, r"\s": alphabet.SPACES}


# Every character of the scripts in daily use, and every fifth of the others.
CODES = [*range(0x3100), *range(0x3100, 0x110000, 5)]


def test_the_classes_are_those_of_regex() -> None:
    kinds = {code: alphabet.kind(chr(code)) for code in CODES}
    for expression, characters in CLASSES.items():
        matched = regex.compile(expression).match
        wrong = [
            code
            for code, kind in kinds.items()
            if bool(matched(chr(code))) != bool(characters >> kind & 1)
        ]
        assert wrong == []


def test_just_four_characters_fold_to_ascii() -> None:
    compiled = regex.compile("[a-zA-Z0-9]", regex.IGNORECASE)
    found = {chr(code) for code in range(0x80, 0x110000) if compiled.match(chr(code))}
    assert found == alphabet.FOLDS_TO_ASCII


@given(st.text(max_size=20))
def test_a_text_becomes_one_byte_a_character(text: str) -> None:
    assert len(alphabet.encoded(text)) == len(text)
    if text.isascii():
        assert alphabet.encoded(text) == text.encode()


@given(st.characters(), st.sampled_from(sorted(CLASSES)))
def test_what_is_in_a_class_is_in_the_class_as_bytes(character: str, expression: str) -> None:
    if regex.match(expression, character):
        written = alphabet.as_bytes(CLASSES[expression])
        assert regex.match(written.encode(), alphabet.encoded(character))


def test_either_case() -> None:
    letters = alphabet.either_case(alphabet.bits(ord("k"), ord("1")))
    assert letters == alphabet.bits(ord("k"), ord("K"), ord("1"), alphabet.FOLDED)
    assert alphabet.either_case(alphabet.bits(ord("1"))) == alphabet.bits(ord("1"))


def test_digits_that_a_canonical_view_keeps_lie_beyond_the_basic_plane() -> None:
    compiled = regex.compile(r"\d")
    kept = [
        code
        for code in range(0x80, 0x110000)
        if compiled.match(chr(code)) and not canonical_view(chr(code)).text.isascii()
    ]
    assert all(code >= 0x10000 for code in kept)
    assert alphabet.as_utf8(alphabet.DIGITS) == r"[\x30-\x39\x{10000}-\x{10ffff}]"
    assert alphabet.as_utf8(alphabet.SPACES).endswith(r"\x{80}-\x{10ffff}]")
