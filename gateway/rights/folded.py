"""A text as corrections are looked for in it: case, spelling and spaces aside. Pure.

What stands for the same characters (UAX #15) reads the same, composed or decomposed, in
any case and width; spaces of any kind and number are one; characters that nobody sees are
gone. Each character of the view knows where it began in the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

_WORDS = re.compile(r"\s+|\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """The view of a text.

    Attributes:
        text: as it is compared.
        origins: for each of its characters, and its end, where that began in the text.
    """

    text: str = field(repr=False)
    origins: list[int] = field(repr=False)

    def find(self, wanted: str, begin: int) -> tuple[int, int] | None:
        """The next place, from ``begin`` on, where something stands as whole tokens."""
        at = self.text.find(wanted, begin)
        while at >= 0:
            end = at + len(wanted)
            if self._is_whole(at) and self._is_whole(end) and self._is_alone(at, end):
                return at, end
            at = self.text.find(wanted, at + 1)
        return None

    def _is_whole(self, index: int) -> bool:
        """Whether no character is cut here from its marks, or from what it stands for."""
        return index == 0 or self.origins[index - 1] != self.origins[index]

    def _is_alone(self, start: int, end: int) -> bool:
        """Whether no letter, digit or underline stands right beside a place."""
        before, after = self.text[max(start - 1, 0) : start], self.text[end : end + 1]
        return not (_goes_on(before) or _goes_on(after))


def _goes_on(character: str) -> bool:
    return character.isalnum() or character == "_"


def folded(text: str) -> Folded:
    """The view of a text; takes time in proportion to its length."""
    parts: list[str] = []
    origins: list[int] = []
    for found in _WORDS.finditer(text):
        word, start = found.group(), found.start()
        if word[0].isspace():
            parts.append(" ")
            origins.append(start)
        elif word.isascii():
            parts.append(word.lower())
            origins.extend(range(start, found.end()))
        else:
            for at, piece in _clusters(word):
                read = _read(piece)
                parts.append(read)
                origins.extend([start + at] * len(read))
    return Folded(text="".join(parts), origins=[*origins, len(text)])


def _clusters(word: str) -> list[tuple[int, str]]:
    starts = [at for at, each in enumerate(word) if at == 0 or not _is_joined(each)]
    ends = [*starts[1:], len(word)]
    return [(start, word[start:end]) for start, end in zip(starts, ends, strict=True)]


def _is_joined(character: str) -> bool:
    return not character.isascii() and (unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf"))


def _read(piece: str) -> str:
    seen = "".join(each for each in piece if unicodedata.category(each) != "Cf")
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", seen).casefold())
