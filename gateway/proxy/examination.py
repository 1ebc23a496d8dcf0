"""The engine as one tenant under one policy uses it, with its cache of findings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from detectors.budget import Budget
from detectors.cache import FindingsCache, Scope
from detectors.engine import Engine
from detectors.images import ImageRedactor, Redacted
from detectors.types import Finding
from gateway.model import Segment
from gateway.proxy.leaves import Reading, counts, reading_of


class Examination:
    """The engine and the cache of one tenant, under one policy.

    Attributes:
        is_slow: a text takes the engine milliseconds, however short it is.
    """

    is_slow = False

    def __init__(
        self,
        engine: Engine,
        cache: FindingsCache,
        *,
        scope: str,
        language: str,
        touches: Callable[[Finding], bool] | None = None,
    ) -> None:
        """Puts them together.

        Args:
            engine: examines.
            cache: of findings, of this tenant.
            scope: policy and tenant, part of the cache's key.
            language: of the context words.
            touches: whether the policy does anything about a finding; None for every one.
        """
        self.is_slow = engine.is_slow
        self._engine = engine
        self._cache = cache
        self._scope = Scope(key=scope, language=language, acts_on=touches)

        def scoped(read: Reading) -> Scope:
            def acts_on(finding: Finding) -> bool:
                return counts(finding, read) and (touches is None or touches(finding))

            return Scope(
                key=f"{scope} {read}",
                language=language,
                acts_on=acts_on,
                identifiers=read not in (Reading.TALK, Reading.VALUE),
            )

        self._redactor: ImageRedactor | None = None
        self._covering = threading.Lock()
        self._scopes = {read: scoped(read) for read in Reading} | {Reading.TALK: self._scope}

    def segments(self, segments: Sequence[Segment], budget: Budget) -> list[tuple[Finding, ...]]:
        """Findings in each segment.

        Raises:
            DetectionError: one of them could not be examined to its end.
        """
        detect, engine = self._cache.detect, self._engine
        try:
            return [
                detect(
                    engine,
                    segment.text,
                    before=segment.before,
                    scope=self._scopes[reading_of(segment)],
                    budget=budget,
                )
                for segment in segments
            ]
        finally:
            budget.settle()

    def cover(self, images: Sequence[bytes]) -> list[Redacted]:
        """Images in which every word is covered that the policy acts on.

        Raises:
            DetectionError: one of them could not be read or covered.
        """
        with self._covering:
            if self._redactor is None:
                self._redactor = ImageRedactor(self._engine, language=self._scope.language)
            return [self._redactor.redact(image, acts_on=self._covers) for image in images]

    def _covers(self, entity_type: str, score: float) -> bool:
        finding = Finding(
            entity_type=entity_type, start=0, end=1, score=score, detector="image", evidence=()
        )
        acts_on = self._scope.acts_on
        return acts_on is None or acts_on(finding)

    def stretch(self, text: str) -> tuple[Finding, ...]:
        """Findings in a short stretch of an answer; not cached.

        Raises:
            DetectionError: it could not be examined to its end.
        """
        return self._engine.detect(text, self._scope.language, acts_on=self._scope.acts_on)
