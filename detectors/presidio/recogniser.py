"""Presidio's recognisers, and users' own ones, as detectors.

Presidio is imported when the first recogniser is built, never by ``import detectors``:
it takes more than a second and 100 MB. Three of its habits are undone here:

- A pattern that runs out of time is skipped with a warning there; here it is an error.
- Its e-mail recogniser fetches the public suffix list over the network; here it reads
  the copy that tldextract brings, and writes no cache.
- Recognisers that send text to a service are refused.

Source: presidio-analyzer 2.2.366 (EntityRecognizer.analyze, PatternRecognizer), tldextract 5
(suffix_list_urls, cache_dir), read 2026-11.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import Any

from detectors.budget import text_seconds
from detectors.context import Words
from detectors.errors import ConfigurationError
from detectors.prefilter import Prefilter
from detectors.presidio.alphabet import as_utf8
from detectors.presidio.bounded import Running, bounded_copy
from detectors.presidio.inference import NlpReader, stay_offline, watch
from detectors.types import Finding, Input, Pattern

# What Presidio's own context enhancer adds, and the least that it then gives.
_CONTEXT_BONUS = 0.35
_CONTEXT_LEAST = 0.4

# How far windows of the scan reach back; neighbours within it are asked about together.
_REACH = 100

_TRIAL = "Nothing to be found here."


def detector_name(class_path: str) -> str:
    """What the detector of a recogniser is called where nothing else is said."""
    return f"presidio:{class_path.rpartition('.')[2]}"


def presidio_detector(
    class_path: str,
    *,
    name: str | None = None,
    arguments: Mapping[str, Any] | None = None,
    nlp_engine: Any = None,
) -> PresidioDetector:
    """A detector from any subclass of Presidio's EntityRecognizer.

    Args:
        class_path: module and class, for example
            ``presidio_analyzer.predefined_recognizers.UsPassportRecognizer``.
        name: of the detector; None takes ``presidio:`` and the class's name.
        arguments: of the class, as the configuration gives them.
        nlp_engine: a loaded one of Presidio's, for a recogniser that reads its artifacts.

    Raises:
        ConfigurationError: there is no such class, it is no recogniser, it sends text
            elsewhere, it cannot be built, or it fails on a plain sentence.
    """
    module_name, _, class_name = class_path.rpartition(".")
    try:
        presidio = importlib.import_module("presidio_analyzer")
        kind = getattr(importlib.import_module(module_name), class_name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigurationError(
            f"recogniser {class_path} cannot be imported: {type(error).__name__}"
        ) from None
    if not isinstance(kind, type) or not issubclass(kind, presidio.EntityRecognizer):
        raise ConfigurationError(f"{class_path} is no Presidio EntityRecognizer")
    if issubclass(kind, presidio.RemoteRecognizer):
        raise ConfigurationError(f"recogniser {class_path} sends text to a service")
    suffix_list_from_package()
    stay_offline()
    failed: type[BaseException]
    try:
        detector = PresidioDetector(
            kind(**(arguments or {})),
            name or detector_name(class_path),
            presidio=presidio,
            nlp_engine=nlp_engine,
        )
        detector.results(Input(text=_TRIAL, before="", language="en", check=_unlimited))
    except Exception as error:  # noqa: BLE001 - a user's class may raise anything
        failed = type(error)
    else:
        return detector
    raise ConfigurationError(f"recogniser {class_path} does not work: {failed.__name__}")


def _unlimited() -> None:
    """A check that always passes."""


def suffix_list_from_package() -> None:
    """Makes tldextract read the list in its own package, without network and cache."""
    try:
        tldextract = importlib.import_module("tldextract.tldextract")
    except ImportError:
        return
    extractor = tldextract.TLDExtract(
        cache_dir=None, suffix_list_urls=(), fallback_to_snapshot=True
    )
    # The first call reads the list, which no text's budget has to pay for.
    extractor("example.com")
    vars(tldextract)["TLD_EXTRACTOR"] = extractor


def scan_patterns(recogniser: Any) -> tuple[Pattern, ...]:
    """What must match before a recogniser can find anything; empty if nothing must."""
    registry = importlib.import_module("detectors.presidio.registry")
    if not registry.is_bound_to_patterns(recogniser):
        return ()
    found = []
    for needed in registry.supersets(recogniser, written=as_utf8):
        if needed is None:
            return ()
        found.append(Pattern(expression=needed.expressions[0], max_length=_REACH))
    try:
        Prefilter(list(enumerate(found)))
    except ConfigurationError:
        # One of them is too large for the scan.
        return ()
    return tuple(found)


class PresidioDetector:
    """One recogniser, asked about a text as a whole.

    The patterns of a PatternRecognizer are part of the engine's scan as far as it can
    express them, so that most texts never reach the recogniser; any other is asked about
    every text.

    Patterns of a PatternRecognizer stop when the text's budget is spent. The code of
    other recognisers cannot be stopped: its time is counted when it returns, and what
    took too long refuses the text then.

    Attributes:
        name: see ``presidio_detector``.
        entity_types: as the recogniser names them.
        patterns: see above.
        is_slow: it may take milliseconds.
    """

    def __init__(
        self, recogniser: Any, name: str, *, presidio: Any, nlp_engine: Any = None
    ) -> None:
        """Wraps a recogniser; use ``presidio_detector``."""
        self.name = name
        self.entity_types = tuple(recogniser.supported_entities)
        self.patterns = scan_patterns(recogniser)
        self._recogniser = recogniser
        self._reader = NlpReader(nlp_engine) if nlp_engine is not None else None
        self._failures = watch(recogniser)
        self.is_slow = not isinstance(recogniser, presidio.PatternRecognizer)
        self._running = Running()
        words = getattr(recogniser, "context", None)
        self._words = Words(*(word.lower() for word in words)) if words else None
        if isinstance(recogniser, presidio.PatternRecognizer):
            self._recogniser = bounded_copy(recogniser, self._running)

    def __repr__(self) -> str:
        return f"PresidioDetector({self.name})"

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings in the text; see ``detectors.types.Detector``."""
        known = (self, seen.text)
        if seen.asked.get(known):
            return []
        # A window only says that it is worth looking: the first is answered for all.
        seen.asked[known] = True
        seen.check()
        self._running.check, self._running.seconds = seen.check, text_seconds
        try:
            results = self.results(seen)
        finally:
            self._running.check = None
        seen.check()
        return [self._finding(seen, result) for result in results]

    def results(self, seen: Input) -> list[Any]:
        """The recogniser's own results, whatever they cost."""
        reader, artifacts = self._reader, None
        if reader is not None:
            artifacts = reader.artifacts_of(seen, detector=self.name)
        with self._failures.none_in(self.name):
            found = self._recogniser.analyze(seen.text, list(self.entity_types), artifacts)
        return list(found or ())

    def _finding(self, seen: Input, result: Any) -> Finding:
        score = float(result.score)
        evidence: tuple[str, ...] = ("presidio",)
        if self._words is not None and self._words.beside(seen, start=result.start, end=result.end):
            score = min(1.0, max(score + _CONTEXT_BONUS, _CONTEXT_LEAST))
            evidence = ("presidio", "context")
        return Finding(
            entity_type=str(result.entity_type),
            start=int(result.start),
            end=int(result.end),
            score=score,
            detector=self.name,
            evidence=evidence,
        )
