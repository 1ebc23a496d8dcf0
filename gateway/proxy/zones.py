"""Places in an answer that carry data out when they are followed: tags, targets, definitions.

Renderers disagree about what a tag or a link is, and an answer may be written to exploit
that. So the trackers here do not exclude one another: each reads the whole text as if the
others did not exist, a tag is begun at every ``<`` whatever stands before it, and a place
counts as open while any reading says so. The error is always on the side of "open".

    tags         ``<`` and a letter, ``/``, ``!`` or ``?``, until the ``>`` that ends it
                 (attributes as in WHATWG HTML 13.2.5); several readings at once
    raw text     what stands in script, style, textarea ... until the end tag
    targets      ``](`` until the parenthesis closes, ``](<`` until ``>``; at most until
                 a blank line
    definitions  ``]:`` in a paragraph of which a line began with ``[``, until a blank line

Source: WHATWG HTML 13.2.5 (tokenization); CommonMark 0.31.2, 4.7, 6.3 and 6.6, read 2026-11-22.
"""

from __future__ import annotations

import re
from copy import copy
from functools import lru_cache
from typing import Self

_RAW_ELEMENTS = frozenset(
    [
        "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
        "noscript", "plaintext",
    ]
)  # fmt: skip
_LONGEST_NAME = 12
_RECENT = 64
_TRIGGER = re.compile(r"[<\[\]\n\r]")
_IDLE = re.compile(r"[<\[\]]")
# Indentation, quote and list marks may precede a definition.
_LINE_START = re.compile(r"(?:\A|[\n\r])[ \t>*+\-0-9.)]*\Z")

# Readings of a tag, as bits: where in the tag a reading is.
_NAME, _BEFORE, _ATTRIBUTE, _AFTER, _EQUALS = 1, 2, 4, 8, 16
_DOUBLE, _SINGLE, _UNQUOTED, _CLOSED, _SLASH, _BOGUS = 32, 64, 128, 256, 512, 1024
# The loose reading takes a quote anywhere in a tag for the beginning of a quoted stretch.
_LOOSE, _LOOSE_DOUBLE, _LOOSE_SINGLE = 2048, 4096, 8192
_CLASSES = {
    " ": "s", "\t": "s", "\n": "s", "\r": "s", "\f": "s",
    "/": "/", ">": ">", "=": "=", '"': '"', "'": "'",
}  # fmt: skip
_TABLE: dict[int, dict[str, int]] = {
    _NAME: {"s": _BEFORE, "/": _SLASH, ">": 0, "": _NAME},
    _BEFORE: {"s": _BEFORE, "/": _SLASH, ">": 0, "": _ATTRIBUTE},
    _ATTRIBUTE: {"s": _AFTER, "/": _SLASH, ">": 0, "=": _EQUALS, "": _ATTRIBUTE},
    _AFTER: {"s": _AFTER, "/": _SLASH, ">": 0, "=": _EQUALS, "": _ATTRIBUTE},
    _EQUALS: {"s": _EQUALS, '"': _DOUBLE, "'": _SINGLE, ">": 0, "": _UNQUOTED},
    _DOUBLE: {'"': _CLOSED, "": _DOUBLE},
    _SINGLE: {"'": _CLOSED, "": _SINGLE},
    _UNQUOTED: {"s": _BEFORE, ">": 0, "": _UNQUOTED},
    _CLOSED: {"s": _BEFORE, "/": _SLASH, ">": 0, "": _ATTRIBUTE},
    _SLASH: {"s": _BEFORE, "/": _SLASH, ">": 0, "": _ATTRIBUTE},
    _BOGUS: {">": 0, "": _BOGUS},
    _LOOSE: {'"': _LOOSE_DOUBLE, "'": _LOOSE_SINGLE, ">": 0, "": _LOOSE},
    _LOOSE_DOUBLE: {'"': _LOOSE, "": _LOOSE_DOUBLE},
    _LOOSE_SINGLE: {"'": _LOOSE, "": _LOOSE_SINGLE},
}


@lru_cache(maxsize=1 << 14)
def _step(readings: int, kind: str) -> int:
    following = 0
    for bit, row in _TABLE.items():
        if readings & bit:
            following |= row.get(kind, row[""])
    return following


class Zones:
    """Follows a text; ``open`` says whether what comes next stands in such a place."""

    __slots__ = (
        "_angle", "_await_angle", "_blank", "_bracket_line", "_definition", "_depth", "_escaped",
        "_less", "_name", "_name_ends", "_previous", "_raw", "_recent", "_tags",
    )  # fmt: skip

    def __init__(self) -> None:
        """Starts at the beginning of a text."""
        self._recent = ""  # the last characters, to see where a line began
        self._previous = ""
        self._less = ""  # "<" or "</" while the next character decides
        self._tags = 0
        self._name = ""
        self._name_ends = False
        self._raw: frozenset[str] = frozenset()
        self._depth = 0
        self._await_angle = False
        self._angle = False
        self._escaped = False
        self._bracket_line = False
        self._definition = False
        self._blank = False  # nothing but blanks since the last line end

    @property
    def open(self) -> bool:
        """True inside a tag, a raw text element, a target or a definition."""
        return bool(self._tags or self._depth or self._angle or self._definition or self._raw)

    def copy(self) -> Self:
        """A second follower in the same state."""
        return copy(self)

    def opens_nothing(self, text: str) -> bool:
        """True if it is plain that no place is open anywhere in the text that comes next."""
        return not (self.open or self._less or self._previous == "]" or _IDLE.search(text))

    def feed(self, text: str) -> None:
        """Follows the next piece."""
        if not text:
            return
        quiet = not (self.open or self._less or self._bracket_line or self._previous == "]")
        # Whatever opens a place is no blank, so blank lines need no notice until then.
        if not quiet or _IDLE.search(text) is not None:
            self._follow(text)
        self._previous = text[-1]
        self._recent = (self._recent + text)[-_RECENT:]

    def _follow(self, text: str) -> None:
        position = 0
        previous = self._previous
        while position < len(text):
            if not (self._tags or self._depth or self._angle or self._less or previous == "]"):
                found = _TRIGGER.search(text, position)
                stop = found.start() if found is not None else len(text)
                if stop > position:
                    if self._blank and text[position:stop].strip(" \t"):
                        self._blank = False
                    previous = text[stop - 1]
                    position = stop
                    if found is None:
                        return
            character = text[position]
            if character in "\n\r":
                self._end_line(character, previous)
            elif character not in " \t":
                self._blank = False
            self._follow_tag(character)
            self._follow_target(character, previous)
            if character == "[":
                self._bracket_line = self._bracket_line or self._begins_line(text, position)
            elif character == ":" and previous == "]" and self._bracket_line:
                self._definition = True
            previous = character
            position += 1

    def _begins_line(self, text: str, position: int) -> bool:
        earlier = self._recent if position < _RECENT else ""
        before = earlier + text[max(0, position - _RECENT) : position]
        return _LINE_START.search(before[-_RECENT:]) is not None

    def _end_line(self, character: str, previous: str) -> None:
        if self._blank and not (character == "\n" and previous == "\r"):
            self._depth = 0
            self._angle = self._await_angle = False
            self._definition = self._bracket_line = False
        self._blank = True

    def _follow_tag(self, character: str) -> None:
        if self._tags:
            if self._tags & _NAME:
                self._follow_name(character)
            self._tags = _step(self._tags, _CLASSES.get(character, ""))
        if self._less:
            letter = character.isascii() and character.isalpha()
            if letter:
                self._tags |= _NAME | _LOOSE
                self._name = character.lower()
                self._name_ends = self._less == "</"
            elif character in "!?" or self._less == "</":
                self._tags |= 0 if character == ">" else _BOGUS
            self._less = "</" if self._less == "<" and character == "/" else ""
        if character == "<":
            self._less = "<"

    def _follow_name(self, character: str) -> None:
        if character not in " \t\n\r\f/>":
            if len(self._name) <= _LONGEST_NAME:
                self._name += character.lower()
        elif self._name in _RAW_ELEMENTS:
            named = {self._name}
            self._raw = self._raw - named if self._name_ends else self._raw | named
            self._name = ""

    def _follow_target(self, character: str, previous: str) -> None:
        if character == "(" and previous == "]":
            self._depth += 1
            self._await_angle = True
            self._escaped = False
            return
        if self._await_angle and character not in " \t\n\r":
            self._await_angle = False
            if character == "<":
                self._angle = True
                return
        if not (self._depth or self._angle):
            return
        if self._escaped:
            # An escaped closing mark closes nothing; an escaped opening one may open.
            self._depth += character == "("
            self._escaped = False
        elif character == "\\":
            self._escaped = True
        elif character == "(":
            self._depth += 1 if self._depth else 0
        elif character == ")":
            self._depth -= 1 if self._depth else 0
        elif character == ">":
            self._angle = False
