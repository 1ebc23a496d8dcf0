"""Models of others: offline, and never passed over when they fail."""

from __future__ import annotations

import os
import sys
import threading
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from detectors import Engine
from detectors.errors import ConfigurationError, DetectorFailed
from detectors.presidio import FastAnalyzerEngine, NlpDetector, presidio_detector
from detectors.presidio.inference import Failures, NlpReader, WatchedPipeline, stay_offline, watch
from detectors.types import Input
from tests.detectors.presidio.models import (
    FailingPipeline,
    SwallowingEngine,
    SwallowingRecogniser,
    WordEngine,
    presidio,
)

MODELS = "tests.detectors.presidio.models."


def seen(text: str, language: str = "en") -> Input:
    return Input(text=text, before="", language=language, check=lambda: None)


def test_model_libraries_are_told_to_stay_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.setenv(name, "0")
    constants = ModuleType("huggingface_hub.constants")
    vars(constants)["HF_HUB_OFFLINE"] = False
    monkeypatch.setitem(sys.modules, "huggingface_hub.constants", constants)
    stay_offline()
    assert {os.environ["HF_HUB_OFFLINE"], os.environ["TRANSFORMERS_OFFLINE"]} == {"1"}
    assert vars(constants)["HF_HUB_OFFLINE"] is True


def test_a_watched_pipeline_is_as_it_was_until_it_fails() -> None:
    failures = Failures()
    pipeline = WatchedPipeline(FailingPipeline(), failures)
    assert pipeline("Malathi")[0]["entity_group"] == "PER"
    assert (pipeline.tokenizer, failures.kind) == ("its own", None)
    with pytest.raises(RuntimeError):
        pipeline("secret")
    assert failures.kind is RuntimeError


def test_a_failure_that_is_passed_over_refuses_the_text() -> None:
    for foreign in (
        presidio_detector(MODELS + "SwallowingRecogniser"),
        NlpDetector(SwallowingEngine(), entities=["PERSON"]),
    ):
        engine = Engine(foreign=[foreign])
        assert [each.entity_type for each in engine.detect("Malathi here")] == ["PERSON"]
        with pytest.raises(DetectorFailed, match=f"{foreign.name} failed with RuntimeError") as no:
            engine.detect("secret Malathi")
        assert "secret" not in str(no.value)
        assert [each.entity_type for each in engine.detect("Malathi again")] == ["PERSON"]


def test_presidios_analyzer_refuses_it_too() -> None:
    registry = presidio.RecognizerRegistry(recognizers=[])
    registry.add_recognizer(presidio.predefined_recognizers.SpacyRecognizer())
    analyzer = FastAnalyzerEngine(registry, SwallowingEngine())
    assert [each.entity_type for each in analyzer.analyze("Malathi here", "en")] == ["PERSON"]
    with pytest.raises(DetectorFailed):
        analyzer.analyze("secret Malathi", "en")


def test_a_failure_in_one_thread_is_none_of_anothers() -> None:
    failures = Failures()
    seen_there: list[Any] = []

    def fail() -> None:
        failures.kind = ValueError
        seen_there.append(failures.kind)

    with failures.none_in("here"):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    assert seen_there == [ValueError]


def test_two_who_watch_the_same_pipeline_both_see_it_fail() -> None:
    recogniser = SwallowingRecogniser()
    first, second = watch(recogniser), watch(recogniser)
    assert recogniser.analyze("secret", ["PERSON"]) == []
    assert (first.kind, second.kind) == (RuntimeError, RuntimeError)


def test_what_has_no_pipelines_has_nothing_to_watch() -> None:
    assert watch(SimpleNamespace(nlp=None, ner_pipeline=None)).kind is None
    assert watch(SimpleNamespace(nlp={"en": object()})).kind is None


def test_each_text_goes_through_a_model_once() -> None:
    engine = WordEngine(("Ana", "PERSON", 0.9))
    first, second, text = NlpReader(engine), NlpReader(engine), seen("Ana")
    assert first.artifacts_of(text, detector="a") is second.artifacts_of(text, detector="b")
    assert engine.asked == [("Ana", "en")]


@pytest.mark.parametrize(("language", "asked"), [("de", "de"), ("en", "en"), ("fi", "en")])
def test_a_language_without_a_model_is_read_by_the_first(language: str, asked: str) -> None:
    engine = WordEngine(languages=("en", "de"))
    NlpReader(engine).artifacts("Ana", language, detector="a")
    assert engine.asked == [("Ana", asked)]


def test_an_engine_that_is_not_loaded_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="not loaded"):
        NlpReader(SimpleNamespace(is_loaded=lambda: False))
