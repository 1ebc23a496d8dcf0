"""Words of a text with their places, as sequence taggers see them.

A token is a run of letters (inner apostrophes kept, a final ``'s`` stands alone), a run of
digits, or one other sign; white space separates.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"'s(?!\w)|[^\W\d_]+(?:'(?!s(?!\w))[^\W\d_]+)*|\d+|[^\w\s]|_", re.IGNORECASE)


class Tokens:
    """The tokens of a stretch of a text.

    Attributes:
        words: as they are written.
        starts, ends: code points of the whole text, half-open.
    """

    __slots__ = ("ends", "starts", "words")

    def __init__(self, words: list[str], *, starts: list[int], ends: list[int]) -> None:
        """Takes three lists of one length."""
        self.words = words
        self.starts = starts
        self.ends = ends

    def __len__(self) -> int:
        return len(self.words)

    def __repr__(self) -> str:
        return f"Tokens({len(self.words)})"


def tokens(text: str, start: int = 0, *, end: int | None = None) -> Tokens:
    """The tokens between two places of a text."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        words.append(match[0])
        starts.append(match.start())
        ends.append(match.end())
    return Tokens(words, starts=starts, ends=ends)
