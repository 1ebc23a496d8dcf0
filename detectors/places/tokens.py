"""The words, numbers and marks of a stretch of a text, with their places."""

from __future__ import annotations

import re

from detectors.types import Input


def _pieces(letter: str, letter_or_digit: str) -> re.Pattern[str]:
    return re.compile(
        rf"[0-9]+(?:[.,][0-9]+)+|[0-9]+{letter}{{0,3}}(?!{letter_or_digit})|[0-9]+"
        rf"|(?i:c|p|av|pl|s)/|{letter}-?[0-9]{{1,5}}{letter}?(?!{letter_or_digit}|-[0-9])"
        rf"|{letter}+(?:['\u2019\-]{letter}+)*"
        r"|\n|[^\w\s]|_"
    )


_TOKEN = _pieces(r"[^\W\d_]", r"[^\W_]")
# The same in texts of plain letters, where it is faster.
_PLAIN_TOKEN = _pieces("[a-z]", "[a-z0-9]")
# The longest stretch that is cut up at once.
MOST = 400


class Tokens:
    """A stretch of a text in pieces.

    Attributes:
        text: the whole text.
        words: the pieces, lower-case.
        starts: where each begins, in the text.
        ends: where each ends.
    """

    __slots__ = ("ends", "starts", "text", "words")

    def __init__(self, text: str, span: tuple[int, int]) -> None:
        """Cuts up a stretch, widened to whole words.

        Args:
            text: a canonical view.
            span: start and end, half-open; both may lie outside the text.
        """
        start, end = min(len(text), max(0, span[0])), max(0, min(len(text), span[1]))
        while 0 < start < span[0] + 1 and span[0] - start < 24 and text[start - 1].isalnum():
            start -= 1
        while end < len(text) and end - span[1] < 24 and text[end].isalnum():
            end += 1
        self.text = text
        piece = text[start:end]
        if piece.isascii():
            piece = piece.lower()
            spans = [match.span() for match in _PLAIN_TOKEN.finditer(piece)]
            self.words = [piece[first:last] for first, last in spans]
        else:
            spans = [match.span() for match in _TOKEN.finditer(piece)]
            self.words = [piece[first:last].lower() for first, last in spans]
        self.starts = [first + start for first, _ in spans]
        self.ends = [last + start for _, last in spans]

    @classmethod
    def of(cls, seen: Input, span: tuple[int, int]) -> Tokens:
        """The pieces of a stretch; those of a short text are cut up once for all detectors."""
        text = seen.text
        if span[0] > 0 or span[1] < len(text) or len(text) > MOST:
            return cls(text, span)
        known: Tokens | None = seen.asked.get((cls, text))
        if known is None:
            known = seen.asked[cls, text] = cls(text, span)
        return known

    def __len__(self) -> int:
        return len(self.words)

    def word(self, place: int) -> str:
        """The piece at a place, or an empty string outside."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def is_name(self, place: int) -> bool:
        """Whether letters stand at a place, without digits."""
        word = self.word(place)
        return word[:1].isalpha() and not word[-1:].isdecimal()

    def is_number(self, place: int) -> bool:
        """Whether a piece begins with a digit."""
        return self.word(place)[:1].isdecimal()

    def is_capital(self, place: int) -> bool:
        """Whether the piece at a place begins with a capital."""
        return 0 <= place < len(self.words) and self.text[self.starts[place]].isupper()

    def gap(self, place: int) -> int:
        """How many characters stand between the piece before a place and it; 0 at the edges."""
        inside = 0 < place < len(self.starts)
        return self.starts[place] - self.ends[place - 1] if inside else 0

    def at(self, position: int) -> int:
        """The first piece that ends after a position of the text; their number if none."""
        return next((n for n, end in enumerate(self.ends) if end > position), len(self.words))
