"""Presidio's world: its recognisers as detectors, and its analyzer made fast.

Presidio is imported when the first of these is used, never by ``import detectors``: it
takes more than a second and 100 MB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detectors.presidio.nlp_engine import NlpDetector, load_nlp_engine, nlp_detector_name
from detectors.presidio.recogniser import PresidioDetector, detector_name, presidio_detector

if TYPE_CHECKING:
    from detectors.presidio.analyzer import FastAnalyzerEngine

__all__ = [
    "FastAnalyzerEngine",
    "NlpDetector",
    "PresidioDetector",
    "detector_name",
    "load_nlp_engine",
    "nlp_detector_name",
    "presidio_detector",
]


def __getattr__(name: str) -> Any:
    if name == "FastAnalyzerEngine":
        from detectors.presidio.analyzer import FastAnalyzerEngine

        return FastAnalyzerEngine
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
