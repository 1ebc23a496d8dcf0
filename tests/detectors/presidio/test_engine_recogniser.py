"""Our detectors inside Presidio's analyzer, beside a model's."""

from __future__ import annotations

from typing import Any

import pytest

from detectors import Engine
from detectors.numbers.payment_card import PaymentCardDetector
from detectors.numbers.us_ssn import UsSsnDetector
from detectors.presidio import FastAnalyzerEngine
from detectors.presidio.engine_recogniser import EngineRecogniser, disjoint
from tests.detectors.presidio.models import WordEngine, presidio

CARD = "4111 1111 1111 1111"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine([PaymentCardDetector(), UsSsnDetector()])


def result(entity_type: str, start: int, end: int, score: float) -> Any:
    return presidio.RecognizerResult(entity_type, start, end, score)


def form(results: list[Any]) -> list[tuple[str, int, int, float]]:
    return [(each.entity_type, each.start, each.end, each.score) for each in results]


def test_results_are_our_findings(engine: Engine) -> None:
    recogniser = EngineRecogniser(engine)
    text = f"pay with {CARD}"
    (found,) = recogniser.analyze(text, ["CREDIT_CARD"])
    (finding,) = engine.detect(text)
    assert form([found]) == [("CREDIT_CARD", 9, 28, finding.score)]
    assert "payment_card" in found.analysis_explanation.textual_explanation
    assert recogniser.analyze(text, ["US_SSN"]) == []
    assert "4111" not in str(found.analysis_explanation)


def analyzer(engine: Engine, *found: tuple[str, str, float]) -> FastAnalyzerEngine:
    registry = presidio.RecognizerRegistry(recognizers=[])
    registry.add_recognizer(presidio.predefined_recognizers.SpacyRecognizer())
    return FastAnalyzerEngine(registry, WordEngine(*found), engine=engine)


def test_a_models_findings_and_ours_are_one_cover(engine: Engine) -> None:
    text = f"Ana {CARD} Rao"
    made = analyzer(engine, (f"Ana {CARD[:9]}", "PERSON", 0.6), ("Rao", "PERSON", 0.85))
    assert form(made.analyze(text, "en")) == [
        ("PERSON", 0, 4, 0.6),
        ("CREDIT_CARD", 4, 23, 0.95),
        ("PERSON", 24, 27, 0.85),
    ]
    (card,) = made.analyze(text, "en", entities=["CREDIT_CARD"])
    assert form([card]) == [("CREDIT_CARD", 4, 23, 0.95)]
    assert "CREDIT_CARD" in made.get_supported_entities("en")


def test_without_our_engine_results_are_presidios() -> None:
    registry = presidio.RecognizerRegistry(recognizers=[])
    registry.add_recognizer(presidio.predefined_recognizers.SpacyRecognizer())
    words = WordEngine(("Ana Rao", "PERSON", 0.6), ("Rao", "LOCATION", 0.85))
    found = FastAnalyzerEngine(registry, words).analyze("Ana Rao", "en")
    assert form(found) == [("LOCATION", 4, 7, 0.85), ("PERSON", 0, 7, 0.6)]


def test_disjoint_covers_what_was_covered() -> None:
    results = [result("A", 0, 10, 0.5), result("B", 4, 6, 0.9), result("C", 20, 22, 0.1)]
    assert form(disjoint(results)) == [
        ("A", 0, 4, 0.5),
        ("B", 4, 6, 0.9),
        ("A", 6, 10, 0.5),
        ("C", 20, 22, 0.1),
    ]
    assert form(results)[0] == ("A", 0, 10, 0.5), "what was given is left alone"
    assert disjoint([]) == []
