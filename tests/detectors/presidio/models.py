"""Stand-ins for what needs large packages: an NLP engine and Hugging Face pipelines."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

nlp: Any = importlib.import_module("presidio_analyzer.nlp_engine")
presidio: Any = importlib.import_module("presidio_analyzer")

Found = tuple[str, str, float]  # word, label, score


class WordEngine(nlp.NlpEngine):  # type: ignore[misc]
    """Says of fixed words what they are; keeps what it was asked."""

    engine_name = "words"

    def __init__(self, *found: Found, languages: tuple[str, ...] = ("en",)) -> None:
        self.found = found
        self.languages = list(languages)
        self.asked: list[tuple[str, str]] = []

    def load(self) -> None:
        """Nothing to load."""

    def is_loaded(self) -> bool:
        return True

    def get_supported_languages(self) -> list[str]:
        return self.languages

    def is_stopword(self, word: str, language: str) -> bool:
        return False

    def is_punct(self, word: str, language: str) -> bool:
        return False

    def process_batch(self, texts: Any, language: str, **_: Any) -> Any:
        raise NotImplementedError

    def get_supported_entities(self) -> list[str]:
        return sorted({label for _, label, _ in self.found})

    def process_text(self, text: str, language: str) -> Any:
        self.asked.append((text, language))
        entities, scores = [], []
        for word, label, score in self.found:
            start = text.find(word)
            if start >= 0:
                entities.append(
                    SimpleNamespace(label_=label, start_char=start, end_char=start + len(word))
                )
                scores.append(score)
        return nlp.NlpArtifacts(
            entities=entities,
            tokens=[text],
            tokens_indices=[0],
            lemmas=[text],
            nlp_engine=self,
            language=language,
            scores=scores,
        )


class FailingPipeline:
    """A token-classification pipeline that fails on one word."""

    tokenizer = "its own"

    def __call__(self, text: str) -> list[dict[str, Any]]:
        if "secret" in text:
            raise RuntimeError(text)
        start = text.find("Malathi")
        found = {"entity_group": "PER", "start": start, "end": start + 7, "score": 0.9}
        return [found] if start >= 0 else []


class SwallowingRecogniser(presidio.LocalRecognizer):  # type: ignore[misc]
    """Goes on without a result when its pipeline fails, as Presidio's own do."""

    def __init__(self, score: float = 0.9) -> None:
        self.score = score
        self.ner_pipeline: Callable[[str], list[dict[str, Any]]] = FailingPipeline()
        super().__init__(supported_entities=["PERSON"], name="swallowing")

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[Any]:
        try:
            found = self.ner_pipeline(text)
        except Exception:
            return []
        return [
            presidio.RecognizerResult("PERSON", each["start"], each["end"], self.score)
            for each in found
        ]


class ReadsArtifacts(SwallowingRecogniser):
    """Takes what an NLP engine says."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[Any]:
        return [
            presidio.RecognizerResult("PERSON", each.start_char, each.end_char, self.score)
            for each in nlp_artifacts.entities
        ]


class SwallowingEngine(WordEngine):
    """An engine whose component's failing pipeline is passed over."""

    def __init__(self) -> None:
        super().__init__(("Malathi", "PERSON", 0.9))
        self.component = SimpleNamespace(pipeline=FailingPipeline())
        self.nlp = {"en": SimpleNamespace(pipeline=[("ner", self.component)])}

    def process_text(self, text: str, language: str) -> Any:
        try:
            self.component.pipeline(text)
        except Exception:
            return super().process_text("", language)
        return super().process_text(text, language)
