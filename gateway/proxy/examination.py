"""The engine as one tenant under one policy uses it, with its cache of findings."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.budget import Budget
from detectors.cache import FindingsCache, Scope
from detectors.engine import Engine
from detectors.types import Finding
from gateway.model import Segment


class Examination:
    """The engine and the cache of one tenant, under one policy."""

    def __init__(self, engine: Engine, cache: FindingsCache, *, scope: str, language: str) -> None:
        """Puts them together.

        Args:
            engine: examines.
            cache: of findings, of this tenant.
            scope: policy and tenant, part of the cache's key.
            language: of the context words.
        """
        self._engine = engine
        self._cache = cache
        self._scope = Scope(key=scope, language=language)

    def segments(self, segments: Sequence[Segment], budget: Budget) -> list[tuple[Finding, ...]]:
        """Findings in each segment.

        Raises:
            DetectionError: one of them could not be examined to its end.
        """
        detect, engine = self._cache.detect, self._engine
        scope = self._scope
        try:
            return [
                detect(engine, segment.text, before=segment.before, scope=scope, budget=budget)
                for segment in segments
            ]
        finally:
            budget.settle()

    def stretch(self, text: str) -> tuple[Finding, ...]:
        """Findings in a short stretch of an answer; not cached.

        Raises:
            DetectionError: it could not be examined to its end.
        """
        return self._engine.detect(text, self._scope.language)
