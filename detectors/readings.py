"""A second reading of a text: what stands in it encoded, in words, or misspelt.

The canonical view is always examined. Where the scan of it meets what may be encoded text,
digits in words, letters for digits, or unusual separators, one more text is made, in which
all of them are read, and what is found there covers what it was read from. A text without
such places costs nothing, and there is never more than one further reading, which is about
as long at most, and without what is far from all such places.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from detectors import encoded, grouped, mistyped, spoken
from detectors.canonical import View, canonical_view
from detectors.types import Finding, Pattern

# Part of the engine's fingerprint: to be counted up when texts are read in another way.
VERSION = 1

_SOURCES = (encoded, spoken, mistyped, grouped)
TRIGGERS = tuple(
    tuple(Pattern(expression=expression, max_length=1) for expression in source.TRIGGERS)
    for source in _SOURCES
)
_ENCODED, _SPOKEN, _MISTYPED, _GROUPED = range(len(_SOURCES))

# How far from a window its finding may stand: a name, some words, and then the number.
_REACH = 80
# How much of the text before and behind what is read in another way is examined with it.
_CONTEXT = 200

Piece = tuple[str, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Another reading of a text.

    Attributes:
        view: the text, or a part, as it is read, with the way back to the original one.
        starts: where in it each stretch begins that was read in another way; ascending.
        ends: where each of them ends.
    """

    view: View
    starts: list[int]
    ends: list[int]

    def kept(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Those findings that hold something of what was read in another way."""
        for each in findings:
            if self._meets(each.start, each.end):
                yield each

    def near(self, windows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Those windows that can lead to a finding which holds something of it."""
        return [(start, end) for start, end in windows if self._meets(start - _REACH, end + _REACH)]

    def _meets(self, start: int, end: int) -> bool:
        before = bisect_right(self.starts, end - 1) - 1
        return before >= 0 and self.ends[before] > start


def reading(view: View, fired: Collection[int], *, check: Callable[[], None]) -> Reading | None:
    """The second reading of a text, or None if it reads the same.

    Args:
        view: the canonical view.
        fired: which of ``TRIGGERS`` the scan met in it.
        check: called between units of work, each of which is linear in the text.
    """
    text = view.text
    chosen: list[Piece] = []
    if _ENCODED in fired:
        chosen = [
            (canonical_view(said).text, start, end) for said, start, end in encoded.runs(text)
        ]
    check()
    if _SPOKEN in fired:
        chosen = _with(chosen, spoken.pieces(text))
    check()
    if _MISTYPED in fired:
        chosen = _with(chosen, mistyped.pieces(text))
    check()
    if _GROUPED in fired:
        chosen = _with(chosen, grouped.pieces(text))
    if not chosen:
        return None
    first = max(0, chosen[0][1] - _CONTEXT)
    last = min(len(text), chosen[-1][2] + _CONTEXT)
    starts: list[int] = []
    ends: list[int] = []
    shift = -first
    for said, start, end in chosen:
        begin, over = start + shift, start + shift + len(said)
        # A separator counts for what goes on behind it, so its place is turned around.
        counts = any(map(str.isalnum, said))
        starts.append(begin if counts else over)
        ends.append(over if counts else begin)
        shift += len(said) - (end - start)
    read = view.with_pieces(chosen, start=first, end=last)
    return Reading(view=read, starts=starts, ends=ends)


def _with(chosen: list[Piece], more: Iterable[Piece]) -> list[Piece]:
    """Pieces and others that do not overlap them; both ascending and disjoint."""
    if not chosen:
        return list(more)
    starts = [start for _, start, _ in chosen]
    joined = list(chosen)
    for piece in more:
        before = bisect_right(starts, piece[2] - 1) - 1
        if before < 0 or chosen[before][2] <= piece[1]:
            joined.append(piece)
    joined.sort(key=lambda piece: piece[1])
    return joined
