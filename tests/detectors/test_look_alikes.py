"""Characters that look like plain ones: what the tables hold."""

from __future__ import annotations

import unicodedata

from detectors.look_alikes import LETTERS, SIGNS


def test_every_letter_stands_for_one_latin_letter() -> None:
    assert all(len(own) == 1 and own.isalpha() and not own.isascii() for own in LETTERS)
    assert all(each.isascii() and each.isalpha() and len(each) == 1 for each in LETTERS.values())


def test_every_sign_stands_for_one_plain_character() -> None:
    assert all(len(own) == 1 and not own.isascii() for own in SIGNS)
    assert all(each.isascii() and len(each) == 1 for each in SIGNS.values())


def test_the_tables_are_apart() -> None:
    assert not LETTERS.keys() & SIGNS.keys()


def test_a_letter_keeps_its_case() -> None:
    small_capitals = {own for own in LETTERS if "SMALL CAPITAL" in unicodedata.name(own)}
    unlike = {own for own, each in LETTERS.items() if own.isupper() != each.isupper()}
    named = {unicodedata.name(own).split()[0] for own in unlike - small_capitals}
    assert named <= {"CHEROKEE", "LISU", "LATIN"}
