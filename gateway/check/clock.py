"""A clock that a probe sets; no two looks at it give one time."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

TICK = timedelta(milliseconds=1)


class SetClock:
    """Serves every thread of a sandbox."""

    def __init__(self, start: datetime) -> None:
        """Args: start, aware, UTC."""
        self._at = start
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        """The time; the next look gives one that is a tick later."""
        with self._lock:
            self._at += TICK
            return self._at

    def pass_time(self, span: timedelta) -> datetime:
        """Lets time pass; the time then.

        Raises:
            ValueError: back in time, where no gateway has ever been.
        """
        if span < timedelta(0):
            raise ValueError("time does not run backwards")
        with self._lock:
            self._at += span
            return self._at

    def move_to(self, at: datetime) -> None:
        """Lets time pass until a moment, which must be one to come."""
        with self._lock:
            span = at - self._at
        self.pass_time(span)
