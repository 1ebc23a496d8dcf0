"""What an operator adds to the shipped detectors: Presidio recognisers and an NLP engine.

Everything is loaded from installed packages and local directories, at start; what is
missing is an error then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detectors.errors import ConfigurationError as Unusable
from detectors.presidio import detector_name, nlp_detector_name
from detectors.types import Detector
from gateway.errors import ConfigurationError
from gateway.yaml_tree import Value

_WORD = r"[A-Za-z_][A-Za-z0-9_]*"
_ENTITY_TYPE = r"[A-Z][A-Z0-9_]{1,63}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecogniser:
    """One entry of the key ``recognizers``.

    Attributes:
        class_path: module and class.
        name: of its detector.
        arguments: of the class.
    """

    class_path: str
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNlpEngine:
    """The key ``nlp_engine``.

    Attributes:
        configuration: as Presidio has it.
        entities: the types that are taken from it; empty for the usual ones.
    """

    configuration: Mapping[str, Any]
    entities: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Of its detector."""
        return nlp_detector_name(str(self.configuration["nlp_engine_name"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """Both keys of a configuration."""

    recognisers: tuple[OwnRecogniser, ...] = ()
    nlp_engine: OwnNlpEngine | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Of the detectors, in their order."""
        own = tuple(each.name for each in self.recognisers)
        return own if self.nlp_engine is None else (*own, self.nlp_engine.name)

    def detectors(self) -> list[Detector]:
        """Loads everything; with an NLP engine this takes seconds.

        Raises:
            ConfigurationError: something is missing or cannot be used; names key and thing.
        """
        if not self.names:
            return []
        # Importing Presidio takes longer than everything else at start.
        from detectors.presidio import NlpDetector, load_nlp_engine, presidio_detector

        key, engine = "nlp_engine", None
        try:
            if self.nlp_engine is not None:
                engine = load_nlp_engine(
                    self.nlp_engine.configuration, entities_only=not self.recognisers
                )
            key = "recognizers"
            found: list[Detector] = [
                presidio_detector(
                    each.class_path, name=each.name, arguments=each.arguments, nlp_engine=engine
                )
                for each in self.recognisers
            ]
            key = "nlp_engine"
            if self.nlp_engine is not None:
                entities = self.nlp_engine.entities
                found.append(NlpDetector(engine, entities=entities) if entities
                             else NlpDetector(engine))  # fmt: skip
        except Unusable as error:
            raise ConfigurationError(f"{key}: {error}") from None
        return found


def read_foreign(recognisers: Value | None, nlp_engine: Value | None) -> Foreign:
    """Reads both keys.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    found: list[OwnRecogniser] = []
    for entry in recognisers.elements() if recognisers else ():
        each = _recogniser(entry)
        if each.name in {other.name for other in found}:
            raise entry.error("has the name of another; give it a name of its own")
        found.append(each)
    return Foreign(
        recognisers=tuple(found), nlp_engine=_nlp_engine(nlp_engine) if nlp_engine else None
    )


def _recogniser(value: Value) -> OwnRecogniser:
    pattern, words = rf"{_WORD}(\.{_WORD})+", "the dotted path of a class"
    if not value.is_mapping:
        class_path = value.text(pattern, what=words)
        return OwnRecogniser(class_path=class_path, name=detector_name(class_path))
    known = value.fields("class", "name", "arguments")
    class_path = known.required("class").text(pattern, what=words)
    name, arguments = known.optional("name"), known.optional("arguments")
    return OwnRecogniser(
        class_path=class_path,
        name=name.text(r"[A-Za-z0-9_:.-]{1,64}", what="letters, digits and _:.-")
        if name
        else detector_name(class_path),
        arguments={key: each.plain() for key, each in arguments.entries().items()}
        if arguments
        else {},
    )


def _nlp_engine(value: Value) -> OwnNlpEngine:
    known = value.fields("nlp_engine_name", "models", "ner_model_configuration", "entities")
    models = []
    for each in known.required("models").elements():
        model = each.fields("lang_code", "model_name")
        models.append(
            {
                "lang_code": model.required("lang_code").text("[a-z]{2}", what="an ISO 639-1 code"),
                "model_name": model.required("model_name").plain(),
            }
        )
    configuration = {
        "nlp_engine_name": known.required("nlp_engine_name").text(),
        "models": models,
    }
    ner, entities = known.optional("ner_model_configuration"), known.optional("entities")
    if ner:
        configuration["ner_model_configuration"] = ner.plain()
    words = "an entity type, written like PERSON"
    return OwnNlpEngine(
        configuration=configuration,
        entities=tuple(
            each.text(_ENTITY_TYPE, what=words)
            for each in (entities.elements() if entities else ())
        ),
    )
