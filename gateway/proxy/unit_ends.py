"""Where the units of a sequence tagger end in a text that arrives in pieces.

A lane that lets a unit go when it is complete, and has it examined with whole units before
it, sees what the tagger sees in the whole text.
"""

from __future__ import annotations

import re
from collections import deque

from detectors.tagger.units import units

# Where a unit may end: behind a word. More white space decides nothing.
_WORD_END = re.compile(r"(?<=\S)\s|[\r\n]")
_LINE_BREAK = re.compile(r"[\r\n]")


class UnitEnds:
    """Where a tagger's units end in a text that grows; decided by the text up to there.

    Attributes:
        places: one past the white space behind each unit that was not taken yet.
    """

    def __init__(self) -> None:
        """Starts at the beginning of a text."""
        self.places: deque[int] = deque()
        self._unit = 0  # where the unit begins whose end was not found yet
        self._words_end = 0  # one past the white space behind the last whole word
        self._seen = 0

    def read(self, data: str, limit: int) -> None:
        """Finds the ends of units in ``data[:limit]``, with what was read before kept."""
        words_end = self._words_end
        for space in _WORD_END.finditer(data, self._seen, limit):
            words_end = space.end()
        self._seen = max(self._seen, min(limit, len(data)))
        if words_end == self._words_end:
            return
        self._words_end = words_end
        position = self._unit
        while position < words_end:
            line_break = _LINE_BREAK.search(data, position, words_end)
            end = words_end if line_break is None else line_break.start()
            self._read_line(data[position:end], position)
            if line_break is None:
                return
            self._unit = position = line_break.end()
            if not self.places or self.places[-1] < position:
                self.places.append(position)

    def _read_line(self, line: str, start: int) -> None:
        """Units of whole words; a last word that follows shows whether a unit ends with them."""
        line = f"{line} x"
        for begin, _ in units(line)[1:]:
            last = len(line[:begin].rstrip())
            self._unit = start + begin
            if last < begin:
                # The first white space behind a unit is the last that always belongs to it.
                self._unit = start + last + 1
                self.places.append(self._unit)

    def restart(self, place: int) -> None:
        """Begins a unit at a place that is no unit's end."""
        self.places.clear()
        self._unit = self._words_end = self._seen = place

    def drop(self, length: int) -> None:
        """So many characters are gone from the beginning of the text."""
        self.places = deque(place - length for place in self.places)
        self._unit -= length
        self._words_end -= length
        self._seen -= length
