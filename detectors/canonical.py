"""One reading of a text that hides how its characters were spelt, with the way back.

Detectors look at the canonical view: digits of every script are ASCII digits, full-width
letters are plain, characters that nobody sees are gone, escapes are read. What they find
there is mapped back to the code points of the original text, which is the one that gets
redacted.

The view is built in stages. The first maps each code point on its own, to nothing, one
or a few characters; the second reads escapes (``detectors.escapes``), and maps what they
stand for in the same way; the third replaces whole words, character for character. Each
character of the view knows the piece of the original that it was made from.

Sources: Unicode 15.0, UAX #15 (NFKC), UAX #44 (``Default_Ignorable_Code_Point``,
``Decimal_Number``), UTS #39 (the notion of confusables; the table here is our own).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import chain, repeat

from detectors.escapes import decoded

# Longer expansions (Arabic ligatures of whole phrases) hold nothing that detectors look for.
_LONGEST_EXPANSION = 4

# Invisible though not of category Cf: fillers, joiners and selectors that UAX #44 lists as
# ignorable, and the enclosing keycap that turns a digit into an emoji.
_INVISIBLE = frozenset(
    chain(
        (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x20E3, 0x3164, 0xFFA0),
        range(0x180B, 0x1810),
        range(0xFE00, 0xFE10),
        range(0xE0000, 0xE1000),
    )
)

# Tag characters: nobody sees them, models read them as the ASCII characters they repeat.
_TAGS = range(0xE0020, 0xE007F)

_FOLDED = {
    "\u0085": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u2800": " ",
    "\u00b4": "'",
    "\u2018": "'",
    "\u2019": "'",
    "\u201b": "'",
    "\u02bc": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u02d7": "-",
    "\u2043": "-",
    "\u2212": "-",
    "\u2796": "-",
    "\u00b7": ".",
    "\u2022": ".",
    "\u2027": ".",
    "\u22c5": ".",
    "\u3002": ".",
    "\uff61": ".",
    "\u30fb": ".",
    "\u2044": "/",
    "\u2215": "/",
    "\u2236": ":",
}

_LOOK_ALIKES = dict(
    zip(
        # Cyrillic, then Greek; each stands for the Latin letter below it.
        "АВСЕНІЈКМОРЅТХУаверсіјкмнохуѕтԁԛԝһ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυχικ",
        "ABCEHIJKMOPSTXYabepcijkmhoxystdqwh" + "ABEZHIKMNOPTYXavopuxik",
        strict=True,
    )
)
_LOOK_ALIKE = re.compile(f"[{''.join(_LOOK_ALIKES)}]")
_WORD = re.compile(r"\w+")
_TO_LATIN = str.maketrans(_LOOK_ALIKES)


class View:
    """A canonical text and the way back to the original one.

    Attributes:
        text: the canonical text; holds no lone surrogate.
    """

    __slots__ = ("_ends", "_origins", "text")

    def __init__(
        self, text: str, origins: list[int] | None = None, *, ends: list[int] | None = None
    ) -> None:
        """Holds a view.

        Args:
            text: the canonical text.
            origins: for each character of it the original code point that it came
                from, ascending; None if they stand at the same places.
            ends: for each character of it one past the last code point that it came
                from; None if each came from a single one.
        """
        self.text = text
        self._origins = origins
        self._ends = ends

    def __repr__(self) -> str:
        return f"View({len(self.text)} characters)"

    @property
    def shifted(self) -> bool:
        """Whether offsets differ from those of the original text."""
        return self._origins is not None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that a span of the view was made from.

        Dropped characters inside the span belong to it, those around it do not.

        Args:
            start: first character, in the view.
            end: one past the last one.

        Returns:
            Start and end in code points of the original text, half-open.

        Raises:
            ValueError: the span is empty or not within the view.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError("the span is empty or outside the view")
        if self._origins is None:
            return start, end
        last = self._origins[end - 1] + 1 if self._ends is None else self._ends[end - 1]
        return self._origins[start], last


class _Characters(dict[str, str]):
    """What each code point becomes, worked out on first sight."""

    def __missing__(self, character: str) -> str:
        canonical = _canonical_character(character)
        self[character] = canonical
        return canonical


def _canonical_character(character: str) -> str:
    code = ord(character)
    if code < 0x80:
        return character
    folded = _FOLDED.get(character)
    if folded is not None:
        return folded
    if code in _TAGS:
        return chr(code - 0xE0000)
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    if category == "Cf" or code in _INVISIBLE:
        return ""
    if category == "Zs":
        return " "
    if category == "Pd":
        return "-"
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    expanded = unicodedata.normalize("NFKC", character)
    if len(expanded) > _LONGEST_EXPANSION:
        return character
    # An expansion can itself hold what is folded (U+2011 becomes a Unicode hyphen).
    return "".join(map(_CHARACTERS.__getitem__, expanded)) if expanded != character else character


_CHARACTERS = _Characters()


def _latin_word(match: re.Match[str]) -> str:
    word = match.group()
    if not _LOOK_ALIKE.search(word):
        return word
    latin = word.translate(_TO_LATIN)
    mixed = any(character.isascii() and character.isalnum() for character in word)
    return latin if mixed and latin.isascii() else word


def canonical_view(text: str) -> View:
    """The canonical view of a text.

    ASCII text without escapes is its own view and costs nothing. A letter that only looks
    Latin is read as Latin where its word holds ASCII letters or digits too and nothing
    else foreign: a Russian word stays as it is.

    Args:
        text: any string, lone surrogates included.
    """
    if text.isascii():
        read = decoded(text)
        return View(text) if read is None else _read_view(read)
    pieces = list(map(_CHARACTERS.__getitem__, text))
    seen = "".join(pieces)
    same_places = len(seen) == len(text) and "" not in pieces
    origins = None if same_places else _repeated(range(len(pieces)), pieces)
    read = decoded(seen)
    if read is not None:
        return _read_view(read, origins)
    return View(_in_latin(seen), origins)


def _read_view(read: tuple[str, list[int], list[int]], origins: list[int] | None = None) -> View:
    """The view of a text whose escapes were read.

    Args:
        read: as ``detectors.escapes.decoded`` gives it.
        origins: where the characters that it was read from came from; None if they
            stood at the same places.
    """
    text, starts, ends = read
    if origins is not None:
        starts = [origins[start] for start in starts]
        ends = [origins[end - 1] + 1 for end in ends]
    if not text.isascii():
        pieces = list(map(_CHARACTERS.__getitem__, text))
        text, starts, ends = "".join(pieces), _repeated(starts, pieces), _repeated(ends, pieces)
    return View(_in_latin(text), starts, ends=ends)


def _repeated(places: Iterable[int], pieces: list[str]) -> list[int]:
    """Each place as often as its piece has characters."""
    return list(chain.from_iterable(map(repeat, places, map(len, pieces))))


def _in_latin(seen: str) -> str:
    if not seen.isascii() and _LOOK_ALIKE.search(seen):
        return _WORD.sub(_latin_word, seen)
    return seen
