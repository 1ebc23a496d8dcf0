"""Sets of characters as a scan sees them: ASCII exactly, everything else by kind.

A regular expression's class can hold thousands of characters of other scripts; a scan
that only says "this may match" needs less. Each character that is not ASCII becomes one
of five kinds. A set of characters is an integer, one bit for each ASCII character and
kind. A text becomes one byte a character; the kinds that are part of words all become an
underscore, so that what is a word to ``regex`` is one to the scan, too.
"""

from __future__ import annotations

import importlib
from typing import Any

_regex: Any = importlib.import_module("regex")

# Kinds of characters beyond ASCII.
DIGIT, WORD, SPACE, FOLDED, OTHER = range(0x80, 0x85)
# What matches an ASCII letter without regard to case: dotted and dotless i, long s, Kelvin.
FOLDS_TO_ASCII = frozenset("\u0130\u0131\u017f\u212a")

ASCII = (1 << 0x80) - 1
KINDS = sum(1 << kind for kind in (DIGIT, WORD, SPACE, FOLDED, OTHER))
EVERYTHING = ASCII | KINDS
_UNDERSCORE = ord("_")
_IN_WORDS = 1 << DIGIT | 1 << WORD | 1 << FOLDED


def bits(*codes: int) -> int:
    """The set of these bytes."""
    found = 0
    for code in codes:
        found |= 1 << code
    return found


_digit, _word, _space = (_regex.compile(each).match for each in (r"\d", r"\w", r"\s"))


def _class(expression: str) -> int:
    compiled = _regex.compile(expression)
    return bits(*(code for code in range(0x80) if compiled.match(chr(code))))


DIGITS = _class(r"\d") | bits(DIGIT)
WORDS = _class(r"\w") | bits(DIGIT, WORD, FOLDED)
SPACES = _class(r"\s") | bits(SPACE)
_LETTERS = _class("[a-z]"), _class("[A-Z]")


def kind(character: str) -> int:
    """The bit of a character: its own if it is ASCII, else its kind's."""
    if character.isascii():
        return ord(character)
    if character in FOLDS_TO_ASCII:
        return FOLDED
    if _digit(character):
        return DIGIT
    if _word(character):
        return WORD
    return SPACE if _space(character) else OTHER


def either_case(characters: int) -> int:
    """A set with both cases of its ASCII letters, and what folds to them."""
    small, large = characters & _LETTERS[0], characters & _LETTERS[1]
    both = characters | small >> 32 | large << 32
    return both | bits(FOLDED) if small or large else both


class _Kinds(dict[int, int]):
    """What each code point becomes, worked out on first sight."""

    def __missing__(self, code: int) -> int:
        found = kind(chr(code))
        self[code] = found = _UNDERSCORE if _IN_WORDS >> found & 1 else found
        return found


_KINDS = _Kinds()


def encoded(text: str) -> bytes:
    """The text as the scan reads it: one byte a character."""
    return text.encode() if text.isascii() else text.translate(_KINDS).encode("latin-1")


def as_bytes(characters: int) -> str:
    """A set as a class of a scan over ``encoded`` texts."""
    if characters & _IN_WORDS:
        characters |= bits(_UNDERSCORE)
    return _ranges(characters & ~_IN_WORDS, "\\x%02x")


def as_utf8(characters: int) -> str:
    """A set as a class of the engine's scan over canonical views.

    A canonical view has ASCII for the digits of every script that Python knows; those of
    later Unicode versions lie beyond the basic plane.
    """
    pieces = _ranges(characters & ASCII, "\\x%02x")[1:-1]
    if characters & KINDS & ~bits(DIGIT):
        pieces += "\\x{80}-\\x{10ffff}"
    elif characters & bits(DIGIT):
        pieces += "\\x{10000}-\\x{10ffff}"
    return f"[{pieces}]"


def _ranges(characters: int, form: str) -> str:
    pieces = []
    code = 0
    while characters >> code:
        if not characters >> code & 1:
            code += 1
            continue
        first = code
        while characters >> code & 1:
            code += 1
        pieces.append(form % first if code - first == 1 else f"{form % first}-{form % (code - 1)}")
    return f"[{''.join(pieces)}]"
