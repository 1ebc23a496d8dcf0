"""Conditions, medicines, procedures and test results, and of whom they are said.

    text -> a quick look for any word of medicine -> units -> lexicon and tagger -> findings

Most messages end at the quick look: none of their words is one that a term needs, none
ends as only medicine lets words end, none is a slip for a word of a common term.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property

from detectors.health.ends import Addresses, is_none, split, stands_alone, trimmed
from detectors.health.features import has_medical_end
from detectors.health.lexicon import (
    COMMON,
    CONDITION,
    EVERYDAY,
    KIND,
    LEAST_MISSPELT,
    TEST,
    WEAK,
    Lexicon,
    Match,
    lexicon,
    stem,
)
from detectors.health.reading import read
from detectors.health.results import results
from detectors.health.spelling import looked_up, spelt
from detectors.health.subject import ABOUT_PERSON, speaks_of
from detectors.health.widen import PROFESSIONAL, Found, abbreviated, widened
from detectors.tagger.model import Model
from detectors.tagger.units import token_units
from detectors.types import Finding, Input, Pattern

FILE = "health.crf"
LEXICON_ONLY = "lexicon_only"
RESULT = "TEST_RESULT"
KINDS = ("MEDICAL_CONDITION", "MEDICATION", "PROCEDURE", RESULT)
LEAST: Mapping[str, float] = {
    "MEDICAL_CONDITION": 0.15,
    "MEDICATION": 0.15,
    "PROCEDURE": 0.4,
}

# Beside a word that is sure enough, words of so much of that probability belong to it.
_BESIDE = 0.5
_LEXICON_SCORE = 0.6
_SHORT = 3
# In a unit without any term of medicine and any word of its trade the tagger has to be surer.
_ALONE = 0.3
# What the tagger reports scores from here up: even its unsure words are worth acting on.
_LEAST_SURE, _RANGE = 0.5, 0.45

# Two letters of a script that the model was not trained on; a single one may be a Greek sign.
_OTHER_SCRIPT = re.compile(
    r"[\u0370-\u1dff\u2c00-\ua71f\ua800-\uab2f\uabc0-\ufaff\ufb1d-\ufeff]{2}"
)


@cache
def shipped_model() -> Model:
    """The model of the package, loaded once.

    Raises:
        ConfigurationError: its file is missing or damaged; names it.
    """
    return Model.load("detectors.health", FILE)


class HealthDetector:
    """Finds what a text says of health. The model and lexicon are loaded at first use."""

    name = "health"
    entity_types = KINDS
    patterns: tuple[Pattern, ...] = ()

    def __init__(self, *, model: Model | None = None, least: Mapping[str, float] = LEAST) -> None:
        """Takes a model other than the package's, and how sure it has to be of each type."""
        self._given = model
        self._least = least

    def __repr__(self) -> str:
        return f"HealthDetector({'another model' if self._given else 'shipped model'})"

    @cached_property
    def _model(self) -> Model:
        return self._given or shipped_model()

    @cached_property
    def _wide(self) -> dict[str, float]:
        return {label: self._least[label] * _BESIDE for label in self._model.labels}

    @cached_property
    def _lexicon(self) -> Lexicon:
        return lexicon()

    def confirm(self, seen: Input, start: int, end: int) -> Iterator[Finding]:
        """Findings of a text."""
        text = seen.text
        if not self.speaks_medicine(text):
            return
        own = spelt(text, self._lexicon)
        if len(own) == 1 and self._is_doubtful(own.words[0], seen.before):
            return
        inside = Addresses(text)
        short: dict[str, Found] = {}
        for first, last in token_units(text, own):
            words = own.words[first:last]
            stretch = text[own.starts[first] : own.ends[last - 1]]
            found: list[Found] = []
            if self.speaks_medicine(stretch):
                seen.check()
                found = self._unit(words)
            if short:
                found += _known_short(words, short, found=found)
            for each in abbreviated(found, words):
                short.setdefault(words[each.first], each)
                found.append(each)
            for each in found:
                begin, stop = own.starts[first + each.first], own.ends[first + each.last - 1]
                if begin not in inside and stands_alone(text, begin, end=stop):
                    yield self._finding(text, begin, end=stop, found=each)

    def _finding(self, text: str, start: int, *, end: int, found: Found) -> Finding:
        measured = found.entity_type == RESULT and any(map(str.isdigit, text[start:end]))
        subject = ABOUT_PERSON if measured else speaks_of(text, start, end=end)
        return Finding(
            entity_type=found.entity_type,
            start=start,
            end=end,
            score=found.score,
            detector=self.name,
            evidence=(found.evidence, subject),
        )

    def speaks_medicine(self, text: str) -> bool:
        """Whether any word of a text calls for a closer look."""
        terms = self._lexicon
        words = set(looked_up(text))
        if not terms.triggers.isdisjoint(words):
            return True
        return any(
            has_medical_end(word) or terms.corrected(word)
            for word in words
            if len(word) >= LEAST_MISSPELT - 1
        )

    def _is_doubtful(self, word: str, before: str) -> bool:
        """Whether a text of one word is short for many things, and nobody asked of health."""
        code = self._lexicon.code(stem(word.lower()))
        short = code is not None and code & WEAK and len(word) <= _SHORT
        return bool(short) and not self.speaks_medicine(before)

    def _unit(self, words: list[str]) -> list[Found]:
        reading = read(words, self._lexicon)
        terms = reading.terms
        known = [
            Found(term.first, term.last, KINDS[term.code & KIND], _LEXICON_SCORE, "lexicon")
            for term in terms
            if _is_sure(term, reading.lower)
        ]
        known += [
            Found(first, last, RESULT, _LEXICON_SCORE, "lexicon")
            for first, last in results(reading.lower, terms, words=words)
        ]
        if _OTHER_SCRIPT.search(" ".join(words)):
            return [each._replace(evidence=LEXICON_ONLY) for each in known]
        sure = any(not code & WEAK for _, _, code in terms) or not (
            PROFESSIONAL.isdisjoint(reading.lower)
        )
        tagged = [
            Found(first, last, label, round(_LEAST_SURE + _RANGE * probability, 2), "tagger")
            for first, last, label, probability in self._model.spans(reading.features(), self._wide)
            if probability >= (self._least[label] if sure else max(_ALONE, self._least[label]))
        ]
        everyday = [range(first, last) for first, last, code in terms if code & EVERYDAY]
        wide = widened(joined(trimmed(tagged, words, terms=terms), known), reading.lower)
        return [
            each
            for each in trimmed([*split(wide, terms, lower=reading.lower)], words, terms=terms)
            if not is_none(each, words)
            and not any(each.first in phrase or each.last - 1 in phrase for phrase in everyday)
        ]


def _is_sure(term: Match, lower: Sequence[str]) -> bool:
    """Whether a term is one whatever the tagger says."""
    first, last, code = term
    if code & WEAK or code & KIND == TEST:
        return False
    named = last - first > 1 or has_medical_end(lower[first])
    return bool(code & COMMON) or (code & KIND == CONDITION and named)


def joined(tagged: Sequence[Found], known: Sequence[Found]) -> list[Found]:
    """What the tagger found and what the lexicon knows, one inside the other only once."""
    kept = [
        each
        for each in known
        if not any(other.first <= each.first and each.last <= other.last for other in tagged)
    ]
    kept += [
        each
        for each in tagged
        if not any(other.first <= each.first and each.last <= other.last for other in kept)
    ]
    return kept


def _known_short(
    words: Sequence[str], short: Mapping[str, Found], *, found: Sequence[Found]
) -> list[Found]:
    """Where abbreviations stand that the text has explained further up."""
    return [
        short[word]._replace(first=place, last=place + 1)
        for place, word in enumerate(words)
        if word in short and not any(each.first <= place < each.last for each in found)
    ]
