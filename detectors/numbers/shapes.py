"""Which identifiers have a shape: an index from signatures to identifiers, one bit each.

The signature of a value writes 9 for each digit and A for each letter. A shape of one
length is two masks: where a digit has to stand, and where a letter; so asking which
shapes a signature has is a few operations on integers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from detectors.numbers.identifier import Identifier, shape_parts

# So many signatures are remembered; they hold no letter and no digit of a value.
_REMEMBERED = 20_000
_TO_DIGITS = str.maketrans("9A", "10")


class ShapeIndex:
    """The shapes of a table, turned around."""

    def __init__(self, identifiers: Sequence[Identifier]) -> None:
        """Takes the table; bit ``n`` stands for its ``n``-th identifier."""
        masks: dict[int, dict[tuple[int, int], int]] = {}
        for number, identifier in enumerate(identifiers):
            for shape in identifier.shapes:
                for marks in _of_each_length(shape):
                    digits = int("0" + "".join("01"[mark == "9"] for mark in marks), 2)
                    letters = int("0" + "".join("01"[mark == "A"] for mark in marks), 2)
                    same = masks.setdefault(len(marks), {})
                    same[digits, letters] = same.get((digits, letters), 0) | 1 << number
        self._masks = {
            length: tuple((digits, letters, bits) for (digits, letters), bits in same.items())
            for length, same in masks.items()
        }
        self._remembered: dict[str, int] = {}

    def of(self, signature: str) -> int:
        """The identifiers, a bit each, that have a signature."""
        known = self._remembered.get(signature)
        if known is not None:
            return known
        known = 0
        masks = self._masks.get(len(signature))
        if masks is not None:
            here = int(signature.translate(_TO_DIGITS), 2)
            for digits, letters, bits in masks:
                if here & digits == digits and not here & letters:
                    known |= bits
        if len(self._remembered) >= _REMEMBERED:
            self._remembered.clear()
        self._remembered[signature] = known
        return known


def _of_each_length(shape: str) -> Iterator[str]:
    """The marks of a shape, repeats written out, for each length that it can have."""
    parts = shape_parts(shape)
    for lengths in product(*(range(least, most + 1) for _, least, most in parts)):
        yield "".join(mark * length for (mark, _, _), length in zip(parts, lengths, strict=True))
