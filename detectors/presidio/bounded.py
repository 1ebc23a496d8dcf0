"""Presidio's pattern recognisers with their patterns under a budget.

A pattern that runs out of time is skipped with a warning in Presidio; here it is an
error. A pattern that the scan has ruled out is not run at all.

Source: presidio-analyzer 2.2.366 (PatternRecognizer), regex (timeout), read 2026-11.
"""

from __future__ import annotations

import copy
import importlib
import threading
from collections.abc import Callable, Iterator, Sequence, Set
from typing import Any

from detectors.errors import BudgetExhausted

_regex: Any = importlib.import_module("regex")


class Running(threading.local):
    """What this thread examines just now.

    Attributes:
        check: raises BudgetExhausted once the budget is spent.
        seconds: what is left of it, given the length of the text.
        possible: numbers of the patterns that the scan did not rule out; None for all.
    """

    check: Callable[[], None] | None = None
    seconds: Callable[[int], float] | None = None
    possible: Set[int] | None = None


class Bounded:
    """A compiled pattern whose time is the text's budget; running out is an error."""

    def __init__(self, compiled: Any, running: Running, *, number: int | None = None) -> None:
        """Wraps a compiled expression; ``number`` is the pattern's in the scan, if it is in it."""
        self._compiled = compiled
        self._running = running
        self._number = number

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiled, name)

    def finditer(self, text: str, timeout: float | None = None) -> Iterator[Any]:
        """Matches of a text, one after another.

        Args:
            text: what is searched.
            timeout: Presidio's own, in seconds; what is left of the budget if that is less.

        Raises:
            BudgetExhausted: the matches were not all found in time.
        """
        running = self._running
        possible, number = running.possible, self._number
        if possible is not None and number is not None and number not in possible:
            return
        seconds = timeout
        if running.seconds is not None:
            left = running.seconds(len(text))
            seconds = left if timeout is None else min(timeout, left)
        exhausted = seconds is not None and seconds <= 0
        if not exhausted:
            check = running.check
            try:
                for match in self._compiled.finditer(text, timeout=seconds):
                    if check is not None:
                        check()
                    yield match
            except TimeoutError:
                # Presidio would catch this one and skip the pattern.
                exhausted = True
        if exhausted:
            raise BudgetExhausted("a recogniser's pattern spent the CPU budget")


def bounded_copy(
    recogniser: Any, running: Running, *, numbers: Sequence[int | None] | None = None
) -> Any:
    """The same recogniser with bounded patterns; the original and its class stay as they are.

    Args:
        recogniser: a PatternRecognizer.
        running: shared by all recognisers that one thread asks at a time.
        numbers: of its patterns in the scan, None for those that are not in it.
    """
    flags = recogniser.global_regex_flags
    copied = copy.copy(recogniser)
    # Patterns are attributes of the class, shared by all that use it.
    copied.patterns = [copy.copy(pattern) for pattern in recogniser.patterns]
    for place, pattern in enumerate(copied.patterns):
        number = numbers[place] if numbers is not None else None
        pattern.compiled_regex = Bounded(
            _regex.compile(pattern.regex, flags), running, number=number
        )
        pattern.compiled_with_flags = flags
    return copied
