"""Words around a value that say what it is.

They are matched as whole words, in the text near the value and in the turn before
("What is your card number?"): "public" holds "lic" and is no context for a licence.
"""

from __future__ import annotations

import re

from detectors.types import Input

# How far before and after a value its words may stand, in code points.
REACH_BEFORE = 50
REACH_AFTER = 30
# Of the turn before only the last part counts: that is where a question stands.
REACH_QUESTION = 400

_TOKEN = re.compile(r"[^\W\d_]+")
# The same in texts of plain letters, where it is three times as fast.
_PLAIN_TOKEN = re.compile("[A-Za-z]+")


def words_of(text: str) -> list[str]:
    """The runs of letters in a text, as they are written."""
    return (_PLAIN_TOKEN if text.isascii() else _TOKEN).findall(text)


class Words:
    """Words and phrases that can stand near a value.

    Words of scripts without spaces count wherever they stand in a run of letters.
    """

    __slots__ = ("_firsts", "_phrases", "_single", "_unspaced")

    def __init__(self, *phrases: str) -> None:
        """Takes lower-case words and phrases; a phrase is words joined by single spaces."""
        self._single = frozenset(each for each in phrases if " " not in each)
        self._phrases = tuple(f" {each} " for each in phrases if " " in each)
        self._firsts = frozenset(each.split()[0] for each in phrases if " " in each)
        self._unspaced = tuple(each for each in phrases if each[0] >= "\u0e00")

    def within(self, text: str, span: tuple[int, int]) -> bool:
        """Whether one of them stands whole in a span of a text.

        Args:
            text: a canonical view.
            span: start and end, half-open; both may lie outside the text.
        """
        start, end = span
        start = start if start > 0 else 0
        piece = text[start:end].lower()
        tokens = words_of(piece)
        if not tokens:
            return False
        if start and piece[0].isalpha() and text[start - 1].isalpha():
            del tokens[0]
        if tokens and end < len(text) and piece[-1].isalpha() and text[end].isalpha():
            del tokens[-1]
        if not self._single.isdisjoint(tokens):
            return True
        if not self._firsts.isdisjoint(tokens):
            joined = f" {' '.join(tokens)} "
            if any(phrase in joined for phrase in self._phrases):
                return True
        return not piece.isascii() and any(each in piece for each in self._unspaced)

    def beside(self, seen: Input, *, start: int, end: int) -> bool:
        """Whether one of them stands near a span of the text, or in the turn before."""
        return (
            self.within(seen.text, (start - REACH_BEFORE, start))
            or self.within(seen.text, (end, end + REACH_AFTER))
            or self.asked(seen)
        )

    def asked(self, seen: Input) -> bool:
        """Whether one of them stands in the turn before."""
        before = seen.before
        if not before:
            return False
        known = seen.asked.get(self)
        if known is None:
            known = self.within(before, (len(before) - REACH_QUESTION, len(before)))
            seen.asked[self] = known
        return known
