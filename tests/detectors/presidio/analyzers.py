"""Presidio's analyzer and ours over the same registry, and what their results say."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Sequence
from functools import cache
from typing import Any

from detectors.presidio import FastAnalyzerEngine

presidio: Any = importlib.import_module("presidio_analyzer")
shipped: Any = importlib.import_module("presidio_analyzer.predefined_recognizers")
nlp: Any = importlib.import_module("presidio_analyzer.nlp_engine")


def no_op() -> Any:
    engine = nlp.NoOpNlpEngine([{"lang_code": "en", "model_name": ""}])
    engine.load()
    return engine


def every_recogniser() -> list[Any]:
    """Each pattern recogniser that Presidio ships, and its telephone numbers, in English."""
    found = []
    for name in dir(shipped):
        kind: Any = getattr(shipped, name)
        is_kind = inspect.isclass(kind) and kind is not shipped.PhoneRecognizer
        if is_kind and issubclass(kind, presidio.PatternRecognizer):
            made: Any = kind
            found.append(made(supported_language="en"))
    return [*found, shipped.PhoneRecognizer()]


def pair(recognisers: Sequence[Any], **options: Any) -> tuple[Any, Any]:
    """Presidio's engine and ours."""
    registry = presidio.RecognizerRegistry(recognizers=list(recognisers))
    engine = options.pop("nlp_engine", None) or no_op()
    theirs = presidio.AnalyzerEngine(registry, engine, **options)
    ours = FastAnalyzerEngine(registry, engine, allowance=lambda _: 30.0, **options)
    return theirs, ours


@cache
def everything() -> tuple[Any, Any]:
    return pair(every_recogniser())


def form(results: Sequence[Any]) -> list[tuple[str, ...]]:
    """All that results say."""
    return [
        (str(each), str(each.analysis_explanation), str(each.recognition_metadata))
        for each in results
    ]
