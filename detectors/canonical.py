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
from collections.abc import Iterable, Sequence
from itertools import chain, repeat

from detectors.escapes import decoded
from detectors.look_alikes import LETTERS, SIGNS

# Part of the engine's fingerprint: to be counted up when texts are read in another way.
VERSION = 3

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

# Marks that stand on a character; those of scripts that need theirs are not among them.
_MARKS = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_MARK = re.compile(f"[{_MARKS}]")
_MARKED = re.compile(f"[^{_MARKS}]?[{_MARKS}]+")

_MOST_MARKS = 16

# In Japanese a sign for a long vowel, but a hyphen between digits.
_LONG_VOWEL = "\u30fc"
_HYPHEN = re.compile(f"(?<=[0-9]){_LONG_VOWEL}(?=[0-9])")

_LOOK_ALIKE = re.compile(f"[{''.join(LETTERS)}]")
_CAPITALS = "".join(letter for letter in LETTERS if letter.isupper())
# The letters before or after a number, as in passports; an address whole; a word.
_WORD = re.compile(
    rf"(?P<code>(?<!\w)[{_CAPITALS}]{{1,4}}(?=[ \-][0-9]{{2}})"
    rf"|(?<=[0-9][ \-])[{_CAPITALS}]{{1,4}}(?!\w))"
    r"|\w+(?:[.\-]\w+)*@\w+(?:[.\-]\w+)*|\w+"
)
_PART = re.compile(r"\w+")
_TO_LATIN = str.maketrans(LETTERS)


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

    def with_pieces(
        self, pieces: Iterable[tuple[str, int, int]], *, start: int = 0, end: int | None = None
    ) -> View:
        """The same text, or a part of it, with pieces of it read in another way.

        Args:
            pieces: what to read, start and end (in this view) of what it stands for;
                ascending, disjoint and within the part.
            start: first character of the part.
            end: one past its last one; None takes the rest.
        """
        end = len(self.text) if end is None else end
        origins: Sequence[int] = range(len(self.text)) if self._origins is None else self._origins
        last: Sequence[int] = self._ends or [origin + 1 for origin in origins]
        said: list[str] = []
        new_origins: list[int] = []
        new_ends: list[int] = []
        for text, first, over in (*pieces, ("", end, end)):
            said += (self.text[start:first], text)
            new_origins += origins[start:first]
            new_ends += last[start:first]
            if text:
                new_origins += [origins[first]] * len(text)
                new_ends += [last[over - 1]] * len(text)
            start = over
        return View("".join(said), new_origins, ends=new_ends)


class _Characters(dict[str, str]):
    """What each code point becomes, worked out on first sight."""

    def __missing__(self, character: str) -> str:
        canonical = _canonical_character(character)
        if len(self) < _MOST_KEPT:
            self[character] = canonical
        return canonical


def _canonical_character(character: str) -> str:
    code = ord(character)
    if code < 0x80:
        return character
    folded = SIGNS.get(character)
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
    if expanded == character:
        return "|" if category in _SYMBOLS and character not in "\ufffd\u3012" else character
    # An expansion can itself hold what is folded (U+2011 becomes a Unicode hyphen).
    return "".join(map(_CHARACTERS.__getitem__, expanded))


# Symbols, brackets and punctuation of any script, currencies apart: what stands between
# the groups of a number is a separator, whatever it looks like.
_SYMBOLS = frozenset(("So", "Sm", "Sk", "Po", "Ps", "Pe", "Pi", "Pf", "Pc"))
# More than all living scripts have; a text of all code points must not fill the memory.
_MOST_KEPT = 50_000
_CHARACTERS = _Characters()


def _latin_word(match: re.Match[str]) -> str:
    word = match.group()
    if not _LOOK_ALIKE.search(word):
        return word
    latin = word.translate(_TO_LATIN)
    mixed = any(character.isascii() and character.isalnum() for character in word)
    if latin.isascii() and (mixed or match.lastgroup == "code"):
        return latin
    return _PART.sub(_latin_word, word) if "@" in word else word


def canonical_view(text: str) -> View:
    """The canonical view of a text.

    ASCII text without escapes is its own view and costs nothing. A letter that only looks
    Latin is read as Latin where its word holds ASCII letters or digits too and nothing
    else foreign, or a few capitals stand beside a number: a Russian word stays as it is.

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
    return _in_latin(View(seen, origins))


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
    return _in_latin(View(text, starts, ends=ends))


def _repeated(places: Iterable[int], pieces: list[str]) -> list[int]:
    """Each place as often as its piece has characters."""
    return list(chain.from_iterable(map(repeat, places, map(len, pieces))))


def _in_latin(view: View) -> View:
    """A view without marks on its characters, its look-alike letters in Latin."""
    if view.text.isascii():
        return view
    if _MARK.search(view.text):
        view = view.with_pieces(map(_unmarked, _MARKED.finditer(view.text)))
    if _LONG_VOWEL in view.text:
        view.text = _HYPHEN.sub("-", view.text)
    if _LOOK_ALIKE.search(view.text):
        view.text = _WORD.sub(_latin_word, view.text)
    return view


def _unmarked(match: re.Match[str]) -> tuple[str, int, int]:
    """A character with marks as the one that Unicode has for both, else without them."""
    # Sorting marks takes time that grows with the square of their number.
    composed = unicodedata.normalize("NFC", match.group()[:_MOST_MARKS])[:1]
    return "" if _MARK.match(composed) else composed, *match.span()
