"""What a text says where pieces of it are read in another way."""

from __future__ import annotations

from collections.abc import Iterable


def read_with(text: str, pieces: Iterable[tuple[str, int, int]]) -> str:
    """The text with each piece (what it means, start, end) in place of its stretch."""
    said, position = "", 0
    for meant, start, end in pieces:
        said += text[position:start] + meant
        position = end
    return said + text[position:]
