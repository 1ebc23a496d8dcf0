"""Presidio's NLP engines (spaCy, Stanza, transformers) as one more detector beside ours.

What the model says is one voice among the engine's detectors: findings are made
disjoint by detectors.overlap, so that whatever either of them covers stays covered.
Models are read from installed packages and local directories, never fetched.

Source: presidio-analyzer 2.2.366 (NlpEngine, NerModelConfiguration, NlpArtifacts), read 2026-11.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from detectors.errors import ConfigurationError
from detectors.presidio.inference import NlpReader, stay_offline
from detectors.types import Finding, Input

ENTITIES = ("PERSON", "LOCATION")
_ENGINES = {"spacy": "SpacyNlpEngine", "stanza": "StanzaNlpEngine",
            "transformers": "TransformersNlpEngine"}  # fmt: skip
# Parts of a spaCy pipeline that finding entities needs nothing of: two thirds of its time.
_NOT_NEEDED = frozenset(
    {"tagger", "parser", "senter", "sentencizer", "attribute_ruler", "lemmatizer", "morphologizer"}
)
# What unusable models and packages raise while they are loaded.
_UNUSABLE = (ImportError, OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError)
_LETTER = re.compile(r"[^\W\d_]")


def load_nlp_engine(configuration: Mapping[str, Any], *, entities_only: bool = False) -> Any:
    """One of Presidio's NLP engines, loaded from what is on this machine.

    Args:
        configuration: as Presidio has it: ``nlp_engine_name``, ``models`` (each with
            ``lang_code`` and ``model_name``) and perhaps ``ner_model_configuration``.
        entities_only: leave out what only context words need (lemmas, parts of speech).

    Raises:
        ConfigurationError: a package or model is not there, or cannot be used; names it.
    """
    name, models = str(configuration.get("nlp_engine_name")), configuration.get("models")
    if name not in _ENGINES:
        raise ConfigurationError(f"nlp_engine_name must be one of {', '.join(_ENGINES)}")
    if not isinstance(models, Sequence) or not models:
        raise ConfigurationError("models must list a model for each language")
    stay_offline()
    try:
        presidio = importlib.import_module("presidio_analyzer.nlp_engine")
    except ImportError as error:
        raise ConfigurationError(f"presidio_analyzer cannot be imported: {error.name}") from None
    kind = getattr(presidio, _ENGINES[name])
    if not kind.is_available:
        raise ConfigurationError(f"the package {name} is not installed")
    for model in models:
        _check_model(name, model)
    options = {"download_if_missing": False} if name == "stanza" else {}
    try:
        given = configuration.get("ner_model_configuration")
        ner = presidio.NerModelConfiguration.from_dict(dict(given or {}))
        engine = kind(models=list(models), ner_model_configuration=ner, **options)
        engine.load()
        if not given:
            ner.labels_to_ignore = _unmapped(engine, ner)
        if entities_only:
            for pipeline in engine.nlp.values():
                pipeline.select_pipes(disable=sorted(_NOT_NEEDED.intersection(pipeline.pipe_names)))
    except _UNUSABLE as error:
        raise ConfigurationError(
            f"the NLP engine {name} cannot be loaded: {type(error).__name__}"
        ) from None
    return engine


def _check_model(engine: str, model: Any) -> None:
    """A model that is not there would be fetched."""
    if not isinstance(model, Mapping) or not {"lang_code", "model_name"} <= model.keys():
        raise ConfigurationError("a model has lang_code and model_name")
    named = model["model_name"]
    parts = dict(named) if isinstance(named, Mapping) else {engine: named}
    wanted = {"spacy", "transformers"} if engine == "transformers" else {engine}
    if parts.keys() != wanted or not all(isinstance(each, str) for each in parts.values()):
        raise ConfigurationError(f"model_name names models for {', '.join(sorted(wanted))}")
    package = parts.get("spacy")
    if package is not None:
        spacy = importlib.import_module("spacy")
        if not (spacy.util.is_package(package) or Path(package).is_dir()):
            raise ConfigurationError(f"the spaCy model {package} is not installed")
    directory = parts.get("transformers")
    if directory is not None and not Path(directory).is_dir():
        raise ConfigurationError(f"the transformers model {directory} is no local directory")


def _unmapped(engine: Any, ner: Any) -> list[str]:
    """Labels that Presidio has no type for; it would write a warning for each find."""
    labels: set[str] = set()
    for pipeline in engine.nlp.values():
        if "ner" in pipeline.pipe_names:
            labels.update(pipeline.get_pipe("ner").labels)
    return sorted(labels - ner.model_to_presidio_entity_mapping.keys())


class NlpDetector:
    """The entities that an NLP engine finds, asked about each text as a whole.

    A model cannot be stopped: its time is counted when it returns, and what took too long
    refuses the text then. One text at a time goes through it.

    Attributes:
        name: ``presidio:`` and the engine's name.
        entity_types: those that are taken from it.
        patterns: none: it is asked about every text.
        is_slow: it takes milliseconds.
    """

    patterns: tuple[()] = ()
    is_slow = True

    def __init__(self, engine: Any, *, entities: Sequence[str] = ENTITIES) -> None:
        """Takes a loaded engine.

        Args:
            engine: any subclass of Presidio's NlpEngine; its pipelines are watched for
                failures that Presidio would pass over.
            entities: the types to take; no other is looked at.

        Raises:
            ConfigurationError: it is not loaded, or finds none of such a type.
        """
        self._reader = NlpReader(engine)
        unknown = sorted(set(entities) - set(engine.get_supported_entities()))
        if unknown or not entities:
            raise ConfigurationError(f"the NLP engine finds no {', '.join(unknown) or 'entities'}")
        self.name = nlp_detector_name(engine.engine_name)
        self.entity_types = tuple(entities)

    def __repr__(self) -> str:
        return f"NlpDetector({self.name})"

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings in the text; see ``detectors.types.Detector``."""
        del start, end
        if _LETTER.search(seen.text) is None:
            return []
        seen.check()
        artifacts = self._reader.artifacts_of(seen, detector=self.name)
        found = zip(artifacts.entities, artifacts.scores, strict=True)
        seen.check()
        return [
            Finding(
                entity_type=entity.label_,
                start=int(entity.start_char),
                end=int(entity.end_char),
                score=min(1.0, float(score)),
                detector=self.name,
                evidence=("presidio",),
            )
            for entity, score in found
            if entity.label_ in self.entity_types
        ]


def nlp_detector_name(engine_name: str) -> str:
    """What the detector of an NLP engine is called."""
    return f"presidio:{engine_name}"
