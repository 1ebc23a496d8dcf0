"""Context from the words as they stand, for use without a language model.

Presidio takes context words from the lemmas of an NLP engine. This one gives each word
in lower case as its own lemma: nothing is loaded and nothing is guessed, and "cards"
still holds "card".

Source: presidio-analyzer 2.2.366 (NlpArtifacts, LemmaContextAwareEnhancer), read 2026-11.
"""

from __future__ import annotations

import copy
import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from presidio_analyzer import RecognizerResult
from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NoOpNlpEngine

_TOKEN = re.compile(r"\w+|[^\w\s]")


class SurfaceNlpEngine(NoOpNlpEngine):
    """Tokens without a model; finds no entities of its own."""

    def __init__(self, languages: Sequence[str]) -> None:
        """Names the languages that the analyzer may be asked in."""
        super().__init__([{"lang_code": each, "model_name": "surface"} for each in languages])
        self.load()

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """The tokens of a text."""
        self._validate_string(text, "text")
        self._validate_loaded_language(language)
        matches = list(_TOKEN.finditer(text))
        # The last, empty word stands behind everything, so that each place has a word.
        tokens: Any = [*(match[0] for match in matches), " "]
        return _SurfaceArtifacts(
            entities=[],
            tokens=tokens,
            tokens_indices=[*(match.start() for match in matches), len(text)],
            lemmas=[*(each.lower() for each in tokens[:-1]), ""],
            nlp_engine=self,
            language=language,
        )

    def is_punct(self, word: str, language: str) -> bool:
        """Whether a token is no word."""
        return not any(character.isalnum() for character in word)


class _SurfaceArtifacts(NlpArtifacts):
    """Artifacts whose tokens are plain strings."""

    def to_json(self) -> str:
        """What a decision trace shows; the text itself is not part of it."""
        return f'{{"tokens": {len(self.tokens)}}}'


class SurroundingWords(LemmaContextAwareEnhancer):
    """Presidio's enhancer, with the same results, in time linear in the text.

    Presidio copies results deeply, walks through all tokens for each, and looks each lemma
    up in a list.
    """

    @classmethod
    def like(cls, other: LemmaContextAwareEnhancer) -> SurroundingWords:
        """One with the parameters of another."""
        made = cls()
        made.__dict__.update(vars(other))
        return made

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[Any],
        nlp_artifacts: Any,
        recognizers: list[Any],
        context: list[str] | None = None,
    ) -> list[Any]:
        """Copies of the results, surer where a word of their recogniser stands near them."""
        results = [_copied(result) for result in raw_results]
        if nlp_artifacts is None:
            return results
        words: Any = _Words(nlp_artifacts)
        given = [word.lower() for word in context or ()]
        known = {recogniser.id: recogniser for recogniser in recognizers}
        for result in results:
            metadata = result.recognition_metadata or {}
            recogniser = known.get(metadata.get(RecognizerResult.RECOGNIZER_IDENTIFIER_KEY))
            enhanced = metadata.get(RecognizerResult.IS_SCORE_ENHANCED_BY_CONTEXT_KEY)
            if recogniser is None or not recogniser.context or enhanced:
                continue
            around = self._extract_surrounding_words(
                nlp_artifacts=words, word=text[result.start : result.end], start=result.start
            )
            word = self._find_supportive_word_in_context(
                [*around, *given], recogniser.context, self.context_matching_mode
            )
            if word != "":
                score = max(
                    result.score + self.context_similarity_factor,
                    self.min_score_with_context_similarity,
                )
                result.score = min(score, self.MAX_SCORE)
                result.analysis_explanation.set_supportive_context_word(word)
                result.analysis_explanation.set_improved_score(result.score)
        return results

    @staticmethod
    def _find_index_of_match_token(word: str, start: int, tokens: Any, tokens_indices: Any) -> int:
        place = tokens_indices.after(start)
        if place >= len(tokens_indices.ends):
            # Presidio's message quotes the match.
            raise ValueError("a match stands behind the last token")
        return int(place)


def _copied(result: Any) -> Any:
    copied = copy.copy(result)
    copied.analysis_explanation = copy.copy(result.analysis_explanation)
    copied.recognition_metadata = copy.copy(result.recognition_metadata)
    return copied


class _Words:
    """Artifacts as the enhancer reads them."""

    def __init__(self, artifacts: NlpArtifacts) -> None:
        self.tokens = artifacts.tokens
        self.lemmas = artifacts.lemmas
        self.keywords = frozenset(artifacts.keywords)
        self.tokens_indices = _Places(
            [place + len(token) for place, token in
             zip(artifacts.tokens_indices, artifacts.tokens, strict=False)]
        )  # fmt: skip


class _Places:
    """Where tokens end; the first that ends after a place, by bisection."""

    def __init__(self, ends: list[int]) -> None:
        highest = 0
        self.ends: list[int] = []
        for end in ends:
            highest = max(highest, end)
            self.ends.append(highest)

    def after(self, start: int) -> int:
        return bisect_right(self.ends, start)
