"""Finds personal and sensitive data in texts, in process and in linear time.

    from detectors import Engine
    engine = Engine()
    findings = engine.detect("my card is 4111 1111 1111 1111")

This file gives the pure engine its defaults: the thread's CPU clock and the scan cache
of the user. Importing it loads no Presidio and no network code of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from detectors import engine as _engine
from detectors.budget import text_seconds
from detectors.clock import work_time
from detectors.scan_cache import DirectoryCache, default_directory
from detectors.scan_database import DatabaseCache
from detectors.types import Clock, Detector, Finding

__all__ = ["Engine", "Finding"]


class Engine(_engine.Engine):
    """The engine with its defaults; see ``detectors.engine.Engine``."""

    def __init__(
        self,
        detectors: Sequence[Detector] | None = None,
        *,
        clock: Clock = work_time,
        scan_cache: DatabaseCache | None = None,
        foreign: Sequence[Detector] = (),
        allowance: Callable[[int], float] = text_seconds,
    ) -> None:
        """Builds the scan.

        Args:
            detectors: None takes everything shipped.
            clock: CPU time of the calling thread, in seconds.
            scan_cache: None takes ``$DISCREET_CACHE_DIR``, else the user's cache directory.
            foreign: an operator's own detectors, beside the shipped ones.
            allowance: seconds of CPU time that a text of a length may cost; linear.

        Raises:
            ConfigurationError: as ``detectors.engine.Engine`` does, or a shipped detector
                does not find its own vector.
        """
        directory = default_directory() if scan_cache is None else None
        kept = DirectoryCache(directory) if directory is not None else scan_cache
        super().__init__(
            detectors, clock=clock, scan_cache=kept, foreign=foreign, allowance=allowance
        )
        # Data that libraries load on first use would count against the first text's budget.
        self.self_test()
