"""A set of words in five bits a word: every word of the set is found, and one other in 16.

An xor filter: three places of a table, told by a hash of the word, hold four bits each whose
xor is four other bits of the hash. It cannot be listed or changed.

Source: T. M. Graf and D. Lemire, Xor Filters: Faster and Smaller Than Bloom and Cuckoo
Filters (2020), read 2026-11.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

# Cells per word; with fewer the table cannot be filled.
_SPACE = 1.23
_HEADER = 8
_MOST_SEEDS = 100


class Membership:
    """The filter, over the bytes that ``filled`` made."""

    __slots__ = ("_cells", "_salt", "_segment")

    def __init__(self, content: bytes) -> None:
        """Takes the filter's bytes.

        Raises:
            ValueError: they are no filter.
        """
        self._segment = int.from_bytes(content[:4], "little")
        self._salt = content[4:_HEADER]
        self._cells = content[_HEADER:]
        if not self._segment or len(self._cells) != (3 * self._segment + 1) // 2:
            raise ValueError("no membership filter")

    def __contains__(self, word: str) -> bool:
        first, second, third, mark = _hashed(word, self._salt, segment=self._segment)
        return self._cell(first) ^ self._cell(second) ^ self._cell(third) == mark

    def __repr__(self) -> str:
        return f"Membership({3 * self._segment} cells)"

    def _cell(self, place: int) -> int:
        return self._cells[place >> 1] >> 4 * (place & 1) & 15


def filled(words: Iterable[str]) -> bytes:
    """The bytes of a filter that holds these words; the same for the same words."""
    listed = sorted(set(words))
    segment = int(_SPACE * len(listed)) // 3 + 11
    for seed in range(_MOST_SEEDS):
        salt = seed.to_bytes(4, "little")
        hashes = [_hashed(word, salt, segment=segment) for word in listed]
        order = _peeled(hashes, 3 * segment)
        if len(order) == len(listed):
            return segment.to_bytes(4, "little") + salt + _cells(hashes, order, size=3 * segment)
    raise ValueError("no seed separates the words")


def _hashed(word: str, salt: bytes, *, segment: int) -> tuple[int, int, int, int]:
    """Three places, one in each segment, and four bits."""
    value = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=16, salt=salt).digest())
    first, second, third = value & 0xFFFFFFFF, value >> 32 & 0xFFFFFFFF, value >> 64 & 0xFFFFFFFF
    return (
        first % segment,
        segment + second % segment,
        2 * segment + third % segment,
        value >> 124,
    )


def _peeled(hashes: list[tuple[int, int, int, int]], size: int) -> list[tuple[int, int]]:
    """Word numbers, each with a place that is its own once the words before it are gone."""
    counts = [0] * size
    mixed = [0] * size
    for number, hashed in enumerate(hashes):
        for place in hashed[:3]:
            counts[place] += 1
            mixed[place] ^= number
    single = [place for place, count in enumerate(counts) if count == 1]
    order: list[tuple[int, int]] = []
    while single:
        place = single.pop()
        if counts[place] != 1:
            continue
        number = mixed[place]
        order.append((number, place))
        for other in hashes[number][:3]:
            counts[other] -= 1
            mixed[other] ^= number
            if counts[other] == 1:
                single.append(other)
    return order


def _cells(
    hashes: list[tuple[int, int, int, int]], order: list[tuple[int, int]], *, size: int
) -> bytes:
    cells = bytearray(size)
    for number, place in reversed(order):
        first, second, third, mark = hashes[number]
        cells[place] = mark ^ cells[first] ^ cells[second] ^ cells[third]
    if size % 2:
        cells.append(0)
    return bytes(low | high << 4 for low, high in zip(cells[::2], cells[1::2], strict=True))
