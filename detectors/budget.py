"""How much CPU time a text, and a request, may cost.

Exhaustion is a refusal, never a skipped detector. The clock is an argument: CPU
time of the thread, so that neither a slow neighbour nor a paused process counts.
"""

from __future__ import annotations

from detectors.errors import BudgetExhausted
from detectors.types import Clock

TEXT_SECONDS = 0.050
CHARACTER_SECONDS = 0.000_030
CHARACTERS_PER_READING = 4_000
CHARACTERS_PER_TEXT = 100


class Budget:
    """The cap of one request over all texts that are examined anew.

    Reading the clock of a thread costs more than examining a short text, so texts are
    charged together: ``enter`` before each, ``settle`` after the last one that the same
    thread examines.
    """

    __slots__ = ("_characters", "_since", "clock", "remaining")

    def __init__(self, clock: Clock, seconds: float) -> None:
        """Starts full.

        Args:
            clock: CPU time of the calling thread, in seconds.
            seconds: what the whole request may cost.
        """
        self.clock = clock
        self.remaining = seconds
        self._since: float | None = None
        self._characters = 0

    def __repr__(self) -> str:
        return f"Budget(remaining={self.remaining:.6f})"

    def enter(self, length: int) -> None:
        """A text of so many code points is examined next, by this thread.

        Raises:
            BudgetExhausted: nothing is left.
        """
        if self._since is None or self._characters > CHARACTERS_PER_READING:
            self.settle()
            self.check()
            self._since = self.clock()
        self._characters += length + CHARACTERS_PER_TEXT

    def settle(self) -> None:
        """Takes what was spent since the clock was read."""
        if self._since is not None:
            self.remaining -= self.clock() - self._since
            self._since = None
        self._characters = 0

    def check(self) -> None:
        """Raises BudgetExhausted if nothing is left."""
        if self.remaining <= 0:
            raise BudgetExhausted("the request's CPU budget is spent")


def text_seconds(
    length: int, *, base: float = TEXT_SECONDS, each: float = CHARACTER_SECONDS
) -> float:
    """Seconds of CPU time that a text of a length may cost; linear.

    Args:
        length: code points of the text.
        base: seconds that any text may cost.
        each: seconds more for each code point.
    """
    return base + each * length
