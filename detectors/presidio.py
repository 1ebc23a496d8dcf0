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

import copy
import importlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from detectors.budget import text_seconds
from detectors.context import Words
from detectors.errors import BudgetExhausted, ConfigurationError
from detectors.types import Finding, Input, Pattern

# What Presidio's own context enhancer adds, and the least that it then gives.
_CONTEXT_BONUS = 0.35
_CONTEXT_LEAST = 0.4

_TRIAL = "Nothing to be found here."


def presidio_detector(
    class_path: str, *, name: str | None = None, arguments: Mapping[str, Any] | None = None
) -> PresidioDetector:
    """A detector from any subclass of Presidio's EntityRecognizer.

    Args:
        class_path: module and class, for example
            ``presidio_analyzer.predefined_recognizers.UsPassportRecognizer``.
        name: of the detector; None takes ``presidio:`` and the class's name.
        arguments: of the class, as the configuration gives them.

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
    _suffix_list_from_package()
    failed: type[BaseException]
    try:
        recogniser = kind(**(arguments or {}))
        recogniser.analyze(_TRIAL, list(recogniser.supported_entities), None)
    except Exception as error:  # noqa: BLE001 - a user's class may raise anything
        failed = type(error)
    else:
        return PresidioDetector(recogniser, name or f"presidio:{class_name}", presidio=presidio)
    raise ConfigurationError(f"recogniser {class_path} does not work: {failed.__name__}")


def _suffix_list_from_package() -> None:
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


class PresidioDetector:
    """One recogniser, asked about every text as a whole.

    Patterns of a PatternRecognizer stop when the text's budget is spent. The code of
    other recognisers cannot be stopped: its time is counted when it returns, and what
    took too long refuses the text then.
    """

    patterns: tuple[Pattern, ...] = ()

    def __init__(self, recogniser: Any, name: str, *, presidio: Any) -> None:
        """Wraps a recogniser; use ``presidio_detector``."""
        self.name = name
        self.entity_types = tuple(recogniser.supported_entities)
        self._recogniser = recogniser
        self._running = _Running()
        words = getattr(recogniser, "context", None)
        self._words = Words(*(word.lower() for word in words)) if words else None
        if isinstance(recogniser, presidio.PatternRecognizer):
            self._bound_patterns()

    def __repr__(self) -> str:
        return f"PresidioDetector({self.name})"

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings in the text; see ``detectors.types.Detector``."""
        seen.check()
        self._running.check = seen.check
        try:
            results = self._recogniser.analyze(seen.text, list(self.entity_types), None)
        finally:
            self._running.check = None
        seen.check()
        return [self._finding(seen, result) for result in results or ()]

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

    def _bound_patterns(self) -> None:
        # The patterns are attributes of the class: each detector gets its own copies.
        patterns = [copy.copy(pattern) for pattern in self._recogniser.patterns]
        flags = self._recogniser.global_regex_flags
        regex = importlib.import_module("regex")
        for pattern in patterns:
            pattern.compiled_regex = _Bounded(regex.compile(pattern.regex, flags), self._running)
            pattern.compiled_with_flags = flags
        self._recogniser.patterns = patterns


class _Running(threading.local):
    """The check of the text that this thread examines just now."""

    check: Callable[[], None] | None = None


class _Bounded:
    """A compiled pattern whose time is the text's budget; running out is an error."""

    def __init__(self, compiled: Any, running: _Running) -> None:
        self._compiled = compiled
        self._running = running

    def finditer(self, text: str, timeout: float | None = None) -> Iterator[Any]:
        """Matches of a text, one after another.

        Args:
            text: what is searched.
            timeout: Presidio's own, in seconds; the text's budget if that is less.

        Raises:
            BudgetExhausted: the matches were not all found in time.
        """
        seconds = text_seconds(len(text))
        check = self._running.check
        exhausted = False
        try:
            for match in self._compiled.finditer(
                text, timeout=seconds if timeout is None else min(timeout, seconds)
            ):
                if check is not None:
                    check()
                yield match
        except TimeoutError:
            # Presidio would catch this one and skip the pattern.
            exhausted = True
        if exhausted:
            raise BudgetExhausted("a recogniser's pattern spent the CPU budget")
