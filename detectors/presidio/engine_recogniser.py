"""Our engine as one of Presidio's recognisers, and results that do not overlap.

Source: presidio-analyzer 2.2.366 (EntityRecognizer, RecognizerResult), read 2026-11.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerResult

from detectors.engine import Engine
from detectors.overlap import resolve
from detectors.types import Finding


class EngineRecogniser(EntityRecognizer):
    """All that an engine finds, in one language."""

    def __init__(self, engine: Engine, *, language: str = "en") -> None:
        """Takes the engine.

        Args:
            engine: finds, under its own budget.
            language: ISO 639-1 code of its context words.
        """
        self._engine = engine
        super().__init__(
            supported_entities=sorted(engine.entity_types),
            name="Discreet",
            supported_language=language,
        )

    def load(self) -> None:
        """Nothing: the engine is ready."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[Any]:
        """The engine's findings of the types that are asked for.

        Raises:
            DetectionError: the text was not examined to its end.
        """
        del nlp_artifacts
        return [
            RecognizerResult(
                entity_type=each.entity_type,
                start=each.start,
                end=each.end,
                score=each.score,
                analysis_explanation=AnalysisExplanation(
                    recognizer=each.detector,
                    original_score=each.score,
                    textual_explanation=f"Detected by `{each.detector}`: "
                    f"{', '.join(each.evidence) or 'layout'}",
                ),
            )
            for each in self._engine.detect(text, self.supported_language)
            if each.entity_type in entities
        ]


def disjoint(results: Sequence[Any]) -> list[Any]:
    """Results that cover the same characters, none twice; by ``detectors.overlap``.

    Args:
        results: RecognizerResults of one text.
    """
    findings = [
        Finding(
            entity_type=str(each.entity_type),
            start=each.start,
            end=each.end,
            score=each.score,
            detector=str(place),
        )
        for place, each in enumerate(results)
        if each.start < each.end
    ]
    kept: list[Any] = []
    for finding in resolve(findings):
        result = copy.copy(results[int(finding.detector)])
        result.start, result.end = finding.start, finding.end
        kept.append(result)
    return kept
