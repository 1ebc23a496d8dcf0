"""Models that others wrote: kept off the network, and their failures kept in sight.

Presidio catches what a Hugging Face pipeline raises, writes a warning and goes on with no
result. Here such a text is refused.

Source: presidio-analyzer 2.2.366 (HuggingFaceTokenPipe, HuggingFaceNerRecognizer),
huggingface_hub 1 (HF_HUB_OFFLINE), read 2026-11.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from detectors.errors import ConfigurationError, DetectorFailed
from detectors.types import Input

_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


def stay_offline() -> None:
    """Makes model libraries read what is on this machine, and fetch nothing."""
    for name in _OFFLINE:
        os.environ[name] = "1"
    constants = sys.modules.get("huggingface_hub.constants")
    if constants is not None:
        # It read the environment when it was imported.
        vars(constants)["HF_HUB_OFFLINE"] = True


class Failures(threading.local):
    """What failed in this thread since it was looked at.

    Attributes:
        kind: class of the last error.
    """

    kind: type[BaseException] | None = None

    @contextmanager
    def none_in(self, detector: str) -> Iterator[None]:
        """Refuses the text if a watched pipeline fails in this block.

        Raises:
            DetectorFailed: names the detector.
        """
        self.kind = None
        yield
        if self.kind is not None:
            raise DetectorFailed(detector, self.kind)


class WatchedPipeline:
    """A pipeline that notes when it fails; else as it was."""

    def __init__(self, pipeline: Any, failures: Failures) -> None:
        """Wraps a callable pipeline."""
        self._pipeline = pipeline
        self._failures = failures

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pipeline, name)

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """What the pipeline returns."""
        done = False
        try:
            result = self._pipeline(*inputs, **options)
            done = True
        finally:
            if not done:
                self._failures.kind = sys.exc_info()[0]
        return result


def watch(subject: Any) -> Failures:
    """Watches the Hugging Face pipelines of an NLP engine or a recogniser.

    Args:
        subject: a loaded engine, whose spaCy pipelines may hold some, or a recogniser with
            a ``ner_pipeline``.
    """
    failures = Failures()
    holders: list[tuple[Any, str]] = [(subject, "ner_pipeline")]
    pipelines = getattr(subject, "nlp", None)
    for language in pipelines.values() if isinstance(pipelines, dict) else ():
        holders += [(component, "pipeline") for _, component in getattr(language, "pipeline", ())]
    for holder, name in holders:
        pipeline = getattr(holder, name, None)
        if callable(pipeline):
            setattr(holder, name, WatchedPipeline(pipeline, failures))
    return failures


class NlpReader:
    """A loaded NLP engine as detectors ask it: one text at a time, and each text once."""

    def __init__(self, engine: Any) -> None:
        """Takes one of Presidio's NLP engines; its pipelines are watched from now on.

        Raises:
            ConfigurationError: it is not loaded.
        """
        if not engine.is_loaded():
            raise ConfigurationError("the NLP engine is not loaded")
        self._engine = engine
        self._languages = list(engine.get_supported_languages())
        self._failures = watch(engine)
        self._lock = threading.Lock()

    def artifacts(self, text: str, language: str, *, detector: str) -> Any:
        """The engine's artifacts of a text.

        Args:
            text: what is examined.
            language: one that the engine has no model for is no reason to look away: its
                first model reads the text then.
            detector: on whose behalf; errors name it.

        Raises:
            DetectorFailed: a model failed, and Presidio passed over it.
        """
        known = language if language in self._languages else self._languages[0]
        with self._lock, self._failures.none_in(detector):
            return self._engine.process_text(text, known)

    def artifacts_of(self, seen: Input, *, detector: str) -> Any:
        """The same for a detector's input; who asks second is given what the first got."""
        place = (id(self._engine), seen.text)
        if place not in seen.asked:
            seen.asked[place] = self.artifacts(seen.text, seen.language, detector=detector)
        return seen.asked[place]
